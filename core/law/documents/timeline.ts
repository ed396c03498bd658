import type { LawDocument } from './documents.ts'
import type { RelationRow } from './relations.ts'
import type { Day } from './standing.ts'

/** A day in the life of a document. `by` and what follows is the other document of a change, `anchors` its parts. */
export type LawEvent = {
  day: Day
  what:
    | 'signed'
    | 'published'
    | 'in-force'
    | 'expires'
    | 'amended'
    | 'replaced'
    | 'repealed'
    | 'partly-replaced'
    | 'partly-repealed'
  by?: { id: number; number: string | null; title: string }
  anchors?: string[]
}

const done = { amends: 'amended', replaces: 'replaced', repeals: 'repealed' } as const

/** What happened to a document and what will, by day: its own dates and what published others do to it. */
export function timelineOf(document: LawDocument, relations: RelationRow[]): LawEvent[] {
  const own: [LawEvent['what'], Day | null][] = [
    ['signed', document.signedOn],
    ['published', document.publishedOn],
    ['in-force', document.inForceOn],
    ['expires', document.expiresOn],
  ]
  const events = own.flatMap(([what, day]) => (day === null ? [] : [{ what, day }]))
  const suffered = relations.flatMap((relation): LawEvent[] => {
    const { otherId, proposed, documentState, kind, anchors } = relation
    const day = relation.fromOn ?? relation.documentInForceOn
    if (otherId !== document.id || proposed || documentState !== 'published' || day === null)
      return []
    if (kind === 'guides' || kind === 'consolidates') return []
    const partly = anchors.length > 0 && kind !== 'amends'
    const what = partly ? (`partly-${done[kind]}` as LawEvent['what']) : done[kind]
    const { documentId: id, documentNumber: number, documentTitle: title } = relation
    return [{ day, what, by: { id, number, title }, anchors }]
  })
  return [...events, ...suffered].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}
