import { and, count, eq, gt, sql } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { acknowledging } from './letter.ts'

/** Acknowledgements an hour to one address: two machines that answer each other stop here. */
const toAnAddress = 6
/** And to all addresses of a domain, for a machine that writes from many of them. */
const toADomain = 60
const hourMs = 3_600_000

/** Writes back what a mail is answered with at once; nothing where its address, or its domain, had enough of it. */
export async function acknowledge(
  tx: Db,
  to: { conversationId: number; address: string; ticketId: number | null },
  out: Outgoing[],
  now: Date,
): Promise<void> {
  const { conversationId, address, ticketId } = to
  if (out.length === 0) return
  const domain = `@${address.slice(address.lastIndexOf('@') + 1)}`
  const here = eq(conversations.id, conversationId)
  const [row] = await tx
    .select({ ofDomain: count(), ofAddress: sql<number>`count(*) filter (where ${here})::int` })
    .from(deliveries)
    .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
    .where(
      and(
        eq(deliveries.cause, acknowledging),
        gt(deliveries.createdAt, new Date(now.getTime() - hourMs)),
        sql`right(${conversations.address}, ${domain.length}) = ${domain}`,
      ),
    )
  if (row && (row.ofAddress >= toAnAddress || row.ofDomain >= toADomain)) return
  const saying = { conversationId, channel: 'email' as const, cause: acknowledging }
  for (const body of out) {
    await deliver(tx, { ...saying, body, ...(ticketId !== null && { ticketId }) }, now)
  }
}
