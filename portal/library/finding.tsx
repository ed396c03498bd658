import { dayOf } from '#core/calendar/calendar.ts'
import type { Passage } from '#core/law/search/highlight.ts'
import type { Finding } from '#core/law/shelf.ts'
import { Badge, Ended } from './validity.tsx'
import { type Visit, written } from './visit.ts'

/** Something found: what it is, where it leads, the passage that answers, and whether it is in force. */
export function FindingCard({ finding, visit }: { finding: Finding; visit: Visit }) {
  const { what, path, label, heading, passage, validity, publishedAt, unitName } = finding
  const { t } = visit
  const answer = what === 'published'
  return (
    <article class={`found ${what}`}>
      <p class="found-kind">
        <span>{t(`what.${what}`)}</span>
        {!answer && <Badge validity={validity} t={t} />}
      </p>
      <h3>
        <a href={path}>{answer ? heading : label}</a>
      </h3>
      {!answer && heading !== '' && heading !== label && <p class="found-heading">{heading}</p>}
      <PassageText passage={passage} />
      {answer && (
        <p class="found-by">
          {[unitName, publishedAt && t('answer.on', { day: written(dayOf(publishedAt)) })]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {validity && <Ended validity={validity} visit={visit} />}
    </article>
  )
}

/** A passage with what was asked for set off. */
function PassageText({ passage }: { passage: Passage }) {
  const { text, cutBefore, cutAfter, marks } = passage
  if (text.trim() === '') return null
  let at = 0
  const parts = marks.flatMap(({ from, to }) => {
    const before = text.slice(at, from)
    at = to
    return [before, <mark>{text.slice(from, to)}</mark>]
  })
  return (
    <p class="passage" lang="vi">
      {cutBefore && '… '}
      {parts}
      {text.slice(at)}
      {cutAfter && ' …'}
    </p>
  )
}
