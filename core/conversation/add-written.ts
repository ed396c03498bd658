import { inArray } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import type { Which } from '#core/tickets/dialogues.ts'
import { addToTicket, type Told } from '#core/tickets/person.ts'
import type { Db } from '#db/client.ts'
import { messages } from '#db/schema/people.ts'

/** Adds to a ticket what was written before it was clear where it belongs, with the messages it came in. */
export async function addWritten(
  tx: Db,
  written: Pick<Which, 'text' | 'fileIds' | 'messageIds' | 'ticketId'>,
  language: Language,
  now: Date,
): Promise<Told> {
  const { text, fileIds, messageIds, ticketId } = written
  const told = await addToTicket(tx, ticketId, { text, fileIds }, language, now)
  if (told.belongsTo !== undefined && messageIds.length > 0) {
    await tx
      .update(messages)
      .set({ ticketId: told.belongsTo })
      .where(inArray(messages.id, messageIds))
  }
  return told
}
