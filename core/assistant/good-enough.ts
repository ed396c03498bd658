import { fold } from '#core/fold.ts'
import { type Reference, readReferences } from '#core/law/search/references.ts'
import type { Finding } from '#core/law/shelf.ts'
import { words } from '#core/words.ts'

/**
 * How much of the question (0-1, by rarity) a passage must hold to be shown at all. Measured on labelled questions:
 * see bench/assistant.
 */
const leastCoverage = 0.55
/** A published answer was written for a question like this one: its words fit more closely. */
const leastOfPublished = 0.5
/** What follows the best is shown only when it is about as good. */
const behindBest = 0.75
const mostShown = 3
const leastWords = 2

/** The two or three findings worth showing, published answers first; none when nothing is good enough. */
export function goodEnough(text: string, findings: Finding[]): Finding[] {
  const named = namedIn(text, findings)
  if (named.length > 0) return named.slice(0, mostShown)
  if (words(text).length < leastWords) return []
  const best = Math.max(0, ...findings.map(({ coverage }) => coverage))
  const good = findings.filter(({ what, coverage }) => {
    const least = what === 'published' ? leastOfPublished : leastCoverage
    return coverage >= Math.max(least, best * behindBest)
  })
  const published = good.filter(({ what }) => what === 'published')
  const law = good.filter(({ what }) => what !== 'published')
  return [...published.slice(0, law.length > 0 ? 2 : mostShown), ...law].slice(0, mostShown)
}

/** What the text names by its number or name, when that is what it was written for. */
function namedIn(text: string, findings: Finding[]): Finding[] {
  const references = readReferences(text).filter(({ number, name }) => number ?? name)
  return references.flatMap((reference) => {
    const meant = findings.filter((finding) => isMeant(reference, finding))
    if (reference.article === undefined) return meant.slice(0, 1)
    const articles = meant.filter(({ anchor }) => anchorFits(anchor, reference.article ?? ''))
    return articles.slice(0, 1)
  })
}

function isMeant({ number, name }: Reference, { what, label }: Finding): boolean {
  if (what === 'published') return false
  const folded = fold(label)
  if (number !== undefined) {
    const wanted = fold(number).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return new RegExp(`(?<![\\d/])${wanted}(?![\\d])`).test(folded)
  }
  return name !== undefined && ` ${folded} `.includes(` ${name} `)
}

function anchorFits(anchor: string, article: string): boolean {
  return anchor.split('.')[0] === `d${article}`
}
