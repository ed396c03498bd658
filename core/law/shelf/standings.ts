import { and, inArray, isNotNull, ne, sql } from 'drizzle-orm'
import {
  type Day,
  provisionValidity,
  type Validity,
  validityOf,
} from '#core/law/documents/standing.ts'
import type { Db } from '#db/client.ts'
import { lawRelations } from '#db/schema/law.ts'

/** What holds on one day. */
export type Standings = {
  of(documentId: number): Validity | undefined
  /** Of a provision: another than its document's when it was itself replaced, repealed or amended. */
  provision(documentId: number): Promise<((anchor: string) => Validity) | undefined>
}

type Kept = { standings: Promise<Standings>; edition: number; until: number }

/** Somebody may change a relation and tell nobody: then it shows after this time. */
const keptMs = 5 * 60_000
const mostDays = 8

/**
 * The validity of all documents, asked once a day and change rather than at every question: `documents` are the ids
 * there are, `edition` grows with every change.
 */
export function keepStandings(
  db: Db,
  { documents, edition }: { documents(): number[]; edition(): number },
): (day: Day) => Promise<Standings> {
  const days = new Map<Day, Kept>()
  return (day) => {
    const known = days.get(day)
    const at = performance.now()
    if (known && known.edition === edition() && at < known.until) return known.standings
    const standings = standingsOn(db, documents(), day)
    days.delete(day)
    days.set(day, { standings, edition: edition(), until: at + keptMs })
    for (const oldest of [...days.keys()].slice(0, -mostDays)) days.delete(oldest)
    standings.catch(() => days.delete(day))
    return standings
  }
}

async function standingsOn(db: Db, documents: number[], day: Day): Promise<Standings> {
  const [validities, touched] = await Promise.all([
    validityOf(db, documents, day),
    touchedInPart(db),
  ])
  const provisions = new Map<number, Promise<(anchor: string) => Validity>>()
  return {
    of: (documentId) => validities.get(documentId),
    async provision(documentId) {
      const whole = validities.get(documentId)
      if (whole === undefined) return undefined
      if (!touched.has(documentId)) return () => whole
      const known = provisions.get(documentId) ?? provisionValidity(db, documentId, day)
      provisions.set(documentId, known)
      known.catch(() => provisions.delete(documentId))
      return known
    },
  }
}

/** The documents of which a single provision may stand otherwise than the whole. */
async function touchedInPart(db: Db): Promise<Set<number>> {
  const rows = await db
    .selectDistinct({ id: lawRelations.otherId })
    .from(lawRelations)
    .where(
      and(
        isNotNull(lawRelations.otherId),
        inArray(lawRelations.kind, ['amends', 'replaces', 'repeals']),
        sql`not ${lawRelations.proposed}`,
        ne(lawRelations.anchors, sql`'[]'::jsonb`),
      ),
    )
  return new Set(rows.flatMap(({ id }) => id ?? []))
}
