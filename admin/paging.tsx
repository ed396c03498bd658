import type { AdminContext } from './deps.ts'
import { ButtonLink } from './parts.tsx'
import { words } from './words.ts'

/** Links that switch the view; `now` is the current one's href. */
export function Tabs({
  items,
  now,
  label,
}: {
  items: { href: string; label: string; count?: number }[]
  now: string
  label: string
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {items.map((item) => (
        <a href={item.href} aria-current={item.href === now ? 'page' : undefined}>
          {item.label}
          {item.count !== undefined && <span class="count">{item.count}</span>}
        </a>
      ))}
    </nav>
  )
}

/** Earlier and later pages of a list; `query` is the URL's search without `page`. */
export function Pager({
  c,
  page,
  more,
  path,
}: {
  c: AdminContext
  page: number
  more: boolean
  path: string
}) {
  if (page <= 1 && !more) return null
  const t = words(c)
  const url = new URL(c.req.url)
  const at = (to: number) => {
    url.searchParams.set('page', String(to))
    return `${path}?${url.searchParams}`
  }
  return (
    <nav class="pager" aria-label={t('panel:pager')}>
      {page > 1 && (
        <ButtonLink href={at(page - 1)} icon="chevron-left">
          {t('panel:pager.earlier')}
        </ButtonLink>
      )}
      <span>{t('panel:pager.page', { page })}</span>
      {more && (
        <ButtonLink href={at(page + 1)} icon="chevron-right">
          {t('panel:pager.later')}
        </ButtonLink>
      )}
    </nav>
  )
}
