import {
  and,
  asc,
  eq,
  exists,
  isNotNull,
  isNull,
  ne,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { tell } from '#core/tickets/tell.ts'
import { isOpen, isOpenSql, lockChats, lockTicket, type Ticket } from '#core/tickets/ticket.ts'
import { change } from '#core/tickets/transition.ts'
import type { Db } from '#db/client.ts'
import { consultants, referrals } from '#db/schema/consultants.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { referralEnded, referralTakenBack } from './referral-words.ts'

export type Referral = typeof referrals.$inferSelect

/** An answered case may be read so long: somebody asks back, or it is opened again. */
const readableDays = 30
const oneDay = 86_400_000

const underWay = and(isNull(referrals.endedAt), ne(referrals.state, 'declined'))

/** The referral of a ticket that has not ended. */
export function isUnderWay(ticketId: number): SQL | undefined {
  return and(eq(referrals.ticketId, ticketId), underWay)
}

/** The same, locked. */
export async function openReferral(tx: Db, ticketId: number): Promise<Referral | undefined> {
  const [row] = await tx.select().from(referrals).where(isUnderWay(ticketId)).for('update')
  return row
}

interface Why {
  /** who of the staff ends it */
  staffId?: string
  /** the line of the ticket's history */
  kind: string
  /** the officer finds it as news: they did not do it themselves */
  news?: boolean
  /** nobody is told: the case is over anyhow */
  silent?: boolean
}

/**
 * Ends what is under way on a locked ticket: the consultant sees it no more, the person is told while the case is open.
 * Gives the ticket as it is then; undefined when nothing was under way.
 */
export async function endUnderWay(
  tx: Db,
  ticket: Ticket,
  { staffId, kind, news, silent }: Why,
  now: Date,
): Promise<Ticket | undefined> {
  const open = await openReferral(tx, ticket.id)
  if (!open && ticket.consultantId === null) return undefined
  if (open) await close(tx, open, now)
  const set = {
    consultantId: null,
    ...(news && isOpen(ticket) && { unreadSince: ticket.unreadSince ?? now }),
  }
  const from = ticket.consultantId ?? (open && (await signInOf(tx, open.consultantId)))
  const data = { consultantId: null, from }
  const changed = await change(tx, ticket, { set, kind, data, ...(staffId && { staffId }) }, now)
  if (silent || !open || open.state === 'answered' || !isOpen(ticket)) return changed
  const words = open.state === 'asked' ? referralTakenBack : referralEnded
  const why = { cause: 'referral', ...(staffId && { staffId }) }
  await tell(tx, changed, why, (language) => words(language, ticket.code), now)
  return changed
}

/** A ticket that was withdrawn or went up in another is no consultant's case any more; its own end says so. */
export async function dropReferral(tx: Db, ticketId: number, now: Date): Promise<void> {
  const open = await openReferral(tx, ticketId)
  if (open) await close(tx, open, now)
  await tx
    .update(tickets)
    .set({ consultantId: null })
    .where(and(eq(tickets.id, ticketId), isNotNull(tickets.consultantId)))
}

/** Ends every case of a sign-in that is closed or is no consultant's any more. Returns how many were open. */
export function endReferralsOfSignIn(
  tx: Db,
  staffId: string,
  byId: string,
  now: Date,
): Promise<number> {
  const theirs = exists(
    tx
      .select({ id: referrals.id })
      .from(referrals)
      .innerJoin(consultants, eq(consultants.id, referrals.consultantId))
      .where(and(eq(referrals.ticketId, tickets.id), underWay, eq(consultants.staffId, staffId))),
  )
  return endWhere(tx, or(eq(tickets.consultantId, staffId), theirs), byId, now)
}

/** Ends every case of somebody of the register: they left the network, or sign in as somebody else. */
export function endReferralsOf(
  tx: Db,
  consultantId: number,
  byId: string,
  now: Date,
): Promise<number> {
  const theirs = tx
    .select({ id: referrals.ticketId })
    .from(referrals)
    .where(and(underWay, eq(referrals.consultantId, consultantId)))
  return endWhere(tx, sql`${tickets.id} in ${theirs}`, byId, now)
}

async function endWhere(tx: Db, which: SQL | undefined, byId: string, now: Date): Promise<number> {
  const rows = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(which)
    .orderBy(asc(tickets.id))
  const ids = rows.map(({ id }) => id)
  await lockChats(tx, ids)
  let ended = 0
  for (const id of ids) {
    const ticket = await lockTicket(tx, id)
    const why = { staffId: byId, kind: 'consultant-left', news: true }
    if (ticket && (await endUnderWay(tx, ticket, why, now)) && isOpen(ticket)) ended += 1
  }
  return ended
}

/**
 * The job: ends referrals whose consultant left the network meanwhile, and those of cases that ended long ago; who may
 * read them was agreed to for as long as the case needs it.
 */
export async function endLeftReferrals(db: Db, now: Date): Promise<void> {
  const longAgo = new Date(now.getTime() - readableDays * oneDay).toISOString()
  const over = sql`not (${isOpenSql})
    and coalesce(${tickets.closedAt}, ${tickets.updatedAt}) < ${longAgo}::timestamptz`
  const rows = await db
    .select({ id: referrals.ticketId, left: sql<boolean>`${left(db, now)}` })
    .from(referrals)
    .innerJoin(tickets, eq(tickets.id, referrals.ticketId))
    .where(and(underWay, or(over, left(db, now))))
    .orderBy(asc(referrals.ticketId))
  for (const { id, left } of rows) {
    await db.transaction(async (tx) => {
      await lockChats(tx, [id])
      const ticket = await lockTicket(tx, id)
      if (!ticket || (!left && isOpen(ticket))) return
      const why = left ? { kind: 'consultant-left', news: true } : { kind: 'referral-over' }
      await endUnderWay(tx, ticket, why, now)
    })
  }
}

/** No consultant of the register stands behind the referral who could sign in today. */
function left(db: Db, now: Date): SQL {
  return notExists(
    db
      .select({ id: staff.id })
      .from(consultants)
      .innerJoin(staff, eq(staff.id, consultants.staffId))
      .where(
        and(
          eq(consultants.id, referrals.consultantId),
          isNull(staff.deactivatedAt),
          eq(staff.role, 'consultant'),
          sql`(${consultants.endedOn} is null or ${consultants.endedOn} > ${dayOf(now)}::date)`,
        ),
      ),
  )
}

async function signInOf(tx: Db, consultantId: number): Promise<string | null> {
  const [row] = await tx
    .select({ staffId: consultants.staffId })
    .from(consultants)
    .where(eq(consultants.id, consultantId))
  return row?.staffId ?? null
}

/** What a consultant answered stays so counted; everything else just ended. */
async function close(tx: Db, { id, state }: Referral, now: Date): Promise<void> {
  const ended = state === 'answered' ? state : ('ended' as const)
  await tx
    .update(referrals)
    .set({ endedAt: now, state: ended, sharePhone: false })
    .where(eq(referrals.id, id))
}
