import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { at, makeDesk } from '#core/tickets/testing-desk.ts'
import { courseSessions, courses } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { changeCourse, createCourse } from './course.ts'
import { getCourse, listCourses } from './course-list.ts'
import {
  cancelCourse,
  closeCourse,
  holdCourse,
  publishCourse,
  startCourse,
  tendCourses,
} from './course-states.ts'
import { setSessions } from './sessions.ts'
import { draftOf, openCourse } from './testing-open.ts'

const now = at('2026-03-02 09:00')
const session = (from: string, to: string, place = '') => ({
  ...{ startsAt: at(from), endsAt: at(to), place },
})

describe('the sessions of a class', () => {
  test('neither overlap, end before they begin, nor move into the past', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id } = await createCourse(db, desk.officer, draftOf(desk), now)
    const set = (...all: ReturnType<typeof session>[]) =>
      setSessions(db, desk.officer, { id, version: 1 }, all, now)
    const first = session('2026-03-10 08:00', '2026-03-10 11:00')
    await expect(set(first, session('2026-03-10 10:59', '2026-03-10 12:00'))).rejects.toMatchObject(
      { key: 'training:refusal.overlap', values: { number: 1, other: 2 } },
    )
    await expect(set(session('2026-03-10 08:00', '2026-03-10 08:00'))).rejects.toThrow(
      'training:refusal.ends-before',
    )
    await expect(set(session('2026-03-01 08:00', '2026-03-01 11:00'))).rejects.toThrow(
      'training:refusal.past',
    )
    await expect(set({ ...first, startsAt: new Date(Number.NaN) })).rejects.toThrow(
      'training:refusal.no-time',
    )
    await set(first, session('2026-03-10 11:00', '2026-03-10 12:00'))
    expect((await getCourse(db, { id }))?.sessions).toHaveLength(2)
  })

  test('take no place that another class has, however it is written', async ({ db }) => {
    const desk = await makeDesk(db)
    await openCourse(db, desk, { startsAt: at('2026-03-12 08:00') }, now)
    const other = draftOf(desk, { title: 'Mã số mã vạch', place: 'hoi truong so - phuong Lao Cai' })
    const { id } = await createCourse(db, desk.officer, other, now)
    const set = (version: number, place: string) =>
      setSessions(
        db,
        desk.officer,
        { id, version },
        [session('2026-03-12 10:00', '2026-03-12 12:00', place)],
        now,
      )
    await expect(set(1, '')).rejects.toThrow('training:refusal.place-taken')
    await set(1, 'Phòng họp số 2')
    const moved = { ...other, place: 'Phòng họp số 2' }
    await expect(set(2, 'Hội trường Sở, phường Lào Cai')).rejects.toThrow('place-taken')
    await changeCourse(db, desk.officer, { id, version: 2 }, moved, now)
  })

  test('that are called off after it was published stay in its file', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, sessions } = await openCourse(db, desk, {}, now)
    const moved = session('2026-03-20 08:00', '2026-03-20 11:00')
    await setSessions(db, desk.officer, { id, version: 3 }, [moved], now)
    const rows = await db.select().from(courseSessions).where(eq(courseSessions.courseId, id))
    expect(rows.map(({ cancelledAt }) => cancelledAt !== null).sort()).toEqual([false, true])
    expect(rows.find((row) => row.id === sessions[0]?.id)?.cancelledAt).toEqual(now)
    await expect(setSessions(db, desk.officer, { id, version: 4 }, [], now)).rejects.toThrow(
      'training:refusal.no-sessions',
    )
  })
})

describe('a class', () => {
  test('goes from draft to closed, and nowhere else', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, slug } = await createCourse(db, desk.officer, draftOf(desk), now)
    expect(slug).toBe('dang-ky-nhan-hieu-cho-san-pham-ocop')
    const which = (version: number) => ({ id, version })
    await expect(publishCourse(db, desk.head, which(1), now)).rejects.toThrow('no-sessions')
    const times = [session('2026-03-10 08:00', '2026-03-10 11:00')]
    await setSessions(db, desk.officer, which(1), times, now)
    await expect(publishCourse(db, desk.officer, which(2), now)).rejects.toThrow('not-yours')
    await expect(startCourse(db, desk.head, which(2), now)).rejects.toThrow('when-draft')
    await publishCourse(db, desk.head, which(2), now)
    await expect(publishCourse(db, desk.head, which(2), now)).rejects.toThrow('refusal.changed')
    await expect(publishCourse(db, desk.head, which(3), now)).rejects.toThrow('when-published')
    await expect(holdCourse(db, desk.head, which(3), now)).rejects.toThrow('not-begun')
    const states = []
    for (const at of [
      '2026-03-10T07:59',
      '2026-03-10T08:00',
      '2026-03-10T11:00',
      '2026-05-10T11:00',
    ]) {
      await tendCourses(db, new Date(`${at}:00+07:00`))
      states.push((await getCourse(db, { id }))?.course.state)
    }
    expect(states).toEqual(['published', 'running', 'held', 'closed'])
    const late = at('2026-06-01 09:00')
    await expect(closeCourse(db, desk.head, which(6), late)).rejects.toThrow('when-closed')
    await expect(cancelCourse(db, desk.head, which(6), 'Mưa lũ', late)).rejects.toThrow(
      'when-closed',
    )
    await expect(changeCourse(db, desk.head, which(6), draftOf(desk), late)).rejects.toThrow(
      'when-closed',
    )
  })

  test('is planned by its own unit alone, with what it needs said', async ({ db }) => {
    const desk = await makeDesk(db)
    const create = (facts: Parameters<typeof draftOf>[1], actor = desk.officer) =>
      createCourse(db, actor, draftOf(desk, facts), now)
    await expect(create({}, desk.standardsOfficer)).rejects.toThrow('refusal.not-yours')
    await expect(create({ title: ' 1 ' })).rejects.toThrow('refusal.no-title')
    await expect(create({ seats: 0 })).rejects.toThrow('refusal.seats')
    await expect(create({ meetingLink: 'javascript:alert(1)' })).rejects.toThrow('refusal.link')
    await expect(create({ plannedFor: 'quý 3' })).rejects.toThrow('refusal.quarter')
    const slugs = await Promise.all([1, 2, 3].map(() => create({ title: 'Đối thoại “AI” – 2026' })))
    expect((await create({ title: 'Vẽ' })).slug).toBe('ve-2')
    const long = 'Dùng trí tuệ nhân tạo đúng luật trong doanh nghiệp nhỏ'
    const cut = 'dung-tri-tue-nhan-tao-dung-luat-trong-doanh'
    expect((await create({ title: long })).slug).toBe(cut)
    expect(slugs.map(({ slug }) => slug).sort()).toEqual([
      'doi-thoai-ai-2026',
      'doi-thoai-ai-2026-2',
      'doi-thoai-ai-2026-3',
    ])
  })

  test('is called off with a reason, and two who change it at once do not overwrite each other', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id } = await openCourse(db, desk, {}, now)
    await expect(cancelCourse(db, desk.head, { id, version: 3 }, ' ', now)).rejects.toThrow(
      'refusal.no-reason',
    )
    const change = (speakers: string) =>
      changeCourse(db, desk.officer, { id, version: 3 }, draftOf(desk, { speakers }), now)
    const both = await Promise.allSettled([change('Bà Hà'), change('Ông Nam')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await cancelCourse(db, desk.head, { id, version: 4 }, 'Mưa lũ', now)
    expect((await getCourse(db, { id }))?.course).toMatchObject({ cancelReason: 'Mưa lũ' })
  })

  test('is found by unit, field, words without accents, days, and whether it is open', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const one = await openCourse(db, desk, {}, now)
    const two = await openCourse(
      db,
      desk,
      {
        ...{ title: 'Mã số mã vạch', leadUnitId: desk.units.standards, place: 'Phòng 2' },
        ...{ fieldIds: [desk.fields.standard], startsAt: at('2026-03-05 08:00') },
      },
      now,
    )
    const found = async (filter: Parameters<typeof listCourses>[1]) =>
      (await listCourses(db, filter, { limit: 10, offset: 0 })).rows.map(({ id }) => id)
    expect(await found({})).toEqual([two.id, one.id])
    expect(await found({ unitId: desk.units.technology })).toEqual([one.id])
    expect(await found({ fieldId: desk.fields.standard })).toEqual([two.id])
    expect(await found({ words: 'nhan hieu' })).toEqual([one.id])
    expect(await found({ words: '%' })).toEqual([])
    expect(await found({ from: at('2026-03-06 00:00') })).toEqual([one.id])
    expect(await found({ to: at('2026-03-06 00:00') })).toEqual([two.id])
    expect(await found({ open: at('2026-03-05 08:00') })).toEqual([one.id])
    await db.update(courses).set({ state: 'cancelled' }).where(eq(courses.id, one.id))
    expect(await found({ states: ['cancelled'] })).toEqual([one.id])
  })
})
