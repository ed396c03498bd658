import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { StateBadge } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Calendar } from '#core/calendar/calendar.ts'
import { may } from '#core/staff/roles.ts'
import type { Row } from '#core/tickets/list.ts'
import { TicketClock } from './clock.tsx'
import { ReachMark } from './reach.tsx'

interface RowProps {
  c: AdminContext
  row: Row
  /** the list's filter, so that the ticket's address keeps it */
  query: string
  open: boolean
  calendar: Calendar
  now: Date
  /** the row stands where no ticket can open beside it */
  whole?: boolean
}

/** One ticket of the inbox. The whole row is one link: Enter opens it, with or without scripts. */
export function InboxRow({ c, row, query, open, calendar, now, whole }: RowProps) {
  const t = words(c)
  const href = `/admin/tickets/${row.code}${query === '' ? '' : `?${query}`}`
  return (
    <li>
      <a
        class={row.unreadSince === null ? 'inbox-row row-link' : 'inbox-row row-link unread'}
        id={`row-${row.code}`}
        href={href}
        aria-current={open ? 'true' : undefined}
        data-code={row.code}
        {...(whole ? {} : openBeside(href))}
      >
        <span class="inbox-head">
          <span class="mono">{row.code}</span>
          {row.unreadSince !== null && (
            <span class="unread-mark">
              <Icon name="mail" size={14} /> {t('inbox:row.unread')}
            </span>
          )}
          <TicketClock c={c} clock={row} calendar={calendar} now={now} />
        </span>
        <span class="inbox-words">{firstWords(row.question)}</span>
        <span class="inbox-facts">
          {/* Who is asked from outside never learns it: that is not the same as nobody knowing. */}
          {may(c.get('actor'), 'people.contact') && (
            <>
              <b>{row.business ?? t('inbox:row.no-business')}</b>
              {' · '}
            </>
          )}
          {places(c, row).join(' · ')}
        </span>
        <span class="inbox-foot">
          <StateBadge c={c} state={row.state} />
          <ReachMark c={c} channel={row.channel} way={row.way} now={now} />
          <span class="inbox-assignee" title={row.assignee ?? undefined}>
            <Icon name="user-round" size={14} />
            <span>{row.assignee ?? t('inbox:row.nobody')}</span>
          </span>
        </span>
      </a>
    </li>
  )
}

function openBeside(href: string) {
  return { 'hx-get': href, 'hx-target': '#pane', 'hx-swap': 'innerHTML', 'hx-push-url': 'true' }
}

function places(c: AdminContext, row: Row): string[] {
  const t = words(c)
  const field = c.get('language') === 'en' ? row.fieldEn : row.field
  return [field ?? t('inbox:row.no-field'), row.unit ?? t('inbox:row.no-unit')]
}

/** The beginning of a question on one line, cut after a word. */
export function firstWords(question: string, most = 150): string {
  const line = question.replace(/\s+/g, ' ').trim()
  const letters = Array.from(line)
  if (letters.length <= most) return line
  return `${letters
    .slice(0, most)
    .join('')
    .replace(/\s\S*$/, '')}…`
}
