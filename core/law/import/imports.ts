import { existsSync } from 'node:fs'
import { and, asc, desc, eq, inArray, lt, or, sql } from 'drizzle-orm'
import { safeName } from '#core/files/names.ts'
import { placeOf, storeBytes } from '#core/files/store.ts'
import { lockBytes } from '#core/files/sweep.ts'
import type { Db } from '#db/client.ts'
import { lawImports } from '#db/schema/law-import.ts'
import type { Extracted } from './extract.ts'
import type { ReadFacts } from './read-facts.ts'
import { type Reason, refused } from './refused.ts'

const largestImport = 64 * 1024 * 1024
/** Reading takes a minute and a half at most: a row this long in reading was left by a process that died. */
const leaseMs = 4 * 60_000
/** A file that ended the desk itself this often is not read again. */
const mostTries = 3

export type ImportState = (typeof lawImports.$inferSelect)['state']

/** A file as the list of its batch shows it. */
export type ImportRow = Omit<typeof lawImports.$inferSelect, 'text' | 'facts'>

const shown = {
  id: lawImports.id,
  batch: lawImports.batch,
  name: lawImports.name,
  type: lawImports.type,
  size: lawImports.size,
  sha256: lawImports.sha256,
  state: lawImports.state,
  reason: lawImports.reason,
  documentId: lawImports.documentId,
  staffId: lawImports.staffId,
  at: lawImports.at,
  readAt: lawImports.readAt,
}

export interface HandedIn {
  batch: string
  name: string
  stream: ReadableStream<Uint8Array>
  staffId?: string
  /** whoever hands it in reads it at once: no worker takes it */
  reading?: boolean
}

/**
 * Keeps a file for import and notes it for the worker; one that is too large or empty is noted as refused. Throws
 * when the stream breaks off.
 */
export async function handIn(
  db: Db,
  dataDir: string,
  { batch, stream, staffId, reading, ...file }: HandedIn,
  now: Date,
): Promise<number> {
  const name = safeName(file.name)
  const stored = await storeBytes(dataDir, stream, { name, limit: largestImport, unjudged: true })
  const row = { batch, name, staffId: staffId ?? null, at: now }
  if (!stored.ok) {
    const reason = whyNotKept(stored.why)
    return add(db, { ...row, size: 0, sha256: '', state: 'refused', reason, readAt: now })
  }
  const { sha256, size } = stored
  return db.transaction(async (tx) => {
    await lockBytes(tx, sha256)
    if (!existsSync(placeOf(dataDir, sha256))) throw new Error('the bytes of an import are gone')
    const state = reading ? ('reading' as const) : ('waiting' as const)
    return add(tx, { ...row, size, sha256, state, ...(reading && { readAt: now }) })
  })
}

function whyNotKept(why: string): Reason {
  if (why === 'too-big') return reason('big', { most: largestImport / 1024 / 1024 })
  return reason(why === 'empty' ? 'empty-file' : 'disk')
}

function reason(why: string, values?: Record<string, number>): Reason {
  const { key } = refused(why)
  return values ? { key, values } : { key }
}

async function add(db: Db, row: typeof lawImports.$inferInsert): Promise<number> {
  const [added] = await db.insert(lawImports).values(row).returning({ id: lawImports.id })
  if (!added) throw new Error('an import was not written')
  return added.id
}

/** A file this process has taken to read. */
export interface Taken {
  id: number
  sha256: string
  since: Date
}

/**
 * Takes the next file to read, also one whose reader died. Any number of processes may ask: each row goes to one of
 * them. A file that never came out of its reading is refused.
 */
export async function takeNext(db: Db, now: Date): Promise<Taken | undefined> {
  const left = new Date(now.getTime() - leaseMs)
  const tries = sql<number>`coalesce((${lawImports.facts} ->> 'tries')::int, 0)`
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ id: lawImports.id, sha256: lawImports.sha256, tries })
      .from(lawImports)
      .where(
        or(
          eq(lawImports.state, 'waiting'),
          and(eq(lawImports.state, 'reading'), lt(lawImports.readAt, left)),
        ),
      )
      .orderBy(asc(lawImports.id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!row) return undefined
    const spent = row.tries >= mostTries
    await tx
      .update(lawImports)
      .set(
        spent
          ? { state: 'refused', reason: reason('broken'), readAt: now }
          : { state: 'reading', readAt: now, facts: { tries: row.tries + 1 } },
      )
      .where(eq(lawImports.id, row.id))
    return spent ? takeNext(tx, now) : { id: row.id, sha256: row.sha256, since: now }
  })
}

/** Notes what came of reading a file; nothing when somebody else has it by now. */
export async function noteRead(db: Db, taken: Taken, told: Extracted, now: Date): Promise<void> {
  const facts = told.ok ? { ...told.facts } : null
  await db
    .update(lawImports)
    .set(
      told.ok
        ? { state: 'read', type: told.type, text: told.text, facts, readAt: now }
        : { state: 'refused', reason: told.reason, facts, readAt: now },
    )
    .where(stillOurs(taken))
}

/** Gives a file back to be read later: the desk is stopping. */
export async function giveBack(db: Db, taken: Taken): Promise<void> {
  await db
    .update(lawImports)
    .set({ state: 'waiting', readAt: null, facts: null })
    .where(stillOurs(taken))
}

function stillOurs({ id, since }: Taken) {
  return and(eq(lawImports.id, id), eq(lawImports.state, 'reading'), eq(lawImports.readAt, since))
}

/** The files handed in together, in their order. */
export function importsOf(db: Db, batch: string): Promise<ImportRow[]> {
  return db
    .select(shown)
    .from(lawImports)
    .where(eq(lawImports.batch, batch))
    .orderBy(asc(lawImports.at), asc(lawImports.id))
}

/** What is under way or waits to be looked through, and what was handled lately; the latest first. */
export function recentImports(db: Db, most = 60): Promise<ImportRow[]> {
  const open = inArray(lawImports.state, ['waiting', 'reading', 'read'])
  return db.select(shown).from(lawImports).orderBy(desc(open), desc(lawImports.id)).limit(most)
}

export type OneImport = ImportRow & { text: string | null; facts: ReadFacts | null }

/** One file with its text and the facts proposed; undefined when there is none. */
export async function importById(db: Db, id: number): Promise<OneImport | undefined> {
  const [row] = await db
    .select({ ...shown, text: lawImports.text, facts: lawImports.facts })
    .from(lawImports)
    .where(eq(lawImports.id, id))
  if (!row) return undefined
  const facts = row.text === null ? null : (row.facts as unknown as ReadFacts)
  return { ...row, facts }
}
