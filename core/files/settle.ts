import { existsSync } from 'node:fs'
import { and, eq } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { announce } from '#core/desk-news.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { files, tickets } from '#db/schema/tickets.ts'
import { type Due, nextAttempt } from './due.ts'
import { endingOf } from './names.ts'
import { largestFile, placeOf, type Stored } from './store.ts'
import { dropUnused, lockBytes } from './sweep.ts'

/** How one try to get a file's bytes ended; `lost`: the platform did not give them. */
export type Fetched = Stored | { ok: false; why: 'lost'; detail: string }

export type Settled = 'stored' | 'refused' | 'failed' | 'again' | 'erased'

/**
 * Writes what came of a try: the file is stored, or tried again later, or the person is told why it is not taken.
 * A row that was erased meanwhile takes its bytes with it.
 */
export async function settle(
  db: Db,
  dataDir: string,
  file: Due,
  fetched: Fetched,
  now: Date,
): Promise<Settled> {
  if (!fetched.ok) return notStored(db, file, fetched, now)
  const { sha256, size, type } = fetched
  const kept = await db.transaction(async (tx) => {
    await lockBytes(tx, sha256)
    if (!existsSync(placeOf(dataDir, sha256)))
      throw new Error(`the bytes of file ${file.id} are gone`)
    const set = { state: 'stored' as const, sha256, size, type, source: null, reason: null }
    return close(tx, file, { ...set, nextAt: null })
  })
  if (kept) return 'stored'
  await dropUnused(db, dataDir, [sha256])
  return 'erased'
}

async function notStored(
  db: Db,
  file: Due,
  { why }: Extract<Fetched, { ok: false }>,
  now: Date,
): Promise<Settled> {
  const passing = why === 'lost' || why === 'disk'
  const nextAt = passing ? nextAttempt(file.attempts, file.createdAt, now) : undefined
  if (nextAt) {
    await db
      .update(files)
      .set({ nextAt, reason: why })
      .where(and(eq(files.id, file.id), eq(files.state, 'fetching')))
    return 'again'
  }
  const state = passing ? 'failed' : 'refused'
  return db.transaction(async (tx) => {
    const set = { state, reason: why, source: null, nextAt: null } as const
    if (!(await close(tx, file, set))) return 'erased'
    await tellWhy(tx, file, why, now)
    return state
  })
}

/** Ends the fetching of a file that still is one; pages that show its ticket hear of it. */
async function close(tx: Db, file: Due, set: Partial<typeof files.$inferInsert>): Promise<boolean> {
  const [row] = await tx
    .update(files)
    .set(set)
    .where(and(eq(files.id, file.id), eq(files.state, 'fetching')))
    .returning({ ticketId: files.ticketId })
  if (!row) return false
  if (row.ticketId !== null) {
    const [ticket] = await tx
      .select({ id: tickets.id, unitId: tickets.leadUnitId })
      .from(tickets)
      .where(eq(tickets.id, row.ticketId))
    if (ticket) await announce(tx, { kind: 'ticket', ...ticket })
  }
  return true
}

const megabyte = 1024 * 1024

/** One message that names the file and says what is wrong with it and what to do. */
async function tellWhy(tx: Db, file: Due, why: string, now: Date): Promise<void> {
  const { text: ours, untold } = file.source
  if (file.conversationId === null || ours !== undefined || untold !== undefined) return
  const [chat] = await tx
    .select({ channel: conversations.channel, language: conversations.language })
    .from(conversations)
    .where(eq(conversations.id, file.conversationId))
  if (!chat) return
  const text = say(chat.language as Language, `files:refused.${why}`, {
    name: file.name,
    ending: endingOf(file.name).toUpperCase(),
    limit: largestFile / megabyte,
  })
  const ticket = file.ticketId === null ? {} : { ticketId: file.ticketId }
  const where = { conversationId: file.conversationId, channel: chat.channel as ChannelName }
  await deliver(tx, { ...where, ...ticket, cause: 'file', body: { text } }, now)
}
