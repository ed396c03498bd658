import { fold } from '#core/fold.ts'
import { type Reference, readReferences } from '#core/law/search/references.ts'
import type { Finding } from '#core/law/shelf.ts'
import { fitOf, gistOf, leastFit } from './fit.ts'

/** What follows the best of its sort is shown only when it fits about as well. */
const behindBest = 1.5
const mostShown = 3

/**
 * The two or three findings worth showing, published answers first; none when nothing is good enough. Law out of force is
 * shown only where nothing in force fits, or when it is what the text names. `inField`: the question is plainly of the
 * office's own fields.
 */
export function goodEnough(text: string, findings: Finding[], inField: boolean): Finding[] {
  const named = namedIn(text, findings)
  if (named.length > 0) return named.slice(0, mostShown)
  const gist = gistOf(text)
  const least = leastFit(inField)
  const fits = findings
    .filter(({ anchor }) => !anchor.startsWith('pl'))
    .map((finding) => ({ finding, fit: fitOf(gist, finding) }))
    .filter(({ fit }) => fit >= least)
  const published = best(fits, ({ what }) => what === 'published')
  const inForce = best(fits, ({ what, validity }) => what !== 'published' && !isOver(validity))
  const over = best(fits, ({ what, validity }) => what !== 'published' && isOver(validity))
  const law = inForce.length > 0 ? inForce : over
  return [...published.slice(0, law.length > 0 ? 2 : mostShown), ...law].slice(0, mostShown)
}

type Fitting = { finding: Finding; fit: number }

function best(fits: Fitting[], wanted: (one: Finding) => boolean): Finding[] {
  const those = fits.filter(({ finding }) => wanted(finding))
  const highest = Math.max(...those.map(({ fit }) => fit))
  return those
    .filter(({ fit }) => fit >= highest - behindBest)
    .toSorted((a, b) => b.fit - a.fit)
    .map(({ finding }) => finding)
}

function isOver(validity: Finding['validity']): boolean {
  return validity?.standing === 'expired'
}

/** What the text names by its number or name. */
function namedIn(text: string, findings: Finding[]): Finding[] {
  const references = readReferences(text).filter(({ number, name }) => number ?? name)
  return references.flatMap((reference) => {
    const meant = findings.filter((finding) => isMeant(reference, finding))
    if (reference.article === undefined) return meant.slice(0, 1)
    const { article } = reference
    const articles = meant.filter(({ anchor }) => anchorFits(anchor, article))
    // Of a document without a text there is only itself to be shown.
    return (articles.length > 0 ? articles : meant.filter(({ anchor }) => anchor === '')).slice(
      0,
      1,
    )
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
