import { readdirSync, readFileSync } from 'node:fs'
import { and, asc, eq } from 'drizzle-orm'
import { tellFault } from '#core/fault.ts'
import { placeOf } from '#core/law/documents/citation.ts'
import { keepCitations } from '#core/law/published/citations.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { selfChecks } from '#db/schema/assistant.ts'
import { readSelfCheck } from './self-check-reading.ts'
import { type SelfCheck, selfCheckShape } from './self-check-shape.ts'

const folder = new URL('../../self-checks/', import.meta.url)

export interface StoredCheck {
  id: number
  check: SelfCheck
  shown: boolean
  version: number
  updatedAt: Date
  updatedBy: string | null
}

/**
 * Puts the shipped self-checks into the database where they are missing; one that is there belongs to the office and is
 * left alone. What they cite is bound anew to the documents that have come in since.
 */
export async function installSelfChecks(db: Db, now: Date): Promise<void> {
  for (const check of shippedChecks()) {
    await db
      .insert(selfChecks)
      .values({ code: check.code, body: check, shown: true, updatedAt: now })
      .onConflictDoNothing()
  }
  for (const { id, check } of await listSelfChecks(db)) {
    await db.transaction((tx) => keepCitations(tx, 'self-check', id, citedBy(check), now))
  }
  forgetSelfChecks()
}

/** The self-checks in the repository. Throws with every fault in words, so that start-up can stop on it. */
export function shippedChecks(): SelfCheck[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  return files.sort().map((file) => {
    const read = readSelfCheck(readFileSync(new URL(file, folder), 'utf8'))
    if ('check' in read) return read.check
    throw new Error(read.faults.map((each) => `${file}: ${tellFault('vi', each)}`).join('\n'))
  })
}

/** All self-checks, for those who edit them. */
export async function listSelfChecks(db: Db): Promise<StoredCheck[]> {
  const rows = await db.select().from(selfChecks).orderBy(asc(selfChecks.code))
  return rows.map(({ body, code: _, ...row }) => ({ ...row, check: selfCheckShape.parse(body) }))
}

const freshForMs = 5_000
let kept = new WeakMap<Db, { at: number; checks: Promise<SelfCheck[]> }>()

/** The self-checks people may take, as they were a few seconds ago at most. */
export function shownSelfChecks(db: Db): Promise<SelfCheck[]> {
  const known = kept.get(db)
  if (known && Date.now() - known.at < freshForMs) return known.checks
  const checks = listSelfChecks(db).then((all) =>
    all.filter(({ shown }) => shown).map(({ check }) => check),
  )
  kept.set(db, { at: Date.now(), checks })
  checks.catch(() => kept.delete(db))
  return checks
}

/** The self-checks have just been changed here: the next look reads them anew. */
export function forgetSelfChecks(): void {
  kept = new WeakMap()
}

/** The self-check of a code that people may take; undefined when there is none. */
export async function shownSelfCheck(db: Db, code: string): Promise<SelfCheck | undefined> {
  return (await shownSelfChecks(db)).find((check) => check.code === code)
}

/** A new self-check, or a new version of one. Refusal when somebody else changed it meanwhile, or the code is taken. */
export async function saveSelfCheck(
  db: Db,
  actor: Actor,
  check: SelfCheck,
  given: { id: number | undefined; version: number | undefined; shown: boolean },
  { ip, now }: By,
): Promise<number> {
  if (!may(actor, 'self-checks.edit')) throw new Refusal('self-check-editor:refusal.may-not')
  const values = { code: check.code, body: check, shown: given.shown, updatedAt: now }
  const id = await db.transaction(async (tx) => {
    const id = await written(tx, { ...values, updatedBy: actor.id }, given)
    await keepCitations(tx, 'self-check', id, citedBy(check), now)
    const action = given.id === undefined ? 'self-check.added' : 'self-check.changed'
    await audit(tx, {
      ...{ at: now, staffId: actor.id, action, subject: 'self-check', subjectId: id, ip },
      detail: { code: check.code, shown: given.shown },
    })
    return id
  })
  forgetSelfChecks()
  return id
}

type Values = typeof selfChecks.$inferInsert

async function written(
  tx: Db,
  values: Values,
  { id, version }: { id: number | undefined; version: number | undefined },
): Promise<number> {
  const [twin] = await tx
    .select({ id: selfChecks.id })
    .from(selfChecks)
    .where(eq(selfChecks.code, values.code))
  if (twin && twin.id !== id)
    throw new Refusal('self-check-editor:refusal.code', { code: values.code })
  const [row] =
    id === undefined
      ? await tx.insert(selfChecks).values(values).returning({ id: selfChecks.id })
      : await tx
          .update(selfChecks)
          .set({ ...values, version: (version ?? 0) + 1 })
          .where(and(eq(selfChecks.id, id), eq(selfChecks.version, version ?? 0)))
          .returning({ id: selfChecks.id })
  if (!row) throw new Refusal('self-check-editor:refusal.changed')
  return row.id
}

/** What a self-check rests on, in words that are read as citations. */
export function citedBy({ outcomes, advice }: SelfCheck): string {
  const all = [...outcomes, ...advice].flatMap(({ citations }) => citations)
  return all.map(({ number, anchor }) => `${placeOf(anchor, 'vi')} ${number}`.trim()).join('; ')
}
