import { type Placeholder, type SQL, sql } from 'drizzle-orm'
import type { Sql } from 'postgres'
import type { Db } from '#db/client.ts'

/** What open pages of the panel hear of, in every process. Never carries what a person wrote. */
export type DeskNews =
  | { kind: 'ticket'; id: number; unitId: number | null }
  | { kind: 'presence'; id: number; unitId: number | null }

const wire = 'desk'

/** Tells every process's panel; heard when the transaction commits, and never when it does not. */
export async function announce(db: Db, news: DeskNews): Promise<void> {
  await db.execute(sql`select ${announcing(newsText(news))}`)
}

/** The same as part of a statement that does more; `text` is `newsText`. */
export function announcing(text: string | Placeholder): SQL {
  return sql`pg_notify(${wire}, ${text})`
}

export function newsText(news: DeskNews): string {
  return JSON.stringify(news)
}

/**
 * Listens on a connection of its own, again after a lost one: `onAgain` says that news may have been missed. `stop`
 * ends it.
 */
export async function listenDesk(
  connection: Sql,
  onNews: (news: DeskNews) => void,
  onAgain: () => void = () => {},
): Promise<{ stop: () => Promise<void> }> {
  let begun = false
  const listening = await connection.listen(
    wire,
    (text) => onNews(JSON.parse(text) as DeskNews),
    () => {
      if (begun) onAgain()
      begun = true
    },
  )
  return { stop: () => listening.unlisten() }
}
