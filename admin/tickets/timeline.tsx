import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Badge, type Tone } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { FileRow } from '#core/files/files.ts'
import type { Entry } from '#core/tickets/history.ts'
import type { TicketPage } from '#core/tickets/page.ts'

interface TimelineProps {
  c: AdminContext
  page: TicketPage
  /** `/admin/tickets/<code>` */
  base: string
}

/** The newest message of the person that a page shows: what was written after it has not been read. */
export function lastHeard(page: TicketPage): number {
  return Math.max(0, ...page.entries.map((entry) => (entry.kind === 'message' ? entry.id : 0)))
}

/** The conversation as it happened. It refreshes itself when the ticket moves; what is being written stays. */
export function Timeline({ c, page, base }: TimelineProps) {
  const t = words(c)
  const { ticket, entries, files, openingCut } = page
  const asked = entries.some((entry) => entry.kind === 'message' && entry.text === ticket.question)
  const loose = files.filter((file) => file.messageId === null)
  return (
    <div
      id="timeline"
      data-version={ticket.version}
      data-seen={lastHeard(page)}
      hx-get={`${base}/conversation`}
      hx-trigger="desk:ticket from:body"
      hx-swap="outerMorph"
    >
      <ol class="timeline" aria-label={t('inbox:timeline')}>
        {!asked && (
          <Message
            c={c}
            base={base}
            entry={{
              kind: 'message',
              id: 0,
              at: ticket.openedAt,
              text: ticket.question,
              files: loose,
              cut: openingCut,
            }}
          />
        )}
        {entries.filter(isShown).map((entry) => (
          <OneEntry c={c} base={base} entry={entry} />
        ))}
      </ol>
      {asked && loose.length > 0 && <Files c={c} base={base} files={loose} />}
    </div>
  )
}

/** A message added by the person stands in the conversation itself. */
function isShown(entry: Entry): boolean {
  return entry.kind !== 'event' || entry.event !== 'added'
}

function OneEntry({ c, base, entry }: { c: AdminContext; base: string; entry: Entry }) {
  switch (entry.kind) {
    case 'message':
      return <Message c={c} base={base} entry={entry} />
    case 'said':
      return <Said c={c} entry={entry} />
    case 'told':
      return <Told c={c} entry={entry} />
    case 'note':
      return <Note c={c} entry={entry} />
    case 'event':
      return <Happened c={c} entry={entry} />
  }
}

type Of<K extends Entry['kind']> = Extract<Entry, { kind: K }>

function Message({ c, base, entry }: { c: AdminContext; base: string; entry: Of<'message'> }) {
  return (
    <li class="message message-in" id={`m-${entry.id}`}>
      <Head c={c} icon="user-round" name={words(c)('inbox:timeline.person')} at={entry.at} />
      {entry.text !== '' && <div class="message-body">{entry.text}</div>}
      {entry.cut && (
        <details>
          <summary>{words(c)('inbox:timeline.cut')}</summary>
          <div class="message-body muted">{entry.cut}</div>
        </details>
      )}
      <Files c={c} base={base} files={entry.files} />
    </li>
  )
}

function Head(props: { c: AdminContext; icon: string; name: string; at: Date }) {
  const { c, icon, name, at } = props
  return (
    <div class="message-head">
      <Icon name={icon} size={14} />
      <b>{name}</b>
      <time datetime={at.toISOString()}>{moment(c, at)}</time>
    </div>
  )
}

/** How far what we said has come: word, shape and colour. */
const stateLooks: Record<Of<'said'>['state'], { tone: Tone; icon: string }> = {
  queued: { tone: 'neutral', icon: 'clock' },
  sending: { tone: 'neutral', icon: 'loader' },
  sent: { tone: 'good', icon: 'check-check' },
  held: { tone: 'watch', icon: 'circle-pause' },
  failed: { tone: 'alarm', icon: 'octagon-alert' },
  unknown: { tone: 'watch', icon: 'circle-question-mark' },
  dropped: { tone: 'neutral', icon: 'circle-slash' },
}

/** What somebody of the staff wrote; all else is said by the desk itself in their name. */
const written = ['answer', 'more', 'recommended', 'recommendation-reply', 'referred', 'withdrawn']

function Said({ c, entry }: { c: AdminContext; entry: Of<'said'> }) {
  const t = words(c)
  const outside = entry.cause === 'outside'
  const automatic = !outside && (entry.staff === '' || !written.includes(entry.cause))
  const staff = outside ? t('inbox:timeline.outside') : entry.staff
  const channel = t(`panel:channel.${entry.channel}`)
  const elsewhere = t('inbox:delivery.elsewhere', { channel })
  const why = entry.why !== null && entry.state !== 'sent' ? `: ${reason(c, entry.why)}` : ''
  return (
    <li class={automatic ? 'message message-out message-auto' : 'message message-out'}>
      <Head
        c={c}
        icon={automatic ? 'bot-message-square' : 'building-2'}
        name={automatic ? t('inbox:timeline.automatic') : staff}
        at={entry.at}
      />
      <div class="message-body">{entry.text}</div>
      <div class="message-state">
        <Badge {...stateLooks[entry.state]}>{`${t(`inbox:delivery.${entry.state}`)}${why}`}</Badge>
        {entry.sentAt && <span>{moment(c, entry.sentAt)}</span>}
        {entry.toldAt && (
          <span>{t('inbox:delivery.told-at', { at: moment(c, entry.toldAt) })}</span>
        )}
        {entry.elsewhere && <span>{elsewhere}</span>}
      </div>
    </li>
  )
}

/** An answer to somebody without a chat: what was told, by whom and how, or that this is still to be done. */
function Told({ c, entry }: { c: AdminContext; entry: Of<'told'> }) {
  const t = words(c)
  const { how } = entry
  return (
    <li class="message message-out">
      <Head c={c} icon="building-2" name={entry.staff} at={entry.at} />
      <div class="message-body">{entry.text}</div>
      <div class="message-state">
        <Badge tone={how === null ? 'watch' : 'good'} icon={how === null ? 'clock' : 'phone-call'}>
          {how === null ? t('inbox:voice.not-yet') : t('inbox:voice.was', { how: howSaid(c, how) })}
        </Badge>
      </div>
    </li>
  )
}

/** A way of telling or coming, in words. */
export function howSaid(c: AdminContext, how: string | undefined): string {
  return how ? words(c)(`tickets:how.${how}`) : ''
}

const reasons = ['blocked', 'closed', 'elsewhere', 'refused', 'later', 'configuration']

/** The platform's reason in words; one we have no words for is shown as it came. */
function reason(c: AdminContext, why: string): string {
  return reasons.includes(why) ? words(c)(`inbox:delivery.why-${why}`) : why
}

function Note({ c, entry }: { c: AdminContext; entry: Of<'note'> }) {
  const t = words(c)
  return (
    <li class="message message-note">
      <Head
        c={c}
        icon="sticky-note"
        name={t('inbox:timeline.note', { name: entry.staff })}
        at={entry.at}
      />
      <div class="message-body">{entry.text}</div>
    </li>
  )
}

function Happened({ c, entry }: { c: AdminContext; entry: Of<'event'> }) {
  const t = words(c)
  const { values } = entry
  const level = values.level ? t(`tickets:level.${values.level}`) : ''
  const outcome = values.outcome ? t(`tickets:outcome.${values.outcome}`) : ''
  return (
    <li class="message message-event">
      <span>
        {t(`tickets:event.${entry.event}`, {
          ...values,
          level,
          outcome,
          how: howSaid(c, values.how),
        })}
      </span>{' '}
      <time datetime={entry.at.toISOString()}>{moment(c, entry.at)}</time>
    </li>
  )
}

function Files({ c, base, files }: { c: AdminContext; base: string; files: FileRow[] }) {
  if (files.length === 0) return null
  const t = words(c)
  return (
    <ul class="files" aria-label={t('inbox:files')}>
      {files.map((file) => (
        <li>
          <Icon name="paperclip" size={14} />
          {file.state === 'stored' ? (
            <a href={`${base}/files/${file.id}`} download={file.name}>
              {file.name}
            </a>
          ) : (
            <span>{file.name}</span>
          )}
          <span class="muted small">
            {file.state === 'stored' ? size(file.size) : t(`inbox:file.${file.state}`)}
          </span>
        </li>
      ))}
    </ul>
  )
}

function size(bytes: number | null): string {
  if (bytes === null) return ''
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} kB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
