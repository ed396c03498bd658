import { eq, sql } from 'drizzle-orm'
import type { Hear, Incoming, Outgoing } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { keepFiles } from '#core/files/files.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, heardEvents, messages, people } from '#db/schema/people.ts'
import type { ChatEvent } from './outgoing.ts'

/** Stores what it hears as the desk does, and answers nothing: what the chat itself does is then plain to see. */
export function storingHear(db: Db): { hear: Hear; heard: Incoming[] } {
  const heard: Incoming[] = []
  const hear: Hear = async (incoming) => {
    const fresh = await db
      .insert(heardEvents)
      .values({ channel: 'web', eventId: incoming.eventId, at: incoming.at })
      .onConflictDoNothing()
      .returning({ at: heardEvents.at })
    if (fresh.length === 0) return
    const conversationId = await conversationAt(db, incoming.from)
    const text =
      incoming.kind === 'choice' ? incoming.choice : 'text' in incoming ? incoming.text : ''
    const [message] = await db
      .insert(messages)
      .values({
        ...{ conversationId, kind: incoming.kind, text: text ?? '' },
        ...{ eventId: incoming.eventId, at: incoming.at },
      })
      .returning({ id: messages.id })
    const files = incoming.kind === 'files' ? incoming.files : []
    await keepFiles(db, { conversationId, messageId: message!.id, files }, incoming.at)
    heard.push(incoming)
  }
  return { hear, heard }
}

/** Says something to an address as the sender does: written, taken, and then told to the page. */
export async function sayTo(
  db: Db,
  send: (address: string) => Promise<unknown>,
  address: string,
  body: Outgoing,
): Promise<number> {
  const conversationId = await conversationAt(db, address)
  const id = await deliver(db, { conversationId, channel: 'web', cause: 'reply', body }, new Date())
  await db.update(deliveries).set({ state: 'sending' }).where(eq(deliveries.id, id))
  await send(address)
  await db
    .update(deliveries)
    .set({ state: 'sent', sentAt: new Date() })
    .where(eq(deliveries.id, id))
  return id
}

export async function conversationAt(db: Db, address: string): Promise<number> {
  const [known] = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.address, address))
  if (known) return known.id
  const now = sql`now()`
  const [person] = await db.insert(people).values({ createdAt: now }).returning({ id: people.id })
  const [made] = await db
    .insert(conversations)
    .values({ channel: 'web', address, personId: person!.id, createdAt: now, lastHeardAt: now })
    .returning({ id: conversations.id })
  return made!.id
}

/** Reads events of a stream one by one, each with the id its `id:` line carries. */
export function readEvents(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (): Promise<{ cursor: string; data: ChatEvent }> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const cursor = /^id: (.*)$/m.exec(block)?.[1]
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (cursor !== undefined && data) return { cursor, data: JSON.parse(data) }
        continue
      }
      const { value, done } = await reader.read()
      if (done) throw new Error('the stream ended')
      text += value
    }
  }
  const take = async (count: number) => {
    const events = []
    for (let left = count; left > 0; left--) events.push(await next())
    return events
  }
  return { next, take, close: () => reader.cancel() }
}
