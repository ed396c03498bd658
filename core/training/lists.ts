import { asc, eq, sql } from 'drizzle-orm'
import { say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { safeText } from '#core/tickets/export.ts'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { attendances, courseSessions, signups } from '#db/schema/training.ts'
import { courseFor, placeOfCourse } from './held-by.ts'

interface ListRow {
  number: number
  attendee: string
  business: string
  commune: string
  /** '' where the reader may not see contact data */
  phone: string
  state: (typeof signups.$inferSelect)['state']
  /** the sessions they were in */
  attended: number[]
}

export interface AttendanceList {
  course: {
    title: string
    kind: string
    place: string
    unit: string
  }
  office: { name: string; province: string }
  sessions: { id: number; startsAt: Date; endsAt: Date }[]
  rows: ListRow[]
  /** telephone numbers are in it */
  contacts: boolean
}

/**
 * The people of a course for its file: those with a seat in the order of sign-up, with what they attended. Phone
 * numbers only for those who may read contact data of that course's unit; the taking is written down.
 */
export async function attendanceList(
  db: Db,
  actor: Actor,
  courseId: number,
  now: Date,
): Promise<AttendanceList> {
  const course = await courseFor(db, actor, 'training.read', courseId)
  const contacts = may(actor, 'people.contact', placeOfCourse(course))
  const [office, sessions, rows] = await Promise.all([
    loadOffice(db),
    db
      .select({
        id: courseSessions.id,
        startsAt: courseSessions.startsAt,
        endsAt: courseSessions.endsAt,
      })
      .from(courseSessions)
      .where(
        sql`${courseSessions.courseId} = ${courseId} and ${courseSessions.cancelledAt} is null`,
      )
      .orderBy(asc(courseSessions.startsAt)),
    seatedRows(db, courseId, contacts),
  ])
  await audit(db, {
    ...{ at: now, staffId: actor.id, ip: actor.ip, action: 'training.list-taken' },
    ...{ subject: 'course', subjectId: courseId, detail: { contacts, n: rows.length } },
  })
  return {
    course: {
      ...{ title: course.title, kind: course.kind, place: course.place },
      unit: office.unit(course.leadUnitId)?.name ?? '',
    },
    office: { name: office.organisation.name, province: office.organisation.province },
    ...{ sessions, rows, contacts },
  }
}

async function seatedRows(db: Db, courseId: number, contacts: boolean): Promise<ListRow[]> {
  const rows = await db
    .select({
      number: signups.number,
      attendee: signups.attendee,
      state: signups.state,
      business: businesses.name,
      commune: people.commune,
      phone: people.phone,
      attended: sql<
        number[]
      >`coalesce(array_agg(${attendances.sessionId}) filter (where ${attendances.sessionId} is not null), '{}')`,
    })
    .from(signups)
    .innerJoin(people, eq(people.id, signups.personId))
    .leftJoin(businesses, eq(businesses.id, signups.businessId))
    .leftJoin(attendances, eq(attendances.signupId, signups.id))
    .where(sql`${signups.courseId} = ${courseId} and ${signups.state} = 'seated'`)
    .groupBy(signups.id, businesses.name, people.commune, people.phone)
    .orderBy(asc(signups.number))
  return rows.map((row) => ({
    ...row,
    attended: row.attended.map(Number),
    business: row.business ?? '',
    commune: row.commune ?? '',
    phone: contacts ? (row.phone ?? '') : '',
  }))
}

/** The list as a document to print, sign and file, in the layout of Decree 30/2020/NĐ-CP. */
export async function listDocx(list: AttendanceList, now: Date): Promise<Buffer> {
  const { listDocument } = await import('./lists-document.ts')
  return listDocument(list, now)
}

/** The list as a workbook: one column a session. */
export async function listXlsx(list: AttendanceList): Promise<Uint8Array> {
  const t = (key: string) => say('vi', `courses:list.${key}`)
  const days = list.sessions.map(({ startsAt }) => shortMoment(startsAt))
  const head = ['no', 'name', 'business', 'commune', ...(list.contacts ? ['phone'] : [])].map(t)
  const widths = [6, 28, 36, 20, ...(list.contacts ? [16] : []), ...days.map(() => 16), 12]
  const rows = list.rows.map((row, index) => [
    index + 1,
    safeText(row.attendee),
    safeText(row.business),
    safeText(row.commune),
    ...(list.contacts ? [row.phone] : []),
    ...list.sessions.map(({ id }) => (row.attended.includes(id) ? 'x' : '')),
    row.attended.length,
  ])
  const { writeXlsx } = await import('hucre/xlsx')
  return writeXlsx({
    sheets: [
      {
        name: t('sheet'),
        columns: [...head, ...days, t('attended')].map((header, index) => ({
          header,
          key: `c${index}`,
          width: widths[index] ?? 14,
        })),
        rows: [[...head, ...days, t('attended')], ...rows],
        freezePane: { rows: 1 },
      },
    ],
  })
}

/** 31/12/2026 08:00 */
function shortMoment(at: Date): string {
  const [day = '', time = ''] = new Date(at.getTime() + 7 * 3_600_000).toISOString().split('T')
  return `${day.split('-').reverse().join('/')} ${time.slice(0, 5)}`
}
