import { like } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'

const longest = 80

/** A document's address: its kind and number, else its title; a number behind it when another has that one already. */
export async function slugOf(
  tx: Db,
  { kind, number, title }: { kind: string; number: string | null; title: string },
  id: number | undefined,
): Promise<string> {
  const base = plainSlug(`${kind} ${number ?? title}`)
  const rows = await tx
    .select({ id: lawDocuments.id, slug: lawDocuments.slug })
    .from(lawDocuments)
    .where(like(lawDocuments.slug, `${base}%`))
  const taken = new Set(rows.filter((row) => row.id !== id).map(({ slug }) => slug))
  for (let count = 1; ; count += 1) {
    const slug = count === 1 ? base : `${base}-${count}`
    if (!taken.has(slug)) return slug
  }
}

function plainSlug(text: string): string {
  const plain = fold(text).replace(/[^a-z0-9]+/gu, '-')
  return plain.slice(0, longest).replace(/^-+|-+$/gu, '') || 'van-ban'
}
