import { and, desc, eq, ne, sql } from 'drizzle-orm'
import type { Choice, Incoming, Outgoing } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { once } from '#db/once.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { plain, plainLabel } from './questions.ts'
import type { Conversation, Scene } from './scene.ts'

const number = /^\s*(?:số\s*|so\s*)?(\d{1,2})\s*[.):]?\s*$/iu
const longestLabel = 80

/** A number, or the very words of a button just shown, is that button; anything else stays as it is. */
export async function pressedInWords(scene: Scene): Promise<Incoming> {
  const { incoming } = scene
  if (incoming.kind !== 'text' || incoming.text.length > longestLabel) return incoming
  const choices = await shownNow(scene.tx, scene.conversation)
  const counted = number.exec(incoming.text)?.[1]
  const typed = plain(incoming.text)
  const picked = counted
    ? choices[Number(counted) - 1]
    : choices.find((choice) => typed !== '' && plainLabel(choice.label) === typed)
  if (!picked) return incoming
  const { text: _, ...rest } = incoming
  return { ...rest, kind: 'choice', choice: picked.id }
}

/** A notice asks nothing: what was offered before it came stands as it was. */
const lastSaid = once((db) =>
  db
    .select({ body: deliveries.body })
    .from(deliveries)
    .where(
      and(eq(deliveries.conversationId, sql.placeholder('id')), ne(deliveries.cause, 'notice')),
    )
    .orderBy(desc(deliveries.id))
    .limit(1),
)

/** What the person read last: why it was said, and of which ticket. */
export async function readLast(tx: Db, conversationId: number) {
  const [last] = await tx
    .select({ cause: deliveries.cause, ticketId: deliveries.ticketId })
    .from(deliveries)
    .where(eq(deliveries.conversationId, conversationId))
    .orderBy(desc(deliveries.id))
    .limit(1)
  return last
}

/**
 * In a dialogue its question's buttons; outside, those of the last thing said, which an officer may have caused. Who was
 * shown passages may leave them unanswered for days: a number then means what was said last.
 */
async function shownNow(tx: Db, conversation: Conversation): Promise<Choice[]> {
  if (conversation.flow && conversation.flow !== 'found') return conversation.choices
  const [last] = await lastSaid.run(tx, { id: conversation.id })
  return (last?.body as Outgoing | undefined)?.choices ?? []
}

/** The words on a button that was pressed; its id when it was never shown here. */
export async function labelOf(tx: Db, conversation: Conversation, id: string): Promise<string> {
  const shown = conversation.choices.find((choice) => choice.id === id)
  if (shown) return shown.label
  const [row] = await tx
    .select({ body: deliveries.body })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.conversationId, conversation.id),
        sql`${deliveries.body} -> 'choices' @> ${JSON.stringify([{ id }])}::jsonb`,
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(1)
  return (row?.body as Outgoing | undefined)?.choices?.find((one) => one.id === id)?.label ?? id
}
