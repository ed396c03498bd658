import { and, eq, inArray } from 'drizzle-orm'
import { announce } from '#core/desk-news.ts'
import type { Db } from '#db/client.ts'
import { mails } from '#db/schema/channels.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { tickets } from '#db/schema/tickets.ts'
import { deliveryOf } from './letter.ts'

const longestDetail = 500
/** A bounce is about one mail; whoever names thousands is guessing. */
const mostNamed = 10

/**
 * A mail server came back with a mail of ours: its delivery has failed, with the reason, and staff see it.
 * False when none of the Message-IDs is ours, or it is known already.
 */
export async function noteBounce(db: Db, messageIds: string[], detail: string): Promise<boolean> {
  const named = messageIds.filter((id) => deliveryOf(id) !== undefined).slice(0, mostNamed)
  if (named.length === 0) return false
  return db.transaction(async (tx) => {
    const ours = await tx
      .select({ messageId: mails.messageId })
      .from(mails)
      .where(and(inArray(mails.messageId, named), eq(mails.direction, 'out')))
    const ids = ours.map((mail) => deliveryOf(mail.messageId)).filter((id) => id !== undefined)
    if (ids.length === 0) return false
    const failed = await tx
      .update(deliveries)
      .set({ state: 'failed', why: 'refused', detail: detail.slice(0, longestDetail) })
      .where(
        and(
          inArray(deliveries.id, ids),
          eq(deliveries.channel, 'email'),
          inArray(deliveries.state, ['sending', 'sent', 'unknown']),
        ),
      )
      .returning({ ticketId: deliveries.ticketId })
    for (const { ticketId } of failed) await showOnTicket(tx, ticketId)
    return failed.length > 0
  })
}

async function showOnTicket(tx: Db, ticketId: number | null): Promise<void> {
  if (ticketId === null) return
  const [ticket] = await tx
    .select({ id: tickets.id, unitId: tickets.leadUnitId })
    .from(tickets)
    .where(eq(tickets.id, ticketId))
  if (ticket) await announce(tx, { kind: 'ticket', ...ticket })
}
