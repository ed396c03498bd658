import type { TestDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { type CourseDraft, createCourse } from './course.ts'
import { getCourse } from './course-list.ts'
import { publishCourse } from './course-states.ts'
import { setSessions } from './sessions.ts'

const day = 86_400_000

/** What a plain class in person says. */
export function draftOf(desk: TestDesk, facts: Partial<CourseDraft> = {}): CourseDraft {
  return {
    kind: 'class',
    title: 'Đăng ký nhãn hiệu cho sản phẩm OCOP',
    summary: 'Từ hồ sơ đến văn bằng.',
    fieldIds: [desk.fields.ip],
    leadUnitId: desk.units.technology,
    cooperatingUnitIds: [],
    mode: 'in-person',
    place: 'Hội trường Sở, phường Lào Cai',
    meetingLink: '',
    seats: 40,
    closesAt: null,
    speakers: 'Bà Trần Thu Hà',
    plannedFor: null,
    documentId: null,
    collectsQuestions: false,
    budgetVnd: null,
    societyVnd: null,
    ...facts,
  }
}

/** A published class of the technology unit, ten days ahead unless it is said when. */
export async function openCourse(
  db: Db,
  desk: TestDesk,
  { startsAt, ...facts }: Partial<CourseDraft> & { startsAt?: Date },
  now: Date,
) {
  const begins = startsAt ?? new Date(now.getTime() + 10 * day)
  const { id } = await createCourse(db, desk.coordinator, draftOf(desk, facts), now)
  const session = { startsAt: begins, endsAt: new Date(begins.getTime() + day / 8), place: '' }
  await setSessions(db, desk.coordinator, { id, version: 1 }, [session], now)
  await publishCourse(db, desk.coordinator, { id, version: 2 }, now)
  const whole = await getCourse(db, { id })
  if (!whole) throw new Error('no course')
  return { ...whole.course, sessions: whole.sessions }
}
