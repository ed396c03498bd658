import { and, asc, eq, gt, lt, ne } from 'drizzle-orm'
import { announce } from '#core/desk-news.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { presence, staff } from '#db/schema/staff.ts'
import { findTicket } from './find.ts'

/** Silence after which somebody is taken to have gone. */
const gone = 60_000

/** A colleague who has a ticket open now. */
export interface Present {
  staffId: string
  name: string
  typing: boolean
}

/** `actor` looks at a ticket, or writes on it; told to the others when that is new. Refusal when they may not. */
export async function look(
  db: Db,
  actor: Actor,
  ticketId: number,
  { typing }: { typing: boolean },
  now: Date,
): Promise<void> {
  const ticket = await findTicket(db, actor, ticketId)
  await db.transaction(async (tx) => {
    const key = and(eq(presence.ticketId, ticketId), eq(presence.staffId, actor.id))
    const [before] = await tx.select().from(presence).where(key)
    await tx
      .insert(presence)
      .values({ ticketId, staffId: actor.id, typing, at: now })
      .onConflictDoUpdate({
        target: [presence.ticketId, presence.staffId],
        set: { typing, at: now },
      })
    const came = !before || before.at.getTime() < now.getTime() - gone
    if (came || before.typing !== typing) await tellPresence(tx, ticketId, ticket.leadUnitId)
  })
}

/** `actor` closed the ticket's page. */
export async function leave(db: Db, actor: Actor, ticketId: number): Promise<void> {
  await db.transaction(async (tx) => {
    const left = await tx
      .delete(presence)
      .where(and(eq(presence.ticketId, ticketId), eq(presence.staffId, actor.id)))
      .returning({ id: presence.ticketId })
    if (left.length > 0) await tellPresence(tx, ticketId, null)
  })
}

/** Who else has a ticket open, by name. */
export function who(db: Db, actor: Actor, ticketId: number, now: Date): Promise<Present[]> {
  return db
    .select({ staffId: presence.staffId, name: staff.name, typing: presence.typing })
    .from(presence)
    .innerJoin(staff, eq(staff.id, presence.staffId))
    .where(
      and(
        eq(presence.ticketId, ticketId),
        ne(presence.staffId, actor.id),
        gt(presence.at, new Date(now.getTime() - gone)),
      ),
    )
    .orderBy(asc(staff.name))
}

/** Forgets those who left without a word. */
export async function sweepPresence(db: Db, now: Date): Promise<void> {
  await db.delete(presence).where(lt(presence.at, new Date(now.getTime() - gone)))
}

function tellPresence(tx: Db, id: number, unitId: number | null): Promise<void> {
  return announce(tx, { kind: 'presence', id, unitId })
}
