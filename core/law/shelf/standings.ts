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

export type KeptStandings = {
  on(day: Day): Promise<Standings>
  /** Asks again for every day that was asked for; to be called at each change. */
  renew(): Promise<void>
}

/**
 * The validity of all documents, asked once a day and change rather than at every question: `documents` are the ids
 * there are, `edition` grows with every change. Questions that come while it is asked anew are answered by what was known
 * a moment before.
 */
export function keepStandings(
  db: Db,
  { documents, edition }: { documents(): number[]; edition(): number },
): KeptStandings {
  const days = new Map<Day, Kept>()
  const load = (day: Day): Kept => {
    const standings = standingsOn(db, documents(), day)
    standings.catch(() => days.delete(day))
    return { standings, edition: edition(), until: performance.now() + keptMs }
  }
  const keep = (day: Day, kept: Kept): void => {
    days.delete(day)
    days.set(day, kept)
    for (const oldest of [...days.keys()].slice(0, -mostDays)) days.delete(oldest)
  }
  return {
    on(day) {
      const known = days.get(day)
      if (known !== undefined && performance.now() < known.until) return known.standings
      const kept = load(day)
      keep(day, kept)
      return kept.standings
    },
    async renew() {
      const old = [...days].filter(([, known]) => known.edition !== edition())
      await Promise.all(
        old.map(async ([day]) => {
          const kept = load(day)
          await kept.standings
          if ((days.get(day)?.edition ?? 0) <= kept.edition) keep(day, kept)
        }),
      )
    },
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
