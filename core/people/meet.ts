import { and, eq } from 'drizzle-orm'
import type { Incoming } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { conversations, people } from '#db/schema/people.ts'

type Conversation = typeof conversations.$inferSelect
type Whom = Pick<Incoming, 'channel' | 'from' | 'language'>

/**
 * The conversation of an address, locked until the transaction ends. A full `for update` would also hold off an officer
 * who only refers to the row by saying something in it, and block both when they hold the ticket.
 */
export async function lockConversation(tx: Db, whom: Whom): Promise<Conversation | undefined> {
  const [row] = await tx
    .select()
    .from(conversations)
    .where(and(eq(conversations.channel, whom.channel), eq(conversations.address, whom.from)))
    .for('no key update')
  return row
}

/** A stranger: a person and a conversation. No name is kept, nobody has consented yet. */
export async function meet(tx: Db, whom: Whom, now: Date): Promise<Conversation> {
  const [person] = await tx.insert(people).values({ createdAt: now }).returning({ id: people.id })
  if (!person) throw new Error('a person was not written')
  const [conversation] = await tx
    .insert(conversations)
    .values({
      channel: whom.channel,
      address: whom.from,
      personId: person.id,
      language: whom.language ?? 'vi',
      createdAt: now,
      lastHeardAt: now,
    })
    .onConflictDoNothing()
    .returning()
  if (conversation) return conversation
  await tx.delete(people).where(eq(people.id, person.id))
  const other = await lockConversation(tx, whom)
  if (!other) throw new Error('a conversation was neither written nor found')
  return other
}
