import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { fold } from '#core/fold.ts'
import type { Entry } from '#core/law/search/entries.ts'
import { driverAddress } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { wordsOf } from './contenders.ts'
import type { Ask } from './scores.ts'

const quiet = { info: () => {}, warn: console.warn, error: console.error }

/**
 * PostgreSQL full text: "simple" words without accents, any word, with a GIN index. Of its rankings ts_rank over the
 * logarithm of the length, the title not weighed, did best by far.
 */
export async function withPostgres<T>(entries: Entry[], use: (ask: Ask) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-search-'))
  const server = await startEmbedded(folder, quiet)
  const sql = postgres(...driverAddress(server.url))
  try {
    await sql`create table law (key text, words tsvector)`
    for (let at = 0; at < entries.length; at += 500) {
      const rows = entries.slice(at, at + 500)
      const column = (read: (entry: Entry) => string) => sql.array(rows.map(read))
      await sql`
        insert into law
        select key, to_tsvector('simple', title) || to_tsvector('simple', body)
        from unnest(
          ${column((entry) => entry.key)}::text[],
          ${column((entry) => fold(entry.title))}::text[],
          ${column((entry) => fold(`${entry.subject} ${entry.text}`))}::text[]
        ) as one (key, title, body)`
    }
    await sql`create index on law using gin (words)`
    await sql`analyze law`
    return await use(async (question) => {
      const query = wordsOf(question).join(' | ')
      const rows = await sql<{ key: string }[]>`
        select key from law, to_tsquery('simple', ${query}) as query
        where words @@ query order by ts_rank(words, query, 1) desc limit 20`
      return rows.map((row) => row.key)
    })
  } finally {
    await sql.end()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
