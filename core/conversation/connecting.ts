import { eq } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { type Language, say } from '#core/language.ts'
import { checkLinkCode, reopenLinkCode, sendLinkCode } from '#core/people/linking.ts'
import { mergePeople } from '#core/people/merging.ts'
import { ownMerge, partPeople } from '#core/people/parting.ts'
import { Refusal } from '#core/refusal.ts'
import { codeIn } from '#core/tickets/search.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import type { Reply, Scene } from './scene.ts'
import type { Flow, Reading } from './talk.ts'

/** Which other chat: by the phone number used there, or the code of a request sent there. */
export const connecting: Flow<{ key: string }, Record<string, never>> = {
  name: 'connect',
  version: 1,
  async run(talk) {
    const key = await talk.ask('key', {
      prompt: (language) => ({ text: say(language, 'data:connect') }),
      read(heard): Reading<string> {
        if (heard.kind === 'contact') return { value: heard.phone }
        if (heard.kind !== 'text') return { invalid: 'conversation:in-words' }
        const digits = heard.text.replace(/\D/g, '')
        const shaped = codeIn(heard.text.trim()) !== undefined || digits.length >= 9
        return shaped ? { value: heard.text.trim() } : { invalid: 'data:connect.key-shape' }
      },
    })
    return { key }
  },
}

/** The code that was sent to the other chat; `said` is what is told before it is asked for. */
export const confirming: Flow<{ code: string }, Record<string, never>> = {
  name: 'connect-code',
  version: 1,
  async run(talk) {
    const said = talk.given<string>('said')
    const code = await talk.ask('code', {
      prompt: (language) => ({ text: say(language, said) }),
      read(heard): Reading<string> {
        if (heard.kind !== 'text') return { invalid: 'conversation:in-words' }
        const digits = heard.text.replace(/\D/g, '')
        return digits.length === 6 ? { value: digits } : { invalid: 'data:connect.code-shape' }
      },
    })
    return { code }
  },
}

type Start = (scene: Scene, name: string, given: Record<string, unknown>) => Promise<Reply>

/** The answer is the same whether such a chat is known or not. */
export async function askForCode(scene: Scene, key: string, start: Start): Promise<Reply> {
  const { tx, conversation, facts, language, now } = scene
  const sent = await sendLinkCode(tx, { conversation, taxCode: facts.taxCode, key }, now)
  if (!sent) return { out: [{ text: say(language, 'data:connect.too-often') }], progress: null }
  return start(scene, 'connect-code', { said: 'data:connect.sent' })
}

/** The right code makes the two people one; both chats hear of it, and how to undo it. */
export async function takeCode(scene: Scene, code: string, start: Start): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const checked = await checkLinkCode(tx, conversation.id, code, now)
  if (checked.is !== 'right') {
    if (checked.is === 'wrong') return start(scene, 'connect-code', { said: 'data:connect.wrong' })
    return { out: [{ text: say(language, 'data:connect.over') }], progress: null }
  }
  try {
    const joined = await tx.transaction((inner) => join(inner, scene, checked.otherId))
    const key = joined ? 'data:connect.done' : 'data:connect.already'
    return { out: [{ text: say(language, key) }], progress: null }
  } catch (error) {
    if (!(error instanceof Refusal) || error.key !== 'people:refusal.being-heard') throw error
    await reopenLinkCode(tx, conversation.id, now)
    return start(scene, 'connect-code', { said: 'data:connect.busy' })
  }
}

/**
 * In a transaction of its own within the one that hears: events of others that share it might be the other chat's, and
 * then each of them is heard alone instead.
 */
async function join(tx: Db, { conversation, now }: Scene, otherId: number): Promise<boolean> {
  const [other] = await tx.select().from(conversations).where(eq(conversations.id, otherId))
  if (!other || other.personId === conversation.personId) return false
  const pair: [number, number] = [conversation.personId, other.personId]
  await mergePeople(tx, pair, { staffId: null, patient: false }, now)
  const language = other.language as Language
  const values = { channel: say(language, `data:channel.${conversation.channel}`) }
  const text = say(language, 'data:connect.done-there', values)
  const to = { conversationId: other.id, channel: other.channel as ChannelName }
  await deliver(tx, { ...to, cause: 'linked', body: { text } }, now)
  return true
}

/** Takes the person's own latest link apart again. */
export async function disconnect(scene: Scene): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const doer = { staffId: null, patient: false }
  const done = await tx.transaction(async (inner) => {
    const id = await ownMerge(inner, conversation.personId)
    if (id === undefined) return false
    await partPeople(inner, id, doer, now)
    return true
  })
  const key = done ? 'data:connect.undone' : 'data:connect.none'
  return { out: [{ text: say(language, key) }], ...(done && { ticketId: null }) }
}
