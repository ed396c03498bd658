import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Head } from '#core/law/parse/head.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawRelations } from '#db/schema/law.ts'
import type { RelationKind } from './binding.ts'
import { numberKey } from './documents.ts'
import { anchorsOfPart } from './part-anchors.ts'
import { boundValues } from './relations.ts'

type Read = Head['relations'][number]

/** "Hết hiệu lực" without a successor named is a repeal. */
const kinds: Record<Read['kind'], RelationKind> = {
  amends: 'amends',
  replaces: 'replaces',
  repeals: 'repeals',
  ends: 'repeals',
  guides: 'guides',
}

/**
 * Proposes the relations a text names, each to be confirmed by a clerk, in place of those proposed before. What the
 * document has already confirmed is not proposed again.
 */
export async function proposeRelations(tx: Db, documentId: number, read: Read[]): Promise<void> {
  await tx
    .delete(lawRelations)
    .where(and(eq(lawRelations.documentId, documentId), eq(lawRelations.proposed, true)))
  const confirmed = await tx
    .select({
      kind: lawRelations.kind,
      key: lawRelations.otherKey,
      name: lawRelations.otherName,
    })
    .from(lawRelations)
    .where(eq(lawRelations.documentId, documentId))
  const known = new Set(confirmed.map(keyOf))
  for (const one of read) {
    const number = one.number ?? (await numberOfName(tx, documentId, one.name)) ?? ''
    const kind = kinds[one.kind]
    const key = keyOf({ kind, key: numberKey(number) ?? '', name: one.name })
    if (known.has(key)) continue
    known.add(key)
    const values = await boundValues(tx, {
      kind,
      otherNumber: number,
      otherName: one.name,
      anchors: anchorsOfPart(one.part) ?? [],
      fromOn: null,
      note: one.part,
    })
    if (values.otherId === documentId) continue
    await tx.insert(lawRelations).values({ ...values, documentId, proposed: true })
  }
}

function keyOf({ kind, key, name }: { kind: string; key: string; name: string }): string {
  // "Replaces" and "hết hiệu lực" of the same document are one deed.
  const deed = kind === 'repeals' ? 'replaces' : kind
  return `${deed} ${key === '' ? fold(name) : key}`
}

/** A law told by its name alone: the latest of that name. */
async function numberOfName(tx: Db, documentId: number, name: string): Promise<string | undefined> {
  const rows = await tx
    .select({
      id: lawDocuments.id,
      number: lawDocuments.number,
      kind: lawDocuments.kind,
      title: lawDocuments.title,
      signedOn: lawDocuments.signedOn,
    })
    .from(lawDocuments)
    .where(
      and(
        isNotNull(lawDocuments.number),
        inArray(lawDocuments.kind, ['Luật', 'Bộ luật', 'Pháp lệnh']),
      ),
    )
  const wanted = fold(name)
  const same = rows.filter(({ id, kind, title }) => {
    return id !== documentId && [fold(title), fold(`${kind} ${title}`)].includes(wanted)
  })
  const latest = same.toSorted((a, b) => ((a.signedOn ?? '') < (b.signedOn ?? '') ? 1 : -1))
  return latest[0]?.number ?? undefined
}
