import { and, eq, inArray, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { staffDrafts, tickets } from '#db/schema/tickets.ts'
import { ticketColumns } from './ticket.ts'

export type DraftKind = (typeof staffDrafts.$inferSelect)['kind']
export const draftKinds = [
  'answer',
  'basis',
  'note',
  'more',
] as const satisfies readonly DraftKind[]

/** Keeps what somebody is writing on a ticket; an empty text forgets it. No history line, no new version. */
export async function saveDraft(
  db: Db,
  actor: Actor,
  ticketId: number,
  input: { kind: DraftKind; body: string },
  now: Date,
): Promise<void> {
  await checkWriter(db, actor, ticketId)
  if (input.body.trim() === '') return dropDrafts(db, ticketId, actor.id, [input.kind])
  const written = { body: input.body, updatedAt: now }
  await db
    .insert(staffDrafts)
    .values({ ticketId, staffId: actor.id, kind: input.kind, ...written })
    .onConflictDoUpdate({
      target: [staffDrafts.ticketId, staffDrafts.staffId, staffDrafts.kind],
      set: written,
    })
}

/** What `actor` has half written on a ticket, by kind; kinds without a draft are absent. */
export async function readDrafts(
  db: Db,
  actor: Actor,
  ticketId: number,
): Promise<Partial<Record<DraftKind, string>>> {
  const rows = await db
    .select({ kind: staffDrafts.kind, body: staffDrafts.body })
    .from(staffDrafts)
    .where(and(eq(staffDrafts.ticketId, ticketId), eq(staffDrafts.staffId, actor.id)))
  return Object.fromEntries(rows.map((row) => [row.kind, row.body]))
}

/** Puts a text before what somebody is writing; nothing they have begun is lost. */
export async function restoreDraft(
  tx: Db,
  of: { ticketId: number; staffId: string },
  draft: { kind: DraftKind; body: string },
  now: Date,
): Promise<void> {
  await tx
    .insert(staffDrafts)
    .values({ ...of, ...draft, updatedAt: now })
    .onConflictDoUpdate({
      target: [staffDrafts.ticketId, staffDrafts.staffId, staffDrafts.kind],
      set: { body: sql`${draft.body} || e'\\n\\n' || ${staffDrafts.body}`, updatedAt: now },
    })
}

/** Forgets drafts whose text has been used. */
export async function dropDrafts(
  tx: Db,
  ticketId: number,
  staffId: string,
  kinds: DraftKind[],
): Promise<void> {
  await tx
    .delete(staffDrafts)
    .where(
      and(
        eq(staffDrafts.ticketId, ticketId),
        eq(staffDrafts.staffId, staffId),
        inArray(staffDrafts.kind, kinds),
      ),
    )
}

async function checkWriter(db: Db, actor: Actor, ticketId: number): Promise<void> {
  const [ticket] = await db.select(ticketColumns).from(tickets).where(eq(tickets.id, ticketId))
  if (!ticket || !may(actor, 'ticket.note', ticket)) throw new Refusal('tickets:refusal.not-found')
}
