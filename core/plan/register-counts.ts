import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { registeredBusinesses } from '#db/schema/plan.ts'

/** How many businesses the imported register has; '' stands for those of which it is not known. */
export interface RegisterCounts {
  total: number
  bySize: Record<string, number>
  byCommune: Record<string, number>
  bySector: Record<string, number>
}

/** The denominators of the plan's shares: all registered businesses, by size, commune and sector. */
export async function registerCounts(db: Db): Promise<RegisterCounts> {
  const { size, commune, sector } = registeredBusinesses
  const rows = await db
    .select({
      size: sql<string>`coalesce(${size}, '')`,
      commune: sql<string>`coalesce(${commune}, '')`,
      sector: sql<string>`coalesce(${sector}, '')`,
      which: sql<number>`grouping(${size}, ${commune}, ${sector})::int`,
      n: sql<number>`count(*)::int`,
    })
    .from(registeredBusinesses)
    .groupBy(sql`grouping sets ((${size}), (${commune}), (${sector}), ())`)
  const of = (which: number, name: 'size' | 'commune' | 'sector') =>
    Object.fromEntries(rows.filter((row) => row.which === which).map((row) => [row[name], row.n]))
  return {
    total: rows.find(({ which }) => which === 7)?.n ?? 0,
    bySize: of(3, 'size'),
    byCommune: of(5, 'commune'),
    bySector: of(6, 'sector'),
  }
}
