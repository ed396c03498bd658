import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { type Cursor, lastSpoken, spokenAfter } from '#core/conversation/transcript.ts'
import { say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { languageOf } from './language.ts'
import type { Limits } from './limits.ts'
import { createBell, type Live } from './live.ts'
import { networkOf } from './network.ts'
import { chatEvent, cursorText, readCursor } from './outgoing.ts'

const batch = 200
const heartbeatMs = 25_000
const pagesPerVisitor = 12
const pagesPerProcess = 5_000

/** What the stream needs besides the request. */
export interface Telling {
  db: Db
  live: Live
  limits: Limits
  onTrouble: (error: unknown) => void
}

/** `GET /chat/events`: what was said so far or since the cursor, then whatever is said, as it is said. */
export function streamEvents(c: Context, telling: Telling, address: string): Response {
  const { live, limits, onTrouble } = telling
  const crowded = live.open(address) >= pagesPerVisitor || live.total() >= pagesPerProcess
  const close = crowded ? undefined : limits.openStream(networkOf(c))
  if (!close) {
    c.header('Retry-After', '30')
    const why = crowded ? 'webchat:refused.pages' : 'webchat:refused.streams'
    return c.json({ error: say(languageOf(c), why) }, 429)
  }
  c.header('X-Accel-Buffering', 'no')
  const asked = c.req.header('last-event-id') ?? c.req.query('after')
  const response = streamSSE(c, async (stream) => {
    try {
      await tell(stream, telling, address, asked)
    } catch (error) {
      if (!stream.aborted) onTrouble(error)
    } finally {
      close()
    }
  })
  response.headers.set('Cache-Control', 'no-store')
  return response
}

async function tell(
  stream: SSEStreamingApi,
  { db, live }: Telling,
  address: string,
  asked: string | undefined,
): Promise<void> {
  const place = { channel: 'web' as const, address }
  const bell = createBell()
  const leave = live.join(address, bell.ring)
  stream.onAbort(() => {
    leave()
    bell.ring()
  })
  try {
    await stream.write('retry: 3000\n\n')
    let cursor = await startOf(db, address, asked)
    while (!stream.aborted && !live.stopped()) {
      const events = cursor
        ? await spokenAfter(db, place, cursor, batch)
        : await lastSpoken(db, place, batch)
      for (const event of events) {
        cursor = event.cursor
        const data = JSON.stringify(chatEvent(event))
        await stream.writeSSE({ id: cursorText(event.cursor), data })
      }
      cursor ??= { message: 0, delivery: 0 }
      if (events.length === 0 && !(await bell.wait(heartbeatMs))) await stream.write(': \n\n')
    }
  } finally {
    leave()
  }
}

/** Where to go on reading: a cursor, or the id of an event that is still among the last ones. */
async function startOf(
  db: Db,
  address: string,
  asked: string | undefined,
): Promise<Cursor | undefined> {
  if (!asked) return undefined
  const cursor = readCursor(asked)
  if (cursor) return cursor
  const last = await lastSpoken(db, { channel: 'web', address }, batch)
  return last.find((spoken) => spoken.id === asked)?.cursor
}
