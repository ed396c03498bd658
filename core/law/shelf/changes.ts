import { asc, desc, eq, gt, inArray, or } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawChanges } from '#db/schema/law.ts'

export type Change = { id: number; what: 'document' | 'published'; whatId: number }

/**
 * How much of the changes was taken in. Numbers are given before a change is committed, so a lower one may appear after a
 * higher one: those not seen yet are asked for again, each for a day; longer than that no transaction of ours lasts.
 */
export type Taken = {
  last: number
  /** When the last change was noted: by it a file knows its database again. */
  at: string | null
  missing: { id: number; since: number }[]
}

const patienceMs = 24 * 60 * 60_000
/** A transaction that undid itself, or a restart of the database, leaves holes in the numbers; no more are watched. */
const mostMissing = 2_000
const atOnce = 500

/** Where somebody stands who reads the whole base after this call. */
export async function takeStock(db: Db, now: Date): Promise<Taken> {
  const rows = await db
    .select({ id: lawChanges.id, at: lawChanges.at })
    .from(lawChanges)
    .orderBy(desc(lawChanges.id))
    .limit(mostMissing)
  const [newest] = rows
  if (newest === undefined) return { last: 0, at: null, missing: [] }
  const seen = new Set(rows.map(({ id }) => id))
  const from = Math.max(0, newest.id - mostMissing)
  return {
    last: newest.id,
    at: newest.at.toISOString(),
    missing: holesIn(from, newest.id, seen, now),
  }
}

/** Whether what was taken is of this database: the last change stands there as it was taken. */
export async function isOfThisBase(db: Db, taken: Taken): Promise<boolean> {
  if (taken.last === 0 || taken.at === null) return false
  const [row] = await db
    .select({ at: lawChanges.at })
    .from(lawChanges)
    .where(eq(lawChanges.id, taken.last))
  return row?.at.toISOString() === taken.at
}

/** The next changes in the order of their numbers, some at a time, and where one stands after them. */
export async function readOn(
  db: Db,
  taken: Taken,
  now: Date,
): Promise<{ changes: Change[]; taken: Taken; more: boolean }> {
  const awaited = taken.missing.map(({ id }) => id)
  const rows = await db
    .select()
    .from(lawChanges)
    .where(
      or(
        gt(lawChanges.id, taken.last),
        awaited.length > 0 ? inArray(lawChanges.id, awaited) : undefined,
      ),
    )
    .orderBy(asc(lawChanges.id))
    .limit(atOnce)
  const seen = new Set(rows.map(({ id }) => id))
  const newest = rows.findLast(({ id }) => id > taken.last)
  const still = taken.missing.filter(
    ({ id, since }) => !seen.has(id) && now.getTime() - since < patienceMs,
  )
  const fresh = newest === undefined ? [] : holesIn(taken.last, newest.id, seen, now)
  return {
    changes: rows.map(({ id, what, whatId }) => ({ id, what, whatId })),
    taken: {
      last: newest?.id ?? taken.last,
      at: newest?.at.toISOString() ?? taken.at,
      missing: [...still, ...fresh].slice(-mostMissing),
    },
    more: rows.length === atOnce,
  }
}

function holesIn(from: number, to: number, seen: Set<number>, now: Date): Taken['missing'] {
  const holes: Taken['missing'] = []
  for (let id = Math.max(from, to - mostMissing) + 1; id < to; id += 1) {
    if (!seen.has(id)) holes.push({ id, since: now.getTime() })
  }
  return holes
}
