import { and, eq, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { findTicket } from '#core/tickets/find.ts'
import type { Db } from '#db/client.ts'
import { difficulties } from '#db/schema/difficulties.ts'
import { businesses } from '#db/schema/people.ts'

export const difficultySources = ['ticket', 'survey', 'inspection', 'conference', 'typed'] as const
export type DifficultySource = (typeof difficultySources)[number]

/** The sources staff type in themselves; the others come from where they were heard. */
export const typedDifficultySources = ['inspection', 'conference', 'typed'] as const

/** What is known of a difficulty, whoever noted it. */
export interface DifficultyFacts {
  source: DifficultySource
  content: string
  fieldId: number | null
  commune: string | null
  size: string | null
  /** YYYY-MM-DD */
  raisedOn: string
}

/** A difficulty heard somewhere: `sourceKey` names that place, so that it is kept once however often it is told. */
export interface HeardDifficulty extends DifficultyFacts {
  sourceKey: string
  personId: number | null
  businessId: number | null
  ticketId?: number | null
  staffId?: string | null
}

/** Stands for a row as it was read: PostgreSQL gives every change of a row a new one. */
export const difficultyVersion = sql<string>`"difficulties"."xmin"::text`

/**
 * Keeps a difficulty heard in a survey, a ticket, a visit, in the transaction of its cause. The same (source, sourceKey)
 * told again changes nothing. Gives its id; undefined when there is nothing in it.
 */
export async function difficultyFrom(
  tx: Db,
  heard: HeardDifficulty,
  now: Date,
): Promise<number | undefined> {
  const content = heard.content.trim()
  if (content === '') return undefined
  const [row] = await tx
    .insert(difficulties)
    .values({ ...heard, content, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: difficulties.id })
  if (row) return row.id
  const [before] = await tx
    .select({ id: difficulties.id })
    .from(difficulties)
    .where(and(eq(difficulties.source, heard.source), eq(difficulties.sourceKey, heard.sourceKey)))
  return before?.id
}

/** Notes a difficulty heard at an inspection, a conference or elsewhere. Refuses an empty one and a day to come. */
export async function addDifficulty(
  db: Db,
  actor: Actor,
  facts: DifficultyFacts,
  now: Date,
): Promise<number> {
  const sound = soundFacts(actor, facts, now)
  const [row] = await db
    .insert(difficulties)
    .values({ ...sound, staffId: actor.id, createdAt: now })
    .returning({ id: difficulties.id })
  if (!row) throw new Error('a difficulty was not written')
  return row.id
}

/** Corrects what was noted. Refuses a page that somebody outdated. */
export async function changeDifficulty(
  db: Db,
  actor: Actor,
  { id, version }: { id: number; version: string },
  facts: Omit<DifficultyFacts, 'source'>,
  now: Date,
): Promise<void> {
  const { source, ...sound } = soundFacts(actor, { ...facts, source: 'typed' }, now)
  await db.transaction(async (tx) => {
    const [row] = await tx
      .select({ version: difficultyVersion })
      .from(difficulties)
      .where(eq(difficulties.id, id))
      .for('update')
    if (!row) throw new Refusal('difficulties:refusal.gone')
    if (row.version !== version) throw new Refusal('difficulties:refusal.stale')
    await tx.update(difficulties).set(sound).where(eq(difficulties.id, id))
  })
}

/**
 * Marks a ticket's question as a difficulty, in words the officer leaves identities out of. A ticket has one: marked
 * again, the first stays. Refusal when the ticket is outside what they may see.
 */
export async function difficultyOfTicket(
  db: Db,
  actor: Actor,
  ticketId: number,
  { content, fieldId }: { content: string; fieldId: number | null },
  now: Date,
): Promise<number> {
  requireWriting(actor)
  const ticket = await findTicket(db, actor, ticketId)
  const size = await sizeOf(db, ticket.businessId)
  const heard = {
    ...{ source: 'ticket' as const, sourceKey: String(ticketId), ticketId, content, size },
    ...{ commune: ticket.commune, raisedOn: dayOf(ticket.openedAt), staffId: actor.id },
    ...{ personId: ticket.personId, businessId: ticket.businessId },
    fieldId: fieldId ?? ticket.fieldId,
  }
  const id = await difficultyFrom(db, heard, now)
  if (id === undefined) throw new Refusal('difficulties:refusal.empty')
  return id
}

/** Takes away a difficulty noted by mistake, as long as no recommendation rests on it. */
export async function dropDifficulty(db: Db, actor: Actor, id: number): Promise<void> {
  requireWriting(actor)
  const gone = await db
    .delete(difficulties)
    .where(
      and(
        eq(difficulties.id, id),
        sql`not exists (select 1 from recommendation_sources s where s.difficulty_id = ${id})`,
      ),
    )
    .returning({ id: difficulties.id })
  if (gone.length === 0) throw new Refusal('difficulties:refusal.rested-on')
}

export function requireWriting(actor: Actor): void {
  if (!may(actor, 'difficulties.write')) throw new Refusal('difficulties:refusal.not-allowed')
}

function soundFacts(actor: Actor, facts: DifficultyFacts, now: Date): DifficultyFacts {
  requireWriting(actor)
  const content = facts.content.trim()
  if (content === '') throw new Refusal('difficulties:refusal.empty')
  if (facts.raisedOn > dayOf(now)) throw new Refusal('difficulties:refusal.future')
  return { ...facts, content }
}

async function sizeOf(db: Db, businessId: number | null): Promise<string | null> {
  if (businessId === null) return null
  const [row] = await db
    .select({ size: businesses.size })
    .from(businesses)
    .where(eq(businesses.id, businessId))
  return row?.size ?? null
}
