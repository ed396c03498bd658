import { addScore, type Scores, worthOf } from './first-round.ts'
import type { LawIndex } from './law-index.ts'
import type { Query } from './query.ts'

/** How near the nearest answered question is that cites an entry (0-1), and one that cites its document. */
export type Memory = { entries: Map<number, number>; documents: Map<number, number> }

/** The answered questions that are looked at closely. */
const mostLessons = 100
/** What a word that answered questions share counts for beside one of the text. */
const taughtWorth = 1.2
const taughtSaturation = 1.5

/**
 * What answered questions say about this one: adds their words to the scores of the provisions they cite, and gives how
 * near they are.
 */
export function recall(index: LawIndex, query: Query, scores: Scores): Memory {
  const memory: Memory = { entries: new Map(), documents: new Map() }
  const near = nearest(index, query)
  if (near.size === 0) return memory
  const { entries, lessons } = index
  for (const [lesson, likeness] of near) {
    for (const number of citedBy(index, lesson)) {
      raise(memory.entries, number, likeness)
      raise(memory.documents, entries.documentOf.data[number] as number, likeness)
    }
  }
  for (const one of query.asked) {
    const said = new Map<number, number>()
    for (const lesson of lessons.holding.get(one.term) ?? []) {
      if (!near.has(lesson)) continue
      for (const number of citedBy(index, lesson)) said.set(number, (said.get(number) ?? 0) + 1)
    }
    const worth = worthOf(one) * taughtWorth
    for (const [number, times] of said) {
      addScore(scores, number, (worth * times) / (times + taughtSaturation))
    }
  }
  return memory
}

/** The lessons most like the question and how like: the share of its words, by rarity, that they hold. */
function nearest({ lessons }: LawIndex, query: Query): Map<number, number> {
  const shared = new Map<number, number>()
  let all = 0
  for (const one of query.asked) {
    const worth = worthOf(one)
    all += worth
    const row = lessons.holding.get(one.term) ?? []
    if (row.length > 50 && row.length > lessons.all.length * 0.4) continue
    for (const lesson of row) {
      if (lessons.sizes[lesson] !== 0) shared.set(lesson, (shared.get(lesson) ?? 0) + worth)
    }
  }
  const best = [...shared].sort(([a, x], [b, y]) => y - x || a - b).slice(0, mostLessons)
  return new Map(best.map(([lesson, worth]) => [lesson, worth / all]))
}

function citedBy({ entries, lessons }: LawIndex, lesson: number): number[] {
  return (lessons.all[lesson]?.cited ?? [])
    .map((key) => entries.numbers.get(key))
    .filter((number) => number !== undefined)
}

function raise(map: Map<number, number>, key: number, value: number): void {
  if (value > (map.get(key) ?? 0)) map.set(key, value)
}
