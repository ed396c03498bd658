import { asc, eq, inArray, or } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { difficulties, difficultyGroups, recommendationSources } from '#db/schema/difficulties.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { isOfResponse } from './difficulty-survey.ts'
import { plainDay } from './report-paper.ts'

interface Whose {
  personIds: number[]
  ticketIds: number[]
  cut: (text: string) => string
}

/**
 * Takes people out of the difficulties they raised, within the transaction that erases them: their own words, from a
 * survey, go; the office's stay without the identities in them, so do those of what was recommended. Nobody stands
 * behind them any more, nor a commune: where it has one enterprise of a size, it would name that one.
 */
export async function eraseDifficulties(tx: Db, { personIds, ticketIds, cut }: Whose) {
  const rows = await tx
    .select({
      ...{ id: difficulties.id, content: difficulties.content, groupId: difficulties.groupId },
      sourceKey: difficulties.sourceKey,
    })
    .from(difficulties)
    .where(or(inArray(difficulties.personId, personIds), inArray(difficulties.ticketId, ticketIds)))
    .orderBy(asc(difficulties.id))
  for (const { id, content, sourceKey } of rows) {
    const left = isOfResponse(sourceKey) ? say('vi', 'data:erased-question') : cut(content)
    const nobody = { personId: null, businessId: null, commune: null, content: left }
    await tx.update(difficulties).set(nobody).where(eq(difficulties.id, id))
  }
  const groupIds = [...new Set(rows.map(({ groupId }) => groupId))].filter((id) => id !== null)
  await cutGroups(tx, groupIds, cut)
  await cutRecommendations(
    tx,
    rows.map(({ id }) => id),
    cut,
  )
}

async function cutGroups(tx: Db, ids: number[], cut: Whose['cut']): Promise<void> {
  const groups = await tx.select().from(difficultyGroups).where(inArray(difficultyGroups.id, ids))
  for (const { id, title } of groups) {
    if (cut(title) === title) continue
    await tx
      .update(difficultyGroups)
      .set({ title: cut(title) })
      .where(eq(difficultyGroups.id, id))
  }
}

async function cutRecommendations(tx: Db, ids: number[], cut: Whose['cut']): Promise<void> {
  const drawn = tx
    .select({ id: recommendationSources.recommendationId })
    .from(recommendationSources)
    .where(inArray(recommendationSources.difficultyId, ids))
  const rows = await tx
    .select()
    .from(recommendations)
    .where(inArray(recommendations.id, drawn))
    .orderBy(asc(recommendations.id))
  for (const { id, title, authority, content, reply } of rows) {
    const set = {
      ...{ title: cut(title), authority: cut(authority), content: cut(content) },
      reply: reply === null ? null : cut(reply),
    }
    await tx.update(recommendations).set(set).where(eq(recommendations.id, id))
  }
}

/** What the desk noted as difficulties of these people, for them to see and take along. */
export async function heldDifficulties(db: Db, personIds: number[]) {
  return db
    .select({ content: difficulties.content, raisedOn: difficulties.raisedOn })
    .from(difficulties)
    .where(inArray(difficulties.personId, personIds))
    .orderBy(asc(difficulties.id))
}

/** The same as lines of a text. */
export function heldDifficultyLines(
  held: Awaited<ReturnType<typeof heldDifficulties>>,
  language: Language,
): string[] {
  return held.map(({ content, raisedOn }) =>
    say(language, 'difficulties:held', { day: plainDay(raisedOn), content }),
  )
}
