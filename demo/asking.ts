import { say } from '#core/language.ts'
import { businessLine, type Chat, chatOf } from './chat.ts'
import { ticketNow } from './handling.ts'
import type { Ask, DemoBusiness } from './read-data.ts'
import { alone, type Life, type Steps, soon, type World } from './world.ts'

type Conversation = Awaited<ReturnType<Chat['says']>>

/** What is asked, by whom, about which field. */
export interface Asking {
  business: DemoBusiness
  field: string
  ask: Pick<Ask, 'q' | 'file'>
}

/** Asks the office something in the chat, answers what it wants to know, and comes back with the ticket. */
export function askOffice(world: World, asking: Asking): Steps<number> {
  return alone(world, asking.business.key, () => askThrough(world, asking))
}

/** Writes something more about a ticket, open or answered, as its button in the chat has it. */
export function writeAbout(world: World, business: DemoBusiness, id: number, text: string): Life {
  return alone(world, business.key, async function* () {
    const chat = chatOf(world, business)
    if ((await chat.now())?.ticketId !== id) {
      await chat.presses(`more:${(await ticketNow(world, id)).code}`)
      yield soon(world)
    }
    const talk = await chat.says(text)
    if (talk.asking !== 'to') return
    yield soon(world)
    const { code } = await ticketNow(world, id)
    await chat.picks(say(business.language, 'intake:which-ticket', { code }))
  })
}

/** More than any dialogue asks. */
const mostTurns = 20

async function* askThrough(world: World, asking: Asking): Steps<number> {
  const chat = chatOf(world, asking.business)
  let talk = await open(chat, world)
  if (talk) {
    yield soon(world)
    talk = await chat.presses('do:ask')
    yield soon(world, 20, 90)
  }
  talk = await chat.says(asking.ask.q)
  let attached = asking.ask.file === undefined
  for (let turns = 0; talk.flow !== null; turns++) {
    if (turns > mostTurns)
      throw new Error(`nothing helps against "${talk.asking}": ${asking.ask.q}`)
    yield soon(world)
    if (talk.asking === 'review' && !attached) {
      attached = true
      talk = await chat.sendsFile(asking.ask.file ?? '')
    } else {
      talk = await reply(world, chat, talk, asking)
    }
  }
  if (talk.ticketId === null) throw new Error(`no ticket came of: ${asking.ask.q}`)
  return talk.ticketId
}

/** Somebody who has written before opens the menu; one in three strangers says hello first. */
async function open(chat: Chat, world: World): Promise<Conversation | undefined> {
  const known = await chat.now()
  if (known) return known
  return world.chance.next() < 0.34 ? chat.says('Chào Sở ạ') : undefined
}

/** What a patient person answers to each question of the dialogue. */
async function reply(
  world: World,
  chat: Chat,
  { asking: asked }: Conversation,
  { business, field }: Asking,
): Promise<Conversation> {
  const { language, consents } = business
  const press = (key: string) => chat.picks(say(language, key))
  const answers: Record<string, () => Promise<Conversation | undefined>> = {
    business: () => chat.says(businessLine(business)),
    commune: () => chat.says(business.commune),
    consent: () => press(consents ? 'intake:consent-yes' : 'intake:consent-no'),
    field: async () =>
      (await chat.picks(world.office.fieldName(field, language))) ?? press('intake:field-unsure'),
    phone: () => tellPhone(world, chat, business),
    review: () => press('intake:review-send'),
    to: () => press('intake:which-new'),
  }
  const talk = await answers[(asked ?? '').replace(/\W*\d+$/, '')]?.()
  if (!talk) throw new Error(`${business.key} does not know what to say to "${asked}"`)
  return talk
}

function tellPhone(world: World, chat: Chat, { phone, channel, language }: DemoBusiness) {
  if (phone === undefined) return chat.picks(say(language, 'conversation:skip'))
  return world.telegram && channel === 'telegram' ? chat.sharesPhone(phone) : chat.says(phone)
}
