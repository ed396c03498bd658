import { and, count, desc, eq, isNotNull, max, type SQL, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { heldSubscription } from '#core/notices/held.ts'
import { type Actor, may, reachOf } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import { found } from '#core/tickets/search.ts'
import type { Db } from '#db/client.ts'
import { businesses, consents, conversations, people } from '#db/schema/people.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { plannedAnew } from '#db/transaction.ts'
import { noteContactRead, noteListRead } from './contact-read.ts'
import { mergesOf } from './merge-by-staff.ts'
import { notMerged, twinsOf } from './twins.ts'

/** One line of the directory; it holds no phone number. */
export interface PersonRow {
  id: number
  name: string | null
  business: string | null
  taxCode: string | null
  commune: string | null
  erasedAt: Date | null
  tickets: number
  lastAskedAt: Date | null
}

/** A page of the people `actor` may know of, who asked last first; the reading is written down. */
export async function listPeople(
  db: Db,
  actor: Actor,
  { q, page }: { q: string; page: number },
  at: { now: Date; ip: string },
  size = 50,
): Promise<{ rows: PersonRow[]; more: boolean }> {
  const those = await matching(db, q)
  const asked = db
    .select({
      personId: tickets.personId,
      n: count().as('n'),
      last: max(tickets.openedAt).as('last'),
    })
    .from(tickets)
    .where(and(visibleTickets(actor), those && inList(tickets.personId, those)))
    .groupBy(tickets.personId)
    .as('asked')
  const rows = await db
    .select({
      id: people.id,
      name: people.name,
      business: businesses.name,
      taxCode: businesses.taxCode,
      commune: people.commune,
      erasedAt: people.erasedAt,
      tickets: sql<number>`coalesce(${asked.n}, 0)::int`,
      lastAskedAt: asked.last,
    })
    .from(people)
    .leftJoin(businesses, eq(businesses.id, people.businessId))
    .leftJoin(asked, eq(asked.personId, people.id))
    .where(and(whom(actor, asked.n), notMerged(db), those && inList(people.id, those)))
    .orderBy(sql`${asked.last} desc nulls last`, desc(people.id))
    .limit(size + 1)
    .offset((page - 1) * size)
  const shown = rows.slice(0, size)
  const searched = fold(q) !== '' && ({ searched: true } as const)
  await noteListRead(db, actor, { page, shown: shown.length, ...searched }, at)
  return { rows: shown, more: rows.length > size }
}

/** Whose right reaches their unit's tickets only knows only the people of these. */
function whom(actor: Actor, visible: SQL.Aliased<number>): SQL {
  const reach = reachOf(actor, 'people.read')
  if (reach === undefined) return sql`false`
  return reach === 'any' ? sql`true` : isNotNull(visible)
}

/** Whom a search shows at most: what finds more is narrowed by another word. */
const mostFound = 500

/**
 * The people a search finds: by words of their name or their business's, tax code or phone number, or by what their
 * latest tickets are found by; undefined when nothing is searched for.
 */
async function matching(db: Db, q: string): Promise<number[] | undefined> {
  const typed = fold(q)
  if (typed === '') return undefined
  const digits = typed.replace(/[\s.+-]/g, '')
  const isNumber = /^\d{6,}$/.test(digits)
  const named = (typed.match(/[a-z0-9]+/g) ?? []).map((word) => `'${word}':*`).join(' & ')
  const rows = await db.execute<{ id: number }>(sql`${sql.raw(plannedAnew)}
    select id from ${people} where named @@ ${named}::tsquery
      or (${isNumber} and phone like ${`%${digits.slice(-9)}`})
    union
    select p.id from ${businesses} b join ${people} p on p.business_id = b.id
    where b.named @@ ${named}::tsquery or (${isNumber} and b.tax_code like ${`${digits}%`})
    union
    select person_id from (
      select person_id from ${tickets} where ${found(q)} order by opened_at desc limit ${mostFound}) latest
    limit ${mostFound}`)
  return standing(
    db,
    rows.map((row) => Number(row.id)),
  )
}

/** A merged record is still found by its own number and name: it is who it was merged into. */
async function standing(db: Db, ids: number[]): Promise<number[]> {
  const merged = await db.execute<{ merged: number; kept: number }>(sql`
    select merged_id as merged, kept_id as kept from person_merges
    where merged_id = any(${`{${ids}}`}::bigint[]) and undone_at is null`)
  if (merged.length === 0) return ids
  const kept = new Map(merged.map((row) => [Number(row.merged), Number(row.kept)]))
  return standing(db, [...new Set(ids.map((id) => kept.get(id) ?? id))])
}

function inList(column: typeof people.id | typeof tickets.personId, ids: number[]): SQL {
  return sql`${column} = any(${`{${ids}}`}::bigint[])`
}

const ticketLine = {
  id: tickets.id,
  code: tickets.code,
  question: sql<string>`left(${tickets.question}, 160)`,
  state: tickets.state,
  openedAt: tickets.openedAt,
  satisfaction: tickets.satisfaction,
}

/** A person with business, consents, chats and the tickets `actor` may read; the reading is written down. */
export async function readPerson(db: Db, actor: Actor, id: number, at: { now: Date; ip: string }) {
  const [row] = await db
    .select({ person: people, business: businesses })
    .from(people)
    .leftJoin(businesses, eq(businesses.id, people.businessId))
    .where(eq(people.id, id))
  if (row === undefined) return undefined
  const own = await db
    .select({ ...ticketLine, leadUnitId: tickets.leadUnitId })
    .from(tickets)
    .where(and(eq(tickets.personId, id), visibleTickets(actor)))
    .orderBy(desc(tickets.id))
    .limit(200)
  const mayKnow = reachOf(actor, 'people.read') === 'any' || own.length > 0
  if (!mayKnow || !may(actor, 'people.contact')) return undefined
  const [agreed, subscription, twins, merges, chats] = await Promise.all([
    consentsOf(db, id),
    heldSubscription(db, id),
    twinsOf(db, id),
    mergesOf(db, id),
    db
      .select({
        id: conversations.id,
        channel: conversations.channel,
        language: conversations.language,
        lastHeardAt: conversations.lastHeardAt,
        blockedAt: conversations.blockedAt,
        blockedWhy: conversations.blockedWhy,
      })
      .from(conversations)
      .where(eq(conversations.personId, id))
      .orderBy(desc(conversations.lastHeardAt)),
  ])
  if (row.person.erasedAt === null) await noteContactRead(db, actor, { subject: 'person', id }, at)
  return { ...row, tickets: own, consents: agreed, subscription, chats, twins, merges }
}

/** Every consent, also one withdrawn; one that staff noted names them. */
function consentsOf(db: Db, personId: number) {
  return db
    .select({
      textVersion: consents.textVersion,
      channel: consents.channel,
      how: consents.how,
      notedBy: staff.name,
      givenAt: consents.givenAt,
      withdrawnAt: consents.withdrawnAt,
    })
    .from(consents)
    .leftJoin(staff, eq(staff.id, consents.staffId))
    .where(eq(consents.personId, personId))
    .orderBy(desc(consents.givenAt))
}

/** A business with its people and the tickets `actor` may read; undefined when they may know of none. */
export async function readBusiness(
  db: Db,
  actor: Actor,
  id: number,
  at: { now: Date; ip: string },
) {
  const [business] = await db.select().from(businesses).where(eq(businesses.id, id))
  if (business === undefined) return undefined
  const [own, members] = await Promise.all([
    db
      .select({ ...ticketLine, personId: tickets.personId })
      .from(tickets)
      .where(and(eq(tickets.businessId, id), visibleTickets(actor)))
      .orderBy(desc(tickets.id))
      .limit(200),
    db
      .select({ id: people.id, name: people.name, commune: people.commune })
      .from(people)
      .where(eq(people.businessId, id)),
  ])
  const all = reachOf(actor, 'people.read') === 'any'
  if (!all && own.length === 0) return undefined
  const known = new Set(own.map(({ personId }) => personId))
  const shown = members.filter((member) => all || known.has(member.id))
  if (business.erasedAt === null) {
    await noteContactRead(db, actor, { subject: 'business', id }, at)
    for (const { id: member } of shown) {
      await noteContactRead(db, actor, { subject: 'person', id: member }, at)
    }
  }
  return { business, people: shown, tickets: own }
}

/** How many people and businesses the directory holds. */
export async function countPeople(db: Db): Promise<{ people: number; businesses: number }> {
  const alive = sql`erased_at is null`
  const [[a], [b]] = await Promise.all([
    db
      .select({ n: count() })
      .from(people)
      .where(and(alive, notMerged(db))),
    db.select({ n: count() }).from(businesses).where(alive),
  ])
  return { people: a?.n ?? 0, businesses: b?.n ?? 0 }
}
