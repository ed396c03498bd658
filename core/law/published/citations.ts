import { and, eq, inArray, like, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions } from '#db/schema/law.ts'
import { citations } from '#db/schema/published.ts'
import { type Labelled, labelled } from './citation-labels.ts'
import { type Cited, citationsIn, type Named, numbersIn, oneSpelling } from './reading.ts'

export type Holder = (typeof citations.$inferSelect)['holder']

/**
 * Keeps what a text, or a list of provisions, rests on as the citations of its holder, in place of those kept before.
 * Documents that are not in the base are left out; a provision the document does not have stands for what it would be in.
 */
export async function keepCitations(
  tx: Db,
  holder: Holder,
  holderId: number,
  on: string | Cited[],
  now: Date,
): Promise<void> {
  const cited = typeof on === 'string' ? await citedIn(tx, on) : await settled(tx, on)
  await dropCitations(tx, holder, holderId)
  if (cited.length === 0) return
  const rows = cited.map((one) => ({ holder, holderId, ...one, citedAt: now }))
  await tx.insert(citations).values(rows).onConflictDoNothing()
}

export async function dropCitations(tx: Db, holder: Holder, holderId: number): Promise<void> {
  const own = and(eq(citations.holder, holder), eq(citations.holderId, holderId))
  await tx.delete(citations).where(own)
}

/** The documents of the base and their provisions that a text cites. */
export async function citedIn(db: Db, text: string): Promise<Cited[]> {
  const base = await baseFor(db, text)
  return base.length === 0 ? [] : settled(db, citationsIn(text, base))
}

/** What a text cites that is out of force, or not yet in force, on the day of `now`; drafts of documents say nothing yet. */
export async function doubtfulIn(db: Db, text: string, now: Date): Promise<Labelled[]> {
  const cited = await labelled(db, await citedIn(db, text), now)
  return cited.filter(({ shown, validity }) => shown && validity.standing !== 'in force')
}

const laws = ['Luật', 'Bộ luật', 'Pháp lệnh']
const kindBefore = /^(?:bo luat|luat|phap lenh) /

/** The documents a text can mean: those of its numbers, and the laws when it names any. */
async function baseFor(db: Db, text: string): Promise<Named[]> {
  const keys = numbersIn(text)
  const halves = keys.filter((key) => /^\d+\/\d{4}$/.test(key))
  const byName = /luat|phap lenh/.test(oneSpelling(text))
  if (keys.length === 0 && !byName) return []
  const rows = await db
    .select({
      id: lawDocuments.id,
      numberKey: lawDocuments.numberKey,
      kind: lawDocuments.kind,
      title: lawDocuments.title,
      shown: sql<boolean>`${lawDocuments.state} = 'published'`,
      year: sql<string | null>`extract(year from ${lawDocuments.signedOn})`,
    })
    .from(lawDocuments)
    .where(
      or(
        inArray(lawDocuments.numberKey, keys),
        ...halves.map((key) => like(lawDocuments.numberKey, `${key}/%`)),
        byName ? inArray(lawDocuments.kind, laws) : undefined,
      ),
    )
  return rows.map(({ kind, title, year, ...row }) => ({
    ...row,
    name: laws.includes(kind) ? oneSpelling(title).replace(kindBefore, '') : '',
    year: year === null ? yearIn(row.numberKey) : Number(year),
  }))
}

function yearIn(numberKey: string | null): number | undefined {
  const year = /\/(\d{4})\//.exec(numberKey ?? '')?.[1]
  return year === undefined ? undefined : Number(year)
}

/** Each once, bound to a provision that the document has, as far as its text is known. */
async function settled(db: Db, cited: Cited[]): Promise<Cited[]> {
  const ids = [...new Set(cited.filter(({ anchor }) => anchor !== '').map((one) => one.documentId))]
  const wanted = [...new Set(cited.flatMap(({ anchor }) => upwards(anchor)))]
  const [known, read] =
    ids.length === 0 ? [[], []] : await Promise.all([provisions(db, ids, wanted), texts(db, ids)])
  const has = new Set(known.map(({ documentId, anchor }) => `${documentId}:${anchor}`))
  const withText = new Set(read.map(({ id }) => id))
  const found = cited.map(({ documentId, anchor }) => {
    if (!withText.has(documentId)) return { documentId, anchor }
    const nearest = upwards(anchor).find((one) => has.has(`${documentId}:${one}`))
    return { documentId, anchor: nearest ?? '' }
  })
  return [...new Map(found.map((one) => [`${one.documentId}:${one.anchor}`, one])).values()]
}

/** d72.k2.da, d72.k2, d72 */
function upwards(anchor: string): string[] {
  const parts = anchor.split('.').filter((part) => part !== '')
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('.'))
}

function provisions(db: Db, ids: number[], wanted: string[]) {
  const { documentId, anchor } = lawProvisions
  return db
    .select({ documentId, anchor })
    .from(lawProvisions)
    .where(and(inArray(documentId, ids), inArray(anchor, wanted)))
}

function texts(db: Db, ids: number[]) {
  const read = sql`${lawDocuments.text} is not null`
  return db
    .select({ id: lawDocuments.id })
    .from(lawDocuments)
    .where(and(inArray(lawDocuments.id, ids), read))
}
