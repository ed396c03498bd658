import { doubtfulIn } from '#core/law/published/citations.ts'
import { referable } from '#core/plan/consultants.ts'
import { askReferral } from '#core/plan/referrals.ts'
import type { Actor } from '#core/staff/roles.ts'
import { approveAndSend, returnAnswer, sendAnswer, submitAnswer } from '#core/tickets/answers.ts'
import { doubtKey } from '#core/tickets/doubts.ts'
import { saveDraft } from '#core/tickets/drafts.ts'
import type { AnswerText } from '#core/tickets/sending.ts'
import { consultant, coordinator, headOf, isApproved, officerOf, ticketNow } from './handling.ts'
import type { Ask } from './read-data.ts'
import { atWork, type Life, soon, type World } from './world.ts'

/** Writes and sends an answer, over the head's desk where the unit approves. */
export async function* answerTicket(
  world: World,
  id: number,
  text: AnswerText,
  how: Pick<Ask, 'late' | 'ago' | 'returned' | 'consults'>,
): Life {
  yield atWork(world, minutesUntilAnswer(world, how))
  const ticket = await ticketNow(world, id)
  const officer = officerOf(world, ticket)
  if (how.consults) {
    yield* consultOn(world, id, text.body)
    yield* submit(world, id, consultant(world), text)
  } else if (!(await isApproved(world, ticket))) {
    const { version } = await ticketNow(world, id)
    await sendAnswer(world.db, officer, id, version, await minded(world, text), world.clock.now)
    return
  } else {
    yield* submit(world, id, officer, text)
  }
  if (how.returned !== undefined) {
    yield* returnTo(world, id, how.returned)
    yield* submit(world, id, officer, text)
  }
  yield atWork(world, world.chance.between(25, 300))
  const submitted = await ticketNow(world, id)
  const head = headOf(world, submitted) ?? coordinator(world)
  const { despite } = await minded(world, text)
  await approveAndSend(world.db, head, id, submitted.version, { despite }, world.clock.now)
}

/** A day has 450 minutes of work, the term fifteen days: most answers take three to eleven of them. */
function minutesUntilAnswer({ chance }: World, how: Pick<Ask, 'late' | 'ago'>): number {
  if (how.late) return chance.between(6_700, 8_800)
  return how.ago === undefined ? chance.between(1_100, 4_700) : chance.between(240, 460)
}

export async function* submit(world: World, id: number, actor: Actor, text: AnswerText): Life {
  yield atWork(world, world.chance.between(60, 240))
  const { version } = await ticketNow(world, id)
  await submitAnswer(world.db, actor, id, version, await minded(world, text), world.clock.now)
}

/** The samples cite the law of today: months ago some of it was to come, which whoever sends them says is meant so. */
async function minded({ db, clock }: World, text: AnswerText): Promise<AnswerText> {
  const doubts = await doubtfulIn(db, `${text.body}\n${text.basis}`, clock.now)
  return { ...text, despite: doubts.map(doubtKey) }
}

/** The head gives it back with what is missing; the text waits in its author's draft. */
export async function* returnTo(world: World, id: number, reason: string): Life {
  yield atWork(world, world.chance.between(40, 220))
  const ticket = await ticketNow(world, id)
  const head = headOf(world, ticket) ?? coordinator(world)
  await returnAnswer(world.db, head, id, ticket.version, { reason }, world.clock.now)
}

/** The person agrees on the phone; a consultant of the network is asked for an opinion and begins one. */
export async function* consultOn(world: World, id: number, draft: string): Life {
  yield soon(world, 300, 900)
  const ticket = await ticketNow(world, id)
  const by = headOf(world, ticket) ?? officerOf(world, ticket)
  const asked = consultant(world)
  const { now } = world.clock
  const registered = (await referable(world.db, now)).find(({ staffId }) => staffId === asked.id)
  const input = { consultantId: registered?.id ?? 0, how: 'oral' as const }
  await askReferral(world.db, by, id, ticket.version, input, now)
  yield atWork(world, world.chance.between(60, 400))
  await saveDraft(world.db, asked, id, { kind: 'answer', body: draft }, world.clock.now)
}
