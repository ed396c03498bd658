import { sql } from 'drizzle-orm'
import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'

export const id = () => bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()
export const moment = (name: string) => timestamp(name, { withTimezone: true })
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })
export const reference = (name: string) => bigint(name, { mode: 'number' })

/** The words of a name without accents, near enough to `fold` in core. */
export const foldedWords = sql`to_tsvector('simple', translate(lower(regexp_replace(normalize(coalesce(name, ''), NFKD), '[\u0300-\u036f]', '', 'g')), 'đð', 'dd'))`
