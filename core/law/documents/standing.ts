import { eq } from 'drizzle-orm'
import type { Standing } from '#core/law/search/search.ts'
import type { Db } from '#db/client.ts'
import { lawProvisions } from '#db/schema/law.ts'
import { type Dated, type Effect, type Ground, groundOf } from './ground.ts'

/** A calendar day of Việt Nam, YYYY-MM-DD; two of them compare as text. */
export type Day = string

/** The document that changed, replaced or repealed another. */
type By = {
  id: number
  slug: string
  number: string | null
  title: string
  kind: 'amends' | 'replaces' | 'repeals'
}

/** A change by another document; no `anchors`: the document as a whole was named. */
export type Amendment = By & { from: Day; anchors: string[] }

/**
 * What holds on one day. `from` is the first day in force, null when nobody knows it; `until` the first day no longer.
 * `by` replaced or repealed it, or will; `amendedBy` are the changes in effect on that day, the earliest first.
 */
export type Validity = {
  standing: Standing
  from: Day | null
  until: Day | null
  by?: By
  amendedBy?: Amendment[]
}

/** The validity of each document on a day; what is not in the base is left out. */
export async function validityOf(
  db: Db,
  documentIds: number[],
  day: Day,
): Promise<Map<number, Validity>> {
  const ground = await groundOf(db, documentIds)
  const known = [...new Set(documentIds)].filter((id) => ground.documents.has(id))
  return new Map(known.map((id) => [id, validityIn(ground, id, day)]))
}

/**
 * Tells the validity of a document's provisions on a day. A repealed chapter or article makes what stands in it
 * repealed; everything else has the document's validity. Throws when there is no such document.
 */
export async function provisionValidity(
  db: Db,
  documentId: number,
  day: Day,
): Promise<(anchor: string) => Validity> {
  const ground = await groundOf(db, [documentId])
  const partly = ground.effects.some(
    ({ targetId, anchors }) => targetId === documentId && anchors.length > 0,
  )
  const parents = partly ? await parentsOf(db, documentId) : new Map<string, string>()
  return provisionValidityIn(ground, documentId, day, (anchor) => upwards(anchor, parents))
}

/** An anchor and all it stands in: d12.k3 in d12 by its form, d12 in its chapter by the text. */
function upwards(anchor: string, parents: Map<string, string>): string[] {
  const all = new Set<string>()
  for (let at: string | undefined = anchor; at !== undefined && at !== ''; at = parents.get(at)) {
    for (let up = at; up !== ''; up = up.slice(0, Math.max(0, up.lastIndexOf('.')))) all.add(up)
  }
  return [...all]
}

async function parentsOf(db: Db, documentId: number): Promise<Map<string, string>> {
  const rows = await db
    .select({ anchor: lawProvisions.anchor, parent: lawProvisions.parent })
    .from(lawProvisions)
    .where(eq(lawProvisions.documentId, documentId))
  return new Map(rows.map(({ anchor, parent }) => [anchor, parent]))
}

type Ending = { day: Day; by?: By }

/** The validity of a document as a whole on a day (Law on Promulgation of Legal Documents 64/2025/QH15). */
export function validityIn(ground: Ground, id: number, day: Day): Validity {
  const document = ground.documents.get(id)
  if (document === undefined) throw new Error(`no document ${id} to tell the validity of`)
  const ending = endOf(ground, id, new Set())
  const changes = actionsOn(ground, id, new Set()).filter(
    ({ by, day: since }) => by.kind === 'amends' && since <= day,
  )
  const amendedBy = changes.map(({ by, day: from, anchors }) => ({ ...by, from, anchors }))
  return {
    standing: standingOn(document, ending?.day, day),
    from: document.inForceOn,
    until: ending?.day ?? null,
    ...(ending?.by && { by: ending.by }),
    ...(amendedBy.length > 0 && { amendedBy }),
  }
}

/**
 * The validity of a provision: its document's, unless the provision or what it stands in was itself replaced or
 * repealed before. `above` gives an anchor with all it stands in. A code has thousands of provisions and is amended in
 * hundreds of places: what is named is gathered once.
 */
function provisionValidityIn(
  ground: Ground,
  id: number,
  day: Day,
  above: (anchor: string) => string[],
): (anchor: string) => Validity {
  const { amendedBy, ...whole } = validityIn(ground, id, day)
  const amending = (amendedBy ?? []).map((amendment) => {
    const { anchors } = amendment
    return { amendment, named: new Set(anchors), around: new Set(anchors.flatMap(above)) }
  })
  const ending = actionsOn(ground, id, new Set())
    .filter(({ by, anchors }) => by.kind !== 'amends' && anchors.length > 0)
    .map((action) => ({ action, named: new Set(action.anchors) }))
  return (anchor) => {
    const places = above(anchor)
    const isIn = (named: Set<string>) => places.some((place) => named.has(place))
    const touching = amending
      .filter(({ named, around }) => named.size === 0 || around.has(anchor) || isIn(named))
      .map(({ amendment }) => amendment)
    const ended = ending.find(({ named }) => isIn(named))?.action
    const validity =
      ended === undefined || (whole.until !== null && whole.until <= ended.day)
        ? whole
        : { ...whole, ...endedBy(ended, whole, day) }
    return touching.length > 0 ? { ...validity, amendedBy: touching } : validity
  }
}

function endedBy({ day: until, by }: Action, whole: Validity, day: Day): Partial<Validity> {
  const standing = until <= day && whole.standing !== 'not yet' ? 'expired' : whole.standing
  return { standing, until, by }
}

function standingOn(document: Dated, end: Day | undefined, day: Day): Standing {
  if (end !== undefined && end <= day) return 'expired'
  // Without a day of effect nobody can say more than that it is signed; the pages tell that the day is not known.
  const from = document.inForceOn ?? document.signedOn
  return from !== null && day < from ? 'not yet' : 'in force'
}

/** The first day a document is out of force: its own, or that of what replaces or repeals it wholly. */
function endOf(ground: Ground, id: number, above: Set<number>): Ending | undefined {
  const own = ground.documents.get(id)?.expiresOn ?? null
  const first = actionsOn(ground, id, above).find(
    ({ by, anchors }) => by.kind !== 'amends' && anchors.length === 0,
  )
  if (first === undefined) return own === null ? undefined : { day: own }
  return { day: own !== null && own < first.day ? own : first.day, by: first.by }
}

type Action = { day: Day; by: By; anchors: string[] }

/**
 * What is done to a document, in the order of its days; replacing goes before repealing. A document that is out of
 * force before its own deed would take effect does nothing.
 */
function actionsOn(ground: Ground, id: number, above: Set<number>): Action[] {
  if (above.has(id)) return []
  const seen = new Set([...above, id])
  const found = ground.effects.flatMap((effect) => {
    const source = effect.targetId === id ? ground.documents.get(effect.sourceId) : undefined
    const day = effect.fromOn ?? source?.inForceOn ?? null
    if (source === undefined || day === null) return []
    const end = endOf(ground, source.id, seen)
    return end !== undefined && end.day <= day ? [] : [actionOf(source, effect, day)]
  })
  return found.sort(
    (a, b) => compare(a.day, b.day) || rank(a) - rank(b) || compare(keyOf(a), keyOf(b)),
  )
}

function actionOf(source: Dated, { kind, anchors }: Effect, day: Day): Action {
  const { id, slug, number, title } = source
  return { day, anchors, by: { id, slug, number, title, kind } }
}

function keyOf({ by, anchors }: Action): string {
  return `${by.slug} ${anchors.join(' ')}`
}

function rank({ by }: Action): number {
  return ['replaces', 'repeals', 'amends'].indexOf(by.kind)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
