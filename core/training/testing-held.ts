import { randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { people } from '#db/schema/people.ts'
import { courseSessions, courses, signups } from '#db/schema/training.ts'

type CourseFacts = Partial<typeof courses.$inferInsert>

const hour = 3_600_000

/** A desk with one class of technology's, two sessions of which the first runs at `now`, and three people seated. */
export async function heldClass(db: Db, now: Date, facts: CourseFacts = {}) {
  const desk = await makeDesk(db)
  const course = await addCourse(db, desk.units.technology, now, facts)
  const seats = []
  for (const name of ['Vàng A Páo', 'Nguyễn Thị Hằng', 'Lù Văn Sèng']) {
    seats.push(await addSeat(db, course.id, name, now))
  }
  return { desk, course, seats }
}

/** A class with two sessions: one that runs at `now`, one a day later. */
export async function addCourse(db: Db, leadUnitId: number, now: Date, facts: CourseFacts = {}) {
  const [course] = await db
    .insert(courses)
    .values({
      slug: `lop-${randomBytes(4).toString('hex')}`,
      kind: 'class',
      title: 'Đăng ký nhãn hiệu cho sản phẩm OCOP',
      summary: 'Từ hồ sơ đến văn bằng.',
      leadUnitId,
      mode: 'both',
      place: 'Hội trường Sở, phường Lào Cai',
      meetingLink: 'https://hop.example/bi-mat',
      state: 'running',
      publishedAt: now,
      createdAt: now,
      updatedAt: now,
      ...facts,
    })
    .returning()
  if (!course) throw new Error('no course')
  const times = [0, 24].map((plus) => ({
    courseId: course.id,
    startsAt: new Date(now.getTime() + plus * hour - hour),
    endsAt: new Date(now.getTime() + plus * hour + 2 * hour),
    attendCode: plus === 0 ? 'NGAY1' : 'NGAY2',
  }))
  const sessions = await db.insert(courseSessions).values(times).returning()
  return { ...course, sessions: sessions.map(({ id }) => id) }
}

/** A seat for somebody new. */
export async function addSeat(
  db: Db,
  courseId: number,
  attendee: string,
  now: Date,
  facts: Partial<typeof signups.$inferInsert> = {},
) {
  const [person] = await db
    .insert(people)
    .values({ name: attendee, phone: '0912345678', commune: 'Sa Pa', createdAt: now })
    .returning({ id: people.id })
  if (!person) throw new Error('no person')
  const [place] = await db
    .update(courses)
    .set({ nextNumber: sql`${courses.nextNumber} + 1` })
    .where(eq(courses.id, courseId))
    .returning({ next: courses.nextNumber })
  const number = (place?.next ?? 1) - 1
  const [seat] = await db
    .insert(signups)
    .values({
      ...{ courseId, number, personId: person.id, attendee },
      ...{ attendeeKey: fold(attendee), state: 'seated', channel: 'web' },
      token: randomBytes(16).toString('base64url'),
      ...{ createdAt: now, changedAt: now },
      ...facts,
    })
    .returning()
  if (!seat) throw new Error('no seat')
  return seat
}
