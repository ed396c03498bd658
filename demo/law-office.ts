import { guideLife } from './guides.ts'
import { type LawWorld, workday } from './law-world.ts'
import { lookUpPast } from './look-ups.ts'
import { digests, noticeLife } from './notices.ts'
import { correctionLife, publicationLife } from './publications.ts'
import { subscriberLife } from './subscribers.ts'
import { liveThrough, type World } from './world.ts'

/** What the office did with law besides its tickets, lived through once these are. */
export async function workOnLaw(
  past: World,
  { data, law, publicUrl }: Pick<LawWorld, 'data' | 'law' | 'publicUrl'>,
): Promise<void> {
  const begin = workday(past, 100, 0)
  const world = { ...past, clock: { now: begin }, data, law, publicUrl, guideIds: new Map() }
  await liveThrough(world, [
    ...law.guides.map((guide) => guideLife(world, guide)),
    ...law.subscribers.map((subscriber, order) => subscriberLife(world, subscriber, order)),
    ...law.publications.map((publication, order) => publicationLife(world, publication, order)),
    ...law.publications.map((publication) => correctionLife(world, publication)),
    ...law.notices.map((notice) => noticeLife(world, notice)),
    digests(world),
  ])
  await lookUpPast(world)
}
