import { fold } from '#core/fold.ts'
import { type Facts, kindWorth } from './entries.ts'
import { growing, growingShort, held } from './growing.ts'
import type { LawIndex } from './law-index.ts'
import { emptyLessons, type Lesson, learnLesson } from './lessons.ts'
import { lexiconOf } from './lexicon.ts'
import { addFresh } from './postings.ts'
import { readStored, type Unreadable, writeStored } from './store.ts'
import { termsOf } from './terms.ts'

/** What the owner of an index keeps beside it: how much of the changes it has taken in. */
type Beside = Record<string, unknown>

type Plain = {
  accented: string[]
  plain: string[]
  keys: string[]
  sorts: Facts[]
  articles: string[]
  documents: string[]
  subjects: string[]
  weights: number[]
  gone: number[]
  upTo: number
  /** The first number of each segment of the postings. */
  segments: number[]
  lessons: Lesson[]
  beside: Beside
}

/** Saves the index as it is at the call in one file, with all that was added and learned since it was built. */
export async function saveIndex(
  path: string,
  { entries, postings, lessons }: LawIndex,
  beside: Beside = {},
): Promise<void> {
  const { lexicon, terms } = entries
  const sorts = [...entries.sorts.values()]
  const sortOf = new Map(sorts.map((facts, number) => [facts, number]))
  const plain: Plain = {
    accented: lexicon.accented.slice(),
    plain: lexicon.plain.slice(),
    keys: entries.keys.slice(),
    sorts,
    articles: entries.articles.slice(),
    documents: entries.documents.slice(),
    subjects: entries.subjects.slice(),
    weights: entries.weights.slice(),
    gone: [...entries.gone],
    upTo: postings.upTo,
    segments: postings.segments.map(({ from }) => from),
    lessons: lessons.all.filter((lesson, number) => lessons.numbers.get(lesson.id) === number),
    beside: structuredClone(beside),
  }
  await writeStored(path, {
    plain,
    arrays: {
      plainOf: held(lexicon.plainOf),
      first: held(terms.first),
      second: held(terms.second),
      tokens: held(entries.tokens),
      entryStarts: held(entries.starts),
      lengths: held(entries.lengths),
      documentOf: held(entries.documentOf),
      sortOf: Uint32Array.from(entries.facts, (facts) => sortOf.get(facts) ?? 0),
      ...Object.fromEntries(
        postings.segments.flatMap(({ starts, numbers, counts }, at) => [
          [`starts ${at}`, starts],
          [`numbers ${at}`, numbers],
          [`counts ${at}`, counts],
        ]),
      ),
    },
  })
}

/** The index of a file and what was kept beside it, or why the file cannot be used: then it is built anew. */
export function loadIndex(path: string): (LawIndex & { beside: Beside }) | Unreadable {
  const stored = readStored(path)
  if ('unreadable' in stored) return stored
  const plain = stored.plain as Plain
  const wide = (name: string) => stored.arrays[name] as Uint32Array
  const gone = new Set(plain.gone)
  const numbers = new Map<string, number>()
  for (const [number, key] of plain.keys.entries()) if (!gone.has(number)) numbers.set(key, number)
  const facts = Array.from(wide('sortOf'), (sort) => plain.sorts[sort] as Facts)
  const entries: LawIndex['entries'] = {
    lexicon: lexiconOf(plain.accented, plain.plain, wide('plainOf')),
    terms: termsOf(wide('first'), wide('second')),
    tokens: growingShort(stored.arrays.tokens as Uint16Array),
    starts: growing(wide('entryStarts')),
    lengths: growing(wide('lengths')),
    documentOf: growing(wide('documentOf')),
    lengthSum: wide('lengths').reduce((sum, length) => sum + length, 0),
    weights: plain.weights,
    worths: facts.map(({ kind }) => kindWorth(kind)),
    keys: plain.keys,
    facts,
    sorts: new Map(plain.sorts.map((one) => [JSON.stringify(one), one])),
    articles: plain.articles,
    documents: plain.documents,
    folded: plain.documents.map(fold),
    subjects: plain.subjects,
    numbers,
    documentNumbers: new Map(plain.documents.map((name, number) => [name, number])),
    gone,
  }
  const postings: LawIndex['postings'] = {
    upTo: plain.upTo,
    segments: plain.segments.map((from, at) => ({
      from,
      starts: wide(`starts ${at}`),
      numbers: stored.arrays[`numbers ${at}`] as Uint16Array,
      counts: stored.arrays[`counts ${at}`] as Uint8Array,
    })),
    fresh: new Map(),
  }
  for (let number = plain.upTo; number < plain.keys.length; number += 1) {
    if (!gone.has(number)) addFresh(entries, postings, number)
  }
  const lessons = emptyLessons()
  for (const lesson of plain.lessons) learnLesson(lessons, entries, lesson)
  return { entries, postings, lessons, beside: plain.beside }
}
