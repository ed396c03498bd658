import { fold } from '#core/fold.ts'
import { type Reference, readReferences } from '#core/law/search/references.ts'
import type { Finding } from '#core/law/shelf.ts'
import { fitOf, type Gist, gistOf, leastFit } from './fit.ts'

/** What follows the best of its sort is shown only when it fits about as well. */
const behindBest = 2
const mostShown = 3

/** The two or three findings worth showing, published answers first; none when nothing is good enough. */
export function goodEnough(text: string, findings: Finding[]): Finding[] {
  const named = namedIn(text, findings)
  if (named.length > 0) return named.slice(0, mostShown)
  const gist = gistOf(text)
  const published = fitting(gist, findings, ({ what }) => what === 'published')
  const law = fitting(gist, findings, ({ what }) => what !== 'published')
  return [...published.slice(0, law.length > 0 ? 2 : mostShown), ...law].slice(0, mostShown)
}

function fitting(gist: Gist, findings: Finding[], wanted: (one: Finding) => boolean): Finding[] {
  const fits = findings.filter(wanted).map((finding) => ({ finding, fit: fitOf(gist, finding) }))
  const best = Math.max(...fits.map(({ fit }) => fit))
  const least = Math.max(leastFit, best - behindBest)
  return fits.filter(({ fit }) => fit >= least).map(({ finding }) => finding)
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
