import { and, eq, gt, inArray, isNull } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import type { Which } from '#core/tickets/dialogues.ts'
import { addToTicket, type Told } from '#core/tickets/person.ts'
import type { Db } from '#db/client.ts'
import { messages } from '#db/schema/people.ts'

/** Adds to a ticket what was written before it was clear where it belongs, with the messages it came in. */
export async function addWritten(
  tx: Db,
  written: Pick<Which, 'text' | 'fileIds' | 'messageIds' | 'added' | 'ticketId'>,
  language: Language,
  now: Date,
): Promise<Told> {
  const { text, fileIds, ticketId } = written
  const told = await addToTicket(tx, ticketId, { text, fileIds }, language, now)
  const messageIds = await messagesOf(tx, written)
  if (told.belongsTo !== undefined && messageIds.length > 0) {
    await tx
      .update(messages)
      .set({ ticketId: told.belongsTo })
      .where(inArray(messages.id, messageIds))
  }
  return told
}

/** The messages known by their id, and those that followed: an answer is heard without the row it came in. */
async function messagesOf(
  tx: Db,
  { messageIds, added }: Pick<Which, 'messageIds' | 'added'>,
): Promise<number[]> {
  const first = messageIds[0]
  if (first === undefined || added.length === 0) return messageIds
  const following = await tx
    .select({ id: messages.id, text: messages.text })
    .from(messages)
    .where(
      and(
        gt(messages.id, first),
        eq(
          messages.conversationId,
          tx.select({ id: messages.conversationId }).from(messages).where(eq(messages.id, first)),
        ),
        inArray(messages.kind, ['text', 'files']),
        isNull(messages.ticketId),
      ),
    )
  const own = following.filter(({ text }) => added.includes(text.trim()))
  return [...messageIds, ...own.map(({ id }) => id)]
}
