import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import type { Channel, Hear, Sent } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { type Disk, diskOf, isNearlyFull } from './disk.ts'
import { sendFile } from './downloads.ts'
import { streamEvents } from './events.ts'
import { languageOf, pageLanguage } from './language.ts'
import { createLimits } from './limits.ts'
import { createLive, type Live } from './live.ts'
import { sameSiteOnly } from './origin.ts'
import { parts } from './outgoing.ts'
import { type Posting, postFiles, postMessage, postPage } from './posts.ts'
import { largestText, openUpload, sweepUploads } from './uploads.ts'
import { hasVisitor, visitor } from './visitor.ts'

export interface WebChatSettings {
  db: Db
  sql: Sql
  dataDir: string
  publicUrl: string
  /** other sites whose pages may hold the chat, as origins */
  embedOrigins: string[]
  log: Logger
  /** how full the disk of a folder is; the disk itself says it unless told otherwise */
  disk?: (folder: string) => Promise<Disk>
}

export interface WebChat {
  channel: Channel
  routes: Hono
  /** the address of whoever asks for a page; sets the cookie */
  visitor: (c: Context) => string
  /** the language of a page; remembers what its address asks for */
  language: (c: Context) => Language
  /** ends the open streams */
  stop: () => void
}

const hour = 60 * 60 * 1000

/** The chat on our own pages: what the browser posts, the stream it reads, and the channel for the sender. */
export function createWebChat(settings: WebChatSettings, hear: Hear): WebChat {
  const { db, sql, dataDir, publicUrl, log } = settings
  const folder = join(dataDir, 'uploads')
  const onTrouble = (error: unknown) =>
    log.warn({ err: causeOf(error), channel: 'web' }, 'web chat')
  const live = createLive(sql, onTrouble)
  const sweep = () => sweepUploads(db, folder, new Date()).catch(onTrouble)
  const sweeping = setInterval(sweep, hour).unref()
  void sweep()
  const hasRoom = async () => {
    await mkdir(folder, { recursive: true })
    const full = isNearlyFull(await (settings.disk ?? diskOf)(folder))
    if (full) log.warn({ folder }, 'the disk is nearly full: uploads are refused')
    return !full
  }
  const limits = createLimits()
  return {
    channel: channelOf(sql, live, folder),
    routes: routesOf(settings, { db, live, limits, hear, folder, hasRoom, onTrouble }),
    visitor: (c) => visitor(c, publicUrl, true),
    language: pageLanguage,
    stop() {
      clearInterval(sweeping)
      live.stop()
    },
  }
}

function routesOf(settings: WebChatSettings, posting: Posting) {
  const { db, dataDir, publicUrl, embedOrigins, log } = settings
  const routes = new Hono()
  const own = sameSiteOnly(publicUrl, embedOrigins)
  const short = bodyLimit({
    maxSize: largestText,
    onError: (c) => c.json({ error: say(languageOf(c), 'webchat:refused.long') }, 413),
  })
  routes.use('/chat/*', async (c, next) => {
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
  })
  routes.on('POST', ['/chat', '/chat/messages', '/chat/files'], cookiesNeeded)
  routes.post('/chat', own, (c) => postPage(c, posting, visitor(c, publicUrl)))
  routes.post('/chat/messages', own, short, (c) => postMessage(c, posting, visitor(c, publicUrl)))
  routes.post('/chat/files', own, (c) => postFiles(c, posting, visitor(c, publicUrl)))
  routes.get('/chat/files/:id{\\d{1,15}}', (c) =>
    sendFile(c, { db, dataDir }, visitor(c, publicUrl)),
  )
  routes.get('/chat/events', (c) => streamEvents(c, posting, visitor(c, publicUrl)))
  routes.onError((error, c) => {
    const request = crypto.randomUUID().slice(0, 8)
    log.error({ err: causeOf(error), request, path: c.req.path }, 'web chat failed')
    c.header('Retry-After', '5')
    return c.json({ error: say(languageOf(c), 'webchat:refused.trouble', { request }) }, 503)
  })
  return routes
}

function channelOf(sql: Sql, live: Live, folder: string): Channel {
  return {
    name: 'web',
    parts,
    async send(to, _part, signal): Promise<Sent> {
      try {
        await Promise.race([live.announce(to), aborted(signal)])
        return { ok: true, id: 'web' }
      } catch (error) {
        return { ok: false, why: 'later', detail: String(error) }
      }
    },
    fetchFile: (source, signal) => openUpload(source, folder, signal),
    async health() {
      try {
        await sql`select 1`
        return { ok: true, detail: say('vi', 'webchat:health', { pages: live.total() }) }
      } catch {
        return { ok: false, detail: say('vi', 'webchat:health.trouble') }
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** In a frame the page always sets the cookie first: when it is missing then, the browser blocks it. */
const cookiesNeeded: MiddlewareHandler = async (c, next) => {
  if (c.req.query('embed') === '1' && !hasVisitor(c)) {
    return c.json({ error: say(languageOf(c), 'webchat:refused.cookies') }, 403)
  }
  return next()
}

/** A failed query's own message quotes what a person wrote: its cause does not. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error
}
