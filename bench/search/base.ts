import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { lawChanges, lawDocuments, lawProvisions, lawRelations } from '#db/schema/law.ts'
import type { Collection, Lean } from './lawdata.ts'

const at = new Date('2026-11-02T03:00:00Z')

/** Where an entry of the collection stands in the base. */
export type Place = { documentId: number; anchor: string }

/** Lays the codified law as published documents, one a number, with its articles; gives where each article went. */
export async function layBase(db: Db, { entries }: Collection, leans: Lean[]) {
  const places = new Map<string, Place>()
  const byDocument = Map.groupBy(entries, ({ document }) => document)
  let count = 0
  for (const [document, articles] of byDocument) {
    count += 1
    const [first] = articles
    const [name = ''] = first!.subject.split('\n')
    const [row] = await db
      .insert(lawDocuments)
      .values({
        slug: `van-ban-${count}`,
        number: document === '' ? null : document,
        kind: first!.kind || 'Văn bản',
        title: name,
        state: 'published',
        origin: 'import',
        signedOn: first!.year > 1900 ? `${first!.year}-01-01` : null,
        inForceOn: first!.year > 1900 ? `${first!.year}-01-01` : null,
        createdAt: at,
        updatedAt: at,
      })
      .returning({ id: lawDocuments.id })
    const documentId = row!.id
    const rows = articles.flatMap((entry, position) => {
      const anchor = `d${entry.article ?? ''}-${position}`
      places.set(entry.key, { documentId, anchor })
      return rowsOf(entry, { documentId, anchor, position: position * 100 })
    })
    for (let from = 0; from < rows.length; from += 1_000) {
      await db.insert(lawProvisions).values(rows.slice(from, from + 1_000))
    }
  }
  await layLeans(db, leans, places)
  await publish(db, places.values().next().value!.documentId)
  await db.execute(sql`analyze`)
  return places
}

type Row = typeof lawProvisions.$inferInsert

/** An article with its clauses, as the parser would find them. */
function rowsOf(
  entry: Collection['entries'][number],
  { documentId, anchor, position }: Place & { position: number },
): Row[] {
  const common = { documentId, article: anchor, title: '' }
  const clauses = entry.text
    .split('\n')
    .flatMap((line) => {
      const match = /^(\d{1,2})\. (.+)$/.exec(line)
      return match ? [{ number: match[1] ?? '', own: match[2] ?? '' }] : []
    })
    .slice(0, 90)
  return [
    {
      ...{ ...common, position, depth: 1, kind: 'article', anchor, parent: '' },
      ...{ number: entry.article ?? '', title: entry.title, own: '', body: entry.text },
    },
    ...clauses.map(({ number, own }, place) => ({
      ...{ ...common, position: position + 1 + place, depth: 2, kind: 'clause', number, own },
      ...{ anchor: `${anchor}.k${number}-${place}`, parent: anchor },
    })),
  ]
}

async function layLeans(db: Db, leans: Lean[], places: Map<string, Place>): Promise<void> {
  const pairs = new Map<string, Set<string>>()
  for (const { from, to } of leans) {
    const [a, b] = [places.get(from), places.get(to)]
    if (a === undefined || b === undefined) continue
    const pair = `${a.documentId} ${b.documentId}`
    pairs.set(pair, (pairs.get(pair) ?? new Set()).add(b.anchor))
  }
  const rows = [...pairs].map(([pair, anchors]) => {
    const [documentId = 0, otherId = 0] = pair.split(' ').map(Number)
    return { documentId, otherId, kind: 'guides' as const, anchors: [...anchors] }
  })
  for (let from = 0; from < rows.length; from += 1_000) {
    await db.insert(lawRelations).values(rows.slice(from, from + 1_000))
  }
}

/** Publishes a small document whose words nobody else has, as the panel would. */
export async function layNew(db: Db, word: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .insert(lawDocuments)
      .values({
        ...{ slug: word, number: `${word}/2026/QH15`, kind: 'Luật', title: `Luật ${word}` },
        ...{ state: 'published', origin: 'typed', inForceOn: '2026-01-01' },
        ...{ createdAt: at, updatedAt: at },
      })
      .returning({ id: lawDocuments.id })
    await publish(tx, row!.id)
  })
}

async function publish(db: Db, whatId: number): Promise<void> {
  await db.insert(lawChanges).values({ what: 'document', whatId, at: new Date() })
  await db.execute(sql`select pg_notify('law_changes', '')`)
}
