import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Badge, Card } from '#admin/parts.tsx'
import { dayWords, ValidityBadge, whyNotInForce } from '#admin/published/validity.tsx'
import { moment, words } from '#admin/words.ts'
import type { Passage } from '#core/law/search/highlight.ts'
import type { Finding } from '#core/law/shelf.ts'

const longest = 300

/** The law base beside the editor, asked with the question; works from the keyboard (`l`, arrows, Enter). */
export function LawSearch({ c, base, q }: { c: AdminContext; base: string; q: string }) {
  const t = words(c)
  return (
    <Card title={t('published:law.title')} id="law">
      <search>
        <form
          method="get"
          action={`${base}/law`}
          class="law-search"
          hx-get={`${base}/law`}
          hx-target="#law-results"
          hx-swap="innerHTML"
          hx-trigger="load, submit, input delay:400ms from:#law-q"
        >
          <label for="law-q" class="visually-hidden">
            {t('published:law.search')}
          </label>
          <input
            type="search"
            id="law-q"
            name="q"
            value={q.replace(/\s+/g, ' ').trim().slice(0, longest)}
            maxlength={500}
            placeholder={t('published:law.search')}
            aria-describedby="law-hint"
          />
          <button type="submit" class="button button-icon" title={t('panel:search')}>
            <Icon name="search" label={t('panel:search')} />
          </button>
          <p id="law-hint" class="hint">
            {t('published:law.hint')}
          </p>
        </form>
      </search>
      <div id="law-results" aria-live="polite" />
    </Card>
  )
}

export interface Found extends Finding {
  /** the whole text of a published answer */
  answer?: { body: string; basis: string }
}

interface Results {
  c: AdminContext
  q: string
  findings: Found[]
  didYouMean: string | undefined
  /** there is an editor to put it in */
  insert: boolean
}

/** What the law base and the published answers have on a text. */
export function LawResults({ c, q, findings, didYouMean, insert }: Results) {
  const t = words(c)
  return (
    <>
      {didYouMean !== undefined && (
        <p class="small">
          {t('published:law.did-you-mean')}{' '}
          <a href={`?q=${encodeURIComponent(didYouMean)}`} data-law-q={didYouMean}>
            {didYouMean}
          </a>
        </p>
      )}
      {findings.length === 0 ? (
        <p class="muted small">{t(q === '' ? 'published:law.ask' : 'published:law.none')}</p>
      ) : (
        <ul class="findings">
          {findings.map((one, at) => (
            <FindingItem c={c} finding={one} id={`law-${at}`} insert={insert} />
          ))}
        </ul>
      )}
    </>
  )
}

function FindingItem(props: { c: AdminContext; finding: Found; id: string; insert: boolean }) {
  const { c, finding, id, insert } = props
  const { validity, passage, label, heading, what } = finding
  const t = words(c)
  const outOfForce = validity !== undefined && validity.standing !== 'in force'
  return (
    <li class="finding" id={id}>
      <p class="row-line">
        <a href={finding.path} target="_blank" rel="noopener">
          <b>{label}</b>
        </a>
        {validity && <ValidityBadge c={c} validity={validity} />}
        {what === 'published' && (
          <Badge tone="accent" icon="book-open-check">
            {finding.publishedAt
              ? moment(c, finding.publishedAt, true)
              : t('published:state.published')}
          </Badge>
        )}
      </p>
      {heading !== '' && <p class="small finding-heading">{heading}</p>}
      {outOfForce && <p class="finding-warning small">{whyNotInForce(c, validity)}</p>}
      {validity?.standing === 'in force' && validity.until !== null && (
        <p class="finding-warning small">
          {t('published:validity.ends', { day: dayWords(validity.until) })}
        </p>
      )}
      <blockquote class="prose small" id={`${id}-text`}>
        <Marked passage={passage} />
      </blockquote>
      {insert && <Inserts {...props} />}
    </li>
  )
}

function Inserts({ c, finding, id }: { c: AdminContext; finding: Found; id: string }) {
  const t = words(c)
  const { answer, label } = finding
  if (finding.what === 'published') {
    if (answer === undefined) return null
    return (
      <p class="actions needs-script">
        <span hidden id={`${id}-body`}>
          {answer.body}
        </span>
        <button
          type="button"
          class="button button-small"
          data-law-quote={`${id}-body`}
          data-law-cite={answer.basis || undefined}
          data-law-done={t('published:law.inserted')}
        >
          <Icon name="text-cursor-input" size={14} /> {t('published:law.insert-answer')}
        </button>
      </p>
    )
  }
  return (
    <p class="actions needs-script">
      <button
        type="button"
        class="button button-small"
        data-law-cite={label}
        data-law-done={t('published:law.cited', { label })}
        data-law-there={t('published:law.cited-already', { label })}
      >
        <Icon name="book-marked" size={14} /> {t('published:law.cite')}
      </button>
      <button
        type="button"
        class="button button-small"
        data-law-quote={`${id}-text`}
        data-law-as={label}
        data-law-done={t('published:law.inserted')}
      >
        <Icon name="text-quote" size={14} /> {t('published:law.quote')}
      </button>
    </p>
  )
}

/** A passage with what matched set off. */
function Marked({ passage }: { passage: Passage }) {
  const { text, marks, cutBefore, cutAfter } = passage
  const parts: (string | { mark: string })[] = []
  let at = 0
  for (const { from, to } of marks) {
    if (from < at) continue
    parts.push(text.slice(at, from), { mark: text.slice(from, to) })
    at = to
  }
  parts.push(text.slice(at))
  return (
    <>
      {cutBefore && '… '}
      {parts.map((part) => (typeof part === 'string' ? part : <mark>{part.mark}</mark>))}
      {cutAfter && ' …'}
    </>
  )
}
