import { percentile } from '../measure.ts'
import type { Asked } from './lawdata.ts'

/** Asks a question and gives the keys found, best first. */
export type Ask = (question: string) => string[] | Promise<string[]>
export type Score = {
  asked: number
  at: Record<number, number>
  mrr: number
  p50: number
  p95: number
  /** the same counted in this thread's own processor time: what a busy machine does not change */
  cpu95: number
}

const depths = [1, 5, 10, 20]

/** Asks everything once: the share of questions with a right entry among the first n, and the time taken. */
export async function score(questions: Asked[], ask: Ask): Promise<Score> {
  const times: number[] = []
  const works: number[] = []
  const ranks: number[] = []
  for (const { question, gold } of questions) {
    const before = process.threadCpuUsage()
    const started = performance.now()
    const keys = await ask(question)
    times.push(performance.now() - started)
    const { user, system } = process.threadCpuUsage(before)
    works.push((user + system) / 1000)
    const right = new Set(gold)
    const rank = keys.findIndex((key) => right.has(key))
    ranks.push(rank === -1 ? Number.POSITIVE_INFINITY : rank)
  }
  const share = (depth: number) => ranks.filter((rank) => rank < depth).length / ranks.length
  const reciprocal = ranks.map((rank) => (rank < 10 ? 1 / (rank + 1) : 0))
  return {
    asked: ranks.length,
    at: Object.fromEntries(depths.map((depth) => [depth, share(depth)])),
    mrr: reciprocal.reduce((sum, value) => sum + value, 0) / ranks.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    cpu95: percentile(works, 0.95),
  }
}

export const scoreHead = [
  '',
  'asked',
  'R@1',
  'R@5',
  'R@10',
  'R@20',
  'MRR@10',
  'p50 ms',
  'p95 ms',
  'CPU p95',
]

export function scoreRow(name: string, { asked, at, mrr, p50, p95, cpu95 }: Score): string[] {
  const shares = [...depths.map((depth) => at[depth] ?? Number.NaN), mrr]
  return [
    name,
    String(asked),
    ...shares.map((share) => share.toFixed(3).replace(/^0/, '')),
    p50.toFixed(1),
    p95.toFixed(1),
    cpu95.toFixed(1),
  ]
}
