import { DatabaseSync } from 'node:sqlite'
import MiniSearch from 'minisearch'
import { fold } from '#core/fold.ts'
import type { Entry } from '#core/law/search/entries.ts'
import type { Ask } from './scores.ts'

/** MiniSearch as its guide shows it: default tokens, any word may match, the title weighs more. */
export function miniSearch(entries: Entry[]): Ask {
  const index = new MiniSearch<Entry>({
    idField: 'key',
    fields: ['title', 'subject', 'text'],
    searchOptions: { boost: { title: 2.5 } },
  })
  index.addAll(entries)
  return (question) =>
    index
      .search(question)
      .slice(0, 20)
      .map(({ id }) => String(id))
}

/** SQLite FTS5 with its own BM25 and accents removed on both sides, syllables joined by OR. */
export function fts5(entries: Entry[]): Ask {
  const database = new DatabaseSync(':memory:')
  database.exec('create virtual table law using fts5(title, subject, body)')
  database.exec('create table keys (number integer primary key, key text)')
  const text = database.prepare('insert into law (rowid, title, subject, body) values (?, ?, ?, ?)')
  const key = database.prepare('insert into keys values (?, ?)')
  database.exec('begin')
  for (const [number, entry] of entries.entries()) {
    text.run(number + 1, fold(entry.title), fold(entry.subject), fold(entry.text))
    key.run(number + 1, entry.key)
  }
  database.exec('commit')
  const find = database.prepare(
    `select key from law join keys on number = law.rowid where law match ?
     order by bm25(law, 2.5, 0.5, 1.0) limit 20`,
  )
  return (question) => {
    const words = wordsOf(question)
    if (words.length === 0) return []
    return find.all(words.map((word) => `"${word}"`).join(' OR ')).map((row) => String(row.key))
  }
}

export function wordsOf(question: string): string[] {
  return [...new Set(fold(question).match(/[\p{L}\p{N}]+/gu) ?? [])]
}
