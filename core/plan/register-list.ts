import { and, asc, count, eq, gt, isNull, type SQL, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { registeredBusinesses } from '#db/schema/plan.ts'
import { tickets } from '#db/schema/tickets.ts'

/** Stands in a filter for what the register does not say. */
export const unsaid = '-'

/** Which businesses of the register; undefined is any. */
export interface RegisterFilter {
  /** words of the name, accents or not, or the beginning of a tax code */
  q?: string | undefined
  size?: string | undefined
  sector?: string | undefined
  commune?: string | undefined
}

const onPage = 50
const atOnce = 2_000
const { taxCode, name, size, sector, commune, named, importedAt } = registeredBusinesses

const columns = {
  ...{ taxCode, name, size, sector, commune, importedAt },
  /** how often they asked the desk */
  asked: sql<number>`(select count(*)::int from ${tickets} t join ${businesses} b on b.id = t.business_id
    where b.tax_code = "registered_businesses"."tax_code")`,
}

export type RegisteredBusiness = Awaited<ReturnType<typeof listRegistered>>['rows'][number]

/** A page of the register's businesses by name, and how many the filter has in all. */
export async function listRegistered(db: Db, filter: RegisterFilter, page: number) {
  const where = whereOf(filter)
  const [rows, [all]] = await Promise.all([
    db
      .select(columns)
      .from(registeredBusinesses)
      .where(where)
      .orderBy(asc(name), asc(taxCode))
      .limit(onPage + 1)
      .offset((page - 1) * onPage),
    db.select({ n: count() }).from(registeredBusinesses).where(where),
  ])
  return { rows: rows.slice(0, onPage), more: rows.length > onPage, count: all?.n ?? 0 }
}

/** Every business of a filter by tax code, read in parts so that memory stays flat. */
export async function* everyRegistered(db: Db, filter: RegisterFilter) {
  for (let last = ''; ; ) {
    const rows = await db
      .select(columns)
      .from(registeredBusinesses)
      .where(and(whereOf(filter), gt(taxCode, last)))
      .orderBy(asc(taxCode))
      .limit(atOnce)
    yield* rows
    last = rows.at(-1)?.taxCode ?? ''
    if (rows.length < atOnce) return
  }
}

function whereOf(filter: RegisterFilter): SQL | undefined {
  const is = (column: typeof size | typeof sector | typeof commune, value: string | undefined) => {
    if (value === undefined) return undefined
    return value === unsaid ? isNull(column) : eq(column, value)
  }
  return and(
    searched(filter.q),
    is(size, filter.size),
    is(sector, filter.sector),
    is(commune, filter.commune),
  )
}

function searched(q = ''): SQL | undefined {
  const words = fold(q)
  if (words === '') return undefined
  const digits = words.replace(/[\s.]/g, '')
  if (/^\d{3,}(?:-?\d{1,3})?$/.test(digits)) {
    return sql`${taxCode} like ${`${digits}%`}`
  }
  return sql`${named} @@ plainto_tsquery('simple', ${words})`
}
