import { desc, eq } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { rate, rateComment } from '#core/tickets/rating.ts'
import { isOpen, type Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { ratings } from '#db/schema/tickets.ts'

const typed = /^(?:số\s*)?([1-5])\s*(?:-|\/\s*5|điểm|sao|stars?|points?)?\s*[.!]*$/iu
const longestScore = 40

/** A score typed in answer to the question about satisfaction, and what stands below it. */
function scoreIn(text: string): { score: number; comment: string } | undefined {
  const [first = '', ...below] = text.trim().split('\n')
  const line = first.trim()
  const found = line.length <= longestScore ? typed.exec(line) : null
  return found ? { score: Number(found[1]), comment: below.join('\n').trim() } : undefined
}

/** A low score whose reason is still to come: the next mail about the ticket gives it. */
export async function takeScore(
  tx: Db,
  rater: { personId: number; language: Language },
  ticket: Ticket,
  text: string,
  now: Date,
): Promise<Outgoing | undefined> {
  const found = scoreIn(text)
  if (!found || isOpen(ticket)) return undefined
  const asked = await lastAsked(tx, ticket.id)
  if (!asked) return undefined
  const { out, low } = await rate(tx, rater, asked.answerId, found.score, now)
  if (!low) return out
  if (found.comment !== '') await rateComment(tx, rater, asked.answerId, found.comment, now)
  const how = found.comment === '' ? 'mail:low-score' : 'mail:low-score-commented'
  return { text: say(rater.language, how, { code: ticket.code }) }
}

/** Words after a low score say why it was low; the ticket takes them in as well. */
export async function takeReason(
  tx: Db,
  rater: { personId: number; language: Language },
  ticket: Ticket,
  text: string,
  now: Date,
): Promise<void> {
  const asked = isOpen(ticket) ? undefined : await lastAsked(tx, ticket.id)
  if (!asked || asked.score === null || asked.score > 3 || asked.comment !== null) return
  await rateComment(tx, rater, asked.answerId, text, now)
}

async function lastAsked(tx: Db, ticketId: number) {
  const [row] = await tx
    .select({ answerId: ratings.answerId, score: ratings.score, comment: ratings.comment })
    .from(ratings)
    .where(eq(ratings.ticketId, ticketId))
    .orderBy(desc(ratings.id))
    .limit(1)
  return row
}
