import { sql } from 'drizzle-orm'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { listConditions } from './conditions.ts'
import type { Filter } from './filter.ts'
import { cappedCount } from './list.ts'

/** One heap of work on the home page: how many tickets (99 at most, then `more`), and the list that shows them. */
export interface Heap {
  name: HeapName
  count: number
  more: boolean
  filter: Filter
}

export type HeapName = 'late' | 'today' | 'fresh' | 'approve' | 'waiting' | 'unread' | 'mine'

const most = 99

/** What waits for `actor`, in one statement; an officer's heaps are their own, a head's the unit's. */
export async function homeWork(db: Db, actor: Actor, now: Date): Promise<Heap[]> {
  const heaps = heapsOf(actor)
  const counts = heaps.map(
    ([name, filter]) =>
      sql`${cappedCount(listConditions(actor, filter, now), most)} as ${sql.identifier(name)}`,
  )
  const [row] = await db.execute<Record<string, number>>(sql`select ${sql.join(counts, sql`, `)}`)
  return heaps.map(([name, filter]) => {
    const count = Number(row?.[name] ?? 0)
    return { name, filter, count: Math.min(count, most), more: count > most }
  })
}

function heapsOf(actor: Actor): [HeapName, Filter][] {
  const { role, unitId } = actor
  const unit = unitId === undefined ? {} : { unit: unitId }
  const own: Filter = role === 'officer' ? { assignee: 'me' } : role === 'head' ? unit : {}
  const ofUnit = role === 'officer' || role === 'head'
  const heaps: [HeapName, Filter][] = [
    ['late', { ...own, due: 'late' }],
    ['today', { ...own, due: 'today' }],
    ['fresh', ofUnit ? { ...unit, state: 'routed', assignee: 'nobody' } : { state: 'received' }],
    ['approve', { ...(ofUnit && unit), state: 'submitted' }],
    ['waiting', { ...own, state: 'waiting' }],
    ['unread', { ...own, unread: 'yes' }],
    ['mine', { assignee: 'me' }],
  ]
  const hidden: Record<string, HeapName[]> = {
    consultant: ['fresh', 'approve', 'mine'],
    leader: ['mine', 'unread'],
    administrator: ['mine', 'unread', 'approve'],
  }
  return heaps.filter(([name]) => !hidden[role]?.includes(name))
}
