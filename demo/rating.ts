import { answerTicket } from './answering.ts'
import { chatOf, lastAnswer } from './chat.ts'
import { lookAt, officerOf, ticketNow } from './handling.ts'
import type { Ask } from './read-data.ts'
import { atWork, hoursOn, type Life, type Story, soon, type World } from './world.ts'

/** Two of three people say how satisfied they are; who is not says why, and may ask to look again. */
export async function* rateAnswer(world: World, story: Story, id: number): Life {
  const score = scoreOf(world, story.ask)
  yield hoursOn(world, world.chance.between(1, 40))
  if (score === 0) return
  const chat = chatOf(world, story.business)
  let talk = await chat.presses(`rate:${await lastAnswer(world, id)}:${score}`)
  yield soon(world)
  if (talk.asking !== 'comment') {
    if (world.chance.next() < 0.4) await chat.says('Cảm ơn Sở nhiều ạ')
    return
  }
  talk = await (story.ask.comment ? chat.says(story.ask.comment) : chat.presses('do:skip'))
  yield soon(world)
  if (story.ask.end !== 'reopened') {
    await chat.presses(`keep:${id}`)
    return
  }
  await chat.presses(`reopen:${id}`)
}

/** The person writes back to the answer: the ticket is open again, and answered once more. */
export async function* writeAgain(
  world: World,
  story: Story,
  id: number,
  again: NonNullable<Ask['again']>,
): Life {
  yield hoursOn(world, world.chance.between(2, 30))
  await chatOf(world, story.business).says(again.q)
  if (again.answer === undefined) return
  yield atWork(world, world.chance.between(60, 300))
  await lookAt(world, officerOf(world, await ticketNow(world, id)), id)
  const text = { body: again.answer, basis: story.topic.basis }
  yield* answerTicket(world, id, text, { ago: 1, late: false, consults: false })
  yield* rateAnswer(world, story, id)
}

function scoreOf({ chance }: World, ask: Ask): number {
  if (ask.score !== undefined) return ask.score
  const drawn = chance.next()
  if (drawn < 0.3) return 0
  return drawn < 0.72 ? 5 : 4
}
