import { eq } from 'drizzle-orm'
import type { Office } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { staff, warnings } from '#db/schema/staff.ts'
import { firstDeadlines } from './deadlines.ts'
import type { Ticket } from './ticket.ts'
import { type Change, change } from './transition.ts'

/** Days after the end of a ticket within which the person's reply opens it again. */
export const reopenDays = 30
const oneDay = 86_400_000

/** Whether the person may still reopen an ended ticket by writing. */
export function reopenable(ticket: Ticket, now: Date): boolean {
  if (!['answered', 'recommended', 'referred'].includes(ticket.state)) return false
  const ended = ticket.closedAt ?? ticket.updatedAt
  return now.getTime() - ended.getTime() <= reopenDays * oneDay
}

/** Opens an ended ticket again with a new term; its unit keeps it, its officer too while they work here. */
export async function reopenNow(
  tx: Db,
  ticket: Ticket,
  office: Pick<Office, 'calendar' | 'terms'>,
  what: Omit<Change, 'kind'>,
  now: Date,
): Promise<Ticket> {
  const { termDays, dueAt } = firstDeadlines(office.calendar, office.terms, now, ticket.complex)
  await tx.delete(warnings).where(eq(warnings.ticketId, ticket.id))
  const set = {
    ...what.set,
    state: ticket.leadUnitId === null ? ('received' as const) : ('routed' as const),
    assigneeId: await stillHere(tx, ticket.assigneeId),
    closedAt: null,
    reopenedAt: now,
    pausedAt: null,
    pausedMinutes: 0,
    warningLevel: 'calm' as const,
    termDays,
    dueAt,
  }
  return change(tx, ticket, { ...what, set, kind: 'reopened' }, now)
}

async function stillHere(tx: Db, staffId: string | null): Promise<string | null> {
  if (staffId === null) return null
  const [person] = await tx
    .select({ id: staff.id, gone: staff.deactivatedAt })
    .from(staff)
    .where(eq(staff.id, staffId))
  return person && person.gone === null ? person.id : null
}
