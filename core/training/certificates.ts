import { randomBytes } from 'node:crypto'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { certificates } from '#db/schema/lessons.ts'
import { businesses } from '#db/schema/people.ts'
import { attendances, courseSessions, type courses, signups } from '#db/schema/training.ts'
import { courseFor } from './held-by.ts'
import { followedThrough } from './lesson-results.ts'
import { oweTo } from './owed.ts'
import { tellAt } from './telling-hours.ts'

type CourseRow = typeof courses.$inferSelect

/** What stands on a certificate, as it was printed. */
export interface Printed {
  number: string
  name: string
  business: string
  course: string
  kind: CourseRow['kind']
  office: string
  province: string
  unit: string
  /** days as YYYY-MM-DD */
  from: string
  to: string
  place: string
  /** sessions attended, of how many */
  attended: string
  sessions: string
  issuedOn: string
}

/** Letters and digits that nobody mistakes for another. */
const letters = '23456789abcdefghjkmnpqrstuvwxyz'
const codeLength = 16

/** An address for verification that cannot be guessed: 79 bits. */
function newCode(): string {
  let code = ''
  while (code.length < codeLength) {
    for (const byte of randomBytes(codeLength * 2)) {
      // Bytes past the last whole round would favour some letters.
      if (byte < 248 && code.length < codeLength) code += letters[byte % letters.length]
    }
  }
  return code
}

/** How many sessions somebody must have attended of how many held: at least half. */
export function enoughSessions(held: number): number {
  return Math.max(1, Math.ceil(held / 2))
}

/**
 * Issues certificates to everybody who earned one and has none yet: who attended at least half of the sessions that
 * took place, or passed every lesson of a course followed alone; they are told. Comes back with how many. Refusal before the class
 * was held, and when `actor` may not.
 */
export async function issueCertificates(
  db: Db,
  actor: Actor,
  courseId: number,
  now: Date,
): Promise<number> {
  return db.transaction(async (tx) => {
    const course = await courseFor(tx, actor, 'training.write', courseId)
    const alone = course.kind === 'e-learning'
    if (!(alone ? ['published', 'running', 'held'] : ['held']).includes(course.state)) {
      throw new Refusal('courses:refusal.not-held')
    }
    const office = await loadOffice(tx)
    const earned = alone ? await followedThrough(tx, courseId) : await attendedEnough(tx, courseId)
    if (earned.length === 0) return 0
    const days = await daysOf(tx, courseId)
    const today = isoDay(now)
    const rows = earned.map(({ signupId, number, attendee, business, attended, sessions }) => ({
      signupId,
      code: newCode(),
      issuedAt: now,
      issuedBy: actor.id,
      printed: {
        number: `${pad(courseId)}.${pad(number)}/${today.slice(0, 4)}/GCN`,
        ...{ name: attendee, business: business ?? '', course: course.title, kind: course.kind },
        office: office.organisation.name,
        province: office.organisation.province,
        unit: office.unit(course.leadUnitId)?.name ?? '',
        ...{ from: days.from ?? today, to: days.to ?? today, place: course.place },
        ...{ attended: String(attended), sessions: String(sessions), issuedOn: today },
      } satisfies Printed as unknown as Record<string, string>,
    }))
    const fresh = await tx
      .insert(certificates)
      .values(rows)
      .onConflictDoNothing({ target: certificates.signupId })
      .returning({ signupId: certificates.signupId })
    if (fresh.length === 0) return 0
    const ids = fresh.map(({ signupId }) => signupId)
    await oweTo(tx, courseId, ids, 'certificate', tellAt(now))
    await noted(tx, actor, 'training.certified', courseId, fresh.length, now)
    return fresh.length
  })
}

/** Seated people of a course with what they attended, who attended enough and have no certificate. */
async function attendedEnough(tx: Db, courseId: number) {
  const [held] = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(courseSessions)
    .where(and(eq(courseSessions.courseId, courseId), isNull(courseSessions.cancelledAt)))
  const sessions = held?.n ?? 0
  if (sessions === 0) return []
  const rows = await tx
    .select({
      signupId: signups.id,
      number: signups.number,
      attendee: signups.attendee,
      business: businesses.name,
      attended: sql<number>`count(${courseSessions.id})::int`,
    })
    .from(signups)
    .innerJoin(attendances, eq(attendances.signupId, signups.id))
    .innerJoin(
      courseSessions,
      and(eq(courseSessions.id, attendances.sessionId), isNull(courseSessions.cancelledAt)),
    )
    .leftJoin(businesses, eq(businesses.id, signups.businessId))
    .leftJoin(certificates, eq(certificates.signupId, signups.id))
    .where(
      and(
        eq(signups.courseId, courseId),
        eq(signups.state, 'seated'),
        isNull(certificates.id),
        sql`${signups.attendee} <> ''`,
      ),
    )
    .groupBy(signups.id, signups.number, signups.attendee, businesses.name)
    .having(sql`count(${courseSessions.id}) >= ${enoughSessions(sessions)}`)
    .orderBy(asc(signups.number))
  return rows.map((row) => ({ ...row, sessions }))
}

async function daysOf(tx: Db, courseId: number) {
  const [row] = await tx
    .select({
      from: sql<
        string | null
      >`to_char(min(${courseSessions.startsAt}) at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')`,
      to: sql<
        string | null
      >`to_char(max(${courseSessions.endsAt}) at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')`,
    })
    .from(courseSessions)
    .where(and(eq(courseSessions.courseId, courseId), isNull(courseSessions.cancelledAt)))
  return row ?? { from: null, to: null }
}

function isoDay(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
}

function pad(number: number): string {
  return String(number).padStart(3, '0')
}

/** Declares a certificate void; its address then says so. */
export async function revokeCertificate(
  db: Db,
  actor: Actor,
  { courseId, id }: { courseId: number; id: number },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', courseId)
    const revoked = await tx
      .update(certificates)
      .set({ revokedAt: now })
      .where(
        and(
          eq(certificates.id, id),
          isNull(certificates.revokedAt),
          sql`${certificates.signupId} in (select id from signups where course_id = ${courseId})`,
        ),
      )
      .returning({ id: certificates.id })
    if (revoked.length === 0) throw new Refusal('courses:refusal.no-certificate')
    await noted(tx, actor, 'training.certificate-revoked', courseId, 1, now)
  })
}

/** The certificates of a course, in the order of its list. */
export function certificatesOf(db: Db, courseId: number) {
  return db
    .select({
      id: certificates.id,
      code: certificates.code,
      signupId: certificates.signupId,
      number: signups.number,
      attendee: signups.attendee,
      issuedAt: certificates.issuedAt,
      revokedAt: certificates.revokedAt,
    })
    .from(certificates)
    .innerJoin(signups, eq(signups.id, certificates.signupId))
    .where(eq(signups.courseId, courseId))
    .orderBy(asc(signups.number))
}

export interface Certificate {
  code: string
  /** absent once its holder's data are erased */
  printed: Printed | undefined
  issuedAt: Date
  revokedAt: Date | null
}

/** The certificate at an address; undefined for any other, also for one guessed. */
export async function certificateAt(db: Db, code: string): Promise<Certificate | undefined> {
  const given = code.toLowerCase()
  if (!/^[2-9a-z]{16}$/.test(given)) return undefined
  const [row] = await db
    .select({
      code: certificates.code,
      printed: certificates.printed,
      issuedAt: certificates.issuedAt,
      revokedAt: certificates.revokedAt,
    })
    .from(certificates)
    .where(eq(certificates.code, given))
  const printed = row?.printed.name === undefined ? undefined : (row.printed as unknown as Printed)
  return row && { ...row, printed }
}

async function noted(
  tx: Db,
  actor: Actor,
  action: string,
  courseId: number,
  n: number,
  now: Date,
): Promise<void> {
  const from = { staffId: actor.id, ip: actor.ip, subject: 'course', subjectId: courseId }
  await audit(tx, { at: now, ...from, action, detail: { n } })
}
