import { and, eq, ne, sql } from 'drizzle-orm'
import { feeSupport } from '#core/tickets/fee-support.ts'
import type { Db } from '#db/client.ts'
import { feeFiles } from '#db/schema/consultants.ts'
import { businesses } from '#db/schema/people.ts'

export const feeSizes = ['micro', 'small', 'medium'] as const
export type FeeSize = (typeof feeSizes)[number]

/** What the rule allows for a fee now: the share of the size, and not above what is left of the year's most. */
export async function allowedOf(
  db: Db,
  of: { size: FeeSize; feeVnd: number; businessId: number | null; year: string; id?: number },
): Promise<{ allowedVnd: number; percent: number; upTo: number; usedVnd: number }> {
  const { shares } = await feeSupport(db, null)
  const share = shares.find(({ size }) => size === of.size)
  if (!share) throw new Error(`no share of a fee for ${of.size}`)
  const usedVnd = of.businessId === null ? 0 : await grantedIn(db, of.businessId, of.year, of.id)
  const part = Math.floor((of.feeVnd * share.percent) / 100)
  const allowedVnd = Math.max(0, Math.min(part, share.upTo - usedVnd))
  return { allowedVnd, usedVnd, percent: share.percent, upTo: share.upTo }
}

/** What a business was granted in a year, its branches included: they are one enterprise. */
async function grantedIn(
  db: Db,
  businessId: number,
  year: string,
  except: number | undefined,
): Promise<number> {
  const [row] = await db
    .select({ sum: sql<string>`coalesce(sum(${feeFiles.grantedVnd}), 0)` })
    .from(feeFiles)
    .innerJoin(businesses, eq(businesses.id, feeFiles.businessId))
    .where(
      and(
        eq(feeFiles.state, 'granted'),
        sql`${feeFiles.decidedOn} between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date`,
        sql`${enterprise} = (select ${enterprise} from ${businesses} where ${businesses.id} = ${businessId})`,
        except === undefined ? undefined : ne(feeFiles.id, except),
      ),
    )
  return Number(row?.sum ?? 0)
}

/** The ten digits that a business shares with its branches; one without a tax code is itself. */
const enterprise = sql`case when length(${businesses.taxCode}) in (10, 14)
  then left(${businesses.taxCode}, 10) else coalesce(${businesses.taxCode}, '#' || ${businesses.id}) end`

/**
 * Decisions go one after the other: a file may get its tax code meanwhile, and with it become another enterprise's, so
 * that a lock for each would let two through. They are a handful a day.
 */
export async function lockCap(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('fee decisions', 11))`)
}
