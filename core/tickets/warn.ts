import { and, asc, desc, eq, gt, isNull, or, type SQL } from 'drizzle-orm'
import type { Calendar } from '#core/calendar/calendar.ts'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { type Language, say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { staff, warnings } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { type WarningLevel, warningLevel } from './deadlines.ts'
import { sweepPresence } from './presence.ts'
import { isOpenSql, lockTicket, type Ticket } from './ticket.ts'
import { shortDay } from './told.ts'
import { change } from './transition.ts'

const batch = 1000

/**
 * Looks at every running clock and warns the right people once about each change to a worse level: in the panel, and by
 * chat those who linked one. Any number of processes may run it at once. Returns how many levels changed.
 */
export async function warnDeadlines(db: Db, now: Date): Promise<number> {
  const { calendar } = await loadOffice(db)
  await sweepPresence(db, now)
  let changed = 0
  let after = 0
  for (;;) {
    const clocks = await runningClocks(db, after)
    for (const clock of clocks) {
      if (warningLevel(calendar, clock, now) === clock.warningLevel) continue
      if (await settleLevel(db, calendar, clock.id, now)) changed += 1
    }
    const last = clocks.at(-1)
    if (!last || clocks.length < batch) return changed
    after = last.id
  }
}

function runningClocks(db: Db, after: number) {
  return db
    .select({
      id: tickets.id,
      dueAt: tickets.dueAt,
      termDays: tickets.termDays,
      pausedAt: tickets.pausedAt,
      pausedMinutes: tickets.pausedMinutes,
      warningLevel: tickets.warningLevel,
    })
    .from(tickets)
    .where(and(isOpenSql, isNull(tickets.pausedAt), gt(tickets.id, after)))
    .orderBy(asc(tickets.id))
    .limit(batch)
}

/** One ticket's new level, stored with its warnings; false when somebody else was faster. */
function settleLevel(db: Db, calendar: Calendar, id: number, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const ticket = await lockTicket(tx, id)
    if (!ticket || ticket.closedAt !== null || ticket.pausedAt !== null) return false
    const level = warningLevel(calendar, ticket, now)
    if (level === ticket.warningLevel) return false
    const late = level === 'late' || level === 'twice-late'
    const set = { warningLevel: level, wasLate: ticket.wasLate || late }
    await change(tx, ticket, { set, kind: 'level', data: { level }, quiet: true }, now)
    if (level !== 'calm') await warn(tx, ticket, level, now)
    return true
  })
}

async function warn(tx: Db, ticket: Ticket, level: WarningLevel, now: Date): Promise<void> {
  for (const person of await whoIsWarned(tx, ticket, level)) {
    const fresh = await tx
      .insert(warnings)
      .values({ staffId: person.id, ticketId: ticket.id, level, at: now })
      .onConflictDoNothing()
      .returning({ id: warnings.id })
    if (fresh.length > 0) await warnInChat(tx, person, ticket, level, now)
  }
}

type Warned = Pick<typeof staff.$inferSelect, 'id' | 'language' | 'conversationId'>

/**
 * Half the term: who has the ticket (its officer, else the head of the unit, else Văn phòng Sở). Late: also the head and
 * Văn phòng Sở, which chases deadlines. Late by twice the term: also the leaders.
 */
async function whoIsWarned(tx: Db, ticket: Ticket, level: WarningLevel): Promise<Warned[]> {
  const { assigneeId, leadUnitId } = ticket
  const officer = assigneeId === null ? undefined : eq(staff.id, assigneeId)
  const ofUnit = leadUnitId === null ? undefined : eq(staff.unitId, leadUnitId)
  const head = ofUnit && and(eq(staff.role, 'head'), ofUnit)
  const coordinators = eq(staff.role, 'coordinator')
  const leaders = level === 'twice-late' ? eq(staff.role, 'leader') : undefined
  const groups =
    level === 'half' ? [officer ?? head ?? coordinators] : [officer, head, coordinators, leaders]
  const found = await working(
    tx,
    groups.filter((group) => group !== undefined),
  )
  return found.length > 0 ? found : working(tx, [coordinators])
}

function working(tx: Db, groups: SQL[]): Promise<Warned[]> {
  return tx
    .select({ id: staff.id, language: staff.language, conversationId: staff.conversationId })
    .from(staff)
    .where(and(or(...groups), isNull(staff.deactivatedAt)))
    .orderBy(asc(staff.id))
}

/** To the chat the member of staff linked; the ticket's own conversation does not show it. */
async function warnInChat(
  tx: Db,
  person: Warned,
  ticket: Ticket,
  level: WarningLevel,
  now: Date,
): Promise<void> {
  if (person.conversationId === null) return
  const [chat] = await tx
    .select({ id: conversations.id, channel: conversations.channel })
    .from(conversations)
    .where(eq(conversations.id, person.conversationId))
  if (!chat) return
  const values = { code: ticket.code, due: shortDay(ticket.dueAt) }
  const text = say(person.language as Language, `tickets:warn.${level}`, values)
  const to = { conversationId: chat.id, channel: chat.channel as ChannelName, staffId: person.id }
  await deliver(tx, { ...to, class: 'notice', cause: 'warning', body: { text } }, now)
}

/** A warning that waits in the panel. */
export interface Warning {
  id: number
  ticketId: number
  code: string
  level: string
  at: Date
  dueAt: Date
}

/** The warnings `staffId` has not put away yet, the newest first; of a ticket only its latest. */
export function unseenWarnings(db: Db, staffId: string, limit = 20): Promise<Warning[]> {
  const latest = db
    .selectDistinctOn([warnings.ticketId], {
      id: warnings.id,
      ticketId: warnings.ticketId,
      code: tickets.code,
      level: warnings.level,
      at: warnings.at,
      dueAt: tickets.dueAt,
    })
    .from(warnings)
    .innerJoin(tickets, eq(tickets.id, warnings.ticketId))
    .where(and(eq(warnings.staffId, staffId), isNull(warnings.seenAt), isOpenSql))
    .orderBy(warnings.ticketId, desc(warnings.id))
    .as('latest')
  return db.select().from(latest).orderBy(desc(latest.id)).limit(limit)
}

/** Puts warnings away: those of one ticket, or all. */
export async function seeWarnings(
  db: Db,
  staffId: string,
  ticketId: number | undefined,
  now: Date,
): Promise<void> {
  const which = ticketId === undefined ? undefined : eq(warnings.ticketId, ticketId)
  await db
    .update(warnings)
    .set({ seenAt: now })
    .where(and(eq(warnings.staffId, staffId), isNull(warnings.seenAt), which))
}
