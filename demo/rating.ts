import { say } from '#core/language.ts'
import { answerTicket } from './answering.ts'
import { writeAbout } from './asking.ts'
import { chatOf, lastAnswer } from './chat.ts'
import { lookAt, officerOf, ticketNow } from './handling.ts'
import type { Ask } from './read-data.ts'
import { alone, atWork, hoursOn, type Life, type Story, soon, type World } from './world.ts'

/** Two of three people say how satisfied they are; who is not says why, and may ask to look again. */
export async function* rateAnswer(world: World, story: Story, id: number): Life {
  const score = scoreOf(world, story.ask)
  yield hoursOn(world, world.chance.between(1, 40))
  if (score > 0) yield* alone(world, story.business.key, () => rate(world, story, id, score))
}

async function* rate(world: World, story: Story, id: number, score: number): Life {
  const chat = chatOf(world, story.business)
  const talk = await chat.presses(`rate:${await lastAnswer(world, id)}:${score}`)
  yield soon(world)
  if (talk.asking !== 'comment') {
    if (talk.ticketId === id && world.chance.next() < 0.4) await chat.says('Cảm ơn Sở nhiều ạ')
    return
  }
  const { language } = story.business
  const press = (key: string) => chat.picks(say(language, key))
  await (story.ask.comment ? chat.says(story.ask.comment) : press('conversation:skip'))
  yield soon(world)
  const again = story.ask.end === 'reopened'
  await press(again ? 'tickets:told.reopen-yes' : 'tickets:told.reopen-no')
}

/** The person writes back to the answer: the ticket is open again, and answered once more. */
export async function* writeAgain(
  world: World,
  story: Story,
  id: number,
  again: NonNullable<Ask['again']>,
): Life {
  yield hoursOn(world, world.chance.between(2, 30))
  yield* writeAbout(world, story.business, id, again.q)
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
