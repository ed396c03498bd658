import { and, asc, count, desc, eq, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { fold, tidy } from '#core/fold.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import type { Db } from '#db/client.ts'
import { consultants, referrals } from '#db/schema/consultants.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { endReferralsOf } from './referral-ending.ts'

const mostCases = 200

export type Consultant = typeof consultants.$inferSelect

/** What staff write down of a consultant. */
export interface ConsultantFacts {
  name: string
  organisation: string
  phone: string
  email: string
  fieldIds: number[]
  since: string | null
  decision: string
  staffId: string | null
  shown: boolean
  endedOn: string | null
}

export interface ConsultantFilter {
  fieldId?: number | undefined
  q?: string | undefined
  ended?: boolean
}

/** The register, by name, with how many cases each was handed; those who ended only when asked for. */
export async function listConsultants(db: Db, filter: ConsultantFilter, now: Date) {
  const rows = await db
    .select({
      consultant: consultants,
      referrals: sql<number>`(select count(*)::int from ${referrals} r
        where r.consultant_id = "consultants"."id" and r.state <> 'declined')`,
    })
    .from(consultants)
    .where(and(ofField(filter.fieldId), filter.ended ? sql`not ${working(now)}` : working(now)))
    .orderBy(asc(consultants.name), asc(consultants.id))
  const words = fold(filter.q ?? '')
  return rows.filter(({ consultant: { name, organisation, decision } }) =>
    fold(`${name} ${organisation} ${decision}`).includes(words),
  )
}

/** Those the public may read about, by name: no phone or mail but what is written down for them. */
export function shownConsultants(
  db: Db,
  filter: Pick<ConsultantFilter, 'fieldId'>,
  now: Date,
): Promise<Consultant[]> {
  return db
    .select()
    .from(consultants)
    .where(and(eq(consultants.shown, true), working(now), ofField(filter.fieldId)))
    .orderBy(asc(consultants.name), asc(consultants.id))
}

/** Consultants who may be handed a case: they still work and can sign in. */
export async function referable(db: Db, now: Date) {
  return db
    .select({
      id: consultants.id,
      name: consultants.name,
      organisation: consultants.organisation,
      fieldIds: consultants.fieldIds,
      staffId: staff.id,
    })
    .from(consultants)
    .innerJoin(staff, eq(staff.id, consultants.staffId))
    .where(and(working(now), isNull(staff.deactivatedAt), eq(staff.role, 'consultant')))
    .orderBy(asc(consultants.name))
}

export async function findConsultant(db: Db, id: number): Promise<Consultant | undefined> {
  const [row] = await db.select().from(consultants).where(eq(consultants.id, id))
  return row
}

export type ReferredCase = Awaited<ReturnType<typeof casesOf>>[number]

/** The cases somebody was handed or asked for, the newest first, as far as `actor` may see them. */
export async function casesOf(db: Db, actor: Actor, consultantId: number) {
  const rows = await db
    .select({
      code: tickets.code,
      state: referrals.state,
      askedAt: referrals.askedAt,
      decidedAt: referrals.decidedAt,
      endedAt: referrals.endedAt,
    })
    .from(referrals)
    .innerJoin(tickets, eq(tickets.id, referrals.ticketId))
    .where(and(eq(referrals.consultantId, consultantId), visibleTickets(actor)))
    .orderBy(desc(referrals.id))
    .limit(mostCases)
  return rows.map((row) => ({
    ...row,
    /** nothing was said in time */
    lapsed: row.state === 'declined' && row.decidedAt === null,
  }))
}

/** The sign-ins of the role consultant that nobody else of the register has. */
export async function freeSignIns(db: Db, own: string | null) {
  const taken = db.select({ n: count() }).from(consultants).where(eq(consultants.staffId, staff.id))
  return db
    .select({ id: staff.id, name: staff.name, email: staff.email })
    .from(staff)
    .where(
      and(
        eq(staff.role, 'consultant'),
        isNull(staff.deactivatedAt),
        or(sql`(${taken}) = 0`, own === null ? undefined : eq(staff.id, own)),
      ),
    )
    .orderBy(asc(staff.name))
}

/** Adds somebody to the register. Refusal when a fact is missing or contradicts another. */
export async function addConsultant(
  db: Db,
  actor: Actor,
  facts: ConsultantFacts,
  now: Date,
): Promise<Consultant> {
  return db.transaction(async (tx) => {
    const sound = await checked(tx, actor, facts, undefined)
    const [row] = await tx
      .insert(consultants)
      .values({ ...sound, updatedAt: now })
      .returning()
    if (!row) throw new Error('a consultant was not written')
    await note(tx, actor, row.id, 'added', now)
    return row
  })
}

/**
 * Changes what the register says of somebody; who left the network or signs in as somebody else has no cases any more.
 * Refusal when somebody else was faster.
 */
export async function changeConsultant(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  facts: ConsultantFacts,
  now: Date,
): Promise<Consultant> {
  return db.transaction(async (tx) => {
    const sound = await checked(tx, actor, facts, id)
    const before = await findConsultant(tx, id)
    const [row] = await tx
      .update(consultants)
      .set({ ...sound, version: version + 1, updatedAt: now })
      .where(and(eq(consultants.id, id), eq(consultants.version, version)))
      .returning()
    if (!row) throw new Refusal('consultants:refusal.stale')
    await note(tx, actor, id, 'changed', now)
    const over = row.endedOn !== null && row.endedOn <= dayOf(now)
    if (over || before?.staffId !== row.staffId) await endReferralsOf(tx, id, actor.id, now)
    return row
  })
}

async function checked(
  tx: Db,
  actor: Actor,
  facts: ConsultantFacts,
  id: number | undefined,
): Promise<ConsultantFacts> {
  if (!may(actor, 'consultants.edit')) throw new Refusal('consultants:refusal.not-allowed')
  const name = tidy(facts.name)
  if (name === '') throw new Refusal('consultants:refusal.no-name')
  const { since, endedOn, staffId } = facts
  if (since !== null && endedOn !== null && endedOn < since) {
    throw new Refusal('consultants:refusal.ended-before')
  }
  if (staffId !== null) {
    const [person] = await tx
      .select({ role: staff.role })
      .from(staff)
      .where(and(eq(staff.id, staffId), isNull(staff.deactivatedAt)))
      .for('update')
    if (person?.role !== 'consultant') throw new Refusal('tickets:refusal.not-a-consultant')
    const [other] = await tx
      .select({ name: consultants.name })
      .from(consultants)
      .where(
        and(
          eq(consultants.staffId, staffId),
          id === undefined ? undefined : ne(consultants.id, id),
        ),
      )
    if (other) throw new Refusal('consultants:refusal.sign-in-taken', { name: other.name })
  }
  return { ...facts, name, fieldIds: [...new Set(facts.fieldIds)] }
}

function note(tx: Db, actor: Actor, id: number, deed: 'added' | 'changed', at: Date) {
  const subject = { subject: 'consultant', subjectId: id }
  return audit(tx, {
    ...{ at, staffId: actor.id, ip: actor.ip },
    action: `consultants.${deed}`,
    ...subject,
  })
}

function working(now: Date): SQL {
  return sql`(${consultants.endedOn} is null or ${consultants.endedOn} > ${dayOf(now)}::date)`
}

function ofField(fieldId: number | undefined): SQL | undefined {
  if (fieldId === undefined) return undefined
  return sql`${consultants.fieldIds} @> ${JSON.stringify([fieldId])}::jsonb`
}
