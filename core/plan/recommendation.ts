import { and, eq, inArray, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { difficulties, recommendationSources } from '#db/schema/difficulties.ts'
import { recommendations } from '#db/schema/recommendations.ts'

export type Recommendation = typeof recommendations.$inferSelect

export interface RecommendationFacts {
  title: string
  authority: string
  content: string
  fieldId: number | null
  unitId: number | null
  /** the law document it is about */
  documentId: number | null
}

/** A recommendation lies with its unit like a ticket that it leads; without one, with the whole office. */
export function mayRecommend(actor: Actor, unitId: number | null): boolean {
  const place = { leadUnitId: unitId, cooperatingUnitIds: [], assigneeId: null, consultantId: null }
  return may(actor, 'recommendations.write', place)
}

/**
 * Drafts a recommendation (kiến nghị) from difficulties, those of a whole group among them. Refuses an unnamed authority,
 * an empty text, and a unit the actor does not speak for.
 */
export async function draftRecommendation(
  db: Db,
  actor: Actor,
  facts: RecommendationFacts,
  difficultyIds: number[],
  now: Date,
): Promise<number> {
  const sound = soundFacts(actor, facts)
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(recommendations)
      .values({ ...sound, state: 'draft', staffId: actor.id })
      .returning({ id: recommendations.id })
    if (!row) throw new Error('a recommendation was not written')
    await addSources(tx, row.id, difficultyIds)
    await noteDeed(tx, actor, 'recommendations.drafted', row.id, now)
    return row.id
  })
}

/** Changes a draft. Refuses a stale page, and what has been sent. */
export async function changeRecommendation(
  db: Db,
  actor: Actor,
  which: { id: number; version: number },
  facts: RecommendationFacts,
): Promise<void> {
  const sound = soundFacts(actor, facts)
  await db.transaction(async (tx) => {
    await lockRecommendation(tx, actor, which, ['draft'])
    await set(tx, which.id, sound)
  })
}

/** Draws a recommendation from more difficulties, or from fewer, until it is replied to. */
export async function changeSources(
  db: Db,
  actor: Actor,
  which: { id: number; version: number },
  { add = [], drop = [] }: { add?: number[]; drop?: number[] },
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockRecommendation(tx, actor, which, ['draft', 'sent'])
    await addSources(tx, which.id, add)
    if (drop.length > 0) {
      await tx
        .delete(recommendationSources)
        .where(
          and(
            eq(recommendationSources.recommendationId, which.id),
            inArray(recommendationSources.difficultyId, drop),
          ),
        )
    }
    await set(tx, which.id, {})
  })
}

/** Notes that the letter has gone out, under which number and date. Refuses a letter of a day to come. */
export async function sendRecommendation(
  db: Db,
  actor: Actor,
  which: { id: number; version: number },
  letter: { number: string; datedOn: string },
  now: Date,
): Promise<void> {
  const number = letter.number.trim()
  const { datedOn } = letter
  if (number === '') throw new Refusal('difficulties:refusal.no-number')
  if (datedOn > dayOf(now)) throw new Refusal('difficulties:refusal.letter-future')
  // It counts in the period of the letter, also when somebody writes it down later.
  const sentAt = datedOn === dayOf(now) ? now : new Date(`${datedOn}T08:00:00+07:00`)
  await db.transaction(async (tx) => {
    await lockRecommendation(tx, actor, which, ['draft'])
    await set(tx, which.id, { state: 'sent', number, datedOn, sentAt })
    await noteDeed(tx, actor, 'recommendations.sent', which.id, now)
  })
}

/** Throws a draft away; its difficulties stay. */
export async function dropRecommendation(
  db: Db,
  actor: Actor,
  which: { id: number; version: number },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockRecommendation(tx, actor, which, ['draft'])
    await tx
      .delete(recommendationSources)
      .where(eq(recommendationSources.recommendationId, which.id))
    await tx.delete(recommendations).where(eq(recommendations.id, which.id))
    await noteDeed(tx, actor, 'recommendations.dropped', which.id, now)
  })
}

/** The recommendation, locked. Refuses whom it does not concern, a stale page, another state, and a ticket's own. */
export async function lockRecommendation(
  tx: Db,
  actor: Actor,
  { id, version }: { id: number; version: number },
  states: Recommendation['state'][],
): Promise<Recommendation> {
  const [row] = await tx
    .select()
    .from(recommendations)
    .where(eq(recommendations.id, id))
    .for('update')
  if (!row) throw new Refusal('difficulties:refusal.gone')
  if (!mayRecommend(actor, row.unitId)) throw new Refusal('difficulties:refusal.not-yours')
  if (row.ticketId !== null) throw new Refusal('difficulties:refusal.of-ticket')
  if (row.version !== version) throw new Refusal('difficulties:refusal.stale')
  if (!states.includes(row.state)) throw new Refusal(`difficulties:refusal.when-${row.state}`)
  return row
}

/** Refuses whom a recommendation does not concern. */
export async function requireRecommending(db: Db, actor: Actor, id: number): Promise<void> {
  const [row] = await db
    .select({ unitId: recommendations.unitId })
    .from(recommendations)
    .where(eq(recommendations.id, id))
  if (!row) throw new Refusal('difficulties:refusal.gone')
  if (!mayRecommend(actor, row.unitId)) throw new Refusal('difficulties:refusal.not-yours')
}

/** Stores a change of a locked recommendation. */
export async function set(
  tx: Db,
  id: number,
  change: Partial<typeof recommendations.$inferInsert>,
): Promise<void> {
  await tx
    .update(recommendations)
    .set({ ...change, version: sql`${recommendations.version} + 1` })
    .where(eq(recommendations.id, id))
}

export async function noteDeed(
  tx: Db,
  actor: Actor,
  action: string,
  id: number,
  at: Date,
): Promise<void> {
  const who = { staffId: actor.id, ip: actor.ip }
  await audit(tx, { at, ...who, action, subject: 'recommendation', subjectId: id })
}

async function addSources(tx: Db, recommendationId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  const known = await tx
    .select({ difficultyId: difficulties.id })
    .from(difficulties)
    .where(inArray(difficulties.id, ids))
  if (known.length === 0) return
  await tx
    .insert(recommendationSources)
    .values(known.map(({ difficultyId }) => ({ recommendationId, difficultyId })))
    .onConflictDoNothing()
}

function soundFacts(actor: Actor, facts: RecommendationFacts): RecommendationFacts {
  if (!mayRecommend(actor, facts.unitId)) throw new Refusal('difficulties:refusal.not-yours')
  const [title, authority, content] = [facts.title, facts.authority, facts.content].map((one) =>
    one.trim(),
  ) as [string, string, string]
  if (authority === '') throw new Refusal('tickets:refusal.no-authority')
  if (content === '') throw new Refusal('tickets:refusal.no-content')
  return { ...facts, title, authority, content }
}
