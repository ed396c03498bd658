import { type SQL, sql } from 'drizzle-orm'
import { dropUnused } from '#core/files/sweep.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { people } from '#db/schema/people.ts'
import { erasePerson } from './erase.ts'

const batch = 50

/**
 * Keeps what the consent promises: erases people whose last word, consent, event of a ticket and seat in a class are all
 * older than the office keeps data (Law 91/2025/QH15 art. 14.1). Nobody with an open ticket, and nobody of the staff.
 * Returns how many. One who cannot be erased holds up nobody else; throws in the end then.
 */
export async function eraseLongSilent(db: Db, dataDir: string, now: Date): Promise<number> {
  const { retentionYears } = (await loadOffice(db)).consent
  const since = new Date(now)
  since.setUTCFullYear(since.getUTCFullYear() - retentionYears)
  const faults: unknown[] = []
  let erased = 0
  let after = 0
  for (;;) {
    const ids = await longSilent(db, since, sql`p.id > ${after}`)
    for (const id of ids) {
      const done = await eraseOne(db, dataDir, id, since, now).catch((error: unknown) => {
        faults.push(error)
        return false
      })
      if (done) erased++
    }
    after = ids.at(-1) ?? after
    if (ids.length < batch) break
  }
  if (faults.length > 0) throw new AggregateError(faults, 'some people could not be erased')
  return erased
}

/** Erases one who is still silent when their chats are locked: whoever writes just then stays. */
async function eraseOne(
  db: Db,
  dataDir: string,
  personId: number,
  since: Date,
  now: Date,
): Promise<boolean> {
  const hashes = await db.transaction(async (tx) => {
    await tx.execute(sql`
      select 1 from conversations where person_id = ${personId} order by id for no key update`)
    const still = await longSilent(tx, since, sql`p.id = ${personId}`)
    if (still.length === 0) return undefined
    return (await erasePerson(tx, personId, now, { retentionOver: true })).hashes
  })
  if (hashes) await dropUnused(db, dataDir, hashes)
  return hashes !== undefined
}

async function longSilent(db: Db, since: Date, which: SQL): Promise<number[]> {
  const from = sql`${since.toISOString()}::timestamptz`
  const rows = await db.execute<{ id: number }>(sql`
    select p.id from ${people} p
    where ${which} and p.erased_at is null and p.created_at < ${from}
      and not exists (select 1 from person_merges m where m.merged_id = p.id and m.undone_at is null)
      and not exists (
        select 1 from conversations c
        where c.person_id = p.id and (c.last_heard_at >= ${from} or exists (
          select 1 from staff s where s.conversation_id = c.id and s.deactivated_at is null)))
      and not exists (select 1 from consents g where g.person_id = p.id and g.given_at >= ${from})
      and not exists (
        select 1 from tickets t
        where t.person_id = p.id and (t.state in ('received', 'routed', 'waiting', 'submitted') or exists (
          select 1 from ticket_events e where e.ticket_id = t.id and e.at >= ${from})))
      and not exists (select 1 from signups n where n.person_id = p.id and n.changed_at >= ${from})
    order by p.id limit ${batch}`)
  return rows.map((row) => Number(row.id))
}
