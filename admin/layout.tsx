import { getCookie } from 'hono/cookie'
import { raw } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'
import { may } from '#core/staff/roles.ts'
import { asset } from './assets.ts'
import type { AdminContext } from './deps.ts'
import { DeskTools } from './desk-tools.tsx'
import { takeFlash } from './flash.ts'
import { Icon } from './icon.tsx'
import { type Area, groups, workAreas } from './nav.ts'
import { Csrf, FlashMessage } from './parts.tsx'
import { words } from './words.ts'

type Shell = PropsWithChildren<{ c: AdminContext; title: string }>

type Page = Shell & {
  /** the id of the navigation entry this page belongs to */
  area: string
  /** one line below the heading */
  lead?: Child
  /** buttons beside the heading */
  actions?: Child
  /** where the page lies: links above the heading */
  trail?: { href: string; label: string }[]
  /** dialogs and data for scripts, in place of those every page has */
  tools?: Child
  /** no heading and no padding: the page fills the window (split view) */
  bare?: boolean
}

/** A page of the panel: navigation, heading, message of the last deed, and the page itself. */
export function Layout(page: Page) {
  const { c, area, bare } = page
  const flash = takeFlash(c)
  return (
    <Html c={c} title={page.title}>
      <a class="skip" href="#main">
        {words(c)('panel:skip')}
      </a>
      <div class="shell">
        <Nav c={c} area={area} />
        <main id="main" class={bare ? 'main main-bare' : 'main'} tabindex={-1}>
          <div id="flash" class="flashes" role="status" aria-live="polite">
            {flash && <FlashMessage c={c} flash={flash} />}
          </div>
          {bare ? <h1 class="visually-hidden">{page.title}</h1> : <PageHead {...page} />}
          {page.children}
        </main>
        <PhoneBar c={c} area={area} />
      </div>
      {page.tools ?? <DeskTools c={c} />}
    </Html>
  )
}

/** A page before sign-in: one card in the middle. */
export function PlainPage({ c, title, children, wide }: Shell & { wide?: boolean }) {
  const flash = takeFlash(c)
  return (
    <Html c={c} title={title}>
      <main id="main" class="gate">
        <div class={wide ? 'gate-card gate-wide' : 'gate-card'}>
          <Brand c={c} />
          {flash && <FlashMessage c={c} flash={flash} />}
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </Html>
  )
}

function Html({ c, title, children }: Shell) {
  const theme = getCookie(c, 'hl_theme')
  const token = JSON.stringify({ 'X-CSRF-Token': c.get('csrf') ?? '' })
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html
        lang={c.get('language')}
        data-theme={theme === 'dark' || theme === 'light' ? theme : 'auto'}
      >
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":"reload"}' />
          <title>{`${title} · Hỏi Luật`}</title>
          <link rel="icon" href={asset('favicon.svg')} type="image/svg+xml" />
          <link rel="stylesheet" href={asset('admin.css')} />
          <script src={asset('htmx.js')} defer />
          <script src={asset('desk.js')} type="module" />
        </head>
        <body hx-headers:inherited={token}>{children}</body>
      </html>
    </>
  )
}

function PageHead({ title, lead, actions, trail }: Page) {
  return (
    <header class="page-head">
      <div>
        {trail && (
          <nav class="trail" aria-label="Breadcrumb">
            {trail.map(({ href, label }) => (
              <a href={href}>{label}</a>
            ))}
          </nav>
        )}
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </header>
  )
}

function Brand({ c }: { c: AdminContext }) {
  return (
    <a class="brand" href="/admin">
      <img src={asset('favicon.svg')} alt="" width="28" height="28" />
      <span>
        <b>Hỏi Luật</b>
        <small>{words(c)('panel:brand.desk')}</small>
      </span>
    </a>
  )
}

function Nav({ c, area }: { c: AdminContext; area: string }) {
  const t = words(c)
  const actor = c.get('actor')
  return (
    <nav class="nav" aria-label={t('panel:nav')}>
      <Brand c={c} />
      <NavList c={c} areas={open(c, workAreas)} now={area} />
      {groups.map((group) => (
        <NavGroup c={c} id={group.id} areas={open(c, group.areas)} now={area} />
      ))}
      <div class="nav-me">
        <a href="/admin/account" class="me" aria-current={area === 'account' ? 'page' : undefined}>
          <span class="avatar" aria-hidden="true">
            {initials(actor.name)}
          </span>
          <span class="me-name">
            <b>{actor.name}</b>
            <small>{t(`staff:role.${actor.role}`)}</small>
          </span>
        </a>
        <SmallForm c={c} action="/admin/account/theme" icon="sun-moon" label={t('panel:theme')} />
        <SmallForm c={c} action="/admin/signout" icon="log-out" label={t('panel:signout')} />
      </div>
    </nav>
  )
}

/** A native disclosure: it opens by itself on the page it leads to, and works without scripts. */
function NavGroup({
  c,
  id,
  areas,
  now,
}: {
  c: AdminContext
  id: string
  areas: Area[]
  now: string
}) {
  if (areas.length === 0) return null
  return (
    <details class="nav-group" open={areas.some((area) => area.id === now)}>
      <summary class="nav-title" title={words(c)(`panel:nav.group.${id}`)}>
        <span>{words(c)(`panel:nav.group.${id}`)}</span>
        <Icon name="chevron-down" />
      </summary>
      <NavList c={c} areas={areas} now={now} />
    </details>
  )
}

function NavList({ c, areas, now }: { c: AdminContext; areas: Area[]; now: string }) {
  const t = words(c)
  return (
    <ul class="nav-list">
      {areas.map((area) => (
        <li>
          <a
            href={area.path}
            aria-current={area.id === now ? 'page' : undefined}
            title={t(`panel:nav.${area.id}`)}
          >
            <Icon name={area.icon} />
            <span>{t(`panel:nav.${area.id}`)}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** On a phone: the daily work at the thumb, the rest behind "more". */
function PhoneBar({ c, area }: { c: AdminContext; area: string }) {
  const t = words(c)
  const daily = open(c, workAreas).slice(0, 4)
  const more = { id: 'menu', path: '/admin/menu', icon: 'menu' }
  const elsewhere = !daily.some(({ id }) => id === area)
  return (
    <nav class="phone-bar" aria-label={t('panel:nav.phone')}>
      <NavList c={c} areas={[...daily, more]} now={elsewhere ? 'menu' : area} />
    </nav>
  )
}

function SmallForm({
  c,
  action,
  icon,
  label,
}: {
  c: AdminContext
  action: string
  icon: string
  label: string
}) {
  return (
    <form method="post" action={action}>
      <Csrf c={c} />
      <button type="submit" class="button button-icon" title={label}>
        <Icon name={icon} label={label} />
      </button>
    </form>
  )
}

/** The areas this member of staff has work in. */
export function open(c: AdminContext, areas: Area[]): Area[] {
  return areas.filter(({ deed }) => deed === undefined || may(c.get('actor'), deed))
}

export function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  return parts
    .slice(-2)
    .map((part) => Array.from(part)[0] ?? '')
    .join('')
    .toUpperCase()
}
