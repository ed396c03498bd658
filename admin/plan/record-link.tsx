import type { AdminContext } from '#admin/deps.ts'
import { may, reachOf } from '#core/staff/roles.ts'

interface Record {
  kind: string
  key: string
  label: string
  courseId: number | null
}

const places: { [kind: string]: string } = {
  course: '/admin/courses',
  document: '/admin/law',
  published: '/admin/published',
  notice: '/admin/notices',
  difficulty: '/admin/difficulties',
  recommendation: '/admin/recommendations',
  consultant: '/admin/consultants',
  fee: '/admin/fees',
  task: '/admin/plan',
  survey: '/admin/surveys',
}

/** A record behind a figure by its name, which opens its page where the reader may open it. */
export function RecordLink({ c, record }: { c: AdminContext; record: Record }) {
  const href = hrefOf(c, record)
  return href === undefined ? <span>{record.label}</span> : <a href={href}>{record.label}</a>
}

function hrefOf(c: AdminContext, { kind, key, label, courseId }: Record): string | undefined {
  const actor = c.get('actor')
  if (kind === 'ticket') return `/admin/tickets/${label}`
  if (kind === 'signup') return courseId === null ? undefined : `/admin/courses/${courseId}`
  if (kind === 'business') {
    const any = reachOf(actor, 'people.read') === 'any'
    return any ? `/admin/people/businesses/${key}` : undefined
  }
  if (kind === 'registered') {
    const page = `/admin/register/businesses?q=${encodeURIComponent(key)}`
    return may(actor, 'register.import') ? page : undefined
  }
  const place = places[kind]
  return place === undefined ? undefined : `${place}/${key}`
}
