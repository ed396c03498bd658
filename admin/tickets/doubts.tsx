import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { whyNotInForce } from '#admin/published/validity.tsx'
import { words } from '#admin/words.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import { doubtKey } from '#core/tickets/doubts.ts'

interface Doubts {
  c: AdminContext
  /** `/admin/tickets/<code>` */
  base: string
  /** whose fields are looked at: `text-answer` and `text-basis`, or those of the approval */
  fields: [body: string, basis: string]
  doubts: Labelled[]
  /** what the writer has confirmed already */
  despite?: string[]
}

/**
 * Law out of force that the text cites, looked at again while it is written; the writer says that it is meant so, or
 * the answer is not sent. What listens stays in its place: what is typed while an answer comes in is looked at too.
 */
export function Doubts(props: Doubts) {
  const { base, fields } = props
  const [body, basis] = fields
  return (
    <div
      hx-post={`${base}/doubts`}
      hx-include="closest form"
      hx-trigger={`input delay:900ms from:#${body}, input delay:900ms from:#${basis}`}
      hx-vals={JSON.stringify({ fields: `${body} ${basis}` })}
      hx-target={`#doubts-${basis}`}
      hx-swap="outerHTML"
    >
      <DoubtsNow {...props} />
    </div>
  )
}

/** What is doubtful now: all that changes of it. */
export function DoubtsNow({ c, fields: [, basis], doubts, despite = [] }: Doubts) {
  return (
    <div class="doubts" id={`doubts-${basis}`} role="status">
      <OutOfForce c={c} doubts={doubts} despite={despite} confirm="published:doubts.despite" />
    </div>
  )
}

interface OutOfForceProps {
  c: AdminContext
  doubts: Labelled[]
  despite: string[]
  /** the words with which the writer says that it is meant so */
  confirm: string
}

/** Each citation out of force with why, and the tick that lets it go out all the same. */
export function OutOfForce({ c, doubts, despite, confirm }: OutOfForceProps) {
  if (doubts.length === 0) return null
  const t = words(c)
  const keys = doubts.map(doubtKey)
  return (
    <div class="notice notice-warning">
      <Icon name="triangle-alert" />
      <div>
        <b>{t('published:doubts.title')}</b>
        <ul>
          {doubts.map(({ label, validity }) => (
            <li>
              {label}: {whyNotInForce(c, validity)}
            </li>
          ))}
        </ul>
        <label class="choice">
          <input
            type="checkbox"
            name="despite"
            value={keys.join(',')}
            checked={keys.every((key) => despite.includes(key))}
          />
          {t(confirm)}
        </label>
      </div>
    </div>
  )
}

/** The keys a writer has ticked. */
export function despiteOf(sent: string | string[] | undefined): string[] {
  return [sent ?? []].flat().flatMap((one) => one.split(',').filter(Boolean))
}
