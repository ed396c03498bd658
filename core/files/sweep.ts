import { type Dirent, existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { and, eq, inArray, lt, or, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { lawFiles } from '#db/schema/law.ts'
import { lawImports } from '#db/schema/law-import.ts'
import { planNotes } from '#db/schema/plan.ts'
import { registerImports } from '#db/schema/register.ts'
import { files } from '#db/schema/tickets.ts'
import { courseFiles } from '#db/schema/training.ts'
import { placeOf, tempFolder } from './store.ts'

const minute = 60_000
const hour = 60 * minute
const exportDays = 7
/** No fetch lasts this long: what is older was left by a process that died. */
const tempLivesMs = 10 * minute
/** Bytes come shortly before the row that names them. */
const bytesLiveMs = hour

/**
 * Holds everybody else off the bytes of a hash until the transaction ends: who names them in a row and who takes them
 * away go one after the other.
 */
export async function lockBytes(tx: Db, sha256: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${sha256}, 8))`)
}

/** Deletes the bytes of these hashes, except where a row still names them. Returns how many went. */
export async function dropUnused(db: Db, dataDir: string, hashes: string[]): Promise<number> {
  let dropped = 0
  for (const sha256 of new Set(hashes)) {
    await db.transaction(async (tx) => {
      await lockBytes(tx, sha256)
      const [used] = await namingRows(tx, sha256).limit(1)
      if (used || !existsSync(placeOf(dataDir, sha256))) return
      await rm(placeOf(dataDir, sha256), { force: true })
      dropped++
    })
  }
  return dropped
}

/** What the hourly job does for files: old exports, bytes that no row names, what a dead process left half-written. */
export async function tidyFiles(db: Db, dataDir: string, now: Date): Promise<void> {
  await sweepTemp(dataDir, now)
  await sweepExports(db, now)
  await sweepBytes(db, dataDir, now)
}

/** Takes exports away after seven days, also from deliveries that never went out. Returns how many. */
export async function sweepExports(db: Db, now: Date): Promise<number> {
  const old = new Date(now.getTime() - exportDays * 24 * hour)
  return db.transaction(async (tx) => {
    const gone = await tx
      .delete(files)
      .where(and(sql`${files.source} ->> 'made' = 'export'`, lt(files.createdAt, old)))
      .returning({ id: files.id, conversationId: files.conversationId })
    for (const { id, conversationId } of gone) {
      if (conversationId === null) continue
      await tx
        .update(deliveries)
        .set({ state: 'dropped', why: 'refused', detail: 'the export has expired' })
        .where(
          and(
            eq(deliveries.conversationId, conversationId),
            or(eq(deliveries.state, 'queued'), eq(deliveries.state, 'held')),
            sql`${deliveries.body} -> 'file' ->> 'id' = ${String(id)}`,
          ),
        )
    }
    return gone.length
  })
}

/** Deletes half-written files of processes that died. */
export async function sweepTemp(dataDir: string, now: Date): Promise<void> {
  for (const entry of await entriesOf(tempFolder(dataDir))) {
    await removeOlder(join(tempFolder(dataDir), entry.name), now.getTime() - tempLivesMs)
  }
}

/** Deletes bytes that no row names: of erased people, of expired exports, of a crash between the two writes. */
async function sweepBytes(db: Db, dataDir: string, now: Date): Promise<void> {
  const root = join(dataDir, 'files')
  const named = await namedHashes(db)
  for (const folder of await entriesOf(root)) {
    if (!/^[0-9a-f]{2}$/.test(folder.name)) continue
    const old: string[] = []
    for (const { name } of await entriesOf(join(root, folder.name))) {
      if (!/^[0-9a-f]{64}$/.test(name) || named.has(name)) continue
      if ((await ageOf(placeOf(dataDir, name), now)) > bytesLiveMs) old.push(name)
    }
    await dropUnused(db, dataDir, old)
  }
}

async function namedHashes(db: Db): Promise<Set<string | null>> {
  const rows = await namingRows(db)
  return new Set(rows.map((row) => row.sha256))
}

/** The rows that keep bytes: files of people, documents, classes and plan notes, and what is handed in to become one. */
function namingRows(db: Db, sha256?: string) {
  const is = (column: PgColumn) => (sha256 === undefined ? undefined : eq(column, sha256))
  const open = inArray(lawImports.state, ['waiting', 'reading', 'read'])
  return db
    .selectDistinct({ sha256: files.sha256 })
    .from(files)
    .where(is(files.sha256))
    .union(db.select({ sha256: lawFiles.sha256 }).from(lawFiles).where(is(lawFiles.sha256)))
    .union(
      db.select({ sha256: courseFiles.sha256 }).from(courseFiles).where(is(courseFiles.sha256)),
    )
    .union(
      db.select({ sha256: planNotes.fileSha256 }).from(planNotes).where(is(planNotes.fileSha256)),
    )
    .union(
      db
        .select({ sha256: lawImports.sha256 })
        .from(lawImports)
        .where(and(open, is(lawImports.sha256))),
    )
    .union(
      db
        .select({ sha256: registerImports.sha256 })
        .from(registerImports)
        .where(and(eq(registerImports.state, 'preview'), is(registerImports.sha256))),
    )
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  if (!existsSync(folder)) return []
  return readdir(folder, { withFileTypes: true })
}

async function removeOlder(path: string, than: number): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found && found.mtimeMs < than) await rm(path, { force: true })
}

async function ageOf(path: string, now: Date): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found ? now.getTime() - found.mtimeMs : 0
}
