import { eq, inArray } from 'drizzle-orm'
import { bindRelations } from '#core/law/documents/binding.ts'
import { lockLawBase, noteChange, numberKey } from '#core/law/documents/documents.ts'
import { boundValues } from '#core/law/documents/relations.ts'
import { slugOf } from '#core/law/documents/slug.ts'
import { openReviews } from '#core/law/published/reviews.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawRelations } from '#db/schema/law.ts'
import { fields, settings } from '#db/schema/profile.ts'
import { type CatalogueEntry, readCatalogue, relationsOfEntry } from './catalogue.ts'

const key = 'law-catalogue'

/**
 * Puts the shipped documents into the base as published ones, facts only; gives how many were new. Each is put in
 * once: what staff changed, renumbered or had before stays theirs, also when a later version brings more of them.
 */
export async function installCatalogue(db: Db, now: Date): Promise<number> {
  const entries = readCatalogue()
  return db.transaction(async (tx) => {
    await lockLawBase(tx)
    const before = await installedBefore(tx)
    const wanted = entries.filter(({ number }) => !before.has(keyOf(number)))
    if (wanted.length === 0) return 0
    const value = [...before, ...wanted.map(({ number }) => keyOf(number))]
    await tx
      .insert(settings)
      .values({ key, value, updatedAt: now })
      .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: now } })
    const known = await numbersInBase(tx, wanted)
    const fresh = wanted.filter(({ number }) => !known.has(keyOf(number)))
    const fieldIds = await idsByCode(tx)
    const added: { id: number; entry: CatalogueEntry }[] = []
    for (const entry of fresh) {
      added.push({ id: await add(tx, entry, fieldIds, now), entry })
    }
    for (const { id, entry } of added) await relate(tx, id, entry)
    for (const { id } of added) {
      await bindRelations(tx, id, now)
      await openReviews(tx, id, now)
      await noteChange(tx, 'document', id, now)
    }
    return added.length
  })
}

function keyOf(number: string): string {
  return numberKey(number) ?? number
}

async function installedBefore(tx: Db): Promise<Set<string>> {
  const [row] = await tx
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, key))
  return new Set(Array.isArray(row?.value) ? row.value.map(String) : [])
}

async function numbersInBase(tx: Db, entries: CatalogueEntry[]): Promise<Set<string | null>> {
  const keys = entries.map(({ number }) => keyOf(number))
  const rows = await tx
    .select({ key: lawDocuments.numberKey })
    .from(lawDocuments)
    .where(inArray(lawDocuments.numberKey, keys))
  return new Set(rows.map((row) => row.key))
}

/** The office may have fields of its own; what it does not have is left out. */
async function idsByCode(tx: Db): Promise<Map<string, number>> {
  const rows = await tx.select({ id: fields.id, code: fields.code }).from(fields)
  return new Map(rows.map(({ id, code }) => [code, id]))
}

async function add(
  tx: Db,
  entry: CatalogueEntry,
  fieldIds: Map<string, number>,
  now: Date,
): Promise<number> {
  const { number, kind, title, issuer, summary, link, checked } = entry
  const slug = await slugOf(tx, { kind, number, title }, undefined)
  const [row] = await tx
    .insert(lawDocuments)
    .values({
      slug,
      number,
      numberKey: keyOf(number),
      kind,
      title,
      issuer,
      signedOn: entry.signed ?? null,
      inForceOn: entry.inForce ?? null,
      expiresOn: entry.expires ?? null,
      fieldIds: entry.fields.flatMap((code) => fieldIds.get(code) ?? []),
      link: link ?? '',
      summary,
      state: 'published',
      origin: 'catalogue',
      factsChecked: checked,
      createdAt: now,
      updatedAt: now,
      shownAt: now,
    })
    .returning({ id: lawDocuments.id })
  if (row === undefined) throw new Error(`${number} of the catalogue was not written`)
  return row.id
}

async function relate(tx: Db, documentId: number, entry: CatalogueEntry): Promise<void> {
  for (const { kind, number, from } of relationsOfEntry(entry)) {
    const facts = { kind, otherNumber: number, otherName: '', anchors: [], fromOn: from, note: '' }
    await tx.insert(lawRelations).values({ ...(await boundValues(tx, facts)), documentId })
  }
}
