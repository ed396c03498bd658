import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { placeOf, storeBytes } from '#core/files/store.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { loadSetting } from '#core/settings.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { registerImports, registerLines } from '#db/schema/register.ts'
import { type ColumnName, type Columns, isHeader, needed, recognise } from './register-columns.ts'
import { lineReader, type RegisterLine } from './register-row.ts'
import { sheetRows } from './register-sheet.ts'
import type { SheetRow } from './register-text.ts'

export type RegisterImport = typeof registerImports.$inferSelect

/** More lines than ten times the businesses and households of a province like ours. */
const usualLimits = { bytes: 24 * 1024 * 1024, lines: 300_000 }
const headerWithin = 20
const perBatch = 2_000
const previewDays = 7

/** Whoever imports the register; Refusal otherwise. */
export function mindImporter(actor: Actor): void {
  if (!may(actor, 'register.import')) throw new Refusal('register:refusal.not-allowed')
}

/**
 * Takes in a file of registered businesses and reads it line by line, so that its columns and its faults can be looked
 * at; nothing is taken over yet. Refusal when it is no table, is empty or too large.
 */
export async function handInRegister(
  db: Db,
  dataDir: string,
  actor: Actor,
  file: { name: string; stream: ReadableStream<Uint8Array> },
  now: Date,
  limits = usualLimits,
): Promise<RegisterImport> {
  mindImporter(actor)
  const name = file.name.trim().slice(0, 200) || '?'
  const storing = { name, limit: limits.bytes, unjudged: true }
  const stored = await storeBytes(dataDir, file.stream, storing)
  if (!stored.ok) {
    throw new Refusal(`register:refusal.${stored.why === 'too-big' ? 'too-big' : 'empty'}`, {
      name,
    })
  }
  const { sha256 } = stored
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(registerImports)
      .values({ name, sha256, state: 'preview', staffId: actor.id, createdAt: now })
      .returning()
    if (!row) throw new Error('an import was not written')
    const read = await stage(tx, dataDir, row, undefined, limits.lines)
    const subject = { subject: 'register-import', subjectId: row.id }
    const detail = { total: read.total, rejected: read.rejected }
    const by = { at: now, staffId: actor.id, ip: actor.ip }
    await audit(tx, { ...by, action: 'register.handed-in', ...subject, detail })
    return read
  })
}

/** Reads a file again with the columns as somebody put them right. Refusal when one column is to be two things. */
export async function chooseColumns(
  db: Db,
  dataDir: string,
  actor: Actor,
  id: number,
  version: number,
  columns: Columns,
): Promise<RegisterImport> {
  mindImporter(actor)
  const chosen = Object.values(columns)
  if (new Set(chosen).size < chosen.length) throw new Refusal('register:refusal.column-twice')
  if (needed.some((name) => columns[name] === undefined)) {
    throw new Refusal('register:refusal.columns-needed')
  }
  return db.transaction(async (tx) => {
    const row = await lockPreview(tx, id, version)
    return stage(tx, dataDir, row, columns)
  })
}

/** Puts a file that was looked at away; nothing of it is taken over. */
export async function dropImport(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  now: Date,
): Promise<void> {
  mindImporter(actor)
  await db.transaction(async (tx) => {
    await lockPreview(tx, id, version)
    await forget(tx, id, now)
  })
}

/** Files that nobody went on with for a week are put away. */
export async function dropOldPreviews(db: Db, now: Date): Promise<void> {
  const old = new Date(now.getTime() - previewDays * 86_400_000)
  const left = await db
    .select({ id: registerImports.id })
    .from(registerImports)
    .where(and(eq(registerImports.state, 'preview'), lt(registerImports.createdAt, old)))
  for (const { id } of left) await db.transaction((tx) => forget(tx, id, now))
}

async function forget(tx: Db, id: number, now: Date): Promise<void> {
  await tx.delete(registerLines).where(eq(registerLines.importId, id))
  await tx
    .update(registerImports)
    .set({ state: 'dropped', finishedAt: now, version: sql`${registerImports.version} + 1` })
    .where(eq(registerImports.id, id))
}

/** An import that is still to be decided, locked; Refusal when it is not, or somebody was faster. */
export async function lockPreview(tx: Db, id: number, version: number): Promise<RegisterImport> {
  const [row] = await tx
    .select()
    .from(registerImports)
    .where(eq(registerImports.id, id))
    .for('update')
  if (!row) throw new Refusal('register:refusal.gone')
  if (row.state !== 'preview') throw new Refusal('register:refusal.decided')
  if (row.version !== version) throw new Refusal('register:refusal.stale')
  return row
}

export async function findImport(db: Db, id: number): Promise<RegisterImport | undefined> {
  const [row] = await db.select().from(registerImports).where(eq(registerImports.id, id))
  return row
}

/** The latest files that were handed in. */
export function listImports(db: Db, most: number): Promise<RegisterImport[]> {
  return db.select().from(registerImports).orderBy(desc(registerImports.id)).limit(most)
}

/** Reads the file into lines; with `columns` undefined they are recognised by their headings. */
async function stage(
  tx: Db,
  dataDir: string,
  row: RegisterImport,
  chosen: Columns | undefined,
  mostLines = usualLimits.lines,
): Promise<RegisterImport> {
  await tx.delete(registerLines).where(eq(registerLines.importId, row.id))
  const office = await loadOffice(tx)
  const sectors = (await loadSetting(tx, 'sectors')) ?? []
  const read = lineReader({ communes: office.communes, sectors })
  const rows = sheetRows(placeOf(dataDir, row.sha256), row.name)
  const { header, before } = await findHeader(rows, row.name)
  const columns: Columns = chosen ?? recognise(header.cells)
  let batch: RegisterLine[] = []
  let lines = 0
  const take = async (one: SheetRow) => {
    const line = read(one, columns)
    if (line) batch.push(line)
    if (line && ++lines > mostLines) {
      throw new Refusal('register:refusal.too-many', { name: row.name })
    }
    if (batch.length < perBatch) return
    await keepLines(tx, row.id, batch)
    batch = []
  }
  for (const one of before) await take(one)
  for await (const one of rows) await take(one)
  await keepLines(tx, row.id, batch)
  // Nothing is known yet of what has just been written, and plans made without it take minutes.
  await tx.execute(sql`analyze register_lines`)
  await markTwice(tx, row.id)
  return count(tx, row.id, header.cells, columns)
}

/** The line with the headings, and what was read behind it meanwhile: titles may stand above it. */
async function findHeader(
  rows: AsyncGenerator<SheetRow, void, undefined>,
  name: string,
): Promise<{ header: SheetRow; before: SheetRow[] }> {
  const first: SheetRow[] = []
  while (first.length < headerWithin) {
    const next = await rows.next()
    if (next.done) break
    if (next.value.cells.every((cell) => cell === '')) continue
    first.push(next.value)
    if (isHeader(next.value.cells)) return { header: next.value, before: [] }
  }
  const at = first.findIndex(({ cells }) => cells.filter((cell) => cell !== '').length > 1)
  const header = first[at]
  if (!header) throw new Refusal('register:refusal.no-table', { name })
  return { header, before: first.slice(at + 1) }
}

async function keepLines(tx: Db, importId: number, lines: RegisterLine[]): Promise<void> {
  if (lines.length === 0) return
  await tx.execute(sql`insert into register_lines
      (import_id, line, tax_code, name, size, sector, commune, fault, fault_values, warning)
    select ${importId}, r.line, r.tax_code, r.name, r.size, r.sector, r.commune, r.fault, r.fault_values, r.warning
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as r(line int, tax_code text, name text, size text,
      sector text, commune text, fault text, fault_values jsonb, warning text)`)
}

/** A tax code that comes again is told with the line it came in first, and whether the two say the same. */
async function markTwice(tx: Db, importId: number): Promise<void> {
  await tx.execute(sql`update register_lines l
    set fault = case when (l.name, l.size, l.sector, l.commune)
          is not distinct from (f.name, f.size, f.sector, f.commune)
        then 'register:fault.twice-same' else 'register:fault.twice' end,
      fault_values = jsonb_build_object('code', l.tax_code, 'line', f.line::text, 'name', left(f.name, 80))
    from (select distinct on (tax_code) tax_code, line, name, size, sector, commune from register_lines
      where import_id = ${importId} and fault is null order by tax_code, line) f
    where l.import_id = ${importId} and l.fault is null and l.tax_code = f.tax_code and l.line > f.line`)
}

async function count(
  tx: Db,
  id: number,
  header: string[],
  columns: Columns,
): Promise<RegisterImport> {
  const of = sql`from register_lines where import_id = ${id}`
  const [row] = await tx
    .update(registerImports)
    .set({
      header: header.map((text) => text.slice(0, 100)).slice(0, 60),
      columns: columns as Record<ColumnName, number>,
      total: sql`(select count(*) ${of})`,
      rejected: sql`(select count(*) ${of} and fault is not null)`,
      version: sql`${registerImports.version} + 1`,
    })
    .where(eq(registerImports.id, id))
    .returning()
  if (!row) throw new Error(`import ${id} is gone`)
  return row
}
