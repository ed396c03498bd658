import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { identityCutter } from '#core/people/identities.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import { endOf, startOf } from '#core/tickets/conditions.ts'
import type { Db } from '#db/client.ts'
import { difficulties } from '#db/schema/difficulties.ts'
import { businesses, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { requireWriting } from './difficulty.ts'

/** Specific questions (câu hỏi cụ thể) of a field, asked from a day to a day, both counted. */
export interface Marking {
  fieldId: number
  from: string
  to: string
}

/** A question that would become a difficulty, in the words it would have: its asker's identity is cut out. */
export interface Markable {
  ticketId: number
  code: string
  content: string
  commune: string | null
  askedOn: string
}

/** So many are looked through and marked at once. */
const mostMarked = 200

/** The questions `actor` may see that are not marked yet, the newest first, and how many there are in all. */
export async function markableQuestions(
  db: Db,
  actor: Actor,
  which: Marking,
): Promise<{ rows: Markable[]; count: number }> {
  requireWriting(actor)
  const where = markable(actor, which)
  const [[all], rows] = await Promise.all([
    db
      .select({ n: sql<number>`count(*)::int` })
      .from(tickets)
      .innerJoin(people, eq(people.id, tickets.personId))
      .where(where),
    questions(db, where),
  ])
  return { rows: rows.map(shownOf), count: all?.n ?? 0 }
}

/**
 * Marks those of the questions that were ticked, in one deed; what somebody marked meanwhile stays theirs. Comes back with
 * the moment that undoes it and how many were marked.
 */
export async function markQuestions(
  db: Db,
  actor: Actor,
  which: Marking,
  ticketIds: number[],
  now: Date,
): Promise<number> {
  requireWriting(actor)
  if (ticketIds.length === 0) throw new Refusal('difficulties:refusal.none-chosen')
  return db.transaction(async (tx) => {
    const chosen = and(markable(actor, which), inArray(tickets.id, ticketIds))
    const rows = await questions(tx, chosen).for('share', { of: [tickets, people] })
    if (rows.length === 0) return 0
    const made = await tx
      .insert(difficulties)
      .values(
        rows.map((row) => ({
          ...{ source: 'ticket' as const, sourceKey: String(row.id), ticketId: row.id },
          ...{ content: shownOf(row).content, fieldId: which.fieldId, commune: row.commune },
          ...{ size: row.size, raisedOn: dayOf(row.openedAt), staffId: actor.id },
          ...{ personId: row.personId, businessId: row.businessId, createdAt: now },
        })),
      )
      .onConflictDoNothing()
      .returning({ id: difficulties.id })
    await note(tx, actor, 'difficulties.marked', { ...which, count: made.length }, now)
    return made.length
  })
}

/** What `actor` marked in one deed: for the page that says so, and to be taken back. */
export async function markedAt(
  db: Db,
  actor: Actor,
  at: Date,
): Promise<{ id: number; content: string }[]> {
  return db
    .select({ id: difficulties.id, content: difficulties.content })
    .from(difficulties)
    .where(ofDeed(actor, at))
    .orderBy(desc(difficulties.raisedOn), desc(difficulties.id))
}

/** Takes back what was marked in one deed, apart from what a recommendation or a group rests on by now. */
export async function unmarkQuestions(db: Db, actor: Actor, at: Date, now: Date): Promise<number> {
  requireWriting(actor)
  return db.transaction(async (tx) => {
    const gone = await tx
      .delete(difficulties)
      .where(
        and(
          ofDeed(actor, at),
          isNull(difficulties.groupId),
          sql`not exists (select 1 from recommendation_sources s where s.difficulty_id = ${difficulties.id})`,
        ),
      )
      .returning({ id: difficulties.id })
    await note(tx, actor, 'difficulties.unmarked', { count: gone.length }, now)
    return gone.length
  })
}

function ofDeed(actor: Actor, at: Date): SQL | undefined {
  return and(
    eq(difficulties.source, 'ticket'),
    eq(difficulties.staffId, actor.id),
    eq(difficulties.createdAt, at),
  )
}

function markable(actor: Actor, { fieldId, from, to }: Marking): SQL | undefined {
  return and(
    visibleTickets(actor),
    eq(tickets.scope, 'specific'),
    eq(tickets.fieldId, fieldId),
    sql`${tickets.state} not in ('withdrawn', 'merged')`,
    sql`${tickets.openedAt} >= ${startOf(from).toISOString()}::timestamptz`,
    sql`${tickets.openedAt} < ${endOf(to).toISOString()}::timestamptz`,
    isNull(people.erasedAt),
    sql`not exists (select 1 from difficulties d
      where d.source = 'ticket' and d.source_key = ${tickets.id}::text)`,
  )
}

function questions(db: Db, where: SQL | undefined) {
  return db
    .select({
      id: tickets.id,
      code: tickets.code,
      question: tickets.question,
      commune: tickets.commune,
      openedAt: tickets.openedAt,
      personId: tickets.personId,
      businessId: tickets.businessId,
      name: people.name,
      phone: people.phone,
      business: businesses.name,
      taxCode: businesses.taxCode,
      size: businesses.size,
    })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.personId))
    .leftJoin(businesses, eq(businesses.id, tickets.businessId))
    .where(where)
    .orderBy(desc(tickets.openedAt), desc(tickets.id))
    .limit(mostMarked)
    .$dynamic()
}

function shownOf(row: Awaited<ReturnType<typeof questions>>[number]): Markable {
  const known = (...texts: (string | null)[]) => texts.filter((one) => one !== null)
  const cut = identityCutter({
    ...{ names: known(row.name), businesses: known(row.business), addresses: [], texts: [] },
    numbers: known(row.phone, row.taxCode),
  })
  const content = cut(row.question).slice(0, 4_000)
  const { id: ticketId, code, commune } = row
  return { ticketId, code, content, commune, askedOn: dayOf(row.openedAt) }
}

function note(
  tx: Db,
  actor: Actor,
  action: string,
  detail: Record<string, unknown>,
  at: Date,
): Promise<void> {
  return audit(tx, { at, staffId: actor.id, ip: actor.ip, action, detail })
}
