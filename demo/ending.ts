import { desc, eq } from 'drizzle-orm'
import { recommend, recordReply, referOutside, withdraw } from '#core/tickets/endings.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { officerOf, ticketNow } from './handling.ts'
import type { Ask } from './read-data.ts'
import { atWork, type Life, type World } from './world.ts'

/** Ends a ticket without an answer: recommended onward, referred outside, or closed with the reason. */
export async function* endTicket(world: World, id: number, ask: Ask): Life {
  yield atWork(world, world.chance.between(300, 2_400))
  const { db, clock } = world
  const ticket = await ticketNow(world, id)
  const officer = officerOf(world, ticket)
  const { version } = ticket
  const reason = ask.reason ?? ''
  const authority = ask.authority ?? ''
  if (ask.end === 'referred') {
    await referOutside(db, officer, id, version, { agency: authority, reason }, clock.now)
  } else if (ask.end === 'dropped') {
    await withdraw(db, officer, id, version, { reason }, clock.now)
  } else {
    const content = ask.recommends ?? ''
    await recommend(db, officer, id, version, { authority, content }, clock.now)
    yield* hearBack(world, id, ask)
  }
}

/** Some weeks later the authority replies. */
async function* hearBack(world: World, id: number, { reply, outcome }: Ask): Life {
  if (reply === undefined || outcome === undefined) return
  yield atWork(world, world.chance.between(4_500, 9_000))
  const ticket = await ticketNow(world, id)
  const [row] = await world.db
    .select({ id: recommendations.id })
    .from(recommendations)
    .where(eq(recommendations.ticketId, id))
    .orderBy(desc(recommendations.id))
    .limit(1)
  const input = { recommendationId: row?.id ?? 0, reply, outcome }
  const officer = officerOf(world, ticket)
  await recordReply(world.db, officer, id, ticket.version, input, world.clock.now)
}
