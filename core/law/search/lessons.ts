import { words } from '#core/words.ts'
import type { Entries } from './entries.ts'
import { numberOf } from './lexicon.ts'
import { single, termNumber } from './terms.ts'

/** A published answer: the question it answered and the keys of the provisions it cites. */
export type Lesson = { id: string; question: string; cited: string[] }

/** What was learned: the terms of each question, and for each term the lessons that hold it. */
export type Lessons = {
  all: Lesson[]
  numbers: Map<string, number>
  /** How many distinct terms each holds; 0 when it was forgotten or learned anew. */
  sizes: number[]
  holding: Map<number, number[]>
}

export function emptyLessons(): Lessons {
  return { all: [], numbers: new Map(), sizes: [], holding: new Map() }
}

export function learnLesson(lessons: Lessons, entries: Entries, lesson: Lesson): void {
  const known = lessons.all[lessons.numbers.get(lesson.id) ?? -1]
  if (known !== undefined && isSame(known, lesson)) return
  forgetLesson(lessons, lesson.id)
  const number = lessons.all.length
  lessons.all.push(lesson)
  lessons.numbers.set(lesson.id, number)
  const terms = termsIn(entries, lesson.question)
  lessons.sizes.push(terms.size)
  for (const term of terms) {
    const row = lessons.holding.get(term)
    if (row === undefined) lessons.holding.set(term, [number])
    else row.push(number)
  }
}

function isSame(one: Lesson, other: Lesson): boolean {
  return one.question === other.question && one.cited.join('\n') === other.cited.join('\n')
}

export function forgetLesson(lessons: Lessons, id: string): void {
  const number = lessons.numbers.get(id)
  if (number === undefined) return
  lessons.numbers.delete(id)
  lessons.sizes[number] = 0
}

function termsIn(entries: Entries, question: string): Set<number> {
  const terms = new Set<number>()
  let before = -1
  for (const word of words(question)) {
    const accented = numberOf(entries.lexicon, word)
    const plain = entries.lexicon.plainOf.data[accented] as number
    terms.add(termNumber(entries.terms, plain, single))
    if (before >= 0) terms.add(termNumber(entries.terms, before, plain))
    before = plain
  }
  return terms
}
