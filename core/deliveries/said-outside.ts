import { and, eq, gt, or, sql } from 'drizzle-orm'
import type { ChannelName, Outgoing } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'

/** Why a delivery is there that the desk did not send: staff wrote it in the platform's own tool. */
const outside = 'outside'

/** Something the platform tells was said to a person in our name. */
export interface SaidOutside {
  channel: ChannelName
  to: string
  text: string
  /** a picture, a file or a card: the text may be only a word for it */
  bare: boolean
  platformId: string
  at: Date
  /** how the channel cuts what we say, to know our own words again */
  parts(out: Outgoing): Outgoing[]
}

/** Platforms repeat our own words within seconds; the id they then carry may be another than we were told. */
const nearMs = 3 * 60_000

/**
 * Keeps what was said to a person outside the desk in their conversation, with the ticket at hand; true when it was
 * new. Our own words, which the platform repeats, and a report that comes again change nothing; nor does what was said
 * to somebody we have no conversation with.
 */
export async function noteSaidOutside(db: Db, said: SaidOutside, now: Date): Promise<boolean> {
  const where = and(eq(conversations.channel, said.channel), eq(conversations.address, said.to))
  const [known] = await db.select({ id: conversations.id }).from(conversations).where(where)
  // Nearly always it is ours: nobody is kept waiting for that.
  if (!known || (await isOurs(db, known.id, said))) return false
  return db.transaction(async (tx) => {
    const [chat] = await tx
      .select({ id: conversations.id, ticketId: conversations.ticketId })
      .from(conversations)
      .where(where)
      .for('no key update')
    if (!chat || (await isOurs(tx, chat.id, said))) return false
    const { channel, text, platformId, at } = said
    await tx.insert(deliveries).values({
      ...{ conversationId: chat.id, channel, ticketId: chat.ticketId, cause: outside },
      ...{ body: { text }, state: 'sent', partsSent: 1, platformId },
      ...{ nextAt: now, createdAt: at, sentAt: at },
    })
    return true
  })
}

async function isOurs(tx: Db, conversationId: number, said: SaidOutside): Promise<boolean> {
  const since = new Date(said.at.getTime() - nearMs).toISOString()
  const until = new Date(said.at.getTime() + nearMs).toISOString()
  const near = sql`coalesce(${deliveries.sentAt}, ${deliveries.toldAt}, ${deliveries.nextAt})
    between ${since}::timestamptz and ${until}::timestamptz`
  const rows = await tx
    .select({
      cause: deliveries.cause,
      platformId: deliveries.platformId,
      body: deliveries.body,
      toldAt: deliveries.toldAt,
    })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.conversationId, conversationId),
        or(
          eq(deliveries.platformId, said.platformId),
          eq(deliveries.state, 'sending'),
          and(gt(deliveries.attempts, 0), near),
        ),
      ),
    )
  return rows.some(({ cause, platformId, body, toldAt }) => {
    if (platformId === said.platformId) return true
    if (cause === outside) return false
    const ours = body as Outgoing
    if (said.bare && (toldAt !== null || isBare(ours))) return true
    if (ours.file && said.text.startsWith(ours.file.name)) return true
    return said.parts(ours).some((part) => sameWords(part.text, said.text))
  })
}

/** Whether something of it is told of without its words: a file, a card, buttons. */
function isBare({ file, requestContact, choices, link }: Outgoing): boolean {
  return [file, requestContact, choices, link].some((given) => given !== undefined)
}

function sameWords(ours: string, theirs: string): boolean {
  return bare(ours) === bare(theirs)
}

function bare(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}
