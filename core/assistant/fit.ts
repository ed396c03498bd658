import type { Finding } from '#core/law/shelf.ts'
import { type Word, words } from '#core/words.ts'

/** Syllables that every question has, whatever it is about. */
const everyday = words(
  `cho hỏi tôi là gì nào có không thì làm thế muốn bao nhiêu ở đâu khi được và của các những à ơi anh chị em mình với
  vậy như về trong từ đến theo phải cần sẽ đã đang bị hay hoặc ai sao nhé rồi một này đó nếu vì để ra vào xin giúp cũng
  rằng mà ạ ah ad`,
)
const everydayTyped = new Set(everyday.map(({ accented }) => accented))
const everydayBare = new Set(everyday.map(({ plain }) => plain))

/** What is left of a question without the everyday syllables; prepared once for all findings. */
export type Gist = { syllables: string[]; pairs: string[] }

export function gistOf(question: string): Gist {
  const syllables = content(question)
  return { syllables, pairs: pairsOf(syllables) }
}

/**
 * How well a finding fits a question, about -6 to 6. Logistic weights learned on 410 questions whose provisions were in a
 * base of 3,357 articles, and 1,557 out of its scope or small talk; shares of the question only, so that the size of the
 * base does not matter.
 */
export function fitOf({ syllables, pairs }: Gist, finding: Finding): number {
  if (syllables.length === 0) return -6
  const { heading, label, passage, coverage } = finding
  const shown = `${heading} . ${label} . ${passage.text}`
  const whole = words(shown).map(({ plain }) => plain)
  const standing = new Set([...pairsOf(whole), ...pairsOf(content(shown))])
  const met = pairs.filter((pair) => standing.has(pair)).length
  const head = content(heading)
  const asked = new Set(syllables)
  const headed = new Set(head)
  return (
    -5.99 +
    3.66 * coverage +
    1.93 * share(met, pairs.length) +
    0.74 * Math.log1p(met) +
    1.89 * share(head.filter((one) => asked.has(one)).length, head.length) +
    2.35 * share(syllables.filter((one) => headed.has(one)).length, syllables.length)
  )
}

/**
 * The least fit that is shown. A question that is plainly of the office's own fields needs less: together they refuse 95 %
 * of what is out of scope and show something for nine of ten questions that the base answers (bench:assistant).
 */
export function leastFit(inField: boolean): number {
  return inField ? -1.4 : 0.2
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function content(text: string): string[] {
  return words(text)
    .filter((word) => !isEveryday(word))
    .map(({ plain }) => plain)
}

/** With accents a syllable is what it says: sự cố is not sự có. */
function isEveryday({ plain, accented }: Word): boolean {
  return accented === plain ? everydayBare.has(plain) : everydayTyped.has(accented)
}

function pairsOf(syllables: string[]): string[] {
  return syllables.slice(1).map((second, at) => `${syllables[at]} ${second}`)
}
