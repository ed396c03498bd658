import { type Language, say } from '#core/language.ts'
import type { Day, Validity } from '#core/law/documents/standing.ts'
import type { Finding } from '#core/law/shelf.ts'
import { shortDay } from '#core/tickets/told.ts'
import type { LookedUp } from './look-up.ts'

/** A chat's screen holds about this much before it must be scrolled. */
const roomy = 1_500
const leastShown = 2

/**
 * What a look-up found, in one message: each passage with its source, whether that is in force today, and where to read
 * on. It says of itself that it is automatic (Law on Artificial Intelligence 134/2025/QH15, art. 11).
 */
export function foundMessage(
  { found, read }: Pick<LookedUp, 'found' | 'read'>,
  language: Language,
  publicUrl: string | undefined,
): string {
  const head = read
    ? say(language, 'assistant:found-read', { read })
    : say(language, 'assistant:found')
  const blocks = found.map((finding, at) => block(finding, at + 1, language, publicUrl))
  const kept = blocks.filter((_, at) => at < leastShown || lengthUpTo(blocks, at) < roomy)
  return [head, ...kept, say(language, 'assistant:reference-only')].join('\n\n')
}

/** What a converted text has before its points. */
const listMark = /^\s*[*•]\s+/gm

function lengthUpTo(blocks: string[], at: number): number {
  return blocks.slice(0, at + 1).reduce((sum, { length }) => sum + length, 0)
}

function block(
  finding: Finding,
  number: number,
  language: Language,
  publicUrl: string | undefined,
): string {
  const { passage, path, what, heading } = finding
  const words = passage.text.replace(listMark, '').replace(/\s+/g, ' ').trim()
  const quoted = `“${passage.cutBefore ? '… ' : ''}${words}${passage.cutAfter ? ' …' : ''}”`
  return [
    `${number}. ${titleOf(finding, language)}`,
    what === 'provision' && heading !== '' && heading,
    words !== '' && quoted,
    publicUrl && `${publicUrl.replace(/\/+$/, '')}${path}`,
  ]
    .filter((line): line is string => typeof line === 'string')
    .join('\n')
}

function titleOf(finding: Finding, language: Language): string {
  const { what, label, heading, validity, publishedAt, unitName } = finding
  if (what === 'published') {
    const by = unitName ?? ''
    const day = publishedAt ? shortDay(publishedAt) : ''
    const key = by === '' ? 'assistant:published-by-office' : 'assistant:published'
    return say(language, key, { unit: by, day, question: heading })
  }
  const source = capital(label)
  if (!validity) return source
  return say(language, 'assistant:source', { source, validity: validityWords(validity, language) })
}

/** Whether something is in force on the day asked for, with what replaced or amended it. */
export function validityWords(validity: Validity, language: Language): string {
  const words = standingWords(validity, language)
  const { standing, amendedBy = [] } = validity
  if (standing !== 'in force' || amendedBy.length === 0) return words
  const others = [...new Set(amendedBy.map(({ number, title }) => number ?? title))]
  return say(language, 'assistant:validity.amended', { validity: words, others: others.join(', ') })
}

function standingWords({ standing, from, until, by }: Validity, language: Language): string {
  const other = by ? (by.number ?? by.title) : ''
  if (standing === 'not yet') {
    if (from === null) return say(language, 'assistant:validity.not-yet')
    return say(language, 'assistant:validity.from', { day: inWords(from) })
  }
  if (standing === 'expired') {
    const day = until === null ? '' : inWords(until)
    const how = by ? `ended-${by.kind === 'replaces' ? 'replaced' : 'repealed'}` : 'ended'
    return say(language, `assistant:validity.${how}`, { day, other })
  }
  if (until !== null) return say(language, 'assistant:validity.until', { day: inWords(until) })
  if (from === null) return say(language, 'assistant:validity.unknown')
  return say(language, 'assistant:validity.in-force', { day: inWords(from) })
}

function inWords(day: Day): string {
  return day.split('-').reverse().join('/')
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)
}
