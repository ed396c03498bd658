import type { Child } from 'hono/jsx'
import { say } from '#core/language.ts'
import { Bar, Html } from '#portal/layout.tsx'
import { otherLanguage, type Visit } from './visit.ts'

interface FrameProps {
  visit: Visit
  title: string
  description?: string
  /** its lasting address, when others lead to the same */
  canonical?: string
  /** for people only: no search engine keeps it */
  unlisted?: boolean
  /** more of the page's head: feeds, data for machines */
  head?: Child
  children: Child
}

const places = [
  '/tim',
  '/van-ban',
  '/hoi-dap',
  '/lop',
  '/tu-danh-gia',
  '/khao-sat',
  '/tu-van-vien',
  '/chat',
] as const

/** The frame of the pages of law and answers: whose they are, where one may go, and the page itself. */
export function Frame(props: FrameProps) {
  const { visit, title, description, canonical, unlisted = false, head, children } = props
  const { language, office } = visit
  const organisation = office.name(language)
  return (
    <Html
      language={language}
      title={`${title} · ${organisation}`}
      {...(description && { description })}
      styles={['portal.css', 'library.css']}
      scripts={['library.js', 'suggest.js']}
      body="library"
      head={
        <>
          {canonical && <link rel="canonical" href={visit.site + canonical} />}
          {unlisted && <meta name="robots" content="noindex" />}
          {head}
        </>
      }
    >
      <a class="skip unseen" href="#main">
        {say(language, 'portal:skip')}
      </a>
      <Bar language={language} organisation={organisation} other={otherLanguage(visit)} />
      <Places visit={visit} />
      <main id="main" class="sheet" tabindex={-1}>
        {children}
      </main>
      <Foot visit={visit} organisation={organisation} />
    </Html>
  )
}

/** Where one may go from any page. */
export function Places({ visit }: { visit: Pick<Visit, 'path' | 't'> }) {
  const { path, t } = visit
  return (
    <nav class="places" aria-label={t('nav')}>
      <ul>
        {places.map((place) => (
          <li>
            <a
              href={place}
              {...((path === place || path.startsWith(`${place}/`)) && {
                'aria-current': path === place ? ('page' as const) : ('true' as const),
              })}
            >
              {t(`nav${place.replace('/', '.')}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Below every page: whose it is, its feeds, the way in for staff. */
export function Foot({
  visit: { language, t },
  organisation,
}: {
  visit: Pick<Visit, 'language' | 't'>
  organisation: string
}) {
  return (
    <footer class="foot">
      <span>{organisation}</span>
      <a href="/feeds/van-ban.atom">{t('feed.documents')}</a>
      <a href="/feeds/hoi-dap.atom">{t('feed.answers')}</a>
      <a href="/admin">{say(language, 'portal:staff')}</a>
    </footer>
  )
}

/** The way up from a page: each step with its address. */
export function Trail({ visit, steps }: { visit: Visit; steps: { href: string; name: string }[] }) {
  return (
    <nav class="trail" aria-label={visit.t('trail')}>
      <ol>
        {steps.map(({ href, name }) => (
          <li>
            <a href={href}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

interface PagerProps {
  visit: Visit
  page: number
  pages: number
  hrefOf: (page: number) => string
}

/** Earlier and later pages of a list; nothing when there is one. */
export function Pager({ visit: { t }, page, pages, hrefOf }: PagerProps) {
  if (pages < 2) return null
  return (
    <nav class="pager" aria-label={t('pager')}>
      {page > 1 && (
        <a rel="prev" href={hrefOf(page - 1)}>
          {t('pager.before')}
        </a>
      )}
      <span>{t('pager.at', { page, pages })}</span>
      {page < pages && (
        <a rel="next" href={hrefOf(page + 1)}>
          {t('pager.after')}
        </a>
      )}
    </nav>
  )
}
