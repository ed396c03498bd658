import { sql } from 'drizzle-orm'
import type { Outcome } from '#core/deliveries/outcome.ts'
import { addNotice, type Draft } from '#core/notices/drafting.ts'
import { endNotices } from '#core/notices/ending.ts'
import { claimNotices } from '#core/notices/feed.ts'
import { loadFeedings, withPersonal } from '#core/notices/feedings.ts'
import { scheduleNotice, submitNotice } from '#core/notices/lifecycle.ts'
import { proposeNotice } from '#core/notices/proposals.ts'
import { loadNoticeSettings } from '#core/notices/settings.ts'
import { startNotices, tendDigest } from '#core/notices/starting.ts'
import { fieldIdsOf, type LawWorld, member, workday } from './law-world.ts'
import type { ToTell } from './read-law-data.ts'
import { atMinute } from './routine.ts'
import type { Life } from './world.ts'

const oneDay = 86_400_000
const atOnce = 50

/** A notice as far as it has come: written, agreed to, on the calendar or with those it was for. */
export async function* noticeLife(world: LawWorld, notice: ToTell): Life {
  const { db, clock } = world
  const day = (minute: number) => workday(world, notice.ago, minute)
  const by = (key: string) => ({ actor: member(world, key), ip: undefined, now: clock.now })
  yield day(9 * 60 + 15)
  const id = await addNotice(db, await draftOf(world, notice), by(notice.by))
  if (notice.agreedBy === undefined) return
  yield day(10 * 60 + 5)
  const sendAt = notice.in === undefined ? null : workday(world, -notice.in, 8 * 60)
  await submitNotice(db, id, sendAt, by(notice.by))
  yield day(14 * 60 + 20)
  await scheduleNotice(db, id, sendAt, by(notice.agreedBy))
  if (sendAt !== null) return
  await startNotices(db, clock.now)
  await sendOut(world, notice.fails)
}

/** Once a week those who wanted it so get what waits for them. */
export async function* digests(world: LawWorld): Life {
  const { digestDay, digestHour } = await loadNoticeSettings(world.db)
  for (let day = world.clock.now.getTime(); ; day += oneDay) {
    const morning = atMinute(day, digestHour * 60 + 10)
    if (new Date(morning.getTime() + 7 * 3_600_000).getUTCDay() !== digestDay) continue
    yield morning
    await tendDigest(world.db, world.clock.now)
    await sendOut(world, false)
  }
}

async function draftOf(world: LawWorld, notice: ToTell): Promise<Draft> {
  if (!('of' in notice)) {
    const { kind, title, body, titleEn, bodyEn, channels } = notice
    return {
      ...{ kind, title, body, titleEn, bodyEn, link: '', documentId: null, urgent: false },
      audience: {
        fieldIds: fieldIdsOf(world, notice.fields),
        ...{ sectors: [], communes: [], sizes: [], channels, lateDays: 0, remind: false },
      },
      routes: { counted: true, template: false, broadcast: false },
    }
  }
  const { db, guideIds, publicUrl } = world
  const draft = await proposeNotice(db, guideIds.get(notice.of) ?? 0, publicUrl)
  if (!draft) throw new Error(`no published guide ${notice.of}`)
  return draft
}

/** Hands to the platforms what waits for people and notes what became of it, as the sender would; nothing leaves. */
async function sendOut({ db, clock }: LawWorld, fails: boolean): Promise<void> {
  const [own] = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  const holder = own?.pid ?? 0
  for (const channel of ['web', 'telegram'] as const) {
    let outcomes: Outcome[] = []
    do {
      const feedings = []
      for (const feeding of await loadFeedings(db, channel, false)) {
        const want = { channel, limit: atOnce, now: clock.now }
        feedings.push(await withPersonal(db, feeding, want))
      }
      const claim = { channel, holder, limit: atOnce }
      const taken = await claimNotices(db, claim, clock.now, outcomes, feedings)
      outcomes = (taken?.due ?? []).map(({ id, notice }, place) => ({
        ...{ id, recipients: notice?.recipients ?? [] },
        ...(fails && channel === 'telegram' && place === 0
          ? { state: 'failed', partsSent: 0, why: 'refused' }
          : { state: 'sent', partsSent: 1, platformId: `demo-${id}` }),
      }))
    } while (outcomes.length > 0)
  }
  await endNotices(db, clock.now)
}
