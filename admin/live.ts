import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { type DeskNews, listenDesk } from '#core/desk-news.ts'
import { type Actor, may, type TicketPlace } from '#core/staff/roles.ts'
import { placeOf } from '#core/tickets/find.ts'
import type { Auth } from './auth.ts'
import type { AdminContext, AdminDeps, AdminEnv } from './deps.ts'
import { stillHere } from './session.ts'

interface Watcher {
  actor: Actor
  stream: SSEStreamingApi
  /** when this reader last heard that something moved which they may not name */
  stirredAt: number
  /** the next such news, already on its way */
  stirring?: NodeJS.Timeout
}

const usualPace = { beatMs: 20_000, stirMs: 3_000 }
/** The browser connects again by itself. */
const longest = 15 * 60_000

/**
 * Live news of the panel: one LISTEN for the process, begun with the first open page, handed on to every open page.
 * Who may read the ticket hears its id; others hear now and then that lists may have moved, since a ticket that
 * left their unit must leave their list. The page fetches what it shows with its own rights. A page whose session,
 * role or unit is no longer what it was is closed with the next beat.
 */
export function liveRoutes(
  { db, sql, log, livePace = usualPace }: Pick<AdminDeps, 'db' | 'sql' | 'log' | 'livePace'>,
  auth: Auth,
) {
  const watchers = new Set<Watcher>()
  let listening: Promise<unknown> | undefined

  async function tell(news: DeskNews): Promise<void> {
    if (watchers.size === 0) return
    const ticket = await placeOf(db, news.id)
    if (ticket) for (const watcher of watchers) pass(watcher, news, ticket, livePace.stirMs)
  }

  function leave(watcher: Watcher): void {
    clearTimeout(watcher.stirring)
    watchers.delete(watcher)
  }

  /** News were lost with the connection: every page connects again, and looks at everything when it does. */
  function startOver(): void {
    for (const watcher of watchers) {
      leave(watcher)
      void watcher.stream.close()
    }
  }

  function listen(): Promise<unknown> {
    const onNews = (news: DeskNews) => {
      tell(news).catch((error: unknown) => log.error({ err: error }, 'desk news were not told'))
    }
    listening ??= listenDesk(sql, onNews, startOver).catch((error: unknown) => {
      listening = undefined
      throw error
    })
    return listening
  }

  async function asBefore(c: AdminContext, before: Actor): Promise<boolean> {
    const now = await stillHere(auth, c).catch((error: unknown) => {
      log.error({ err: error }, 'who listens to desk news was not found out')
      return undefined
    })
    return now?.id === before.id && now.role === before.role && now.unitId === before.unitId
  }

  async function keepOpen(c: AdminContext, { actor, stream }: Watcher): Promise<void> {
    const { beatMs } = livePace
    for (let open = 0; open < longest; open += beatMs) {
      await stream.sleep(beatMs)
      if (stream.aborted || stream.closed || !(await asBefore(c, actor))) return
      await stream.writeSSE({ event: 'beat', data: '{}' })
    }
  }

  return new Hono<AdminEnv>().get('/', async (c) => {
    await listen()
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      const watcher: Watcher = { actor: c.get('actor'), stream, stirredAt: 0 }
      watchers.add(watcher)
      stream.onAbort(() => leave(watcher))
      await stream.writeSSE({ event: 'hello', data: '{}' })
      await keepOpen(c, watcher)
      leave(watcher)
    })
  })
}

function pass(watcher: Watcher, news: DeskNews, ticket: TicketPlace, stirMs: number): void {
  if (may(watcher.actor, 'ticket.read', ticket)) send(watcher, news.kind, { id: news.id })
  else if (news.kind === 'ticket') stir(watcher, stirMs)
}

/** At most one in `stirMs`, and always one after the last that moved. */
function stir(watcher: Watcher, stirMs: number): void {
  if (watcher.stirring !== undefined) return
  const wait = Math.max(0, watcher.stirredAt + stirMs - Date.now())
  watcher.stirring = setTimeout(() => {
    delete watcher.stirring
    watcher.stirredAt = Date.now()
    send(watcher, 'list', {})
  }, wait)
}

function send({ stream }: Watcher, event: string, data: object): void {
  void stream.writeSSE({ event, data: JSON.stringify(data) }).catch(() => stream.abort())
}
