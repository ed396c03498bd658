import { dayOf } from '#core/calendar/calendar.ts'
import { isWorkingDay } from '#core/calendar/working-days.ts'
import type { Ask, DemoBusiness, DemoData, Topic } from './read-data.ts'
import type { Story, World } from './world.ts'

interface Slot {
  at: Date
  topic: Topic
  ask: Ask
}

const oneDay = 86_400_000
/** How far back the office's past reaches, and how many days ago the last undated question was asked. */
const pastDays = 240
const quietDays = 24

/** When every question of the data is asked: dated ones on their day, the others spread over eight months. */
export function planStories(world: World, data: DemoData): Story[] {
  const all = data.topics.flatMap((topic) => topic.asks.map((ask) => ({ topic, ask })))
  const dated = all
    .filter(({ ask }) => ask.ago !== undefined)
    .map((one, order) => ({ ...one, at: daysAgo(world, one.ask.ago ?? 0, order) }))
  const undated = spread(
    world,
    all.filter(({ ask }) => ask.ago === undefined),
  )
  const businesses = new Map(data.businesses.map((business) => [business.key, business]))
  return [...dated, ...undated]
    .map((slot) => ({ ...slot, business: named(businesses, slot.ask.by) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** A moment of a day so many working days before today; today it is minutes or hours ago. */
export function daysAgo({ calendar, end, chance }: World, days: number, order: number): Date {
  if (days === 0) return new Date(end.getTime() - (12 + order * 3 + chance.between(0, 15)) * 60_000)
  let day = end.getTime()
  for (let left = days; left > 0; ) {
    day -= oneDay
    if (isWorkingDay(calendar, new Date(day))) left -= 1
  }
  return atHour(new Date(day), chance.between(7 * 60 + 10, 20 * 60 + 30))
}

/** More questions towards today, as the desk becomes known; none answered by a law that was not there yet. */
function spread(world: World, ones: { topic: Topic; ask: Ask }[]): Slot[] {
  const { chance, end } = world
  const moments = ones.map((_, index) => {
    const share = ((index + chance.next()) / ones.length) ** 0.8
    const day = new Date(
      end.getTime() - (quietDays + (1 - share) * (pastDays - quietDays)) * oneDay,
    )
    return atHour(day, chance.between(6 * 60 + 30, 21 * 60 + 45))
  })
  const slots = chance.shuffled(ones).map((one, index) => ({ ...one, at: moments[index] ?? end }))
  for (const slot of slots) {
    if (inForce(slot.topic, slot.at)) continue
    const other = slots.find(
      (one) => inForce(slot.topic, one.at) && inForce(one.topic, slot.at) && one !== slot,
    )
    if (other) [slot.at, other.at] = [other.at, slot.at]
  }
  return slots
}

function inForce({ since }: Topic, at: Date): boolean {
  return since === undefined || dayOf(at) >= since
}

/** That minute of the local day. */
function atHour(day: Date, minute: number): Date {
  return new Date(`${dayOf(day)}T00:00:00+07:00`.replace('00:00:00', clockOf(minute)))
}

function clockOf(minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two((minute * 7) % 60)}`
}

function named(businesses: Map<string, DemoBusiness>, key: string): DemoBusiness {
  const business = businesses.get(key)
  if (!business) throw new Error(`no business ${key} in demo/data/businesses.yaml`)
  return business
}
