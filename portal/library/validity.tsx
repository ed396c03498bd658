import type { Day, Validity } from '#core/law/documents/standing.ts'
import { Icon } from '#portal/icon.tsx'
import { daysBetween, type Visit, type Words, written } from './visit.ts'

type Look = { name: string; icon: string; key: string }

/** Told by shape, word and colour alike. */
function lookOf(validity: Validity | undefined): Look {
  if (!validity) return { name: 'unknown', icon: 'circle-question-mark', key: 'unknown' }
  if (validity.standing === 'expired') return { name: 'gone', icon: 'circle-x', key: 'expired' }
  if (validity.standing === 'not yet') return { name: 'coming', icon: 'clock', key: 'coming' }
  if (validity.amendedBy) return { name: 'changed', icon: 'circle-dot', key: 'amended' }
  return { name: 'valid', icon: 'circle-check', key: 'valid' }
}

/** Whether something is in force today, in a word. */
export function Badge({ validity, t }: { validity: Validity | undefined; t: Words }) {
  const { name, icon, key } = lookOf(validity)
  return (
    <span class={`badge ${name}`}>
      <Icon name={icon} size={16} />
      {t(`validity.${key}`)}
    </span>
  )
}

/** Why it is in force or not, since when and by which document, in sentences. */
export function Why({ validity, visit }: { validity: Validity | undefined; visit: Visit }) {
  const { t, day } = visit
  if (!validity) return <p>{t('validity.unknown.why')}</p>
  const { amendedBy = [] } = validity
  return (
    <>
      <p>{spanOf(validity, day, t)}</p>
      <Ended validity={validity} visit={visit} />
      {amendedBy.length > 0 && (
        <div>
          <p>{t('validity.amended.by')}</p>
          <ul class="plain-list">
            {amendedBy.map(({ slug, number, title, from }) => (
              <li>
                <a href={`/van-ban/${slug}`}>{number ? `${number}: ${title}` : title}</a>{' '}
                {t('validity.since', { day: written(from) })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

/** What replaced or repealed it, or will, with the way there. */
export function Ended({
  validity: { by, until },
  visit: { t, day },
}: {
  validity: Validity
  visit: Visit
}) {
  if (!by || !until) return null
  const kind = by.kind === 'amends' ? 'replaces' : by.kind
  return (
    <p class="successor">
      {t(until <= day ? `validity.${kind}.by` : `validity.${kind}.soon`, { day: written(until) })}{' '}
      <a href={`/van-ban/${by.slug}`}>{by.number ? `${by.number}: ${by.title}` : by.title}</a>
    </p>
  )
}

function spanOf({ standing, from, until }: Validity, day: Day, t: Words): string {
  if (standing === 'expired') return t('validity.expired.since', { day: written(until ?? day) })
  if (from === null) return t('validity.from.unknown')
  if (standing === 'not yet') {
    return t('validity.coming.from', { day: written(from), days: daysBetween(day, from) })
  }
  const since = t('validity.valid.since', { day: written(from) })
  return until === null ? since : `${since} ${t('validity.until', { day: written(until) })}`
}
