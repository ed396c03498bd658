import {
  copyEntry,
  type Entries,
  type Entry,
  emptied,
  emptyEntries,
  isGone,
  readEntry,
} from './entries.ts'
import { emptyLessons, forgetLesson, type Lesson, type Lessons, learnLesson } from './lessons.ts'
import { addFresh, noPostings, type Postings, settling } from './postings.ts'

/** The whole of what search knows; changed only by the functions of this file. */
export type LawIndex = { entries: Entries; postings: Postings; lessons: Lessons }

/** An index of many entries at once: slow to read, quick to ask. */
export function buildIndex(all: Iterable<Entry>): LawIndex {
  const entries = emptyEntries()
  for (const entry of all) readEntry(entries, entry)
  return { entries, postings: finished(settling(entries)), lessons: emptyLessons() }
}

export function emptyIndex(): LawIndex {
  return { entries: emptyEntries(), postings: noPostings(), lessons: emptyLessons() }
}

/** Adds an entry, or replaces the one with its key; it is found from now on. */
export function putEntry({ entries, postings }: LawIndex, entry: Entry): void {
  const before = entries.keys.length
  const number = readEntry(entries, entry)
  if (number === before) addFresh(entries, postings, number)
}

/** Takes an entry out; an unknown key is nothing to do. */
export function dropEntry({ entries }: LawIndex, key: string): void {
  const number = entries.numbers.get(key)
  if (number === undefined) return
  entries.gone.add(number)
  entries.numbers.delete(key)
}

/** How often law and practice lean on an entry, when only that changed; an unknown key is nothing to do. */
export function weigh({ entries }: LawIndex, key: string, weight: number): void {
  const number = entries.numbers.get(key)
  if (number !== undefined) entries.weights[number] = weight
}

/** What a published answer teaches: its question leads to the provisions it cites. The same id is learned anew. */
export function learn(index: LawIndex, lesson: Lesson): void {
  learnLesson(index.lessons, index.entries, lesson)
}

/** A published answer was withdrawn: what it taught goes with it. */
export function unlearn(index: LawIndex, id: string): void {
  forgetLesson(index.lessons, id)
}

/** Room for this many entries that came one by one, before they are worth a settling. */
const fewFresh = 1_000

/** Whether so much came or went since the last settling that a question would feel it. */
export function isUnsettled({ entries, postings }: LawIndex): boolean {
  const fresh = entries.keys.length - postings.upTo
  const most = Math.max(fewFresh, postings.upTo / 5)
  return fresh > most || entries.gone.size > most
}

/**
 * Puts what came one by one into the one block, and forgets what went. Stops every few moments, so that whoever runs it
 * can answer and change in between; only the last step changes the index.
 */
export function* settle(index: LawIndex): Generator<void, void> {
  const old = index.entries
  const upTo = old.keys.length
  const entries = emptied(old)
  for (let number = 0; number < upTo; number += 1, yield) {
    if (!isGone(old, number)) copyEntry(entries, old, number)
  }
  const postings = yield* settling(entries)
  for (let number = upTo; number < old.keys.length; number += 1) {
    if (!isGone(old, number)) addFresh(entries, postings, copyEntry(entries, old, number))
  }
  for (const [key, number] of entries.numbers) {
    const known = old.numbers.get(key)
    if (known !== undefined) entries.weights[number] = old.weights[known] as number
    else dropEntry({ ...index, entries }, key)
  }
  index.entries = entries
  index.postings = postings
}

function finished<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
