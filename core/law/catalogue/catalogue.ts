import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { RelationKind } from '#core/law/documents/binding.ts'
import { documentKinds } from '#core/law/documents/facts.ts'
import { relationKinds } from '#core/law/documents/relations.ts'

const file = new URL('../../../catalogue/documents.yaml', import.meta.url)

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)
const number = z.string().regex(/^\d[\p{L}\d./-]+$/u)

/** One deed to one document: `- replaces: 13/2023/NĐ-CP`, with `from` when it takes effect on a day of its own. */
const relation = z
  .strictObject({
    ...(Object.fromEntries(relationKinds.map((kind) => [kind, number.optional()])) as Record<
      RelationKind,
      z.ZodOptional<typeof number>
    >),
    from: day.optional(),
  })
  .refine((one) => relationKinds.filter((kind) => one[kind] !== undefined).length === 1)

const shape = z.strictObject({
  documents: z.array(
    z.strictObject({
      number,
      kind: z.enum(documentKinds),
      title: z.string().min(2).max(300),
      issuer: z.string().min(2),
      signed: day.optional(),
      inForce: day.optional(),
      expires: day.optional(),
      fields: z.array(z.string()).min(1),
      link: z.url({ protocol: /^https$/ }).optional(),
      summary: z.string().min(20).max(300),
      checked: z.boolean(),
      relations: z.array(relation).default([]),
    }),
  ),
})

export type CatalogueEntry = z.output<typeof shape>['documents'][number]

/** The documents we know of without their texts. Throws when the shipped file is not as it must be. */
export function readCatalogue(): CatalogueEntry[] {
  return shape.parse(parse(readFileSync(file, 'utf8'))).documents
}

/** What an entry does to others, as relations name it. */
export function relationsOfEntry(
  entry: CatalogueEntry,
): { kind: RelationKind; number: string; from: string | null }[] {
  return entry.relations.flatMap((one) =>
    relationKinds.flatMap((kind) => {
      const to = one[kind]
      return to === undefined ? [] : [{ kind, number: to, from: one.from ?? null }]
    }),
  )
}
