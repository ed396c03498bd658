import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { files } from '#db/schema/tickets.ts'

/** A file whose bytes are to be had now. */
export interface Due {
  id: number
  name: string
  source: Record<string, unknown>
  /** what the platform says its size is */
  size: number | null
  attempts: number
  createdAt: Date
  conversationId: number | null
  ticketId: number | null
  channel: string | null
}

/** Longer than a fetch may last: afterwards the row is anybody's again. */
const leaseMs = 150_000

/** Takes files that are due, so that no other process takes them too until the lease ends. */
export async function takeDue(db: Db, limit: number, now: Date): Promise<Due[]> {
  const at = now.toISOString()
  const lease = new Date(now.getTime() + leaseMs).toISOString()
  const rows = await db.execute<Record<string, unknown>>(sql`
    with due as (
      select f.id, c.channel from files f left join conversations c on c.id = f.conversation_id
      where f.state = 'fetching' and f.next_at <= ${at}::timestamptz
      order by f.next_at limit ${limit} for update of f skip locked
    )
    update files f set next_at = ${lease}::timestamptz, attempts = least(f.attempts + 1, 30000)
    from due where due.id = f.id
    returning f.id, f.name, f.source, f.size, f.attempts, f.created_at, f.conversation_id, f.ticket_id, due.channel`)
  return rows.map((row) => ({
    id: Number(row.id),
    name: String(row.name),
    source: (row.source ?? {}) as Record<string, unknown>,
    size: row.size as number | null,
    attempts: Number(row.attempts),
    createdAt: new Date(row.created_at as string),
    conversationId: row.conversation_id as number | null,
    ticketId: row.ticket_id as number | null,
    channel: row.channel as string | null,
  }))
}

/** Gives a file back untouched: this process is stopping. */
export async function giveBack(db: Db, file: Due, now: Date): Promise<void> {
  await db
    .update(files)
    .set({ nextAt: now, attempts: file.attempts - 1 })
    .where(and(eq(files.id, file.id), eq(files.state, 'fetching')))
}

/** When the next file is due; undefined when none waits. */
export async function nextFetch(db: Db): Promise<Date | undefined> {
  const [row] = await db.execute<{ at: string | null }>(
    sql`select min(next_at) as at from files where state = 'fetching'`,
  )
  return row?.at ? new Date(row.at) : undefined
}

/**
 * Of the files that wait in an adapter's own place under these names (`source[field]`), those that still are to be
 * fetched: the adapter may take all others away.
 */
export async function stillAwaited(db: Db, field: string, names: string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const rows = await db.execute<{ name: string }>(sql`
    select source ->> ${field} as name from files where state = 'fetching'
      and source ->> ${field} in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))`)
  return new Set(rows.map((row) => row.name))
}

const second = 1_000
const hour = 3_600 * second
const steps = [10 * second, 60 * second, 300 * second, 1_800 * second, hour, 3 * hour, 6 * hour]
const giveUpAfterMs = 24 * hour

/** When a file is tried again after a failed try; undefined once it has been tried for a day. */
export function nextAttempt(attempts: number, createdAt: Date, now: Date): Date | undefined {
  const wait = steps[Math.min(attempts, steps.length) - 1] ?? 10 * second
  const next = new Date(now.getTime() + wait)
  return next.getTime() - createdAt.getTime() > giveUpAfterMs ? undefined : next
}
