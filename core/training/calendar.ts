import { and, asc, eq, gte, inArray, sql } from 'drizzle-orm'
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { type Language, say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { courseSessions, courses } from '#db/schema/training.ts'

const keptMs = 180 * 86_400_000
const most = 500
/** What the public may know of. */
export const shownStates = ['published', 'running', 'held', 'closed', 'cancelled'] as const

/**
 * Classes as an iCalendar feed (RFC 5545): all of the last half-year and to come, or one course. A meeting link is
 * never in it. Undefined when there is no such course to be shown.
 */
export async function calendarFeed(
  db: Db,
  { slug, language, site }: { slug?: string; language: Language; site: string },
  now: Date,
): Promise<string | undefined> {
  const rows = await sessionRows(db, slug, now)
  if (slug !== undefined && rows.length === 0) return undefined
  const office = await loadOffice(db)
  const t = (key: string, values?: Record<string, string>) =>
    say(language, `courses:calendar.${key}`, values)
  const name = slug === undefined ? t('name') : (rows[0]?.title ?? t('name'))
  const calendar = ical({
    name,
    prodId: { company: office.organisation.shortName, product: 'Hoi Luat', language: 'VI' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3_600,
    url: slug === undefined ? `${site}/lich-lop.ics` : `${site}/lop/${slug}/lich.ics`,
  })
  for (const row of rows) {
    const cancelled = row.state === 'cancelled' || row.cancelledAt !== null
    const online = row.mode === 'in-person' ? '' : t('online')
    const place = row.place || row.coursePlace
    const unit = office.unit(row.leadUnitId)?.name ?? ''
    calendar.createEvent({
      id: `lop-${row.courseId}-${row.id}@${new URL(site).hostname}`,
      sequence: row.version,
      start: row.startsAt,
      end: row.endsAt,
      stamp: row.updatedAt,
      summary: cancelled ? t('cancelled', { title: row.title }) : row.title,
      description: [row.summary, t('unit', { unit })].filter((part) => part !== '').join('\n\n'),
      location: [place, online].filter((part) => part !== '').join(' · ') || null,
      url: `${site}/lop/${row.slug}`,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    })
  }
  return calendar.toString()
}

function sessionRows(db: Db, slug: string | undefined, now: Date) {
  return db
    .select({
      id: courseSessions.id,
      courseId: courses.id,
      slug: courses.slug,
      title: courses.title,
      summary: courses.summary,
      mode: courses.mode,
      coursePlace: courses.place,
      place: courseSessions.place,
      startsAt: courseSessions.startsAt,
      endsAt: courseSessions.endsAt,
      cancelledAt: courseSessions.cancelledAt,
      state: courses.state,
      version: courses.version,
      updatedAt: courses.updatedAt,
      leadUnitId: courses.leadUnitId,
    })
    .from(courseSessions)
    .innerJoin(courses, eq(courses.id, courseSessions.courseId))
    .where(
      and(
        inArray(courses.state, [...shownStates]),
        // Cancelled before anybody was told of it: nothing to tell.
        sql`${courses.publishedAt} is not null`,
        slug === undefined
          ? gte(courseSessions.endsAt, new Date(now.getTime() - keptMs))
          : eq(courses.slug, slug),
      ),
    )
    .orderBy(asc(courseSessions.startsAt), asc(courseSessions.id))
    .limit(most)
}
