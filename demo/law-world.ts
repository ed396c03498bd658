import { and, eq, like } from 'drizzle-orm'
import { isWorkingDay } from '#core/calendar/working-days.ts'
import type { Actor } from '#core/staff/roles.ts'
import { type Ticket, ticketColumns } from '#core/tickets/ticket.ts'
import { tickets } from '#db/schema/tickets.ts'
import { chatOf } from './chat.ts'
import type { DemoData } from './read-data.ts'
import type { readLawData } from './read-law-data.ts'
import { atMinute } from './routine.ts'
import type { World } from './world.ts'

/** The office's past with what its work with law needs to know beside. */
export interface LawWorld extends World {
  data: DemoData
  law: ReturnType<typeof readLawData>
  /** where the portal is, for links in notices */
  publicUrl: string
  /** ids of the guides by their keys in `data/law/guides.yaml` */
  guideIds: Map<string, number>
}

const oneDay = 86_400_000

/** A minute of the local day so many working days before today, or after it when `ago` is negative. */
export function workday({ calendar, end }: World, ago: number, minute: number): Date {
  const step = ago < 0 ? -oneDay : oneDay
  let day = end.getTime()
  for (let left = Math.abs(ago); left > 0; ) {
    day -= step
    if (isWorkingDay(calendar, new Date(day))) left -= 1
  }
  return atMinute(day, minute)
}

export function member(world: World, key: string): Actor {
  const found = world.staff.get(key)
  if (!found) throw new Error(`no ${key} in demo/data/staff.yaml`)
  return found
}

export function fieldIdsOf({ office }: World, codes: string[]): number[] {
  return codes.map((code) => {
    const field = office.fields.find((one) => one.code === code)
    if (!field) throw new Error(`no field ${code}`)
    return field.id
  })
}

/** The chat of a business of the sample data, and whose it is. */
export async function personOf(world: LawWorld, key: string) {
  const business = world.data.businesses.find((one) => one.key === key)
  const chat = business && (await chatOf(world, business).now())
  if (!chat) throw new Error(`${key} has never written`)
  return chat
}

/** The ticket of a business whose question begins so. */
export async function ticketOf(world: LawWorld, by: string, q: string): Promise<Ticket> {
  const { personId } = await personOf(world, by)
  const [ticket] = await world.db
    .select(ticketColumns)
    .from(tickets)
    .where(and(eq(tickets.personId, personId), like(tickets.question, `${q}%`)))
  if (!ticket) throw new Error(`${by} has not asked: ${q}`)
  return ticket
}
