import { and, asc, desc, eq, inArray, isNull, ne, notExists, or, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { personMerges } from '#db/schema/channels.ts'
import { businesses, conversations, people } from '#db/schema/people.ts'

/** Somebody who may be the same person, told without any contact data: since when they are known, and where they write. */
export interface Twin {
  id: number
  since: Date
  channels: string[]
}

/** What points at one person: the number they gave and the tax code of their business. */
interface Marks {
  phone: string
  taxCode: string
}

/** The people with this phone number and this tax code, both in the form their readers give. */
export async function peopleMarked(db: Db, { phone, taxCode }: Marks): Promise<Twin[]> {
  const rows = await db
    .select({ id: people.id, since: people.createdAt })
    .from(businesses)
    .innerJoin(people, eq(people.businessId, businesses.id))
    .where(
      and(
        eq(businesses.taxCode, taxCode),
        eq(people.phone, phone),
        isNull(people.erasedAt),
        notMerged(db),
      ),
    )
    .orderBy(asc(people.id))
    .limit(5)
  return withChannels(db, rows)
}

/**
 * Who may be the same person as `personId`: same tax code and same phone number. A pair that was merged and parted
 * again is not suggested a second time.
 */
export async function twinsOf(db: Db, personId: number): Promise<Twin[]> {
  const [own] = await db
    .select({ phone: people.phone, taxCode: businesses.taxCode })
    .from(people)
    .innerJoin(businesses, eq(businesses.id, people.businessId))
    .where(and(eq(people.id, personId), isNull(people.erasedAt), notMerged(db)))
  if (!own?.phone || !own.taxCode) return []
  const marked = await peopleMarked(db, { phone: own.phone, taxCode: own.taxCode })
  const others = marked.filter(({ id }) => id !== personId)
  if (others.length === 0) return []
  const parted = await partedFrom(db, personId)
  return others.filter(({ id }) => !parted.has(id))
}

/** Whose own row stands for nobody any more is not to be found. */
export function notMerged(db: Db) {
  const merged = db
    .select({ one: sql`1` })
    .from(personMerges)
    .where(and(eq(personMerges.mergedId, people.id), isNull(personMerges.undoneAt)))
  return notExists(merged)
}

async function partedFrom(db: Db, personId: number): Promise<Set<number>> {
  const rows = await db
    .select({ kept: personMerges.keptId, merged: personMerges.mergedId })
    .from(personMerges)
    .where(
      and(
        or(eq(personMerges.keptId, personId), eq(personMerges.mergedId, personId)),
        sql`${personMerges.undoneAt} is not null`,
      ),
    )
  return new Set(rows.flatMap(({ kept, merged }) => [kept, merged]))
}

async function withChannels(db: Db, rows: Omit<Twin, 'channels'>[]): Promise<Twin[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const chats = await db
    .select({ personId: conversations.personId, channel: conversations.channel })
    .from(conversations)
    .where(inArray(conversations.personId, ids))
    .orderBy(desc(conversations.lastHeardAt))
  return rows.map((row) => ({
    ...row,
    channels: [
      ...new Set(chats.filter((chat) => chat.personId === row.id).map(({ channel }) => channel)),
    ],
  }))
}

/** The chat a person used last and has not left; undefined when they have none. */
export async function lastChatOf(db: Db, personId: number): Promise<number | undefined> {
  const [chat] = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.personId, personId),
        ne(sql`left(${conversations.address}, 7)`, 'erased:'),
      ),
    )
    .orderBy(sql`${conversations.blockedAt} is not null`, desc(conversations.lastHeardAt))
    .limit(1)
  return chat?.id
}

/** The rows that were merged into a person and still are, one after another: what they hold is this person's too. */
export async function mergedInto(db: Db, personId: number): Promise<number[]> {
  const rows = await db.execute<{ id: number }>(sql`
    with recursive theirs as (
      select merged_id as id from ${personMerges} where kept_id = ${personId} and undone_at is null
      union
      select m.merged_id from ${personMerges} m join theirs on m.kept_id = theirs.id where m.undone_at is null
    ) select id from theirs order by id`)
  return rows.map(({ id }) => Number(id))
}

/** Whom a merged row stands for now; the person themselves when they were not merged. */
export async function personNow(db: Db, personId: number): Promise<number> {
  const [row] = await db
    .select({ keptId: personMerges.keptId })
    .from(personMerges)
    .where(and(eq(personMerges.mergedId, personId), isNull(personMerges.undoneAt)))
  return row ? personNow(db, row.keptId) : personId
}
