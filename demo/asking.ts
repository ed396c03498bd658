import { businessLine, type Chat, chatOf } from './chat.ts'
import type { Ask, DemoBusiness } from './read-data.ts'
import { soon, type World } from './world.ts'

type Steps<Result> = AsyncGenerator<Date, Result, void>
type Conversation = Awaited<ReturnType<Chat['says']>>

/** What is asked, by whom, about which field. */
export interface Asking {
  business: DemoBusiness
  field: string
  ask: Pick<Ask, 'q' | 'file'>
}

/** Asks the office something in the chat, answers what it wants to know, and comes back with the ticket. */
export async function* askOffice(world: World, asking: Asking): Steps<number> {
  const chat = chatOf(world, asking.business)
  let talk = await open(chat, world)
  if (talk) {
    yield soon(world)
    talk = await chat.presses('do:ask')
    yield soon(world, 20, 90)
  }
  talk = await chat.says(asking.ask.q)
  let attached = asking.ask.file === undefined
  while (talk.flow !== null) {
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
function reply(
  world: World,
  chat: Chat,
  talk: Conversation,
  asking: Asking,
): Promise<Conversation> {
  const { business, field } = asking
  const asked = talk.asking ?? ''
  if (asked.startsWith('review')) return chat.presses('review.send')
  if (asked === 'to') return chat.presses('to.new')
  if (asked === 'consent') return chat.presses(business.consents ? 'consent.yes' : 'consent.no')
  if (asked === 'business') return chat.says(businessLine(business))
  if (asked === 'commune') return chat.says(business.commune)
  if (asked === 'phone') return tellPhone(world, chat, business)
  if (asked === 'field') {
    const offered = talk.choices.some(({ id }) => id === `field.${field}`)
    return chat.presses(offered ? `field.${field}` : 'field.unsure')
  }
  throw new Error(`${business.key} does not know what to say to "${asked}"`)
}

function tellPhone(world: World, chat: Chat, { phone, channel }: DemoBusiness) {
  if (phone === undefined) return chat.presses('do:skip')
  return world.telegram && channel === 'telegram' ? chat.sharesPhone(phone) : chat.says(phone)
}
