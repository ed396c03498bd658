import type { Incoming } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { messages } from '#db/schema/people.ts'
import type { Scene } from './scene.ts'

/** Stores the message being answered before the reply is known, where files or a ticket need its id. */
export async function keepHeard(scene: Scene): Promise<number> {
  const { tx, conversation, incoming, now, stored } = scene
  stored.messageId ??= await keepMessage(tx, conversation.id, incoming, now)
  return stored.messageId
}

export async function keepMessage(
  tx: Db,
  conversationId: number,
  incoming: Incoming,
  now: Date,
): Promise<number> {
  const { kind, eventId } = incoming
  const [row] = await tx
    .insert(messages)
    .values({ conversationId, kind, text: textOf(incoming), eventId, at: now })
    .returning({ id: messages.id })
  if (!row) throw new Error('a message was not written')
  return row.id
}

/** An event as the conversation shows it. A number or a place that was shared is kept only where it was asked for. */
export function textOf(incoming: Incoming): string {
  if (incoming.kind === 'text') return incoming.text
  if (incoming.kind === 'choice') return incoming.choice
  if (incoming.kind === 'files') return incoming.text ?? ''
  if (incoming.kind === 'contact') return '📞'
  return incoming.kind === 'location' ? '📍' : ''
}
