import { asc, inArray } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { addDifficulty, difficultyOfTicket } from '#core/plan/difficulty.ts'
import { groupDifficulties } from '#core/plan/difficulty-groups.ts'
import { draftRecommendation, sendRecommendation } from '#core/plan/recommendation.ts'
import { replyToRecommendation } from '#core/plan/recommendation-reply.ts'
import type { Actor } from '#core/staff/roles.ts'
import { tickets } from '#db/schema/tickets.ts'
import { groups, heard, recommended, type ToRecommend } from './difficulties-heard.ts'
import type { World } from './world.ts'

const oneDay = 86_400_000

/** Twenty-five difficulties, four of them of tickets, three groups, and recommendations in every state. */
export async function seedDifficulties(world: World): Promise<void> {
  const actor = world.staff.get('van-phong')
  if (!actor) throw new Error('no van-phong in demo/data/staff.yaml')
  const ids = await noted(world, actor)
  const marked = await ofTickets(world, actor)
  for (const { title, from, to } of groups) {
    await groupDifficulties(world.db, actor, { ids: ids.slice(from, to), title }, world.end)
  }
  for (const one of recommended) {
    const drawn = [...ids.slice(one.from, one.to), ...(one.tickets ? marked : [])]
    await recommendFrom(world, actor, one, drawn)
  }
}

const before = ({ end }: World, ago: number) => new Date(end.getTime() - ago * oneDay)

async function noted(world: World, actor: Actor): Promise<number[]> {
  const ids: number[] = []
  for (const [source, code, commune, size, ago, content] of heard) {
    const at = before(world, ago)
    const fieldId = world.office.fields.find((field) => field.code === code)?.id ?? null
    const facts = { source, content, fieldId, commune, size, raisedOn: dayOf(at) }
    ids.push(await addDifficulty(world.db, actor, facts, at))
  }
  return ids
}

/** The newest four questions on trade marks and the like that were answered: their people are told the outcome. */
async function ofTickets(world: World, actor: Actor): Promise<number[]> {
  const field = world.office.fields.find(({ code }) => code === 'so-huu-tri-tue')
  const rows = await world.db
    .select({ id: tickets.id, question: tickets.question })
    .from(tickets)
    .where(inArray(tickets.fieldId, [field?.id ?? 0]))
    .orderBy(asc(tickets.id))
    .limit(4)
  const ids: number[] = []
  for (const { id, question } of rows) {
    const what = { content: question.slice(0, 400), fieldId: null }
    ids.push(await difficultyOfTicket(world.db, actor, id, what, world.end))
  }
  return ids
}

async function recommendFrom(
  world: World,
  actor: Actor,
  { title, authority, content, unit, from, letter, reply }: ToRecommend,
  drawn: number[],
): Promise<void> {
  const { db, office, end } = world
  const fieldId = office.fields.find(({ code }) => code === heard[from]?.[1])?.id ?? null
  const unitId = office.units.find(({ code }) => code === unit)?.id ?? null
  const facts = { title, authority, content, fieldId, unitId, documentId: null }
  const at = letter ? before(world, letter.ago) : end
  const id = await draftRecommendation(db, actor, facts, drawn, at)
  if (!letter) return
  const paper = { number: letter.number, datedOn: dayOf(at) }
  await sendRecommendation(db, actor, { id, version: 1 }, paper, at)
  if (!reply) return
  const given = { reply: reply.text, outcome: reply.outcome }
  await replyToRecommendation(db, actor, { id, version: 2 }, given, before(world, reply.ago))
}
