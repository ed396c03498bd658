import { sql } from 'drizzle-orm'
import { connect, type Db } from '#db/client.ts'

/** The right to be the only one who does a thing, such as sending on a channel: gone with its connection. */
export interface SenderLock {
  /** runs on the very connection that holds the lock */
  db: Db
  /** that connection's backend; a statement on another one means that the lock is lost */
  holder: number
  release(): Promise<void>
}

const tryEveryMs = 500

/** Waits until this process is the only one to do `what`; undefined once `stopped` says so. */
export async function holdSenderLock(
  url: string,
  what: string,
  stopped: () => boolean,
): Promise<SenderLock | undefined> {
  const connection = connect(url, { max: 1, keyed: true })
  try {
    while (!stopped()) {
      const [row] = await connection.db.execute<{ held: boolean; holder: number }>(sql`
        select pg_try_advisory_lock(hashtext('hoi-luat sender'), hashtext(${what})) as held,
          pg_backend_pid() as holder`)
      if (row?.held) return { db: connection.db, holder: row.holder, release: connection.close }
      await new Promise((resolve) => setTimeout(resolve, tryEveryMs))
    }
  } catch (error) {
    await connection.close()
    throw error
  }
  await connection.close()
  return undefined
}
