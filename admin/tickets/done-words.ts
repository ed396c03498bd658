import { reachable } from '#core/deliveries/reach.ts'
import { waysTo } from '#core/deliveries/ways.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'

/**
 * What is said when a deed is done. Where nobody asked in a chat, nobody was told: the words say what is still to be
 * done. Where the person cannot be reached now, they say what it waits for.
 */
export async function doneWords(
  db: Db,
  { conversationId }: Pick<Ticket, 'conversationId'>,
  done: string,
  now: Date,
): Promise<string> {
  if (conversationId === null) return chatless.has(done) ? `${done}-chatless` : done
  if (!answers.has(done) && !others.has(done)) return done
  const [way] = await waysTo(db, [conversationId], now)
  if (way === undefined || reachable(way.reach)) return done
  const told = way.reach.can === 'template' && answers.has(done)
  return told ? 'inbox:done.waits-told' : 'inbox:done.waits'
}

const all = (...names: string[]) => new Set(names.map((name) => `inbox:done.${name}`))
const chatless = all('recommendation', 'reply', 'referral', 'approval')
/** of these a template may tell that they wait */
const answers = all('answer-send', 'approval')
const others = all('more', 'recommendation', 'reply', 'referral', 'withdrawal', 'reopening')
