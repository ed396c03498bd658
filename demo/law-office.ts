import { eq } from 'drizzle-orm'
import { settings } from '#db/schema/profile.ts'
import { guideLife } from './guides.ts'
import { type LawWorld, workday } from './law-world.ts'
import { lookUpPast } from './look-ups.ts'
import { digests, noticeLife } from './notices.ts'
import { correctionLife, declineRest, publicationLife } from './publications.ts'
import { subscriberLife } from './subscribers.ts'
import { liveThrough, type World } from './world.ts'

/** What the office did with law besides its tickets, lived through once these are. */
export async function workOnLaw(
  past: World,
  { data, law, publicUrl }: Pick<LawWorld, 'data' | 'law' | 'publicUrl'>,
): Promise<void> {
  const begin = workday(past, 100, 0)
  const world = { ...past, clock: { now: begin }, data, law, publicUrl, guideIds: new Map() }
  const reach = await telegramInUse(world)
  await liveThrough(world, [
    ...law.guides.map((guide) => guideLife(world, guide)),
    ...law.subscribers.map((subscriber, order) => subscriberLife(world, subscriber, order)),
    ...law.publications.map((publication, order) => publicationLife(world, publication, order)),
    ...law.publications.map((publication) => correctionLife(world, publication)),
    ...law.notices.map((notice) => noticeLife(world, notice)),
    digests(world),
  ])
  await reach.asBefore()
  await declineRest(world)
  await lookUpPast(world)
}

/** The office had Telegram then, though no bot is configured now: only so could it tell anybody there. */
async function telegramInUse({ db, telegram }: LawWorld) {
  const row = eq(settings.key, 'reach')
  const [kept] = await db.select({ value: settings.value }).from(settings).where(row)
  const keep = async (value: unknown) => {
    if (kept && telegram) await db.update(settings).set({ value }).where(row)
  }
  await keep({ ...(kept?.value as object | undefined), telegram: {} })
  return { asBefore: () => keep(kept?.value) }
}
