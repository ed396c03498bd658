import { type Word, words } from '#core/words.ts'

/** A phrase that speaks for a label, by `weight`; `*` in it stands for up to four words. */
type Term = { label: string; weight: number; phrase: string; steps: Step[] }
type Step = { plain: string; accented: string; gap: boolean; alone: boolean }

/** Terms by the folded first syllable. */
export type Terms = ReadonlyMap<string, Term[]>

/** A term found in a message: which words (`to` excluded), and how much it says there. */
export type Found = { label: string; phrase: string; weight: number; from: number; to: number }

const widestGap = 4

/** Prepares weighted phrases for search; `lists` holds them by label, accents kept. */
export function prepareTerms(lists: Record<string, Record<string, number>>): Terms {
  const terms = new Map<string, Term[]>()
  for (const [label, phrases] of Object.entries(lists)) {
    for (const [phrase, weight] of Object.entries(phrases)) {
      const steps = stepsOf(phrase)
      const first = steps[0]?.plain
      if (first === undefined) continue
      terms.set(first, [...(terms.get(first) ?? []), { label, weight, phrase, steps }])
    }
  }
  return terms
}

/**
 * The terms in a message, each once, but not inside a longer one of the same label. Accents need not be typed;
 * where the message has them and they differ (thuê, thuế), the term counts for less or not at all.
 */
export function findTerms(terms: Terms, message: Word[]): Found[] {
  const careful = isAccented(message)
  const found: Found[] = []
  for (const [from, { plain }] of message.entries()) {
    for (const term of terms.get(plain) ?? []) {
      const match = matchAt(term, message, from, careful)
      if (match !== undefined) found.push(match)
    }
  }
  const once = new Map<string, Found>()
  for (const each of found.filter((one) => !found.some((other) => covers(other, one)))) {
    const key = `${each.label} ${each.phrase}`
    if (each.weight > (once.get(key)?.weight ?? 0)) once.set(key, each)
  }
  return [...once.values()]
}

function stepsOf(phrase: string): Step[] {
  return phrase.split('*').flatMap((part, index) => {
    const read = words(part)
    return read.map(({ plain, accented }, at) => {
      return { plain, accented, gap: index > 0 && at === 0, alone: read.length === 1 }
    })
  })
}

function matchAt(term: Term, message: Word[], from: number, careful: boolean): Found | undefined {
  let at = from
  let wrong = 0
  for (const step of term.steps) {
    const furthest = step.gap ? at + widestGap : at
    while (at < furthest && message[at]?.plain !== step.plain) at += 1
    const word = message[at]
    if (word === undefined || word.plain !== step.plain) return undefined
    wrong += doubtOf(word, step, careful)
    at += 1
  }
  const right = 1 - wrong / term.steps.length
  if (right <= 0) return undefined
  return { label: term.label, phrase: term.phrase, weight: term.weight * right, from, to: at }
}

/**
 * How far a word with the right letters may be another word: 1 when its accents differ, a half when a word that
 * stands alone was typed without any (thue: thuê or thuế), nothing where its neighbours settle it.
 */
function doubtOf(word: Word, step: Step, careful: boolean): number {
  if (word.accented === step.accented) return 0
  if (careful || word.accented !== word.plain) return 1
  return step.alone ? 0.5 : 0
}

/** True of a message whose writer types accents. */
function isAccented(message: Word[]): boolean {
  const accented = message.filter((word) => /\P{ASCII}/u.test(word.typed))
  return accented.length > message.length * 0.4
}

function covers(long: Found, short: Found): boolean {
  return (
    long.label === short.label &&
    long.from <= short.from &&
    long.to >= short.to &&
    long.to - long.from > short.to - short.from
  )
}
