import { stopNotices } from '#core/notices/stopping.ts'
import { subscribe } from '#core/notices/subscriptions.ts'
import { fieldIdsOf, type LawWorld, personOf } from './law-world.ts'
import type { Subscriber } from './read-law-data.ts'
import type { Life } from './world.ts'

const oneDay = 86_400_000

/** Somebody who has asked before says what they want to hear of; one stops it again. */
export async function* subscriberLife(world: LawWorld, wants: Subscriber, order: number): Life {
  const { id: conversationId, personId, createdAt } = await personOf(world, wants.by)
  const { sectors, communes, pace } = wants
  yield new Date(createdAt.getTime() + (1 + (order % 3)) * oneDay)
  const wanted = { fieldIds: fieldIdsOf(world, wants.fields), sectors, communes, pace }
  await subscribe(world.db, { personId, conversationId }, wanted, world.clock.now)
  if (!wants.stops) return
  yield new Date((world.clock.now.getTime() + world.end.getTime()) / 2)
  await stopNotices(world.db, personId, world.clock.now)
}
