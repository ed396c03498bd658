import { type Calendar, placeOf } from '#core/calendar/calendar.ts'
import { addWorkingMinutes } from '#core/calendar/working-days.ts'
import type { Desk } from '#core/conversation/scene.ts'
import type { Office } from '#core/office.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import type { Chance } from './chance.ts'
import type { Ask, DemoBusiness, Topic } from './read-data.ts'

/** Something that goes on, told as moments: each yield waits until that moment. */
export type Steps<Result> = AsyncGenerator<Date, Result, void>
export type Life = Steps<void>

/** The office while its past is being lived through. */
export interface World {
  db: Db
  dataDir: string
  desk: Desk
  office: Office
  calendar: Calendar
  chance: Chance
  clock: { now: Date }
  /** the real moment at which the past ends */
  end: Date
  /** by their keys in `data/staff.yaml` */
  staff: Map<string, Actor>
  /** who is in the middle of a dialogue */
  talking: Set<string>
  /** some ask over Telegram: only where no bot is configured that could write to anybody */
  telegram: boolean
}

/** One question with everything that becomes of it. */
export interface Story {
  at: Date
  business: DemoBusiness
  topic: Topic
  ask: Ask
}

/** Lives all lives through, each moment in its order, until the past has become now. */
export async function liveThrough(world: World, lives: Life[]): Promise<void> {
  const waiting: { at: number; order: number; life: Life }[] = []
  const wait = async (life: Life, order: number) => {
    const step = await life.next()
    if (!step.done) waiting.push({ at: step.value.getTime(), order, life })
  }
  for (const [order, life] of lives.entries()) await wait(life, order)
  while (waiting.length > 0) {
    let first = 0
    for (const [at, other] of waiting.entries()) {
      const best = waiting[first]
      if (!best || other.at < best.at || (other.at === best.at && other.order < best.order)) {
        first = at
      }
    }
    const [next] = waiting.splice(first, 1)
    if (!next || next.at > world.end.getTime()) return
    world.clock.now = new Date(Math.max(next.at, world.clock.now.getTime()))
    await wait(next.life, next.order)
  }
}

/** A dialogue somebody leads without doing two at once: waits until their other one is over. */
export async function* alone<Result>(
  world: World,
  who: string,
  dialogue: () => Steps<Result>,
): Steps<Result> {
  while (world.talking.has(who)) yield new Date(world.clock.now.getTime() + 600_000)
  world.talking.add(who)
  const result = yield* dialogue()
  world.talking.delete(who)
  return result
}

/** So many working minutes from now on; what would lie in the future is drawn together before it. */
export function atWork(world: World, minutes: number): Date {
  return before(world, addWorkingMinutes(world.calendar, world.clock.now, minutes))
}

/** A few seconds on, as people type. */
export function soon(world: World, from = 8, to = 45): Date {
  return before(world, new Date(world.clock.now.getTime() + world.chance.between(from, to) * 1000))
}

/** So many hours on; what would be in the night is the next morning. */
export function hoursOn(world: World, hours: number): Date {
  const at = new Date(world.clock.now.getTime() + hours * 3_600_000)
  const hour = Math.floor(placeOf(at).minute / 60)
  const asleep = hour >= 22 ? 32 - hour : Math.max(0, 7 - hour)
  return before(world, new Date(at.getTime() + asleep * 3_600_000))
}

/** Half of what is left, when a moment would be later than the real now. */
function before({ clock, end }: World, at: Date): Date {
  if (at < end) return at
  return new Date((clock.now.getTime() + end.getTime()) / 2)
}
