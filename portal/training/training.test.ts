import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { describe, expect } from 'vitest'
import { beginnings } from '#core/files/testing.ts'
import { at } from '#core/tickets/testing-desk.ts'
import {
  certificatesOf,
  issueCertificates,
  revokeCertificate,
} from '#core/training/certificates.ts'
import { quizIn, saveLesson } from '#core/training/lessons.ts'
import { addMaterial, materialsOf } from '#core/training/materials.ts'
import { addCourse, addSeat, heldClass } from '#core/training/testing-held.ts'
import type { Db } from '#db/client.ts'
import { certificates } from '#db/schema/lessons.ts'
import { attendances, courses, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { createPortal } from '#portal/app.tsx'

const now = at('2026-03-10 09:00')
const before = at('2026-03-09 09:00')

async function open(db: Db, clock = now) {
  const facts = { state: 'published' as const, seats: 40, speakers: 'ThS. Giàng A Chu' }
  const held = await heldClass(db, now, facts)
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-classes-'))
  const portal = createPortal({
    ...{ db, dataDir, publicUrl: 'http://desk.test', embedOrigins: [] },
    timeZone: 'Asia/Ho_Chi_Minh',
    web: { visitor: () => 'nobody', language: () => 'vi' },
    chatLinks: [
      { name: 'Zalo', url: 'https://zalo.me/123' },
      { name: 'Messenger', url: 'https://m.me/456' },
      { name: 'Telegram', url: 'https://t.me/hoiluat_bot' },
    ],
    now: () => clock,
  })
  const app = new Hono().route('/', portal)
  const get = async (path: string) => {
    const response = await app.request(path)
    return { status: response.status, headers: response.headers, html: await response.text() }
  }
  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, { method: 'POST', body: new URLSearchParams(fields) })
  return { ...held, app, dataDir, get, post }
}

describe('the calendar of classes', () => {
  test('shows what is announced, by month and field, and never a draft', async ({ db }) => {
    const { desk, course, get } = await open(db, before)
    await db.update(courses).set({ fieldIds: [desk.fields.ip] })
    await addCourse(db, desk.units.standards, now, { title: 'Bản nháp', state: 'draft' })
    const past = { title: 'Lớp năm ngoái', state: 'held' as const }
    await addCourse(db, desk.units.standards, at('2025-03-10 09:00'), past)
    const coming = await get('/lop')
    expect(coming.html).toContain('Tháng 3/2026')
    expect(coming.html).toContain(`href="/lop/${course.slug}"`)
    expect(coming.html).toContain('Còn 37 chỗ')
    expect(coming.html).not.toMatch(/Bản nháp|Lớp năm ngoái/)
    expect((await get('/lop?khi=da-qua')).html).toContain('Lớp năm ngoái')
    expect((await get('/lop?linh-vuc=tieu-chuan')).html).toContain('Hiện chưa có lớp nào')
    expect((await get('/')).html).toContain(course.title)
    expect((await get('/sitemap.xml')).html).toContain(`/lop/${course.slug}</loc>`)
  })

  test('puts those who can still sign up first on the front page, and none that was cancelled', async ({
    db,
  }) => {
    const { desk, get } = await open(db)
    const next = at('2026-03-20 09:00')
    const add = (title: string, state: 'published' | 'cancelled', when = next) =>
      addCourse(db, desk.units.standards, when, { title, state })
    await add('Lớp hủy', 'cancelled')
    await add('Lớp mở', 'published', at('2026-03-25 09:00'))
    const { html } = await get('/')
    expect(html).not.toContain('Lớp hủy')
    expect(html).toMatch(/Lớp mở.*Đang diễn ra/s)
    expect((await get('/lop')).html).toMatch(/Đang diễn ra.*Lớp hủy.*Lớp mở/s)
  })

  test('is there for other calendars, without the meeting link', async ({ db }) => {
    const { course, get } = await open(db)
    for (const path of ['/lich-lop.ics', `/lop/${course.slug}/lich.ics`]) {
      const { html, headers } = await get(path)
      expect(headers.get('content-type')).toBe('text/calendar; charset=utf-8')
      expect(html.match(/BEGIN:VEVENT/g)).toHaveLength(2)
      expect(html).toContain('DTSTART:20260310T010000Z')
      expect(html).not.toContain('bi-mat')
    }
    await db.update(courses).set({ state: 'cancelled', cancelReason: 'Mưa lũ' })
    expect((await get('/lich-lop.ics')).html).toContain('STATUS:CANCELLED')
    expect((await get('/lop/khong-co/lich.ics')).status).toBe(404)
  })
})

describe('the page of a class', () => {
  test('offers every way to sign up, and keeps the meeting link back', async ({ db }) => {
    const { course, get } = await open(db, before)
    const { html, headers } = await get(`/lop/${course.slug}`)
    for (const link of [
      `https://m.me/456?ref=lop-${course.slug}`,
      `https://t.me/hoiluat_bot?start=lop-${course.slug}`,
      `name="text" value="Lớp ${course.id}"`,
      'https://zalo.me/123',
      `nhắn: Lớp ${course.id}`,
      'ThS. Giàng A Chu',
      'Thứ Ba, 10/03/2026, 08:00–11:00',
    ]) {
      expect(html).toContain(link)
    }
    expect(html).not.toContain('bi-mat')
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    const [, json = ''] = /ld\+json">(.*?)<\/script>/s.exec(html) ?? []
    expect(JSON.parse(json)).toMatchObject({
      ...{ '@type': 'EducationEvent', startDate: '2026-03-10T01:00:00.000Z' },
      ...{ maximumAttendeeCapacity: 40, remainingAttendeeCapacity: 37 },
    })
    expect((await get(`/lop/${course.slug}/ma.svg`)).html).toContain('<svg')
    expect((await get('/lop/khong-co')).status).toBe(404)
  })

  test('of a cancelled class says why, and offers no sign-up', async ({ db }) => {
    const { course, get } = await open(db)
    await db.update(courses).set({ state: 'cancelled', cancelReason: 'Mưa <lũ> lớn' })
    const { html } = await get(`/lop/${course.slug}`)
    expect(html).toContain('Mưa &lt;lũ&gt; lớn')
    expect(html).not.toMatch(/m\.me\/456|lich\.ics/)
  })

  test('gives everybody the open files, and the others to those with a seat', async ({ db }) => {
    const { desk, course, seats, dataDir, get } = await open(db)
    for (const open of [true, false]) {
      const file = new File([beginnings.pdf, `tài liệu ${open}`], `${open ? 'mo' : 'kin'}.pdf`)
      await addMaterial(db, dataDir, desk.officer, { courseId: course.id, file, open }, now)
    }
    const [free, kept] = await materialsOf(db, course.id)
    const publicly = (id = 0) => get(`/lop/${course.slug}/tep/${id}`)
    expect((await publicly(free?.id)).html).toContain('tài liệu true')
    expect((await publicly(kept?.id)).status).toBe(404)
    const own = await get(`/lop/ve/${seats[0]?.token}/tep/${kept?.id}`)
    expect(own.html).toContain('tài liệu false')
    await db.update(signups).set({ state: 'given-up' })
    expect((await get(`/lop/ve/${seats[0]?.token}/tep/${kept?.id}`)).status).toBe(404)
  })
})

describe('somebody’s own page', () => {
  test('has the QR and the meeting for who has a seat, and neither for who waits', async ({
    db,
  }) => {
    const { course, seats, get } = await open(db)
    const [seat] = seats
    const { html, headers } = await get(`/lop/ve/${seat?.token}`)
    expect(html).toContain('lich.ics')
    expect(html).toContain('https://hop.example/bi-mat')
    expect(html).toContain(`/lop/ve/${seat?.token}/ma.svg`)
    expect(html).toContain('<meta name="robots" content="noindex"')
    expect(headers.get('cache-control')).toBe('private, no-store')
    const waits = await addSeat(db, course.id, 'Sùng A Sử', now, { state: 'waiting' })
    const page = await get(`/lop/ve/${waits.token}`)
    expect(page.html).toContain('vị trí thứ 1')
    expect(page.html).not.toMatch(/bi-mat|ma\.svg/)
    await db.update(courses).set({ state: 'held' })
    expect((await get(`/lop/ve/${seat?.token}`)).html).not.toMatch(/ma\.svg|lich\.ics/)
    await db.update(courses).set({ state: 'published' })
    await db.update(courses).set({ mode: 'in-person' })
    expect((await get(`/lop/ve/${seat?.token}`)).html).not.toContain('bi-mat')
    for (const guess of ['x'.repeat(22), 'a', '%00', `${seat?.token}x`]) {
      expect((await get(`/lop/ve/${guess}`)).status).toBe(404)
    }
  })

  test('takes a seat that was offered, and gives it up to the next', async ({ db }) => {
    const { course, post, get } = await open(db, before)
    await db.update(courses).set({ seats: 4 })
    const offered = { state: 'offered' as const, offeredUntil: now }
    const seat = await addSeat(db, course.id, 'Sùng A Sử', before, offered)
    const next = await addSeat(db, course.id, 'Lý Tả Mẩy', before, { state: 'waiting' })
    const own = `/lop/ve/${seat.token}`
    expect((await get(own)).html).toContain('/nhan-cho')
    expect(await (await post(`${own}/nhan-cho`, {})).text()).toContain('Anh/Chị đã nhận chỗ')
    expect(await (await post(`${own}/nhuong-cho`, {})).text()).toContain('Anh/Chị đã nhường chỗ')
    expect((await get(`/lop/ve/${next.token}`)).html).toContain('/nhan-cho')
    expect((await post(`${own}/nhan-cho`, {})).status).toBe(422)
  })

  test('takes the code said in class, and keeps a wrong one in its field', async ({ db }) => {
    const { seats, post } = await open(db)
    const path = `/lop/ve/${seats[0]?.token}/co-mat`
    const wrong = await post(path, { code: 'SAI<>' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('value="SAI&lt;&gt;"')
    expect(await (await post(path, { code: 'ngay1' })).text()).toContain('Đã ghi nhận Anh/Chị')
    await post(path, { code: 'ngay1' })
    expect(await db.select().from(attendances)).toHaveLength(1)
  })

  test('teaches lesson by lesson, keeps the best result, and then certifies', async ({ db }) => {
    const { desk, course, seats, get, post } = await open(db)
    await db.update(courses).set({ kind: 'e-learning' }).where(eq(courses.id, course.id))
    const quiz = quizIn('Nhãn hiệu bảo hộ mấy năm?\n- 5 năm\n* 10 năm\n= Điều 93')
    const id = await saveLesson(
      db,
      desk.officer,
      { courseId: course.id },
      { title: 'Bài một', body: 'Nội dung', link: '', fileId: null, quiz },
      now,
    )
    const path = `/lop/ve/${seats[0]?.token}/bai/${id}`
    expect((await get(path)).html).toContain('10 năm')
    expect((await post(path, {})).status).toBe(422)
    const wrong = await (await post(path, { q0: '0' })).text()
    expect(wrong).toContain('Đáp án đúng: 10 năm')
    expect(await issueCertificates(db, desk.officer, course.id, now)).toBe(0)
    const stale = await post(path, { q0: '1', quiz: 'of-other-questions' })
    expect(stale.status).toBe(422)
    const shown = await stale.text()
    expect(shown).toContain('vừa được sửa')
    expect(shown).not.toContain('checked')
    expect(await (await post(path, { q0: '1' })).text()).toContain('Đúng 1/1 câu')
    await post(path, { q0: '0' })
    expect((await get(`/lop/ve/${seats[0]?.token}`)).html).toContain('Đã xong 1/1 bài')
    expect(await issueCertificates(db, desk.officer, course.id, now)).toBe(1)
    expect((await get(`/lop/ve/${seats[0]?.token}`)).html).toContain('/giay.pdf')
  })
})

describe('a certificate’s address', () => {
  test('says genuine, then revoked; a guessed one is politely unknown and soon refused', async ({
    db,
  }) => {
    const { desk, course, seats, get } = await open(db)
    await db.update(courses).set({ state: 'held' })
    const seat = { signupId: seats[0]?.id ?? 0, sessionId: course.sessions[0] ?? 0 }
    await db.insert(attendances).values({ ...seat, at: now, how: 'scan' })
    await issueCertificates(db, desk.officer, course.id, now)
    const [one] = await certificatesOf(db, course.id)
    const path = `/chung-nhan/${one?.code}`
    const valid = await get(path)
    expect(valid.html).toContain('Giấy chứng nhận có giá trị')
    expect(valid.html).toContain('Vàng A Páo')
    expect(valid.headers.get('x-robots-tag')).toBe('noindex')
    expect((await get(`${path}/giay.pdf`)).html.slice(0, 5)).toBe('%PDF-')
    await revokeCertificate(db, desk.officer, { courseId: course.id, id: one?.id ?? 0 }, now)
    expect((await get(path)).html).toContain('đã bị thu hồi')
    expect((await get(`${path}/giay.pdf`)).html).toContain('đã bị thu hồi')
    await db.update(certificates).set({ printed: {} })
    const emptied = await get(path)
    expect([emptied.status, emptied.html.includes('Vàng A Páo')]).toEqual([200, false])
    const statuses = []
    for (let n = 0; n < 31; n++) statuses.push((await get('/chung-nhan/2345678923456789')).status)
    expect(new Set(statuses.slice(0, 30))).toEqual(new Set([404]))
    expect(statuses[30]).toBe(429)
    expect((await get(path)).status).toBe(200)
  })
})
