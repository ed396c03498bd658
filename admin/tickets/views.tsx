import type { PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Button, Csrf } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { type Filter, filterQuery } from '#core/tickets/filter.ts'

interface View {
  name: string
  query: string
}

interface ViewsProps {
  c: AdminContext
  filter: Filter
  saved: (View & { id: number })[]
}

const ready: View[] = [
  { name: 'mine', query: 'assignee=me' },
  { name: 'fresh', query: 'state=received' },
  { name: 'nobody', query: 'assignee=nobody' },
  { name: 'unread', query: 'unread=yes' },
  { name: 'late', query: 'due=late' },
  { name: 'submitted', query: 'state=submitted' },
  { name: 'open', query: '' },
  { name: 'all', query: 'state=all' },
]

/** The usual views, one's own, and the way to keep the filter shown as one. */
export function Views({ c, filter, saved }: ViewsProps) {
  const t = words(c)
  const { after: _, ...shown } = filter
  const now = filterQuery(shown)
  const known = [...ready, ...saved].some(({ query }) => query === now)
  return (
    <nav class="views" aria-label={t('inbox:views')}>
      <ul class="views-list">
        {ready.map(({ name, query }) => (
          <ViewLink label={t(`inbox:view.${name}`)} query={query} on={query === now} />
        ))}
        {saved.map(({ id, name, query }) => (
          <ViewLink label={name} query={query} on={query === now}>
            {query === now && <Forget c={c} id={id} name={name} />}
          </ViewLink>
        ))}
      </ul>
      {!known && <Keep c={c} query={now} />}
    </nav>
  )
}

function ViewLink(props: PropsWithChildren<{ label: string; query: string; on: boolean }>) {
  const { label, query, on, children } = props
  return (
    <li>
      <a
        href={query === '' ? '/admin/tickets' : `/admin/tickets?${query}`}
        aria-current={on ? 'page' : undefined}
        class={on ? 'chip chip-on' : 'chip'}
      >
        {label}
      </a>
      {children}
    </li>
  )
}

/** Keeps the filter shown as one's own view. */
function Keep({ c, query }: { c: AdminContext; query: string }) {
  const t = words(c)
  return (
    <details class="views-keep">
      <summary>
        <Icon name="bookmark-plus" size={16} /> {t('inbox:views.keep')}
      </summary>
      <form method="post" action="/admin/tickets/views" class="row-line">
        <Csrf c={c} />
        <input type="hidden" name="query" value={query} />
        <label for="view-name" class="visually-hidden">
          {t('inbox:views.name')}
        </label>
        <input
          id="view-name"
          name="name"
          required
          maxlength={60}
          placeholder={t('inbox:views.name')}
        />
        <Button icon="check">{t('inbox:views.save')}</Button>
      </form>
    </details>
  )
}

function Forget({ c, id, name }: { c: AdminContext; id: number; name: string }) {
  const label = words(c)('inbox:views.forget', { name })
  return (
    <form method="post" action={`/admin/tickets/views/${id}/removal`}>
      <Csrf c={c} />
      <button type="submit" class="button button-icon button-small" title={label}>
        <Icon name="x" size={14} label={label} />
      </button>
    </form>
  )
}
