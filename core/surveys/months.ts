import type { ResponseFilter } from './complete.ts'
import { addUp, type Block, byField, type Counts } from './counting.ts'
import { type Interval, shareInterval } from './interval.ts'

/** Marks of 4 and 5 among all marks. */
export interface Satisfaction {
  satisfied: number
  n: number
  percent: number | null
  interval?: Interval
}

export interface Month {
  /** YYYY-MM */
  month: string
  n: number
  satisfaction: Satisfaction
  /** responses by field id; '' is none */
  fields: Map<string, number>
}

/** Of fewer anonymous responses nothing is shown apart. */
export const fewest = 5

export function satisfactionOf(counts: Counts, mark: string): Satisfaction {
  const given = counts.get(mark)
  const n = given?.get('') ?? 0
  const satisfied = (given?.get('4') ?? 0) + (given?.get('5') ?? 0)
  const interval = shareInterval(satisfied, n)
  const percent = n === 0 ? null : (100 * satisfied) / n
  return { satisfied, n, percent, ...(interval && { interval }) }
}

/** The last twelve months; of anonymous ones those of enough responses. */
export function monthsOf(
  blocks: Block[],
  filter: ResponseFilter,
  anonymous: boolean,
  mark = '',
): Month[] {
  const all = [...Map.groupBy(blocks, ({ day }) => day.slice(0, 7))]
    .map(([month, own]) => ({ month, ...addUp(own, filter) }))
    .filter(({ n }) => n > 0)
  return (anonymous ? enough(all) : all)
    .sort((a, b) => (a.month < b.month ? -1 : 1))
    .slice(-12)
    .map(({ month, n, counts }) => ({
      ...{ month, n, satisfaction: satisfactionOf(counts, mark) },
      fields: counts.get(byField) ?? new Map(),
    }))
}

/** Those of enough responses, and not so many that the whole would tell what the few of the others said. */
function enough<Of extends { n: number }>(all: Of[]): Of[] {
  const sorted = all.toSorted((a, b) => a.n - b.n)
  let from = 0
  let left = 0
  for (const { n } of sorted) {
    if (n >= fewest && (left === 0 || left >= fewest)) break
    left += n
    from += 1
  }
  return sorted.slice(from)
}
