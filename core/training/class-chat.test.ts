import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { openChats, type Person } from '#core/conversation/testing-chat.ts'
import { everyKind, openedSurvey } from '#core/surveys/testing-surveys.ts'
import { addStaff } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { callBacks } from '#db/schema/surveys.ts'
import { tickets } from '#db/schema/tickets.ts'
import {
  attendances,
  courseFiles,
  courseQuestions,
  courses,
  courseTold,
  signups,
} from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { issueCertificates } from './certificates.ts'
import { type CourseDraft, changeCourse, createCourse } from './course.ts'
import { cancelCourse, holdCourse, publishCourse, tendCourses } from './course-states.ts'
import { saveLesson } from './lessons.ts'
import { remindCourses } from './reminders.ts'
import { sessionsOf, setSessions } from './sessions.ts'
import { tellCourses } from './telling.ts'
import { draftOf } from './testing-open.ts'

const day = 86_400_000
const zone = { site: 'https://hoi.test', timeZone: 'Asia/Ho_Chi_Minh' }

async function open(db: Db, facts: Partial<CourseDraft> = {}) {
  const chats = await openChats(db)
  const { clock } = chats
  const all = await db.select().from(units).orderBy(asc(units.id))
  const unitId = all[0]?.id ?? 0
  const actor = await addStaff(db, { role: 'coordinator', unitId, name: 'Nguyễn Thị Hoa' })
  const places = { units: { technology: unitId }, fields: { ip: 1 } } as never
  const plain = draftOf(places, { fieldIds: [], seats: 1, ...facts })
  const { id, slug } = await createCourse(db, actor, plain, clock.now)
  const startsAt = new Date('2026-03-12T08:00:00+07:00')
  const session = { startsAt, endsAt: new Date(startsAt.getTime() + day / 8), place: '' }
  if (plain.kind !== 'e-learning') {
    await setSessions(db, actor, { id, version: 1 }, [session], clock.now)
  }
  const version = plain.kind === 'e-learning' ? 1 : 2
  await publishCourse(db, actor, { id, version }, clock.now)
  return { ...chats, actor, id, slug, plain }
}

async function joins(person: Person, slug: string, name: string): Promise<string> {
  await person.says(`lop-${slug}`)
  await person.says('Đăng ký')
  await person.says('đồng ý')
  await person.says(name)
  return person.says('bỏ qua')
}

async function versionOf(db: Db, id: number) {
  const [row] = await db
    .select({ version: courses.version })
    .from(courses)
    .where(eq(courses.id, id))
  return { id, version: row?.version ?? 0 }
}

const last = async (person: Person): Promise<Outgoing> =>
  (await person.heard()).at(-1) ?? { text: '' }

describe('signing up in chat', () => {
  test('leads from a link to a seat, and the second time in two taps', async ({ db }) => {
    const { person, slug } = await open(db, { seats: 5 })
    const lan = person('lan', 'telegram')
    const page = await lan.says(`/start lop-${slug}`)
    expect(page).toContain('Chào Anh/Chị')
    expect(page).toContain('08:00 - 11:00, Thứ Năm 12/03/2026')
    expect(page).toContain('Còn 5/5 chỗ')
    expect(await lan.says('Đăng ký')).toContain('/dulieu')
    expect(await lan.says('đồng ý')).toContain('Ai sẽ tham dự')
    await lan.says('Vàng Và Páo và Lý Thị Mẩy')
    expect(await lan.says('HTX Chè Bản Liền')).toContain('Lý Thị Mẩy: có chỗ')
    expect(await lan.says('đăng ký lớp')).toContain('Còn 3/5 chỗ')
    await lan.says('1')
    await lan.says('Đăng ký thêm người')
    expect(await lan.says('Trần Văn Nam')).toContain('Đã đăng ký')
    const seats = await db.select().from(signups)
    expect(seats.map(({ state, channel }) => [state, channel])).toEqual(
      Array(3).fill(['seated', 'telegram']),
    )
    expect(new Set(seats.map(({ businessId }) => businessId)).size).toBe(1)
  })

  test('keeps no name without consent, and finds the list by any of its names', async ({ db }) => {
    const { person, slug, id } = await open(db)
    const lan = person('lan')
    expect(await lan.says('lop tap huan')).toContain('Đăng ký nhãn hiệu')
    expect(await lan.says('1')).toContain('Địa điểm: Hội trường Sở')
    await lan.says('đăng ký')
    expect(await lan.says('không đồng ý')).toContain('không lưu tên')
    expect(await db.select().from(signups)).toEqual([])
    expect(await lan.says('lop-khong-co-lop-nay')).toContain('Không tìm thấy lớp này')
    expect(await lan.says('Lớp 987')).toContain('Không tìm thấy lớp này')
    expect(await lan.says(`LOP ${id}.`)).toContain('Địa điểm: Hội trường Sở')
    await lan.sends({ kind: 'follow', ref: `lop-${slug}` })
    expect((await last(lan)).text).toContain('Đăng ký nhãn hiệu')
  })

  test('takes the name out of what is said politely, and a question for no name', async ({
    db,
  }) => {
    const { person, slug } = await open(db, {
      ...{ title: 'Hội nghị đối thoại', kind: 'conference', seats: 5 },
      collectsQuestions: true,
    })
    const lan = person('lan', 'zalo')
    expect(await lan.says(`lop-${slug}`)).toMatch(/^Hội nghị đối thoại\n/)
    await lan.says('dk')
    await lan.says('đồng ý')
    expect(await lan.says('Lớp có mất tiền không?')).toContain('«hủy»')
    await lan.says('Dạ em tên là Lù Thị Mai ạ, tôi là Vàng A Páo, em ten la ly thi say a, Sùng A')
    expect(await lan.says('Có cần mang gì không?')).toContain('«hủy»')
    await lan.says('bỏ qua')
    const seats = await db.select().from(signups).orderBy(asc(signups.number))
    const names = seats.map(({ attendee }) => attendee)
    expect(names).toEqual(['Lù Thị Mai', 'Vàng A Páo', 'ly thi say', 'Sùng A'])
    expect(seats.map(({ businessId }) => businessId)).toEqual([null, null, null, null])
    expect((await last(lan)).text).toMatch(/^Đã đăng ký\.\n\nHội nghị/)
    expect((await last(lan)).choices?.map(({ label }) => label)).toContain('Gửi câu hỏi trước')
    expect(await lan.says('gui cau hoi truoc')).toContain('gửi trước cho “Hội nghị đối thoại”')
  })

  test('passes a freed seat to the next in their own chat, who takes it by a button', async ({
    db,
  }) => {
    const { person, slug } = await open(db)
    const [lan, nam] = [person('lan', 'zalo'), person('nam', 'web')]
    expect(await joins(lan, slug, 'Hoàng Lan')).toContain('Đã đăng ký')
    expect(await joins(nam, slug, 'Trần Nam')).toContain('danh sách chờ, thứ 1')
    expect(await lan.says('tôi không đi được')).toContain('Đã hủy chỗ')
    const offer = await last(nam)
    expect(offer.text).toContain('Anh/Chị nhận chỗ trước 21:00, Thứ Hai 02/03/2026')
    expect(await nam.says('Nhận chỗ')).toContain('Anh/Chị đã nhận chỗ')
    expect(await lan.says('lớp của tôi')).toContain('chưa đăng ký lớp nào')
    const stolen = offer.choices?.[0]?.id ?? ''
    expect(await lan.presses(stolen)).toContain('không phải của Anh/Chị')
  })
})

describe('what those signed up are told', () => {
  test('is every change and the end, once each', async ({ db }) => {
    const { person, slug, actor, id, plain, clock } = await open(db)
    const [lan, nam] = [person('lan'), person('nam', 'telegram')]
    await joins(lan, slug, 'Hoàng Lan')
    await joins(nam, slug, 'Trần Nam')
    const moved = { ...plain, place: 'Nhà văn hóa phường Sa Pa' }
    await changeCourse(db, actor, await versionOf(db, id), moved, clock.now)
    expect((await last(lan)).text).toContain('Nhà văn hóa phường Sa Pa')
    expect((await last(nam)).text).toContain('có thay đổi')
    const count = (await lan.heard()).length
    await changeCourse(db, actor, await versionOf(db, id), { ...moved, speakers: 'X' }, clock.now)
    expect((await lan.heard()).length).toBe(count)
    await cancelCourse(db, actor, await versionOf(db, id), 'Mưa lũ chia cắt đường', clock.now)
    for (const each of [lan, nam]) {
      expect((await last(each)).text).toContain('Mưa lũ chia cắt đường')
    }
    const states = await db.select({ state: signups.state }).from(signups)
    expect(states.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  })

  test('are reminders three days, one day and two hours before, once, by day, to who has a seat', async ({
    db,
  }) => {
    const { person, slug, clock } = await open(db)
    const [lan, nam] = [person('lan'), person('nam')]
    await joins(lan, slug, 'Hoàng Lan')
    await joins(nam, slug, 'Trần Nam')
    const begun = (await lan.heard()).length
    const waiting = (await nam.heard()).length
    const remind = (now: string) => remindCourses(db, { ...zone, now: new Date(`${now}+07:00`) })
    const said: number[] = []
    for (const at of [
      ...['2026-03-08T09:00:00', '2026-03-09T07:59:00', '2026-03-09T08:01:00'],
      ...['2026-03-09T08:06:00', '2026-03-11T08:05:00', '2026-03-11T23:00:00'],
      ...['2026-03-12T06:05:00', '2026-03-12T06:30:00', '2026-03-12T06:35:00'],
    ]) {
      said.push(await remind(at))
    }
    expect(said).toEqual([0, 0, 1, 0, 1, 0, 0, 1, 0])
    const told = (await lan.heard()).slice(begun)
    expect(told.map(({ text }) => text.slice(0, 9))).toEqual(Array(3).fill('Nhắc lịch'))
    expect(told[0]?.link?.url).toMatch(/^https:\/\/hoi\.test\/lop\/ve\/[\w-]{22}$/)
    expect((await nam.heard()).length).toBe(waiting)
    expect(clock.now.getTime()).toBeGreaterThan(0)
  })

  test('waits for the clock while they are being heard, and is not said twice', async ({
    db,
    sql,
  }) => {
    const { person, slug, actor, id, plain, clock } = await open(db)
    const lan = person('lan')
    await joins(lan, slug, 'Hoàng Lan')
    const count = (await lan.heard()).length
    await sql.begin(async (busy) => {
      await busy`select 1 from conversations for update`
      const moved = { ...plain, place: 'Nhà văn hóa phường Sa Pa' }
      await changeCourse(db, actor, await versionOf(db, id), moved, clock.now)
      expect((await lan.heard()).length).toBe(count)
    })
    const telling = { now: clock.now, site: zone.site }
    await Promise.all([1, 2, 3].map(() => tellCourses(db, telling)))
    expect((await lan.heard()).length).toBe(count + 1)
    const marks = await db.select({ what: courseTold.what }).from(courseTold)
    expect(marks.map(({ what }) => what)).toEqual(['changed:4'])
  })
})

describe('after and beside a class', () => {
  test('a low mark asks why and opens a call back; a second mark counts nothing', async ({
    db,
  }) => {
    const { person, slug, actor, id, clock } = await open(db)
    const lan = person('lan')
    await joins(lan, slug, 'Hoàng Lan')
    const [session] = await sessionsOf(db, id)
    clock.now = new Date('2026-03-12T14:00:00+07:00')
    expect(session?.attendCode).toMatch(/^[A-Z]{4}[2-9]{2}$/)
    expect(await tendCourses(db, clock.now)).toBe(1)
    await tellCourses(db, { now: clock.now, site: zone.site })
    expect((await last(lan)).text).toContain('Anh/Chị hài lòng đến mức nào?')
    expect(await lan.says('4')).toContain('Điều gì cần làm tốt hơn?')
    expect(await lan.says('Âm thanh quá nhỏ')).toContain('đã ghi nhận')
    expect(await db.select().from(callBacks)).toMatchObject([
      { source: 'course', score: 2, comment: 'Âm thanh quá nhỏ' },
    ])
    const [seat] = await db.select().from(signups)
    expect(await lan.presses(`seat-rate:${seat?.id}:5`)).toContain('đã đánh giá')
    expect(seat).toMatchObject({ score: 2, comment: 'Âm thanh quá nhỏ' })
    const again = holdCourse(db, actor, await versionOf(db, id), clock.now)
    await expect(again).rejects.toThrow('training:refusal.when-held')
  })

  test('a good mark is followed by the survey after classes, once, and a certificate by word of it', async ({
    db,
  }) => {
    const { person, slug, clock, id, actor } = await open(db)
    const lan = person('lan')
    await joins(lan, slug, 'Hoàng Lan')
    await openedSurvey(db, everyKind, clock.now, { purpose: 'after-class' })
    clock.now = new Date('2026-03-12T14:00:00+07:00')
    await db.insert(courseFiles).values({
      ...{ courseId: id, name: 'a.pdf', type: 'application/pdf', size: 1, sha256: 'a' },
      addedAt: clock.now,
    })
    await tendCourses(db, clock.now)
    await tellCourses(db, { now: clock.now, site: zone.site })
    const [seat] = await db.select().from(signups)
    const page = `https://hoi.test/lop/ve/${seat?.token}`
    expect(await last(lan)).toMatchObject({
      ...{ text: expect.stringContaining('Tài liệu của lớp'), link: { url: page } },
    })
    await lan.says('1')
    const [rated] = await db.select().from(signups)
    expect(rated?.score).toBe(5)
    expect((await last(lan)).choices?.[0]?.id).toMatch(new RegExp(`^survey:\\d+:s${seat?.id}$`))
    await lan.presses(`seat-rate:${seat?.id}:4`)
    expect((await last(lan)).text).toContain('đã đánh giá')
    await db.insert(attendances).values({
      ...{ signupId: seat?.id ?? 0, sessionId: (await sessionsOf(db, id))[0]?.id ?? 0 },
      ...{ at: clock.now, how: 'scan' },
    })
    expect(await issueCertificates(db, actor, id, clock.now)).toBe(1)
    for (let twice = 0; twice < 2; twice++) {
      await tellCourses(db, { now: clock.now, site: zone.site })
    }
    const told = (await lan.heard()).filter(({ text }) => text.includes('Giấy chứng nhận tham dự'))
    expect(told.map(({ link }) => link?.url)).toEqual([page])
  })

  test('the code said in class notes who is there', async ({ db }) => {
    const { person, slug, id, clock } = await open(db)
    const lan = person('lan')
    await joins(lan, slug, 'Hoàng Lan')
    const [session] = await sessionsOf(db, id)
    clock.now = new Date('2026-03-12T08:10:00+07:00')
    expect(await lan.says('điểm danh XXXX22')).toContain('không đúng')
    expect(await lan.says(session?.attendCode ?? '')).toContain('Đã điểm danh Hoàng Lan')
    expect(await lan.says(`diem danh ${session?.attendCode}`)).toContain('đã được điểm danh')
  })

  test('a question asked beforehand becomes a ticket of the class', async ({ db }) => {
    const { person, slug, id } = await open(db, { kind: 'dialogue', collectsQuestions: true })
    const lan = person('lan')
    await lan.says(`lop-${slug}`)
    expect(await lan.says('Gửi câu hỏi trước')).toContain('viết câu hỏi')
    await lan.says('Nhãn hiệu tập thể của hợp tác xã đăng ký thế nào?')
    await lan.says('1')
    await lan.says('không')
    expect(await lan.says('gửi')).toContain('HL-2026-000001')
    const [ticket] = await db.select({ id: tickets.id }).from(tickets)
    expect(await db.select().from(courseQuestions)).toEqual([
      { courseId: id, ticketId: ticket?.id },
    ])
  })

  test('lessons are read and their quiz taken in chat, the best attempt counting', async ({
    db,
  }) => {
    const { person, slug, actor, id, clock } = await open(db, { kind: 'e-learning', seats: null })
    const quiz = [{ ask: 'Nhãn hiệu có hiệu lực mấy năm?', choices: ['5', '10'], right: 1 }]
    const facts = { title: 'Bài 1', body: 'Mười năm.', link: '', fileId: null, quiz }
    await saveLesson(db, actor, { courseId: id }, facts, clock.now)
    const lan = person('lan')
    expect(await joins(lan, slug, 'Hoàng Lan')).toContain('Đã đăng ký')
    expect(await lan.says('Bài học')).toContain('1. Bài 1 · chưa làm')
    expect(await lan.says('1')).toContain('Câu 1/1')
    expect(await lan.says('1')).toContain('chưa đạt')
    expect(await lan.says('Làm lại bài này')).toContain('Câu 1/1')
    expect(await lan.says('2')).toContain('Anh/Chị đã hoàn thành')
  })
})
