import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { plannedAnew } from '#db/transaction.ts'
import { countsOf } from './figure-counts.ts'
import { digitalChannels, ofUnit, type Scope, within } from './formula-records.ts'
import { type Measured, measure } from './formulas.ts'
import { periodAt, readPeriod } from './periods.ts'
import { type TargetFigure, targetFigures } from './target-values.ts'

interface Heap {
  opened: number
  /** not withdrawn or merged */
  counted: number
  answered: number
  recommended: number
}

/** All that a report of some days counts; each rate with what it rests on. */
export interface Figures {
  fromOn: string
  toOn: string
  unitId: number | null
  tickets: Heap & {
    referred: number
    withdrawn: number
    merged: number
    open: number
    late: number
    digital: number
    byField: (Heap & { fieldId: number | null })[]
    byUnit: (Heap & { unitId: number | null })[]
    byChannel: (Heap & { channel: string })[]
    bySize: (Heap & { size: string | null })[]
    byCommune: (Heap & { commune: string | null })[]
  }
  resolved: Measured
  inTime: Measured
  satisfied: Measured
  response: Measured
  tookPart: Measured
  tookPartDigitally: Measured
  /** answers sent to somebody */
  answersSent: number
  answersPublished: number
  training: {
    classes: number
    conferences: number
    workshops: number
    dialogues: number
    /** attendances of sessions, people who attended, businesses behind them */
    attendances: number
    attendees: number
    businesses: number
    signups: number
    budgetVnd: number
    societyVnd: number
  }
  surveys: { answered: number; responses: number }
  documents: { published: number; told: number }
  notices: { sent: number; recipients: number }
  difficulties: { raised: number; byField: { fieldId: number | null; raised: number }[] }
  recommendations: {
    sent: number
    replied: number
    accepted: number
    partly: number
    declined: number
  }
  consultants: { registered: number; referred: number; answered: number }
  fees: { decided: number; granted: number; grantedVnd: number }
  tasks: { due: number; done: number; late: number; open: number; always: number }
  targets: TargetFigure[]
}

/** The numbers of some days (YYYY-MM-DD, both counted), of the whole office or of one unit. */
export async function figuresOf(db: Db, scope: Scope, now: Date): Promise<Figures> {
  const { fromOn, toOn, unitId } = scope
  const [tickets, rates, counts, fields, targets] = await Promise.all([
    ticketFigures(db, scope),
    measure(
      db,
      ['resolved', 'in-time', 'satisfied', 'response', 'took-part', 'took-part-digital'],
      scope,
    ),
    countsOf(db, scope, now),
    difficultiesByField(db, scope),
    targetFigures(db, { ...periodOfDays(scope), fromOn, toOn }, unitId),
  ])
  return {
    ...{ fromOn, toOn, unitId: unitId ?? null, tickets },
    resolved: rates.resolved,
    inTime: rates['in-time'],
    satisfied: rates.satisfied,
    response: rates.response,
    tookPart: rates['took-part'],
    tookPartDigitally: rates['took-part-digital'],
    ...counts,
    difficulties: { ...counts.difficulties, byField: fields },
    targets,
  }
}

/** The period whose goals hold for some days: half a year for half a year, else the year of the last day. */
function periodOfDays({ fromOn, toOn }: Scope) {
  const year = toOn.slice(0, 4)
  const codes = ['H1', 'H2', 'Q1', 'Q2', 'Q3', 'Q4'].map((part) => `${year}-${part}`)
  const exact = codes
    .map(readPeriod)
    .find((period) => period?.fromOn === fromOn && period.toOn === toOn)
  return exact ?? periodAt('year', toOn)
}

type Row = Record<string, unknown>
const textIn = (row: Row, name: string) => (row[name] === null ? null : String(row[name]))

/** One pass over the tickets, grouped in memory: every breakdown adds up to the same whole. */
async function ticketFigures(db: Db, scope: Scope): Promise<Figures['tickets']> {
  const rows: Row[] = await db.execute(sql`${sql.raw(plannedAnew)}
    select t.field_id, t.lead_unit_id, t.channel, t.commune, b.size, t.state, count(*)::int as n,
      (count(*) filter (where t.was_late and t.state not in ('withdrawn', 'merged')))::int as late
    from tickets t left join businesses b on b.id = t.business_id
    where ${within(sql`t.opened_at`, scope)} and ${ofUnit(sql`t.lead_unit_id`, scope)}
    group by 1, 2, 3, 4, 5, 6`)
  const by = <Key>(key: (row: Row) => Key) =>
    [...Map.groupBy(rows, key)]
      .map(([value, some]) => ({ value, ...heapOf(some) }))
      .sort((a, b) => b.opened - a.opened)
  const id = (name: string) => (row: Row) => (row[name] === null ? null : Number(row[name]))
  const digital = new Set(digitalChannels)
  return {
    ...heapOf(rows),
    referred: inState(rows, ['referred']),
    withdrawn: inState(rows, ['withdrawn']),
    merged: inState(rows, ['merged']),
    open: inState(rows, ['received', 'routed', 'waiting', 'submitted']),
    late: rows.reduce((sum, row) => sum + Number(row.late), 0),
    digital: heapOf(rows.filter(({ channel }) => digital.has(String(channel)))).counted,
    byField: by(id('field_id')).map(({ value, ...heap }) => ({ fieldId: value, ...heap })),
    byUnit: by(id('lead_unit_id')).map(({ value, ...heap }) => ({ unitId: value, ...heap })),
    byChannel: by((row) => String(row.channel)).map(({ value, ...heap }) => ({
      ...{ channel: value, ...heap },
    })),
    bySize: by((row) => textIn(row, 'size')).map(({ value, ...heap }) => ({
      ...{ size: value, ...heap },
    })),
    byCommune: by((row) => textIn(row, 'commune')).map(({ value, ...heap }) => ({
      ...{ commune: value, ...heap },
    })),
  }
}

function inState(rows: Row[], states: string[]): number {
  return rows
    .filter((row) => states.includes(String(row.state)))
    .reduce((sum, row) => sum + Number(row.n), 0)
}

function heapOf(rows: Row[]): Heap {
  const opened = rows.reduce((sum, row) => sum + Number(row.n), 0)
  return {
    opened,
    counted: opened - inState(rows, ['withdrawn', 'merged']),
    answered: inState(rows, ['answered']),
    recommended: inState(rows, ['recommended']),
  }
}

async function difficultiesByField(db: Db, scope: Scope) {
  const rows: Row[] = await db.execute(sql`
    select d.field_id, count(*)::int as raised from difficulties d
    where d.raised_on between ${scope.fromOn}::date and ${scope.toOn}::date
      ${
        scope.unitId === undefined
          ? sql``
          : sql`and d.field_id in (select f.id from fields f where f.lead_unit_id = ${scope.unitId})`
      }
    group by 1 order by 2 desc`)
  return rows.map((row) => ({
    fieldId: row.field_id === null ? null : Number(row.field_id),
    raised: Number(row.raised),
  }))
}
