import { say } from '#core/language.ts'
import { askForMore } from '#core/tickets/answers.ts'
import { saveDraft } from '#core/tickets/drafts.ts'
import { note } from '#core/tickets/endings.ts'
import { merge } from '#core/tickets/merging.ts'
import { answerTicket, consultOn, returnTo, submit } from './answering.ts'
import { askOffice, writeAbout } from './asking.ts'
import { chatOf } from './chat.ts'
import { allSent } from './deliveries.ts'
import { endTicket } from './ending.ts'
import {
  assignTicket,
  coordinator,
  handOn,
  lookAt,
  officerOf,
  routeTicket,
  ticketNow,
} from './handling.ts'
import { rateAnswer, writeAgain } from './rating.ts'
import type { Ask } from './read-data.ts'
import { alone, atWork, hoursOn, type Life, type Story, soon, type World } from './world.ts'

/** A question from the moment it is written, as far as its story goes. */
export async function* ticketLife(world: World, story: Story): Life {
  const { business, topic, ask } = story
  yield story.at
  const id = yield* askOffice(world, { business, field: topic.field, ask })
  if (ask.human) {
    yield soon(world, 60, 240)
    await chatOf(world, business).says('gặp cán bộ')
  }
  if (ask.leaves && world.telegram) yield* leave(world, story)
  if (ask.repeat !== undefined) yield* askAgain(world, story, id, ask.repeat)
  if (ask.end === 'received') return
  yield* triage(world, story, id)
  if (ask.end === 'routed') return
  if (ask.end === 'withdrawn') return yield* takeBack(world, story, id)
  yield atWork(world, world.chance.between(30, 420))
  await assignTicket(world, id)
  yield* workOn(world, story, id)
  if (ask.more !== undefined) {
    yield* askMore(world, story, id, ask.more)
    if (ask.more.reply === undefined) return
  }
  yield* finish(world, story, id)
}

async function* triage(world: World, { topic, ask }: Story, id: number): Life {
  yield atWork(world, world.chance.between(25, 280))
  await lookAt(world, coordinator(world), id)
  yield soon(world, 60, 400)
  await routeTicket(world, id, { field: topic.field, ask })
  if (ask.via === undefined) return
  yield atWork(world, world.chance.between(120, 500))
  await handOn(world, id, topic.field, ask.via.reason)
}

/** The officer reads it, notes what they find; the person may send more meanwhile. */
async function* workOn(world: World, { business, ask }: Story, id: number): Life {
  yield atWork(world, world.chance.between(20, 200))
  const officer = officerOf(world, await ticketNow(world, id))
  await lookAt(world, officer, id)
  for (const text of ask.notes) {
    yield atWork(world, world.chance.between(40, 300))
    await note(world.db, officer, id, 0, { text }, world.clock.now)
  }
  if (ask.adds === undefined) return
  yield hoursOn(world, world.chance.between(3, 20))
  yield* writeAbout(world, business, id, ask.adds)
}

async function* askMore(
  world: World,
  { business }: Story,
  id: number,
  more: NonNullable<Ask['more']>,
): Life {
  yield atWork(world, world.chance.between(100, 700))
  const ticket = await ticketNow(world, id)
  const officer = officerOf(world, ticket)
  await askForMore(world.db, officer, id, ticket.version, { text: more.ask }, world.clock.now)
  if (more.reply === undefined) return
  yield hoursOn(world, world.chance.between(4, 60))
  yield* writeAbout(world, business, id, more.reply)
  yield atWork(world, world.chance.between(30, 200))
  await lookAt(world, officer, id)
}

async function* finish(world: World, story: Story, id: number): Life {
  const { topic, ask } = story
  const text = { body: topic.answer, basis: topic.basis }
  const officer = officerOf(world, await ticketNow(world, id))
  switch (ask.end) {
    case 'assigned':
    case 'waiting':
      return
    case 'drafted':
      yield atWork(world, 90)
      return saveDraft(
        world.db,
        officer,
        id,
        { kind: 'answer', body: ask.draft ?? text.body },
        world.clock.now,
      )
    case 'consulted':
      return yield* consultOn(world, id, ask.draft ?? text.body)
    case 'submitted':
    case 'returned':
      yield* submit(world, id, officer, text)
      if (ask.end === 'returned') yield* returnTo(world, id, ask.returned ?? '')
      return
    case 'recommended':
    case 'referred':
    case 'dropped':
      return yield* endTicket(world, id, ask)
  }
  yield* answerTicket(world, id, text, ask)
  if (ask.again) yield* writeAgain(world, story, id, ask.again)
  else yield* rateAnswer(world, story, id)
}

/** The same question a second time, a day or so later; the office puts the two together. */
async function* askAgain(world: World, { business, topic }: Story, id: number, q: string): Life {
  yield hoursOn(world, world.chance.between(20, 30))
  const second = yield* askOffice(world, { business, field: topic.field, ask: { q } })
  yield atWork(world, world.chance.between(30, 200))
  await lookAt(world, coordinator(world), second)
  const { version } = await ticketNow(world, second)
  await merge(world.db, coordinator(world), second, version, { intoId: id }, world.clock.now)
}

/** What is said to somebody who has blocked the desk waits for their next message. */
async function* leave(world: World, { business }: Story): Life {
  yield soon(world, 1_200, 2_400)
  await allSent(world.db)
  await chatOf(world, business).leaves()
}

async function* takeBack(world: World, { business }: Story, id: number): Life {
  yield hoursOn(world, world.chance.between(18, 90))
  yield* alone(world, business.key, async function* () {
    const chat = chatOf(world, business)
    await chat.presses(`withdraw:${(await ticketNow(world, id)).code}`)
    yield soon(world)
    await chat.picks(say(business.language, 'intake:withdraw-yes'))
  })
}
