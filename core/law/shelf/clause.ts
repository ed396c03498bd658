import {
  type Hit,
  type Passage,
  passageOf,
  readHits,
  type Worths,
} from '#core/law/search/highlight.ts'

export type Part = { anchor: string; kind: string; own: string }

/** A part of an article's text that can be cited by itself. */
type Place = { anchor: string; from: number; to: number }

/** A clause is cited rather than its article when it holds this much of what the article has of the question. */
const enoughForClause = 0.5
/** A point rather than its clause, if the clause is too long to be read at once. */
const enoughForPoint = 0.85
const longClause = 400
const mostPassage = 320

/**
 * Where in an article the question is answered: the anchor of the clause or point, or of the article itself, and the
 * passage within just that part, so that the words shown are the words cited. `named` is the anchor somebody asked for.
 */
export function bestPlace(
  worths: Worths,
  {
    article,
    body,
    parts,
    named,
  }: { article: string; body: string; parts: Part[]; named?: string | undefined },
): { anchor: string; passage: Passage } {
  const text = body.normalize('NFC')
  const hits = readHits(text, worths)
  const places = placesIn(text, article, parts)
  const asked = places.find(({ anchor }) => anchor === named)
  const best = asked ?? bestOf(places, hits, { anchor: article, from: 0, to: text.length })
  const own = hits
    .filter(({ from, to }) => from >= best.from && to <= best.to)
    .map((hit) => ({ ...hit, from: hit.from - best.from, to: hit.to - best.from }))
  return {
    anchor: best.anchor,
    passage: passageOf(text.slice(best.from, best.to), own, mostPassage),
  }
}

function bestOf(places: Place[], hits: Hit[], whole: Place): Place {
  const all = worthOf(hits, whole)
  if (all === 0) return whole
  const tops = places.filter((place) => !places.some((other) => isUnder(place, other)))
  const clause = highest(tops, hits)
  if (clause === undefined || worthOf(hits, clause) < all * enoughForClause) return whole
  if (clause.to - clause.from <= longClause) return clause
  const point = highest(
    places.filter((place) => isUnder(place, clause)),
    hits,
  )
  const holds =
    point !== undefined && worthOf(hits, point) >= worthOf(hits, clause) * enoughForPoint
  return holds ? point : clause
}

function isUnder(place: Place, other: Place): boolean {
  return place.anchor.startsWith(`${other.anchor}.`)
}

/** The place that holds most; of two alike the shorter one. */
function highest(places: Place[], hits: Hit[]): Place | undefined {
  const worth = (place: Place) => worthOf(hits, place) / (1 + (place.to - place.from) / 8_000)
  return places.toSorted((a, b) => worth(b) - worth(a))[0]
}

/** The rarity of the question's words a place holds, each once. */
function worthOf(hits: Hit[], { from, to }: Place): number {
  const held = new Map<string, number>()
  for (const hit of hits) if (hit.from >= from && hit.to <= to) held.set(hit.place, hit.worth)
  return [...held.values()].reduce((sum, worth) => sum + worth, 0)
}

const longestMarker = 14
const headLength = 40

/** Finds each clause and point in the article's text by its first words; what cannot be found is not cited. */
function placesIn(text: string, article: string, parts: Part[]): Place[] {
  const found: Place[] = []
  let from = 0
  for (const { anchor, kind, own } of parts) {
    if (anchor === article || (kind !== 'clause' && kind !== 'point')) continue
    const head = (own.normalize('NFC').trim().split('\n')[0] ?? '').slice(0, headLength)
    const at = head === '' ? -1 : text.indexOf(head, from)
    if (at < 0) continue
    const line = text.lastIndexOf('\n', at - 1) + 1
    const start = at - line <= longestMarker ? Math.max(line, from) : at
    found.push({ anchor, from: start, to: text.length })
    from = at + head.length
  }
  return found.map((place, at) => {
    const next = found.slice(at + 1).find((other) => !isUnder(other, place))
    return { ...place, to: next?.from ?? place.to }
  })
}
