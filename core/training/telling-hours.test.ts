import { asc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openChats, type Person } from '#core/conversation/testing-chat.ts'
import { mergePeople } from '#core/people/merging.ts'
import { addStaff, at } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { conversations, people } from '#db/schema/people.ts'
import { units } from '#db/schema/profile.ts'
import { courseTold, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { changeCourse } from './course.ts'
import { getCourse } from './course-list.ts'
import { cancelCourse } from './course-states.ts'
import { acceptOffer, giveUp, lapseOffers } from './seats.ts'
import { setSessions } from './sessions.ts'
import { signUp } from './sign-up.ts'
import { tellCourses } from './telling.ts'
import { tellAt } from './telling-hours.ts'
import { draftOf, openCourse } from './testing-open.ts'

const night = at('2026-03-02 23:00')
const morning = at('2026-03-03 06:30')
const site = 'https://hoi.test'

async function open(db: Db, begins = '2026-03-12 08:00') {
  const chats = await openChats(db)
  const { clock } = chats
  const [unit] = await db.select().from(units).orderBy(asc(units.id)).limit(1)
  const coordinator = await addStaff(db, {
    ...{ role: 'coordinator', unitId: unit?.id ?? 0, name: 'Nguyễn Thị Hoa' },
  })
  const desk = { coordinator, units: { technology: unit?.id ?? 0 }, fields: { ip: 1 } } as never
  const facts = { seats: 1, fieldIds: [], startsAt: at(begins) }
  const course = await openCourse(db, desk, facts, clock.now)
  const which = async () => {
    const whole = await getCourse(db, { id: course.id })
    return { id: course.id, version: whole?.course.version ?? 0 }
  }
  const draft = draftOf(desk, { seats: 1, fieldIds: [] })
  const tell = (now: Date) => tellCourses(db, { now, site })
  return { ...chats, actor: coordinator, course, which, draft, tell }
}

async function joins(db: Db, courseId: number, person: Person, name: string, now: Date) {
  await person.says('menu')
  const chat = await person.conversation()
  const who = { personId: chat?.personId ?? 0, conversationId: chat?.id ?? null, businessId: null }
  const asked = { courseId, ...who, attendees: [name], channel: 'web' as const, staffId: null }
  const { seats } = await db.transaction((tx) => signUp(tx, asked, now))
  return { ...who, id: seats[0]?.id ?? 0 }
}

const heardNow = async (person: Person) => (await person.heard()).length
const said = async (person: Person) => (await person.heard()).at(-1)?.text ?? ''

describe('the hour at which people are told', () => {
  it('is now by day and for what is near, else the morning', () => {
    expect(tellAt(at('2026-03-02 21:29'))).toEqual(at('2026-03-02 21:29'))
    expect(tellAt(at('2026-03-02 21:30'))).toEqual(morning)
    expect(tellAt(at('2026-03-03 06:29'), [at('2026-03-05 08:00')])).toEqual(morning)
    expect(tellAt(night, [at('2026-03-03 23:00')])).toEqual(night)
    expect(tellAt(night, [at('2026-03-02 22:00'), null])).toEqual(morning)
  })

  test('of an offer made at night is the morning, and its twelve hours run from there', async ({
    db,
  }) => {
    const { course, person, clock, tell } = await open(db)
    const [lan, nam, mai] = [person('lan'), person('nam', 'zalo'), person('mai')]
    const lost = await joins(db, course.id, lan, 'Hoàng Lan', clock.now)
    const won = await joins(db, course.id, nam, 'Trần Nam', clock.now)
    await joins(db, course.id, mai, 'Lê Mai', clock.now)
    const before = await heardNow(nam)
    await db.transaction((tx) => giveUp(tx, lost, lost.id, night))
    await tell(at('2026-03-03 06:29'))
    expect(await heardNow(nam)).toBe(before)
    await tell(morning)
    expect(await said(nam)).toContain('nhận chỗ trước 18:30, Thứ Ba 03/03/2026')
    expect(await heardNow(nam)).toBe(before + 1)
    // It was declined late in the evening: the next hears of it in the morning.
    await db.transaction((tx) => giveUp(tx, won, won.id, at('2026-03-03 18:00')))
    expect(await said(mai)).toContain('nhận chỗ trước 06:00, Thứ Tư 04/03/2026')
    expect(await lapseOffers(db, at('2026-03-04 06:00'))).toBe(1)
    await tell(at('2026-03-04 06:01'))
    expect(await said(mai)).toContain('nhận chỗ trước')
    await tell(at('2026-03-04 06:30'))
    expect(await said(mai)).toContain('Đã hết thời hạn nhận chỗ')
  })

  test('of a change or the end of a class is the morning, unless it is near', async ({ db }) => {
    const { course, person, clock, tell, actor, which, draft } = await open(db)
    const lan = person('lan')
    await joins(db, course.id, lan, 'Hoàng Lan', clock.now)
    const before = await heardNow(lan)
    await changeCourse(db, actor, await which(), { ...draft, place: 'Nhà văn hóa' }, night)
    await tell(at('2026-03-03 05:00'))
    expect(await heardNow(lan)).toBe(before)
    await tell(morning)
    expect(await said(lan)).toContain('Nhà văn hóa')
    const [session] = course.sessions
    const nearer = { startsAt: at('2026-03-04 08:00'), endsAt: at('2026-03-04 11:00'), place: '' }
    const late = at('2026-03-03 22:00')
    await setSessions(db, actor, await which(), [{ ...nearer, id: session?.id }], late)
    expect(await said(lan)).toContain('Thứ Tư 04/03/2026')
    await cancelCourse(db, actor, await which(), 'Mưa lũ chia cắt đường', late)
    expect(await said(lan)).toContain('Mưa lũ chia cắt đường')
    expect(await heardNow(lan)).toBe(before + 3)
  })
})

describe('what is left to be told by telephone', () => {
  const calls = async (db: Db) =>
    (await db.select().from(courseTold)).flatMap(({ what }) =>
      what.startsWith('call:') ? [what] : [],
    )

  async function phoned(db: Db, courseId: number, now: Date) {
    const [row] = await db.insert(people).values({ createdAt: now }).returning()
    const who = { personId: row?.id ?? 0, conversationId: null, businessId: null }
    const asked = { courseId, ...who, attendees: ['Vàng A Páo'], staffId: null }
    const { seats } = await db.transaction((tx) =>
      signUp(tx, { ...asked, channel: 'phone' as const }, now),
    )
    return { personId: who.personId, id: seats[0]?.id ?? 0 }
  }

  test('is offered in office hours, twelve hours from then', async ({ db }) => {
    const { course, person, clock } = await open(db)
    const lost = await joins(db, course.id, person('lan'), 'Hoàng Lan', clock.now)
    await phoned(db, course.id, clock.now)
    await db.transaction((tx) => giveUp(tx, lost, lost.id, at('2026-03-06 17:30')))
    const [, offered] = await db.select().from(signups).orderBy(asc(signups.number))
    expect(offered?.offeredUntil).toEqual(at('2026-03-09 19:30'))
    expect(await calls(db)).toEqual(['call:offer'])
  })

  test('is told in the chat they have by now, and forgotten once it is true no more', async ({
    db,
  }) => {
    const { course, person, clock, tell, actor, which, draft } = await open(db)
    const lan = await joins(db, course.id, person('lan'), 'Hoàng Lan', clock.now)
    const pao = await phoned(db, course.id, clock.now)
    await db.transaction((tx) => giveUp(tx, lan, lan.id, clock.now))
    const moved = { ...draft, place: 'Nhà văn hóa' }
    await changeCourse(db, actor, await which(), moved, clock.now)
    await tell(clock.now)
    expect((await calls(db)).sort()).toEqual(['call:changed:4', 'call:offer'])
    await db.transaction((tx) => acceptOffer(tx, pao, pao.id, clock.now))
    await tell(clock.now)
    expect(await calls(db)).toEqual(['call:changed:4'])
    const own = person('pao', 'telegram')
    await own.says('menu')
    const chat = await own.conversation()
    const doer = { staffId: null, patient: true }
    const pair: [number, number] = [pao.personId, chat?.personId ?? 0]
    await db.transaction((tx) => mergePeople(tx, pair, doer, clock.now))
    await tell(clock.now)
    expect(await said(own)).toContain('Nhà văn hóa')
    expect(await calls(db)).toEqual([])
  })

  test('is said in the web chat as well, and done once they were there', async ({ db }) => {
    const { course, person, clock, tell, actor, which, draft } = await open(db)
    const [lan, nam] = [person('lan'), person('nam')]
    const one = await joins(db, course.id, lan, 'Hoàng Lan', clock.now)
    const two = await joins(db, course.id, nam, 'Trần Nam', clock.now)
    await db.update(people).set({ phone: '+84912345678' }).where(eq(people.id, one.personId))
    const later = at('2026-03-05 09:00')
    await changeCourse(db, actor, await which(), { ...draft, place: 'Nhà văn hóa' }, later)
    for (const each of [lan, nam]) expect(await said(each)).toContain('Nhà văn hóa')
    await tell(later)
    expect(await calls(db)).toEqual(['call:changed:4'])
    const heard = await heardNow(lan)
    await db.update(conversations).set({ lastHeardAt: at('2026-03-05 10:00') })
    await tell(at('2026-03-05 10:01'))
    expect([await calls(db), await heardNow(lan), two.id > one.id]).toEqual([[], heard, true])
  })

  test('has those who cannot be written to, until they write again', async ({ db }) => {
    const { course, person, clock, tell, actor, which, draft } = await open(db)
    const lan = person('lan', 'messenger')
    await joins(db, course.id, lan, 'Hoàng Lan', clock.now)
    const before = await heardNow(lan)
    const later = at('2026-03-05 09:00')
    const moved = { ...draft, place: 'Nhà văn hóa' }
    await changeCourse(db, actor, await which(), moved, later)
    await tell(later)
    expect(await calls(db)).toEqual(['call:changed:4'])
    expect(await heardNow(lan)).toBe(before)
    await db.update(conversations).set({ lastHeardAt: later })
    await tell(later)
    expect(await said(lan)).toContain('Nhà văn hóa')
    await tell(later)
    expect([await heardNow(lan), await calls(db)]).toEqual([before + 1, []])
  })
})
