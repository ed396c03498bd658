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

/** Adds an entry like `putEntry`; it is found only after the next settling, and takes no room until then. */
export function putLater({ entries }: LawIndex, entry: Entry): void {
  readEntry(entries, entry)
}

/** Room for this many entries that came one by one, before they are worth a settling. */
const fewFresh = 1_000

/** Whether so much came or went since the last settling that a question would feel it. */
export function isUnsettled({ entries, postings }: LawIndex): boolean {
  const fresh = entries.keys.length - postings.upTo
  return fresh > Math.max(fewFresh, postings.upTo / 20) || isHollow(entries)
}

/** Whether as many entries came since the last settling as there were then: while much is read, that is soon enough. */
export function isDoubled({ entries, postings }: LawIndex): boolean {
  return entries.keys.length - postings.upTo > Math.max(fewFresh, postings.upTo)
}

/** So many entries are gone that those left are worth being moved together. */
function isHollow({ gone, keys }: Entries): boolean {
  return gone.size > Math.max(fewFresh, keys.length / 5)
}

/**
 * Puts what came one by one into the one block, and forgets what went. Stops every few moments, so that whoever runs it
 * can answer and change in between; only the last step changes the index.
 */
export function* settle(index: LawIndex): Generator<void, void> {
  const old = index.entries
  const upTo = old.keys.length
  const entries = isHollow(old) ? emptied(old) : old
  if (entries !== old) yield* copying(entries, old, upTo)
  const postings = yield* settling(entries)
  for (let number = upTo; number < old.keys.length; number += 1, yield) {
    if (isGone(old, number)) continue
    addFresh(entries, postings, entries === old ? number : copyEntry(entries, old, number))
  }
  if (entries !== old) catchUp(entries, old)
  index.entries = entries
  index.postings = postings
}

function* copying(entries: Entries, old: Entries, upTo: number): Generator<void, void> {
  for (let number = 0; number < upTo; number += 1, yield) {
    if (!isGone(old, number)) copyEntry(entries, old, number)
  }
}

/** What was dropped or weighed anew while entries were moved. */
function catchUp(entries: Entries, old: Entries): void {
  for (const [key, number] of entries.numbers) {
    const known = old.numbers.get(key)
    if (known !== undefined) {
      entries.weights[number] = old.weights[known] as number
      continue
    }
    entries.gone.add(number)
    entries.numbers.delete(key)
  }
}

function finished<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
