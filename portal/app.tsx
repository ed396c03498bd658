import { readFileSync } from 'node:fs'
import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import { shownSelfChecks } from '#core/assistant/self-checks.ts'
import { languageAt, lastSpoken } from '#core/conversation/transcript.ts'
import { largestFile } from '#core/files/store.ts'
import { isLanguage, say } from '#core/language.ts'
import { answersByField } from '#core/law/public/answers.ts'
import { changedLately, comingIntoForce, newestDocuments } from '#core/law/public/documents.ts'
import { loadOffice } from '#core/office.ts'
import { publicCourses } from '#core/training/calendar-public.ts'
import { assetUrl, loadAssets, packed, sendAsset, serveAsset } from './assets.ts'
import { ChatPage } from './chat.tsx'
import { showConsultants } from './consultants/page.tsx'
import { HomePage } from './home.tsx'
import { libraryRoutes } from './library/routes.ts'
import { visitOf } from './library/visit.ts'
import { secure } from './secure.ts'
import { selfCheckRoutes } from './self-check/routes.tsx'
import type { PortalSettings } from './settings.ts'
import { surveyRoutes } from './surveys/routes.tsx'
import { nextOf } from './training/pieces.tsx'
import { trainingRoutes } from './training/routes.ts'

/** The public pages: `/`, `/chat`, the script that puts the chat on another site, and what they are made of. */
export function createPortal(settings: PortalSettings): Hono {
  loadAssets()
  const app = new Hono()
  app.get('/assets/:name', (c) => serveAsset(c) ?? c.notFound())
  app.get('/favicon.ico', (c) => c.redirect(assetUrl('favicon.svg')))
  const script = widget(settings.publicUrl)
  app.get('/chat/widget.js', (c) => {
    c.header('Cross-Origin-Resource-Policy', 'cross-origin')
    return sendAsset(c, script, 'public, max-age=300')
  })
  app.get('/', compress(), (c) => showHome(c, settings))
  app.get('/chat', compress(), (c) => showChat(c, settings))
  app.route('/', libraryRoutes(settings))
  app.route('/', selfCheckRoutes(settings))
  app.route('/', trainingRoutes(settings))
  app.get('/tu-van-vien', compress(), (c) => showConsultants(c, settings))
  app.route('/', surveyRoutes(settings))
  return app
}

const mostNews = 4
const mostClasses = 3

async function showHome(c: Context, settings: PortalSettings): Promise<Response> {
  const { db } = settings
  const visit = await visitOf(c, settings)
  const [changed, coming, newest, counts, checks, next] = await Promise.all([
    changedLately(db, visit.day, mostNews),
    comingIntoForce(db, visit.day, mostNews),
    newestDocuments(db, mostNews * 3),
    answersByField(db),
    shownSelfChecks(db),
    publicCourses(db, { when: 'coming', page: 1 }, visit.now),
  ])
  secure(c, "'none'", 'private, no-cache')
  return c.html(
    <HomePage
      {...{ visit, changed, coming, newest, counts, checks }}
      courses={nextOf(next.rows, mostClasses, visit.now)}
      chatLinks={settings.chatLinks ?? []}
      formId={crypto.randomUUID()}
    />,
  )
}

async function showChat(c: Context, settings: PortalSettings): Promise<Response> {
  const { db, embedOrigins, timeZone, web } = settings
  const place = { channel: 'web' as const, address: web.visitor(c) }
  const asked = web.language(c)
  const [office, spoken, talking] = await Promise.all([
    loadOffice(db),
    lastSpoken(db, place, 200),
    languageAt(db, place),
  ])
  const chosen = c.req.query('lang') === undefined ? talking : undefined
  const language = chosen && isLanguage(chosen) ? chosen : asked
  secure(c, ["'self'", ...embedOrigins.map((url) => new URL(url).origin)].join(' '))
  return c.html(
    <ChatPage
      {...{ language, spoken, timeZone, largestFile }}
      organisation={office.name(language)}
      embedded={c.req.query('embed') === '1'}
      formId={crypto.randomUUID()}
      typed={(c.req.query('q') ?? c.req.query('ref') ?? '').trim().slice(0, 10_000)}
    />,
  )
}

/** The script for other sites: its address never changes, so its words and ours are written into it. */
function widget(publicUrl: string) {
  const words = Object.fromEntries(
    (['vi', 'en'] as const).map((language) => [
      language,
      Object.fromEntries(
        ['open', 'close', 'title'].map((key) => [key, say(language, `webchat:widget.${key}`)]),
      ),
    ]),
  )
  const text = readFileSync(new URL('./public/widget.js', import.meta.url), 'utf8')
  return packed(
    'widget.js',
    text
      .replace('__WORDS__', JSON.stringify(words))
      .replace('__ORIGIN__', new URL(publicUrl).origin),
  )
}
