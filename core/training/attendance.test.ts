import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { at } from '#core/tickets/testing-desk.ts'
import { attendances, courseSessions, courses, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { checkIn, rosterOf, tokenIn, undoCheckIn } from './attendance.ts'
import { attendByCode, ownCheckIn } from './attendance-code.ts'
import { addCourse, addSeat, heldClass } from './testing-held.ts'

const now = at('2026-03-10 09:00')

describe('checking in', () => {
  test('a code replayed, sent twice and from two tabs at once notes somebody once', async ({
    db,
  }) => {
    const { desk, course, seats } = await heldClass(db, now)
    const [session = 0] = course.sessions
    const seen = seats.map(({ token }) => ({ token, at: now, how: 'scan' as const }))
    const twice = [...seen, ...seen]
    const sent = await Promise.all(
      [1, 2, 3].map(() => checkIn(db, desk.officer, session, twice, now)),
    )
    const fresh = sent.flat().filter(({ outcome }) => outcome === 'attended')
    expect(fresh.map(({ attendee }) => attendee).sort()).toEqual(
      seats.map(({ attendee }) => attendee).sort(),
    )
    expect(sent.flat().filter(({ outcome }) => outcome === 'already')).toHaveLength(15)
    expect(await db.select().from(attendances)).toHaveLength(3)
  })

  test('says of each why it does not count, and notes the others', async ({ db }) => {
    const { desk, course, seats } = await heldClass(db, now)
    const other = await addCourse(db, desk.units.standards, now, { title: 'Mã số mã vạch' })
    const elsewhere = await addSeat(db, other.id, 'Giàng Thị Mỷ', now)
    const waiting = await addSeat(db, course.id, 'Chờ Chỗ', now, { state: 'waiting' })
    const tokens = [elsewhere.token, waiting.token, 'x'.repeat(22), seats[0]?.token]
    const outcomes = await checkIn(
      db,
      desk.officer,
      course.sessions[0] ?? 0,
      tokens.map((token) => ({ token, at: now, how: 'scan' as const })),
      now,
    )
    expect(outcomes).toMatchObject([
      { outcome: 'other-course', course: 'Mã số mã vạch' },
      { outcome: 'not-seated', attendee: 'Chờ Chỗ' },
      { outcome: 'unknown' },
      { outcome: 'attended' },
    ])
    expect(await db.select().from(attendances)).toHaveLength(1)
  })

  test('keeps the hour of a device that was offline, and not an impossible one', async ({ db }) => {
    const { desk, course, seats } = await heldClass(db, now)
    const early = at('2026-03-10 08:20')
    const hours = [early, at('2031-01-01 00:00')]
    const seen = hours.map((hour, index) => ({
      ...{ signupId: seats[index]?.id, at: hour, how: 'typed' as const },
    }))
    await checkIn(db, desk.officer, course.sessions[0] ?? 0, seen, now)
    const roster = await rosterOf(db, course.sessions[0] ?? 0)
    expect(roster.map(({ attendedAt }) => attendedAt)).toEqual([early, now, null])
  })

  test('refuses a cancelled session, a closed class, tomorrow’s session and strangers', async ({
    db,
  }) => {
    const { desk, course } = await heldClass(db, now)
    const [first = 0, second = 0] = course.sessions
    const key = (wanted: string) => expect.objectContaining({ key: `courses:refusal.${wanted}` })
    await expect(checkIn(db, desk.officer, second, [], now)).rejects.toEqual(key('too-early'))
    await expect(checkIn(db, desk.leader, first, [], now)).rejects.toEqual(key('not-yours'))
    await expect(checkIn(db, desk.officer, 999_999, [], now)).rejects.toEqual(key('no-session'))
    await db.update(courseSessions).set({ cancelledAt: now }).where(eq(courseSessions.id, first))
    await expect(checkIn(db, desk.officer, first, [], now)).rejects.toEqual(
      key('session-cancelled'),
    )
    await db.update(courseSessions).set({ cancelledAt: null })
    await db.update(courses).set({ state: 'closed' })
    await expect(checkIn(db, desk.officer, first, [], now)).rejects.toEqual(key('closed'))
  })

  test('a mark that was wrong is taken away again', async ({ db }) => {
    const { desk, course, seats } = await heldClass(db, now)
    const which = { sessionId: course.sessions[0] ?? 0, signupId: seats[0]?.id ?? 0 }
    const seen = [{ signupId: which.signupId, at: now, how: 'typed' as const }]
    await checkIn(db, desk.officer, which.sessionId, seen, now)
    await undoCheckIn(db, desk.officer, which, now)
    expect(await db.select().from(attendances)).toEqual([])
  })

  test('reads a token out of the address that the QR holds', () => {
    const token = 'Ab_-567890123456789012'
    for (const text of [
      token,
      ` https://desk.test/lop/ve/${token} `,
      `https://d/lop/ve/${token}?x=1`,
    ]) {
      expect(tokenIn(text)).toBe(token)
    }
    for (const text of ['', 'abc', 'https://desk.test/lop/ve/ngan', `${token} hai`]) {
      expect(tokenIn(text)).toBeUndefined()
    }
  })
})

describe('the code said in class', () => {
  test('counts once, however it is typed, for each own seat in turn', async ({ db }) => {
    const { course } = await heldClass(db, now)
    const seat = await addSeat(db, course.id, 'Chủ hộ', now)
    await addSeat(db, course.id, 'Kế toán', now, { personId: seat.personId })
    const outcomes = []
    for (const code of ['ngay 1', 'NGAY1', 'Ngày-1', 'NGAY2']) {
      outcomes.push(await attendByCode(db, seat.personId, code, now))
    }
    expect(outcomes).toMatchObject([
      { outcome: 'attended', attendee: 'Chủ hộ' },
      { outcome: 'attended', attendee: 'Kế toán' },
      { outcome: 'already' },
      { outcome: 'wrong' },
    ])
  })

  test('counts half an hour around the session and not beyond', async ({ db }) => {
    const { seats } = await heldClass(db, now)
    const hours: [string, string][] = [
      ['2026-03-10 07:29', 'wrong'],
      ['2026-03-10 07:31', 'attended'],
      ['2026-03-10 11:29', 'already'],
      ['2026-03-10 11:31', 'wrong'],
    ]
    for (const [hour, outcome] of hours) {
      const told = await ownCheckIn(db, seats[0]?.token ?? '', 'NGAY1', at(hour))
      expect([hour, told.outcome]).toEqual([hour, outcome])
    }
  })

  test('is said once for each of many people of one business', async ({ db }) => {
    const { course } = await heldClass(db, now)
    const first = await addSeat(db, course.id, 'Người số 0', now)
    for (let n = 1; n < 12; n++) {
      await addSeat(db, course.id, `Người số ${n}`, now, { personId: first.personId })
    }
    for (let n = 0; n < 12; n++) {
      const told = await attendByCode(db, first.personId, 'NGAY1', now)
      expect(told).toMatchObject({ outcome: 'attended', attendee: `Người số ${n}` })
    }
  })

  test('is not guessed, and is no use without a seat', async ({ db }) => {
    const { seats } = await heldClass(db, now)
    const [seat] = seats
    const outcomes = []
    for (let n = 0; n < 12; n++) {
      outcomes.push((await attendByCode(db, seat?.personId ?? 0, `SAI${n}`, now)).outcome)
    }
    expect(outcomes.filter((one) => one === 'too-often')).toHaveLength(2)
    const given = seats[1]
    await db
      .update(signups)
      .set({ state: 'given-up' })
      .where(eq(signups.id, given?.id ?? 0))
    const told = await attendByCode(db, given?.personId ?? 0, 'NGAY1', now)
    expect(told.outcome).toBe('wrong')
  })
})
