import type { AdminContext } from '#admin/deps.ts'
import { Badge, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Day, Validity } from '#core/law/documents/standing.ts'

const looks: Record<Validity['standing'], { tone: Tone; icon: string; word: string }> = {
  'in force': { tone: 'good', icon: 'circle-check', word: 'in-force' },
  'not yet': { tone: 'watch', icon: 'hourglass', word: 'not-yet' },
  expired: { tone: 'alarm', icon: 'octagon-alert', word: 'expired' },
}

/** Whether a document or provision is in force today, in word, shape and colour. */
export function ValidityBadge({ c, validity }: { c: AdminContext; validity: Validity }) {
  const t = words(c)
  const look = looks[validity.standing]
  return (
    <>
      <Badge tone={look.tone} icon={look.icon}>
        {t(`published:validity.${look.word}`)}
      </Badge>
      {validity.standing === 'in force' && validity.amendedBy && (
        <Badge icon="pencil-line">{t('published:validity.amended')}</Badge>
      )}
    </>
  )
}

/** Why something should not be cited as it stands, with what took its place. */
export function whyNotInForce(c: AdminContext, { standing, from, until, by }: Validity): string {
  const t = words(c)
  if (standing === 'not yet') return t('published:validity.from', { day: dayWords(from) })
  const values = { day: dayWords(until), by: by?.number ?? by?.title ?? '' }
  if (by === undefined) return t('published:validity.until', values)
  return t(`published:validity.${by.kind}`, values)
}

/** dd/MM/yyyy */
export function dayWords(day: Day | null): string {
  return day === null ? '–' : day.split('-').reverse().join('/')
}
