import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { type DeskNews, listenDesk } from '#core/desk-news.ts'
import { type Actor, may, type TicketPlace } from '#core/staff/roles.ts'
import { placeOf } from '#core/tickets/find.ts'
import type { AdminDeps, AdminEnv } from './deps.ts'

interface Watcher {
  actor: Actor
  stream: SSEStreamingApi
  /** when this reader last heard that something moved which they may not name */
  stirredAt: number
}

const heartbeat = 20_000
const stirEvery = 3_000
/** The browser connects again by itself, so that a session that ended meanwhile hears nothing more. */
const longest = 15 * 60_000

/**
 * Live news of the panel: one LISTEN for the process, begun with the first open page, handed on to every open page.
 * Who may read the ticket hears its id; others hear now and then that lists may have moved, since a ticket that
 * left their unit must leave their list. The page fetches what it shows with its own rights.
 */
export function liveRoutes({ db, sql, log }: Pick<AdminDeps, 'db' | 'sql' | 'log'>) {
  const watchers = new Set<Watcher>()
  let listening: Promise<unknown> | undefined

  async function tell(news: DeskNews): Promise<void> {
    if (watchers.size === 0) return
    const ticket = await placeOf(db, news.id)
    if (ticket) for (const watcher of watchers) pass(watcher, news, ticket)
  }

  function listen(): Promise<unknown> {
    listening ??= listenDesk(sql, (news) => {
      tell(news).catch((error: unknown) => log.error({ err: error }, 'desk news were not told'))
    }).catch((error: unknown) => {
      listening = undefined
      throw error
    })
    return listening
  }

  return new Hono<AdminEnv>().get('/', async (c) => {
    await listen()
    c.header('X-Accel-Buffering', 'no')
    return streamSSE(c, async (stream) => {
      const watcher = { actor: c.get('actor'), stream, stirredAt: 0 }
      watchers.add(watcher)
      stream.onAbort(() => void watchers.delete(watcher))
      await stream.writeSSE({ event: 'hello', data: '{}' })
      await keepOpen(stream)
      watchers.delete(watcher)
    })
  })
}

async function keepOpen(stream: SSEStreamingApi): Promise<void> {
  for (let open = 0; open < longest && !stream.aborted && !stream.closed; open += heartbeat) {
    await stream.sleep(heartbeat)
    await stream.writeSSE({ event: 'beat', data: '{}' })
  }
}

function pass(watcher: Watcher, news: DeskNews, ticket: TicketPlace): void {
  const { actor, stream } = watcher
  const send = (event: string, data: object) =>
    void stream.writeSSE({ event, data: JSON.stringify(data) }).catch(() => stream.abort())
  if (may(actor, 'ticket.read', ticket)) {
    send(news.kind, { id: news.id })
  } else if (news.kind === 'ticket' && Date.now() - watcher.stirredAt >= stirEvery) {
    watcher.stirredAt = Date.now()
    send('list', {})
  }
}
