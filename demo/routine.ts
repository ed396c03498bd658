import { isWorkingDay } from '#core/calendar/working-days.ts'
import { sweepSilence } from '#core/conversation/silence.ts'
import { signedIn, signInFailed } from '#core/staff/signing-in.ts'
import { warnDeadlines } from '#core/tickets/warn.ts'
import { chatOf } from './chat.ts'
import { daysAgo } from './plan.ts'
import type { DemoData } from './read-data.ts'
import { type Life, soon, type World } from './world.ts'

const oneDay = 86_400_000

/** Every working morning the desk looks at its clocks. */
export async function* watchClocks(world: World): Life {
  for (let day = world.clock.now.getTime(); ; day += oneDay) {
    const morning = atMinute(day, 7 * 60 + 35)
    if (!isWorkingDay(world.calendar, morning)) continue
    yield morning
    await warnDeadlines(world.db, world.clock.now)
  }
}

/** The staff sign in on the mornings of the past week; once somebody mistypes the password. */
export async function* signIns(world: World, data: DemoData): Life {
  for (let days = 5; days >= 1; days--) {
    const morning = daysAgo(world, days, 0).getTime()
    for (const [at, { key, email }] of data.staff.entries()) {
      const person = world.staff.get(key)
      if (!person || world.chance.next() < 0.55) continue
      yield atMinute(morning, 7 * 60 + 20 + at)
      const attempt = { email, ip: `10.26.4.${20 + at}`, now: world.clock.now }
      if (world.chance.next() < 0.04) await signInFailed(world.db, person.id, attempt)
      await signedIn(world.db, person.id, attempt)
    }
  }
}

/** Somebody begins a question and goes away; the desk reminds them after a day. */
export async function* leftUnfinished(world: World, data: DemoData): Life {
  const business = data.businesses.find(({ key }) => key === 'homestay-lao-chai')
  if (!business) return
  yield daysAgo(world, 2, 0)
  const chat = chatOf(world, business)
  await chat.says('Homestay nhà em muốn làm trang web nhận đặt phòng, cho em hỏi')
  yield soon(world)
  await chat.picks(world.office.fieldName('chuyen-doi-so', business.language))
  const reminded = new Date(world.clock.now.getTime() + oneDay + 1_800_000)
  if (reminded < world.end) yield reminded
  await sweepSilence(world.db, world.clock.now)
}

/** That minute of the local day. */
export function atMinute(day: number, minute: number): Date {
  const local = new Date(day + 7 * 3_600_000)
  local.setUTCHours(0, minute, 0, 0)
  return new Date(local.getTime() - 7 * 3_600_000)
}
