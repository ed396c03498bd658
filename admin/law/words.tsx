import type { AdminContext } from '#admin/deps.ts'
import { Badge, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { placeOf } from '#core/law/documents/citation.ts'
import type { DocumentState } from '#core/law/documents/documents.ts'
import type { Day, Validity } from '#core/law/documents/standing.ts'
import type { Standing } from '#core/law/search/search.ts'

/** dd/MM/yyyy of a day; a dash when it is not known. */
export function dayWord(day: Day | null | undefined): string {
  return day ? day.split('-').reverse().join('/') : '–'
}

const stateLooks: Record<DocumentState, { tone: Tone; icon: string }> = {
  draft: { tone: 'neutral', icon: 'pencil' },
  reviewed: { tone: 'watch', icon: 'stamp' },
  published: { tone: 'accent', icon: 'globe' },
}

export function LawStateBadge({ c, state }: { c: AdminContext; state: DocumentState }) {
  return <Badge {...stateLooks[state]}>{words(c)(`law:state.${state}`)}</Badge>
}

const standingLooks: Record<Standing, { tone: Tone; icon: string }> = {
  'in force': { tone: 'good', icon: 'circle-check' },
  'not yet': { tone: 'watch', icon: 'hourglass' },
  expired: { tone: 'late', icon: 'circle-off' },
}

export function StandingBadge({ c, validity }: { c: AdminContext; validity: Validity }) {
  const { standing, from } = validity
  const unknown = standing === 'in force' && from === null
  const look = unknown ? { tone: 'neutral' as const, icon: 'circle-help' } : standingLooks[standing]
  return <Badge {...look}>{validityWords(c, validity)}</Badge>
}

/** One line: what holds on that day, since when and until when. */
export function validityWords(c: AdminContext, { standing, from, until }: Validity): string {
  const t = words(c)
  const days = { from: dayWord(from), until: dayWord(until) }
  if (standing === 'expired') return t('law:validity.expired', days)
  if (standing === 'not yet') {
    return t(from === null ? 'law:validity.not-yet-unknown' : 'law:validity.not-yet', days)
  }
  if (from === null) return t('law:validity.unknown')
  return t(until === null ? 'law:validity.in-force' : 'law:validity.in-force-until', days)
}

/** The provisions of a relation in words; the whole document when there are none. */
export function partsWords(c: AdminContext, anchors: string[]): string {
  if (anchors.length === 0) return words(c)('law:whole')
  return anchors.map((anchor) => placeOf(anchor, c.get('language')) || anchor).join('; ')
}
