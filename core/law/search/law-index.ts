import { type Entries, type Entry, emptyEntries, readEntry } from './entries.ts'
import { emptyLessons, forgetLesson, type Lesson, type Lessons, learnLesson } from './lessons.ts'
import { addFresh, noPostings, type Postings, settledPostings } from './postings.ts'

/** The whole of what search knows; changed only by the functions of this file. */
export type LawIndex = { entries: Entries; postings: Postings; lessons: Lessons }

/** An index of many entries at once: slow to read, quick to ask. */
export function buildIndex(all: Iterable<Entry>): LawIndex {
  const entries = emptyEntries()
  for (const entry of all) readEntry(entries, entry)
  return { entries, postings: settledPostings(entries), lessons: emptyLessons() }
}

export function emptyIndex(): LawIndex {
  return { entries: emptyEntries(), postings: noPostings(), lessons: emptyLessons() }
}

/** Adds an entry, or replaces the one with its key; it is found from now on. */
export function putEntry(index: LawIndex, entry: Entry): void {
  addFresh(index.entries, index.postings, readEntry(index.entries, entry))
}

/** Takes an entry out; an unknown key is nothing to do. */
export function dropEntry({ entries }: LawIndex, key: string): void {
  const number = entries.numbers.get(key)
  if (number === undefined) return
  entries.gone.add(number)
  entries.numbers.delete(key)
}

/** What a published answer teaches: its question leads to the provisions it cites. The same id is learned anew. */
export function learn(index: LawIndex, lesson: Lesson): void {
  learnLesson(index.lessons, index.entries, lesson)
}

/** A published answer was withdrawn: what it taught goes with it. */
export function unlearn(index: LawIndex, id: string): void {
  forgetLesson(index.lessons, id)
}
