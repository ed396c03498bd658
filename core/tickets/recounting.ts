import { and, asc, gt, type SQL, sql } from 'drizzle-orm'
import { type Calendar, dayOf } from '#core/calendar/calendar.ts'
import { announce } from '#core/desk-news.ts'
import type { Db } from '#db/client.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import { dueAt, firstDeadlines, type Terms } from './deadlines.ts'
import { isOpenSql } from './ticket.ts'

const batch = 1000

/** The calendar before and after a change of special days, and the terms of the office. */
export interface Recount {
  before: Calendar
  after: Calendar
  terms: Terms
}

/**
 * Moves the deadlines of open tickets that a change of special days moves, each with a line in its history; nobody's
 * open page is outdated by it. In the transaction of the change. Returns how many due dates moved.
 */
export async function recountDeadlines(tx: Db, recount: Recount, now: Date): Promise<number> {
  const units = new Map<number | null, number>()
  let moved = 0
  let last = 0
  for (;;) {
    const open = await openAfter(tx, last)
    const changed = open.flatMap((clock) => {
      const next = nextOf(clock, recount)
      return Object.keys(next).length === 0 ? [] : [{ ...clock, ...next, moved: 'dueAt' in next }]
    })
    if (changed.length > 0) await store(tx, changed, now)
    for (const { leadUnitId, id } of changed) units.set(leadUnitId, id)
    moved += changed.filter((one) => one.moved).length
    const end = open.at(-1)
    if (end === undefined || open.length < batch) break
    last = end.id
  }
  for (const [unitId, id] of units) await announce(tx, { kind: 'ticket', id, unitId })
  return moved
}

type Running = Awaited<ReturnType<typeof openAfter>>[number]

function openAfter(tx: Db, id: number) {
  return tx
    .select({
      id: tickets.id,
      leadUnitId: tickets.leadUnitId,
      openedAt: tickets.openedAt,
      reopenedAt: tickets.reopenedAt,
      termDays: tickets.termDays,
      pausedMinutes: tickets.pausedMinutes,
      acknowledgedAt: tickets.acknowledgedAt,
      classifiedAt: tickets.classifiedAt,
      acknowledgeBy: tickets.acknowledgeBy,
      classifyBy: tickets.classifyBy,
      dueAt: tickets.dueAt,
    })
    .from(tickets)
    .where(and(isOpenSql, gt(tickets.id, id)))
    .orderBy(asc(tickets.id))
    .limit(batch)
    .for('update')
}

/** The deadlines that fall on another moment now; what the change does not touch stays, whatever it was counted by. */
function nextOf(clock: Running, { before, after, terms }: Recount) {
  const { acknowledgedAt, classifiedAt, openedAt, reopenedAt, termDays, pausedMinutes } = clock
  const due = (calendar: Calendar) =>
    dueAt(calendar, reopenedAt ?? openedAt, termDays, pausedMinutes)
  const was = { ...firstDeadlines(before, terms, openedAt), dueAt: due(before) }
  const is = { ...firstDeadlines(after, terms, openedAt), dueAt: due(after) }
  const next: Partial<Pick<Running, 'acknowledgeBy' | 'classifyBy' | 'dueAt'>> = {}
  const differs = (name: keyof typeof next) => was[name].getTime() !== is[name].getTime()
  if (acknowledgedAt === null && differs('acknowledgeBy')) next.acknowledgeBy = is.acknowledgeBy
  if (classifiedAt === null && differs('classifyBy')) next.classifyBy = is.classifyBy
  if (differs('dueAt')) next.dueAt = is.dueAt
  return next
}

/** One statement a batch: an announced Tết moves every open ticket. */
async function store(tx: Db, changed: (Running & { moved: boolean })[], now: Date): Promise<void> {
  const rows = changed.map(({ id, acknowledgeBy, classifyBy, dueAt: due }) => {
    return { id, acknowledge_by: acknowledgeBy, classify_by: classifyBy, due_at: due }
  })
  await tx.execute(sql`
    update ${tickets} set acknowledge_by = moved.acknowledge_by, classify_by = moved.classify_by,
      due_at = moved.due_at, updated_at = ${now.toISOString()}
    from ${recordset(rows)} where ${tickets.id} = moved.id`)
  const events = changed.filter((one) => one.moved)
  if (events.length === 0) return
  await tx.insert(ticketEvents).values(
    events.map(({ id, dueAt: due }) => {
      const text = dayOf(due).split('-').reverse().join('/')
      return { ticketId: id, at: now, kind: 'recounted', data: { text } }
    }),
  )
}

function recordset(rows: object[]): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as moved(id bigint,
    acknowledge_by timestamptz, classify_by timestamptz, due_at timestamptz)`
}
