import { fold } from '#core/fold.ts'
import { words } from '#core/words.ts'
import type { LawIndex } from './law-index.ts'
import { readQuery } from './query.ts'

/** The part of a text that answers best: `marks` are the places in `text` to be set off. */
export type Passage = {
  text: string
  /** Whether the source goes on before and after. */
  cutBefore: boolean
  cutAfter: boolean
  marks: { from: number; to: number }[]
}

const token = /[\p{L}\p{N}]+/gu
/** A syllable in nearly every text is not set off alone. */
const leastRarity = 1.2
const mostCharacters = 200_000

/** A word of a text that the question has too: `place` is the bare syllable, `worth` its rarity. */
export type Hit = { from: number; to: number; worth: number; place: string }

/** What each bare syllable of a question is worth, by which texts are marked. */
export type Worths = Map<string, number>

/** What makes a sentence a question says nothing of its matter, and law has it too: "… không được …". */
const askingEnd = /(?:(?<!h[aà]ng)\s(?:nữa|nua|không|khong|chưa|vậy|ạ|nhỉ))+[\s?.!]*$/iu

export function readWorths({ entries, postings }: LawIndex, question: string): Worths {
  const query = readQuery(question.replace(askingEnd, ''), entries, postings)
  const worths: Worths = new Map()
  // In a small law base nothing is rare: there the rarer half is set off.
  const least = Math.min(leastRarity, Math.max(0, ...query.rarities) * 0.6)
  for (const [at, syllable] of query.syllables.entries()) {
    const plain = entries.lexicon.plain[syllable]
    const rarity = query.rarities[at] ?? 0
    if (plain !== undefined && rarity > 0 && rarity >= least) worths.set(plain, rarity)
  }
  return worths
}

/** What of a question stands in a text, in the text's order; places are those of the composed text (NFC). */
export function readHits(text: string, worths: Worths): Hit[] {
  return hitsIn(text.slice(0, mostCharacters).normalize('NFC'), worths)
}

/** The window of at most `most` characters that holds most of the question, with the matches in it. */
export function bestPassage(
  index: LawIndex,
  source: { text: string; question: string; most?: number },
): Passage {
  const hits = readHits(source.text, readWorths(index, source.question))
  return passageOf(source.text, hits, source.most)
}

/** The same for hits that were read before. */
export function passageOf(source: string, hits: Hit[], most = 320): Passage {
  const text = source.slice(0, mostCharacters).normalize('NFC')
  const { from, to } = windowOf(text, hits, most)
  return {
    text: text.slice(from, to),
    cutBefore: from > 0,
    cutAfter: to < text.length || source.length > mostCharacters,
    marks: hits
      .filter((hit) => hit.from >= from && hit.to <= to)
      .map((hit) => ({ from: hit.from - from, to: hit.to - from })),
  }
}

function hitsIn(text: string, worths: Map<string, number>): Hit[] {
  if (worths.size === 0) return []
  const hits: Hit[] = []
  for (const match of text.matchAll(token)) {
    const [word] = match
    const place = plainsOf(word).find((plain) => worths.has(plain))
    if (place === undefined) continue
    hits.push({
      from: match.index,
      to: match.index + word.length,
      worth: worths.get(place) ?? 0,
      place,
    })
  }
  return hits
}

/** The same words stand in text after text. */
const mostRead = 50_000
const read = new Map<string, string[]>()

function plainsOf(word: string): string[] {
  const known = read.get(word)
  if (known !== undefined) return known
  const plains = word.length === 1 ? [fold(word)] : words(word).map(({ plain }) => plain)
  if (read.size < mostRead && word.length < 20) read.set(word, plains)
  return plains
}

/** Two fingers over the hits: the span whose distinct syllables are worth most, then out to whole words. */
function windowOf(text: string, hits: Hit[], most: number): { from: number; to: number } {
  if (text.length <= most) return { from: 0, to: text.length }
  const held = new Map<string, number>()
  let worth = 0
  let highest = 0
  let best = { from: 0, to: 0 }
  let first = 0
  for (const [at, hit] of hits.entries()) {
    const times = held.get(hit.place) ?? 0
    held.set(hit.place, times + 1)
    // A repeated syllable counts a little, so that the denser of two equal windows wins.
    worth += times === 0 ? hit.worth : hit.worth / 10
    for (; first < at && hit.to - (hits[first]?.from ?? 0) > most; first += 1) {
      const left = hits[first] as Hit
      const rest = (held.get(left.place) ?? 1) - 1
      held.set(left.place, rest)
      worth -= rest === 0 ? left.worth : left.worth / 10
    }
    if (worth > highest + 1e-9) {
      highest = worth
      best = { from: hits[first]?.from ?? 0, to: hit.to }
    }
  }
  return widened(text, best, most)
}

const sentenceStart = /(?:^|[.;:!?\n])\s*(?=\S)/gu

/** Spends the room that is left: back to where the sentence begins if it is near, the rest behind. */
function widened(
  text: string,
  core: { from: number; to: number },
  most: number,
): { from: number; to: number } {
  const room = Math.max(0, most - (core.to - core.from))
  const earliest = Math.max(0, core.from - room)
  const lead = text.slice(earliest, core.from)
  const starts = [...lead.matchAll(sentenceStart)].map((match) => match.index + match[0].length)
  const begin = earliest === 0 ? 0 : starts.find((at) => at > 0)
  const blank = lead.indexOf(' ')
  const wordStart = blank === -1 ? core.from : earliest + blank + 1
  const from = begin === undefined ? Math.max(wordStart, core.from - 60) : earliest + begin
  const start = begin === undefined ? afterBlank(text, from, core.from) : from
  const furthest = Math.min(text.length, start + most)
  if (furthest === text.length) return { from: start, to: furthest }
  const end = text.lastIndexOf(' ', furthest)
  return {
    from: start,
    to: end > core.to ? end : Math.max(core.to, Math.min(furthest, text.length)),
  }
}

function afterBlank(text: string, from: number, until: number): number {
  if (from === 0 || text[from - 1] === ' ') return from
  const blank = text.indexOf(' ', from)
  return blank === -1 || blank >= until ? until : blank + 1
}
