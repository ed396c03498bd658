import type { Child } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Layout } from '#admin/layout.tsx'
import { ButtonLink, Empty } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { Calendar } from '#core/calendar/calendar.ts'
import { may } from '#core/staff/roles.ts'
import type { SavedView } from '#core/staff/views.ts'
import { type Filter, filterQuery } from '#core/tickets/filter.ts'
import type { TicketList } from '#core/tickets/list.ts'
import { FilterChips, type FilterOptions, Filters } from './filters.tsx'
import { InboxRow } from './row.tsx'
import { Views } from './views.tsx'

export interface ListView {
  c: AdminContext
  filter: Filter
  list: TicketList
  saved: SavedView[]
  calendar: Calendar
  now: Date
  /** the code of the ticket open beside the list */
  open?: string
}

/** The inbox: list left, ticket right; on a phone one after the other. */
export function InboxPage(
  props: ListView & { options: FilterOptions; title: string; pane?: Child },
) {
  const { c, filter, options, title, pane } = props
  const t = words(c)
  return (
    <Layout c={c} title={title} area="tickets" bare>
      <div class={pane === undefined ? 'split' : 'split split-open'} id="split">
        <section class="split-list" aria-label={t('inbox:list')}>
          <div class="inbox-top">
            <h2>{t('inbox:title')}</h2>
            <span id="live-state" class="live-state" data-state="" />
            {may(c.get('actor'), 'ticket.open') && (
              <ButtonLink href="/admin/tickets/new" icon="phone-incoming">
                {t('inbox:typed')}
              </ButtonLink>
            )}
          </div>
          <Filters c={c} filter={filter} options={options} />
          <InboxList {...props} />
        </section>
        <section id="pane" class="split-detail" aria-label={t('inbox:ticket')} tabindex={-1}>
          {pane ?? (
            <Empty icon="mouse-pointer-click" title={t('inbox:choose')}>
              <p>{t('inbox:choose.keys')}</p>
            </Empty>
          )}
        </section>
      </div>
    </Layout>
  )
}

/** The list by itself: what live news and the filter fetch again. */
export function InboxList(view: ListView) {
  const { c, filter, list, saved, calendar, now, open } = view
  const t = words(c)
  const query = filterQuery(filter)
  const { after, ...whole } = filter
  const path = query === '' ? '/admin/tickets/list' : `/admin/tickets/list?${query}`
  return (
    <div id="list" hx-get={path} hx-trigger="desk:list from:body" hx-swap="outerMorph">
      <Views c={c} filter={filter} saved={saved} />
      <p class="inbox-count">
        <span role="status">{counted(c, list)}</span>
        <FilterChips c={c} filter={filter} />
        <Exports c={c} query={filterQuery(whole)} />
      </p>
      {list.rows.length === 0 && (
        <Empty icon="coffee" title={t('inbox:empty')}>
          {query !== '' && <ButtonLink href="/admin/tickets">{t('inbox:filter.clear')}</ButtonLink>}
        </Empty>
      )}
      <ol id="rows" class="rows" data-query={query}>
        {list.rows.map((row) => (
          <InboxRow
            c={c}
            row={row}
            query={query}
            open={row.code === open}
            calendar={calendar}
            now={now}
          />
        ))}
      </ol>
      <nav class="pager" aria-label={t('panel:pager')}>
        {after !== undefined && (
          <ButtonLink href={at(filterQuery(whole))} icon="chevrons-left">
            {t('inbox:page.first')}
          </ButtonLink>
        )}
        {list.next !== undefined && (
          <ButtonLink href={at(list.next)} icon="chevron-right">
            {t('panel:pager.later')}
          </ButtonLink>
        )}
      </nav>
    </div>
  )
}

function at(query: string): string {
  return query === '' ? '/admin/tickets' : `/admin/tickets?${query}`
}

function counted(c: AdminContext, { count, more }: TicketList): string {
  return words(c)(more ? 'inbox:count.more' : 'inbox:count', { count: number(c, count) })
}

function Exports({ c, query }: { c: AdminContext; query: string }) {
  const t = words(c)
  return (
    <span class="exports no-print">
      <Icon name="download" size={14} />
      {['xlsx', 'csv'].map((format) => (
        <a
          href={`/admin/tickets/export.${format}${query && `?${query}`}`}
          title={t('inbox:export')}
        >
          <span class="visually-hidden">{t('inbox:export')} </span>
          {format}
        </a>
      ))}
    </span>
  )
}
