import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import type { Actor } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { fields, units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { listConditions } from './conditions.ts'
import type { Filter } from './filter.ts'
import { moment } from './told.ts'

/** A cell of an export; texts are safe to open in a spreadsheet. */
export type Cell = string | number | Date | null

/** A column of the export, in a language; `width` in characters. */
export interface Column {
  key: string
  header: string
  type: 'text' | 'number' | 'date'
  width: number
}

type Raw = Awaited<ReturnType<typeof batchOf>>[number]

interface ColumnOf {
  key: string
  type: Column['type']
  width: number
  cell(raw: Raw, language: Language): Cell
}

/** One list for every format: what is exported, in which order. */
const columns: ColumnOf[] = [
  { key: 'code', type: 'text', width: 16, cell: (raw) => raw.code },
  { key: 'opened', type: 'date', width: 17, cell: (raw) => raw.openedAt },
  {
    key: 'state',
    type: 'text',
    width: 18,
    cell: (raw, lng) => say(lng, `tickets:state.${raw.state}`),
  },
  {
    key: 'channel',
    type: 'text',
    width: 16,
    cell: (raw, lng) => say(lng, `panel:channel.${raw.channel}`),
  },
  { key: 'question', type: 'text', width: 60, cell: (raw) => raw.question },
  { key: 'business', type: 'text', width: 30, cell: (raw) => raw.business },
  { key: 'tax-code', type: 'text', width: 16, cell: (raw) => raw.taxCode },
  { key: 'commune', type: 'text', width: 18, cell: (raw) => raw.commune },
  {
    key: 'field',
    type: 'text',
    width: 26,
    cell: (raw, lng) => (lng === 'en' ? raw.fieldEn : raw.field),
  },
  { key: 'unit', type: 'text', width: 26, cell: (raw) => raw.unit },
  {
    key: 'scope',
    type: 'text',
    width: 18,
    cell: (raw, lng) => raw.scope && say(lng, `tickets:scope.${raw.scope}`),
  },
  { key: 'assignee', type: 'text', width: 22, cell: (raw) => raw.assignee },
  { key: 'due', type: 'date', width: 17, cell: (raw) => raw.dueAt },
  { key: 'answered', type: 'date', width: 17, cell: (raw) => raw.answeredAt },
  {
    key: 'level',
    type: 'text',
    width: 26,
    cell: (raw, lng) => say(lng, `tickets:level.${raw.warningLevel}`),
  },
  {
    key: 'late',
    type: 'text',
    width: 10,
    cell: (raw, lng) => say(lng, `tickets:value.${raw.wasLate ? 'yes' : 'no'}`),
  },
  { key: 'satisfaction', type: 'number', width: 12, cell: (raw) => raw.satisfaction },
]

/** The columns of the export with their headers. */
export function exportColumns(language: Language): Column[] {
  return columns.map(({ key, type, width }) => {
    return { key, type, width, header: say(language, `tickets:column.${key}`) }
  })
}

const perBatch = 1000

/**
 * The rows of an export, cells in the order of `exportColumns`: what `actor` may read of the filter, in the order of
 * arrival. Read in batches that each begin after the last ticket, so that memory stays flat however many there are.
 */
export async function* exportRows(
  db: Db,
  actor: Actor,
  filter: Filter,
  language: Language,
  now: Date,
): AsyncGenerator<Cell[], void, undefined> {
  const { after: _, ...whole } = filter
  const condition = listConditions(actor, whole, now)
  for (let last = 0; ; ) {
    const batch = await batchOf(db, actor, condition, last)
    for (const raw of batch) {
      yield columns.map((column) => safeCell(column.cell(raw, language)))
    }
    last = batch.at(-1)?.id ?? 0
    if (batch.length < perBatch) return
  }
}

/** What spreadsheets take for a formula at the start of a cell (OWASP, CSV injection), also behind blanks. */
const formula = /^[\s\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u

/** A text that a spreadsheet shows and never calculates: an apostrophe before what would be a formula. */
export function safeText(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

function safeCell(cell: Cell): Cell {
  return typeof cell === 'string' ? safeText(cell) : cell
}

/** The export as CSV lines (RFC 4180) with a byte-order mark, so that spreadsheets read the accents. */
export async function* csvLines(
  language: Language,
  rows: AsyncIterable<Cell[]>,
): AsyncGenerator<string, void, undefined> {
  yield `\ufeff${csvLine(exportColumns(language).map((column) => column.header))}`
  for await (const row of rows) yield csvLine(row)
}

function csvLine(cells: Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  const text = cell instanceof Date ? moment(cell) : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** What tells who asked stays empty where `actor` may not read contact data. */
function batchOf(db: Db, actor: Actor, condition: SQL, last: number) {
  const known = visibleTickets(actor, 'people.contact')
  return db
    .select({
      id: tickets.id,
      code: tickets.code,
      openedAt: tickets.openedAt,
      state: tickets.state,
      channel: tickets.channel,
      question: tickets.question,
      business: sql<string | null>`case when ${known} then ${businesses.name} end`,
      taxCode: sql<string | null>`case when ${known} then ${businesses.taxCode} end`,
      commune: sql<string | null>`case when ${known} then ${tickets.commune} end`,
      field: fields.name,
      fieldEn: fields.nameEn,
      unit: units.name,
      scope: tickets.scope,
      assignee: staff.name,
      dueAt: tickets.dueAt,
      answeredAt: tickets.answeredAt,
      warningLevel: tickets.warningLevel,
      wasLate: tickets.wasLate,
      satisfaction: tickets.satisfaction,
    })
    .from(tickets)
    .leftJoin(businesses, eq(businesses.id, tickets.businessId))
    .leftJoin(fields, eq(fields.id, tickets.fieldId))
    .leftJoin(units, eq(units.id, tickets.leadUnitId))
    .leftJoin(staff, eq(staff.id, tickets.assigneeId))
    .where(and(condition, gt(tickets.id, last)))
    .orderBy(sql`${tickets.id}`)
    .limit(perBatch)
}
