import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from './client.ts'
import { USER } from './embedded-place.ts'

/**
 * The address of the database that another program of this data folder keeps running; undefined when none does. For
 * commands that work beside the desk: it owns the database and ends it.
 */
export async function findRunning(dataDir: string): Promise<string | undefined> {
  const home = join(dataDir, 'postgres')
  const password = await readFile(join(home, 'password'), 'utf8').catch(() => undefined)
  // PostgreSQL notes its port in the fourth line.
  const noted = await readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8').catch(() => '')
  const port = Number(noted.split('\n')[3])
  if (password === undefined || !Number.isInteger(port) || port <= 0) return undefined
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`
  const connection = connect(url, { max: 1 })
  try {
    await connection.sql`select 1`
    return url
  } catch {
    return undefined
  } finally {
    await connection.close()
  }
}
