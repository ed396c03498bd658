import type { Word } from '#core/words.ts'

/** A message somebody has put where it belongs. */
export type Example = { words: Word[]; label: string }

/**
 * In how many examples of each label a word or pair of words stood, and how far that is to be trusted beside the
 * written terms (0: not at all). Plain JSON.
 */
export type Learned = {
  trust: number
  labels: Record<string, number>
  words: Record<string, Record<string, number>>
}

/** What was learnt, ready to be asked: for each known word what it says for each of the labels. */
export type Lore = { trust: number; labels: string[]; weights: ReadonlyMap<string, number[]> }

/**
 * A word or pair of words of a message, and what it says for each label (log-odds, negative: against), of which
 * `share` counts in this message.
 */
export type Hint = { from: number; to: number; weights: number[]; share: number }

/** Pull towards "says nothing": as if so many examples of each label were like all others. */
const doubt = 2
const leastSeen = 2
const strongest = 2.5
const weakest = -1

/** Counts words and pairs over the examples; what stood in one example only is forgotten. */
export function learn(examples: Example[], trust: number): Learned {
  const labels: Record<string, number> = {}
  const counts = new Map<string, Map<string, number>>()
  for (const { words, label } of examples) {
    labels[label] = (labels[label] ?? 0) + 1
    for (const key of new Set(features(words).map((each) => each.key))) {
      const byLabel = counts.get(key) ?? new Map<string, number>()
      counts.set(key, byLabel.set(label, (byLabel.get(label) ?? 0) + 1))
    }
  }
  const kept = [...counts].filter(([, byLabel]) => total(byLabel.values()) >= leastSeen)
  const words = Object.fromEntries(
    kept.map(([word, byLabel]) => [word, Object.fromEntries(byLabel)]),
  )
  return { trust, labels, words }
}

/**
 * Turns counts into log-odds against the average message (naive Bayes over words and pairs), softened for labels
 * seen seldom.
 */
export function prepareLearned(learned: Learned, labels: string[]): Lore {
  const all = total(Object.values(learned.labels))
  const weights = Object.entries(learned.words).map(([word, counts]) => {
    const usual = total(Object.values(counts)) / all
    const odds = labels.map((label) => {
      const seen = learned.labels[label] ?? 0
      const here = ((counts[label] ?? 0) + doubt * usual) / (seen + doubt)
      return Math.min(strongest, Math.max(weakest, Math.log(here / usual)))
    })
    return [word, odds] as const
  })
  return { trust: learned.trust, labels, weights: new Map(weights) }
}

/**
 * What a message's known words say. The longer the message, the less each says, because words repeat each other
 * and a long story is not a surer one.
 */
export function hints(lore: Lore, message: Word[]): Hint[] {
  const known = new Map<string, Omit<Hint, 'share'>>()
  for (const { key, from, to } of features(message)) {
    const weights = lore.weights.get(key)
    if (weights !== undefined && !known.has(key)) known.set(key, { from, to, weights })
  }
  const share = Math.min(1, 2.5 / Math.sqrt(known.size)) * lore.trust
  return [...known.values()].map((hint) => ({ ...hint, share }))
}

function features(message: Word[]): { key: string; from: number; to: number }[] {
  return message.flatMap((word, at) => {
    const single = { key: word.plain, from: at, to: at + 1 }
    const next = message[at + 1]
    if (next === undefined) return [single]
    return [single, { key: `${word.plain} ${next.plain}`, from: at, to: at + 2 }]
  })
}

function total(numbers: Iterable<number>): number {
  let sum = 0
  for (const each of numbers) sum += each
  return sum
}
