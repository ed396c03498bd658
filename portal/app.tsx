import { readFileSync } from 'node:fs'
import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import { languageAt, lastSpoken } from '#core/conversation/transcript.ts'
import { largestFile } from '#core/files/store.ts'
import { isLanguage, type Language, say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { assetUrl, loadAssets, packed, sendAsset, serveAsset } from './assets.ts'
import { ChatPage } from './chat.tsx'
import { HomePage } from './home.tsx'

export interface PortalSettings {
  db: Db
  publicUrl: string
  /** other sites whose pages may hold the chat, as origins */
  embedOrigins: string[]
  timeZone: string
  web: {
    /** the chat address of whoever asks for a page; sets the cookie */
    visitor: (c: Context) => string
    /** the language of a page; remembers what its address asks for */
    language: (c: Context) => Language
  }
}

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
  return app
}

async function showHome(c: Context, { db, web }: PortalSettings): Promise<Response> {
  const office = await loadOffice(db)
  secure(c, "'none'")
  return c.html(
    <HomePage language={web.language(c)} office={office} formId={crypto.randomUUID()} />,
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
    />,
  )
}

/** A page holds nothing from elsewhere and nothing inline; `ancestors` may show it in a frame. */
function secure(c: Context, ancestors: string): void {
  const own = ['script-src', 'style-src', 'img-src', 'font-src', 'connect-src', 'form-action']
  const policy = [
    "default-src 'none'",
    ...own.map((kind) => `${kind} 'self'`),
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ]
  c.header('Content-Security-Policy', policy.join('; '))
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'same-origin')
  c.header('Cache-Control', 'no-store')
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
