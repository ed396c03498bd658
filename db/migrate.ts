import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { driverAddress } from './client.ts'

const folder = join(import.meta.dirname, 'migrations')

/** Any number nobody else locks with in this database. */
const LOCK = 4_827_351_906

/**
 * Brings the database at `url` to the newest committed migration. Processes that start together
 * wait for each other: one migrates, the others find nothing left to do.
 */
export async function migrateUp(url: string): Promise<void> {
  if (!existsSync(join(folder, 'meta', '_journal.json'))) return
  // One connection that never rotates: the lock belongs to its session.
  const [address, place] = driverAddress(url)
  const sql = postgres(address, { ...place, max: 1, max_lifetime: null, onnotice: () => {} })
  try {
    await sql`select pg_advisory_lock(${LOCK})`
    await migrate(drizzle(sql), { migrationsFolder: folder })
  } finally {
    await sql.end({ timeout: 5 })
  }
}
