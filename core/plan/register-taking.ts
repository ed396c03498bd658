import type { SQL } from 'drizzle-orm'
import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { registerImports, registerLines } from '#db/schema/register.ts'
import { needed } from './register-columns.ts'
import {
  dropOldPreviews,
  lockPreview,
  mindImporter,
  type RegisterImport,
} from './register-import.ts'

const perChunk = 5_000

/** Lets an import that was looked at begin; `takeRegister` does it. Refusal while a column that is needed is not known. */
export async function startImport(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  now: Date,
): Promise<void> {
  mindImporter(actor)
  await db.transaction(async (tx) => {
    const row = await lockPreview(tx, id, version)
    if (needed.some((name) => row.columns[name] === undefined)) {
      throw new Refusal('register:refusal.columns-needed')
    }
    if (row.total === row.rejected) throw new Refusal('register:refusal.nothing')
    await tx
      .update(registerImports)
      .set({ state: 'importing', version: row.version + 1 })
      .where(eq(registerImports.id, id))
    const subject = { subject: 'register-import', subjectId: id }
    const detail = { total: row.total, rejected: row.rejected }
    const by = { at: now, staffId: actor.id, ip: actor.ip }
    await audit(tx, { ...by, action: 'register.imported', ...subject, detail })
  })
}

/** What taking an import over would do now: the register may have changed since it was read. */
export async function foreseen(
  db: Db,
  importId: number,
): Promise<{ created: number; changed: number; unchanged: number }> {
  const [row] = await db.execute<Record<'created' | 'changed' | 'unchanged', number>>(sql`
    select count(*) filter (where b.tax_code is null)::int as created,
      count(*) filter (where ${differs})::int as changed,
      count(*) filter (where b.tax_code is not null and not ${differs})::int as unchanged
    from register_lines excluded left join registered_businesses b using (tax_code)
    where excluded.import_id = ${importId} and excluded.fault is null`)
  return row ?? { created: 0, changed: 0, unchanged: 0 }
}

/** What a line says is other than what the register has; what it does not say is as before. */
const differs = sql`(b.tax_code is not null and (b.name, b.size, b.sector, b.commune) is distinct from
  (excluded.name, coalesce(excluded.size, b.size), coalesce(excluded.sector, b.sector),
    coalesce(excluded.commune, b.commune)))`

/**
 * The job: goes on with every import that was begun, also one that another process left. One that stumbles holds up no
 * other; it is thrown when the others are done, and tried again the next time.
 */
export async function takeRegister(db: Db, now: Date): Promise<void> {
  await dropOldPreviews(db, now)
  const begun = await db
    .select({ id: registerImports.id })
    .from(registerImports)
    .where(eq(registerImports.state, 'importing'))
    .orderBy(asc(registerImports.id))
  const stumbled: unknown[] = []
  for (const { id } of begun) {
    try {
      while (await takeChunk(db, id, now));
    } catch (error) {
      stumbled.push(error)
    }
  }
  if (stumbled.length > 0) throw stumbled[0]
}

/**
 * Takes over the next lines of an import, in a transaction of their own; false when none are left or somebody else is
 * at it. What a line does not say stays as the register had it.
 */
async function takeChunk(db: Db, id: number, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('business register', 9))`)
    const [row] = await tx
      .select()
      .from(registerImports)
      .where(and(eq(registerImports.id, id), eq(registerImports.state, 'importing')))
      .for('update')
    if (!row) return false
    const [took] = await tx.execute<Record<'created' | 'changed' | 'unchanged' | 'last', number>>(
      chunk(row, now),
    )
    if (!took || took.last === 0) {
      const done = { state: 'done' as const, finishedAt: now }
      await tx.update(registerImports).set(done).where(eq(registerImports.id, id))
      return false
    }
    await tx
      .update(registerImports)
      .set({
        taken: took.last,
        created: row.created + took.created,
        changed: row.changed + took.changed,
        unchanged: row.unchanged + took.unchanged,
      })
      .where(eq(registerImports.id, id))
    return true
  })
}

function chunk({ id, taken }: RegisterImport, now: Date): SQL {
  return sql`with part as (
      select line, tax_code, name, size, sector, commune from register_lines
      where import_id = ${id} and line > ${taken} and fault is null order by line limit ${perChunk}),
    written as (
      insert into registered_businesses as b (tax_code, name, size, sector, commune, imported_at)
      select tax_code, name, size, sector, commune, ${now.toISOString()}::timestamptz from part
      on conflict (tax_code) do update set name = excluded.name, size = coalesce(excluded.size, b.size),
        sector = coalesce(excluded.sector, b.sector), commune = coalesce(excluded.commune, b.commune),
        imported_at = excluded.imported_at
      where ${differs}
      returning tax_code, xmax = 0 as fresh),
    marked as (
      update register_lines l set outcome = case when w.fresh then 'created' when w.tax_code is not null
        then 'changed' else 'unchanged' end
      from part p left join written w on w.tax_code = p.tax_code
      where l.import_id = ${id} and l.line = p.line returning l.line, l.outcome)
    select count(*) filter (where outcome = 'created')::int as created,
      count(*) filter (where outcome = 'changed')::int as changed,
      count(*) filter (where outcome = 'unchanged')::int as unchanged, coalesce(max(line), 0)::int as last
    from marked`
}

export const lineViews = ['rejected', 'warned', 'created', 'changed', 'unchanged', 'all'] as const
export type LineView = (typeof lineViews)[number]

const views: Record<LineView, SQL | undefined> = {
  rejected: isNotNull(registerLines.fault),
  warned: and(isNotNull(registerLines.warning), isNull(registerLines.fault)),
  created: eq(registerLines.outcome, 'created'),
  changed: eq(registerLines.outcome, 'changed'),
  unchanged: eq(registerLines.outcome, 'unchanged'),
  all: undefined,
}

export type RegisterLineRow = typeof registerLines.$inferSelect

/** Lines of an import behind line `after`, at most `most`. */
export function linesOf(
  db: Db,
  importId: number,
  view: LineView,
  after: number,
  most: number,
): Promise<RegisterLineRow[]> {
  return db
    .select()
    .from(registerLines)
    .where(and(eq(registerLines.importId, importId), gt(registerLines.line, after), views[view]))
    .orderBy(asc(registerLines.line))
    .limit(most)
}

/** All lines of a view, read in parts so that memory stays flat. */
export async function* everyLine(
  db: Db,
  importId: number,
  view: LineView,
): AsyncGenerator<RegisterLineRow, void, undefined> {
  for (let last = 0; ; ) {
    const part = await linesOf(db, importId, view, last, 1_000)
    yield* part
    last = part.at(-1)?.line ?? 0
    if (part.length < 1_000) return
  }
}
