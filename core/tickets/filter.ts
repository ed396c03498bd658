import { z } from 'zod'
import { warningLevels } from './deadlines.ts'
import { openStates, ticketStates } from './ticket.ts'

/** What a number of the desk counts; its tickets are opened by `number=` in the list. */
export const numberNames = [
  'opened',
  'counted',
  'resolved',
  'judged',
  'in-time',
  'missed',
  'asked',
  'rated',
  'satisfied',
  'unsatisfied',
] as const
export type NumberName = (typeof numberNames)[number]

const day = z.iso.date().refine((text) => text >= '2000-01-01' && text < '2200-01-01')
const id = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[\w-]+$/)

const shape = {
  state: z.enum(['open', 'ended', 'all', ...ticketStates]),
  /** 0: no unit leads yet */
  unit: id,
  /** 0: no field yet */
  field: id,
  /** `me`, `nobody`, or somebody's id */
  assignee: name,
  level: z.enum(warningLevels),
  due: z.enum(['late', 'today']),
  channel: name,
  scope: z.enum(['general', 'specific']),
  unread: z.literal('yes'),
  person: id.min(1),
  business: id.min(1),
  /** as tickets keep it: "Xã Bắc Hà" */
  commune: z.string().trim().min(1).max(100),
  number: z.enum(numberNames),
  from: day,
  to: day,
  q: z.string().trim().min(1).max(200),
  sort: z.enum(['due', 'newest', 'updated']),
  /** the last ticket of the page before */
  after: id.min(1),
}

type Shape = typeof shape
type Key = keyof Shape

/** Which tickets a list shows, as its address says it. */
export type Filter = { [K in Key]?: z.infer<Shape[K]> }

const keys = Object.keys(shape) as Key[]

/** Reads a filter from an address; what makes no sense is left out, so that an old link still opens. */
export function parseFilter(query: URLSearchParams | Record<string, string | undefined>): Filter {
  const get = (key: string) => (query instanceof URLSearchParams ? query.get(key) : query[key])
  const read = keys.flatMap((key) => {
    const text = get(key)
    if (text === null || text === undefined || text.trim() === '') return []
    const value = shape[key].safeParse(text)
    return value.success ? [[key, value.data]] : []
  })
  return Object.fromEntries(read) as Filter
}

/** The filter as the query part of an address, keys in a fixed order, without a question mark. */
export function filterQuery(filter: Filter): string {
  const query = new URLSearchParams()
  for (const key of keys) {
    const value = filter[key]
    if (value !== undefined) query.set(key, String(value))
  }
  return query.toString()
}

/** The state a list shows when its address names none: open tickets, or all of them for a search or a number. */
export function stateShown(filter: Filter): NonNullable<Filter['state']> {
  if (filter.state !== undefined) return filter.state
  const { q, number, person, business, commune, from, to } = filter
  return [q, number, person, business, commune, from, to].some((part) => part !== undefined)
    ? 'all'
    : 'open'
}

/** How a list is ordered: open tickets by what is due first, others the newest first. */
export function sortShown(filter: Filter): NonNullable<Filter['sort']> {
  const state = stateShown(filter)
  const open = state === 'open' || (openStates as readonly string[]).includes(state)
  if (filter.sort === undefined) return open && filter.q === undefined ? 'due' : 'newest'
  return filter.sort === 'due' && !open ? 'newest' : filter.sort
}
