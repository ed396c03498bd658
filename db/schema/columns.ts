import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'

export const id = () => bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()
export const moment = (name: string) => timestamp(name, { withTimezone: true })
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })
export const reference = (name: string) => bigint(name, { mode: 'number' })
