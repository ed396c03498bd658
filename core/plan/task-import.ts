import { and, eq, inArray } from 'drizzle-orm'
import { plain } from '#core/conversation/questions.ts'
import { loadOffice, type Unit } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { planTasks } from '#db/schema/plan.ts'
import { readDeadline } from './deadline.ts'
import { mayPlan } from './task.ts'
import type { TaskFacts } from './task-deeds.ts'
import type { Grid } from './task-sheet.ts'
import { unitNamed } from './unit-named.ts'

/** What of a row somebody should look at before it is taken in. */
type Flag = 'unit' | 'deadline' | 'number'
/** Why a row is not taken in. Words: `plan:import.row.<fault>` */
type RowFault = 'content' | 'day' | 'twice' | 'exists'

/** One row of the table as it would be taken in. */
export interface DraftTask extends Omit<TaskFacts, 'plan'> {
  /** where it stands in the file: the table and its row, both from 1 */
  table: number
  row: number
  flags: Flag[]
  fault: RowFault | undefined
}

export interface Preview {
  plan: string
  year: number
  tasks: DraftTask[]
  /** rows that are headings of parts, or empty */
  skipped: number
}

const columnNames = ['number', 'content', 'lead', 'cooperating', 'result', 'deadline'] as const
type ColumnName = (typeof columnNames)[number]

/** How the headings of such tables are worded, without accents. The first that fits wins. */
const headings: [ColumnName, RegExp][] = [
  ['number', /^(?:s?tt|so tt|so thu tu|no)$/],
  ['cooperating', /phoi hop/],
  ['lead', /chu tri|don vi thuc hien|co quan thuc hien|phu trach/],
  ['deadline', /thoi gian|thoi han|han hoan thanh|tien do|ngay hoan thanh/],
  ['result', /ket qua|san pham/],
  ['content', /nhiem vu|noi dung|cong viec|giai phap/],
]
const needed: ColumnName[] = ['content', 'lead', 'deadline']

/**
 * What a workbook or a Word document would bring into a plan, nothing stored. Refuses a file without a table of tasks,
 * and says which columns it lacks and which it has.
 */
export async function previewTasks(
  db: Db,
  actor: Actor,
  file: { bytes: Uint8Array; name: string },
  { plan, year }: { plan: string; year: number },
): Promise<Preview> {
  if (!mayPlan(actor)) throw new Refusal('plan:refusal.plan')
  // Workbooks and Word documents need large libraries, a few times a year.
  const { readGrids } = await import('./task-sheet.ts')
  const grids = await readGrids(file.bytes, file.name)
  const { units } = await loadOffice(db)
  const { tasks, skipped } = readTables(grids, units, year)
  const known = await knownNumbers(db, plan, tasks)
  const marked = tasks.map((task) =>
    task.fault === undefined && known.has(task.number)
      ? { ...task, fault: 'exists' as const }
      : task,
  )
  return { plan, year, tasks: marked, skipped }
}

async function knownNumbers(
  db: Db,
  plan: string,
  tasks: { number: string }[],
): Promise<Set<string>> {
  if (tasks.length === 0) return new Set()
  const numbers = tasks.map(({ number }) => number)
  const rows = await db
    .select({ number: planTasks.number })
    .from(planTasks)
    .where(and(eq(planTasks.plan, plan), inArray(planTasks.number, numbers)))
  return new Set(rows.map(({ number }) => number))
}

/** The tasks of all tables; one without headings goes on with the columns of the one before it. */
function readTables(grids: Grid[], units: Unit[], year: number): Omit<Preview, 'plan' | 'year'> {
  const tasks: DraftTask[] = []
  let columns: Map<ColumnName, number> | undefined
  let skipped = 0
  for (const [table, grid] of grids.entries()) {
    for (const [row, cells] of grid.entries()) {
      const heading = columnsOf(cells.map(({ text }) => text))
      if (isHeading(heading, columns)) {
        columns = heading
        continue
      }
      if (!columns || !needed.every((name) => columns?.has(name))) continue
      const place = { table: table + 1, row: row + 1 }
      const draft = draftOf(cells, columns, { units, year, tasks })
      if (draft === undefined) skipped++
      else tasks.push({ ...draft, ...place })
    }
  }
  checkColumns(grids, columns)
  if (tasks.length === 0) throw new Refusal('plan:import.empty')
  return { tasks, skipped }
}

/** A data row may hold such words too: once the columns are known, only a row that names all of them is a heading. */
function isHeading(found: Map<ColumnName, number>, known: Map<ColumnName, number> | undefined) {
  return known ? needed.every((name) => found.has(name)) : found.has('content') && found.size >= 2
}

function columnsOf(texts: string[]): Map<ColumnName, number> {
  const columns = new Map<ColumnName, number>()
  for (const [at, text] of texts.entries()) {
    if (text.length > 60) continue
    const said = plain(text)
    const name = headings.find(([, pattern]) => pattern.test(said))?.[0]
    if (name !== undefined && !columns.has(name)) columns.set(name, at)
  }
  return columns
}

function checkColumns(grids: Grid[], columns: Map<ColumnName, number> | undefined): void {
  const missing = needed.filter((name) => !columns?.has(name))
  if (missing.length === 0) return
  const widest = grids
    .flatMap((grid) => grid.slice(0, 10))
    .toSorted((a, b) => filled(b) - filled(a))
    .at(0)
  const seen = (widest ?? []).map(({ text }) => text.slice(0, 30)).filter(Boolean)
  throw new Refusal(columns ? 'plan:import.columns' : 'plan:import.no-table', {
    missing: missing.map((name) => `“${columnWords[name]}”`).join(', '),
    seen: seen.slice(0, 8).join(' | ') || '–',
  })
}

/** As the tables of Vietnamese plans head their columns: what somebody would have to write there, in any language. */
const columnWords: Record<ColumnName, string> = {
  number: 'TT',
  content: 'Nhiệm vụ',
  lead: 'Đơn vị chủ trì',
  cooperating: 'Đơn vị phối hợp',
  result: 'Kết quả',
  deadline: 'Thời gian hoàn thành',
}

function filled(row: Grid[number]): number {
  return row.filter(({ text, merged }) => text !== '' && !merged).length
}

interface Reading {
  units: Unit[]
  year: number
  tasks: DraftTask[]
}

/** A row as a task; undefined for a heading of a part and an empty row. */
function draftOf(
  cells: Grid[number],
  columns: Map<ColumnName, number>,
  { units, year, tasks }: Reading,
): Omit<DraftTask, 'table' | 'row'> | undefined {
  const cell = (name: ColumnName) => {
    const at = columns.get(name)
    return at === undefined ? undefined : cells[at]
  }
  const text = (name: ColumnName) => cell(name)?.text ?? ''
  const own = columnNames.filter((name) => text(name) !== '' && !cell(name)?.merged)
  const isPart = cells.length > 2 && text('lead') === text('content')
  if (own.length === 0 || isPart) return undefined
  if (text('lead') === '' && text('deadline') === '') return undefined
  const given = text('number').replace(/[.)\s]+$/, '')
  const number = given === '' || cell('number')?.merged ? nextNumber(tasks) : given.slice(0, 20)
  const deadline = readDeadline(text('deadline'), year)
  const unit = unitNamed(units, text('lead'))
  const flags: Flag[] = [
    ...(unit ? [] : ['unit' as const]),
    ...('fault' in deadline && deadline.fault === 'unknown' ? ['deadline' as const] : []),
    ...(given === number ? [] : ['number' as const]),
  ]
  return {
    number,
    content: text('content').slice(0, 2_000),
    result: text('result').slice(0, 1_000),
    leadUnitId: unit?.id ?? null,
    leadText: text('lead').slice(0, 300),
    cooperatingText: text('cooperating').slice(0, 1_000),
    deadlineText: text('deadline').slice(0, 200),
    deadline: 'kind' in deadline ? deadline.kind : 'always',
    dueOn: 'kind' in deadline ? deadline.dueOn : null,
    flags,
    fault: faultOf(text('content'), number, deadline, tasks),
  }
}

function faultOf(
  content: string,
  number: string,
  deadline: ReturnType<typeof readDeadline>,
  tasks: DraftTask[],
): RowFault | undefined {
  if (content === '') return 'content'
  if ('fault' in deadline && deadline.fault === 'no-such-day') return 'day'
  return tasks.some((task) => task.number === number) ? 'twice' : undefined
}

function nextNumber(tasks: DraftTask[]): string {
  const last = Math.max(0, ...tasks.map(({ number }) => Number.parseInt(number, 10) || 0))
  return String(last + 1)
}

/** Takes the rows of a preview into a plan: only numbers it has not, so that nothing of ours is overwritten. */
export async function importTasks(
  db: Db,
  actor: Actor,
  plan: string,
  tasks: Omit<TaskFacts, 'plan'>[],
  now: Date,
): Promise<{ added: number; kept: number }> {
  if (!mayPlan(actor)) throw new Refusal('plan:refusal.plan')
  if (tasks.length === 0) throw new Refusal('plan:import.empty')
  return db.transaction(async (tx) => {
    const rows = tasks.map((task) => ({ ...task, plan, updatedAt: now }))
    const added = await tx
      .insert(planTasks)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: planTasks.id })
    const detail = { plan, added: added.length }
    const entry = { at: now, staffId: actor.id, action: 'plan.imported', subject: 'plan', detail }
    await audit(tx, { ...entry, ip: actor.ip })
    return { added: added.length, kept: tasks.length - added.length }
  })
}
