import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { readXlsx } from 'hucre/xlsx'
import mammoth from 'mammoth'
import type { Sql } from 'postgres'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { beginnings } from '#core/files/testing.ts'
import { addSeat, heldClass } from '#core/training/testing-held.ts'
import type { Db } from '#db/client.ts'
import { lessons } from '#db/schema/lessons.ts'
import { notices } from '#db/schema/notices.ts'
import { attendances, courseSessions, courses, courseTold, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'

const day = 86_400_000

/** A class of technology's that runs now, and people of the panel. */
async function open(db: Db, sql: Sql, facts: Parameters<typeof heldClass>[2] = {}) {
  const now = new Date()
  const held = await heldClass(db, now, facts)
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-courses-'))
  const panel = await openPanel(db, sql, {
    dataDir,
    chatLinks: [
      { name: 'Zalo', url: 'https://zalo.me/123' },
      { name: 'Messenger', url: 'https://m.me/456' },
    ],
  })
  const unitId = held.desk.units.technology
  const head = await panel.as('head', { unitId })
  const officer = await panel.as('officer', { unitId })
  const other = await panel.as('officer', { unitId: held.desk.units.standards })
  const path = `/admin/courses/${held.course.id}`
  const scan = `${path}/sessions/${held.course.sessions[0]}/check-in`
  return { ...held, now, panel, head, officer, other, path, scan }
}

function plan(unitId: number, now: Date, more: Record<string, string> = {}) {
  const date = new Date(now.getTime() + 10 * day).toISOString().slice(0, 10)
  return {
    ...{
      title: 'Truy xuất nguồn gốc',
      kind: 'class',
      mode: 'in-person',
      leadUnitId: String(unitId),
    },
    ...{ place: 'Hội trường', seats: '40', version: '1' },
    ...{ 's0-id': '', 's0-day': date, 's0-from': '08:00', 's0-to': '11:00', 's0-place': '' },
    ...{ 's1-id': '', 's1-day': '', 's1-from': '', 's1-to': '', 's1-place': '' },
    ...more,
  }
}

describe('planning a class', () => {
  test('goes from the form over publishing to a notice, and off with its reason', async ({
    db,
    sql,
  }) => {
    const { desk, now, head, officer } = await open(db, sql)
    const made = await head.submit('/admin/courses', plan(desk.units.technology, now))
    const page = await made.text()
    expect(page).toContain('Truy xuất nguồn gốc')
    const [course] = await db.select().from(courses).where(eq(courses.title, 'Truy xuất nguồn gốc'))
    const path = `/admin/courses/${course?.id}`
    const state = (version: number, to: string, more = {}) => ({
      version: String(version),
      to,
      ...more,
    })
    await head.post(`${path}/state`, state(course?.version ?? 0, 'published'))
    const shown = await (await head.get(path)).text()
    expect(shown).toContain(`https://m.me/456?ref=lop-${course?.slug}`)
    const poster = await (await head.get(`${path}/poster`)).text()
    expect(poster).toContain('<svg')
    expect(poster).toContain(`rồi nhắn: Lớp ${course?.id}`)
    expect(await (await head.get(`${path}/qr/1`)).text()).toContain('<svg')
    expect((await head.get(`${path}/qr/9`)).status).toBe(404)
    const notice = await (await officer.submit(`${path}/announcement`)).text()
    expect(notice).toContain(`/lop/${course?.slug}`)
    expect(await db.select().from(notices)).toHaveLength(1)
    const [now2] = await db
      .select()
      .from(courses)
      .where(eq(courses.id, course?.id ?? 0))
    await head.post(`${path}/state`, state(now2?.version ?? 0, 'cancelled', { reason: 'Mưa lũ' }))
    expect(await (await head.get(path)).text()).toContain('Lý do: Mưa lũ')
  })

  test('keeps everything typed when sessions overlap, a date is none, or a document is unknown', async ({
    db,
    sql,
  }) => {
    const { desk, now, head } = await open(db, sql)
    const fields = plan(desk.units.technology, now)
    const twice = { 's1-day': fields['s0-day'], 's1-from': '10:00', 's1-to': '12:00' }
    const overlap = await head.post('/admin/courses', { ...fields, ...twice })
    const page = await overlap.text()
    expect(overlap.status).toBe(422)
    expect(page).toContain('value="Truy xuất nguồn gốc"')
    expect(page).toContain('value="10:00"')
    expect(page).toContain('notice-problem')
    const odd = { 's0-day': '2026-02-31', documentNumber: '1/2099/QĐ-X', seats: 'bốn mươi' }
    const faults = await (await head.post('/admin/courses', { ...fields, ...odd })).text()
    expect(faults.match(/class="fault"/g)).toHaveLength(3)
    const past = { 's0-day': '2020-01-01' }
    expect((await head.post('/admin/courses', { ...fields, ...past })).status).toBe(422)
    expect(await db.select().from(courses)).toHaveLength(1)
  })

  test('of two who edit at once the second loses nothing and overwrites nothing', async ({
    db,
    sql,
  }) => {
    const { desk, course, now, head, officer, path } = await open(db, sql)
    const row = (index: number, at: Date, to: Date) => {
      const local = (one: Date) => new Date(one.getTime() + 7 * 3_600_000).toISOString()
      return {
        [`s${index}-id`]: String(course.sessions[index]),
        [`s${index}-day`]: local(at).slice(0, 10),
        [`s${index}-from`]: local(at).slice(11, 16),
        [`s${index}-to`]: local(to).slice(11, 16),
        [`s${index}-place`]: '',
      }
    }
    await db.update(courses).set({ state: 'draft' })
    const begin = new Date(
      `${new Date(now.getTime() + 2 * day).toISOString().slice(0, 10)}T01:00:00Z`,
    )
    const end = new Date(begin.getTime() + 3 * 3_600_000)
    await db.delete(courseSessions).where(eq(courseSessions.id, course.sessions[1] ?? 0))
    await db.update(courseSessions).set({ startsAt: begin, endsAt: end })
    const fields = { ...plan(desk.units.technology, now), ...row(0, begin, end) }
    const first = await head.post(path, { ...fields, title: 'Tên thứ nhất' })
    const second = await officer.post(path, { ...fields, title: 'Tên thứ hai' })
    expect([first.status, second.status]).toEqual([303, 422])
    expect(await second.text()).toContain('value="Tên thứ hai"')
    const [kept] = await db.select({ title: courses.title }).from(courses)
    expect(kept?.title).toBe('Tên thứ nhất')
  })

  test('is shown by quarter and division, with a warning below four', async ({ db, sql }) => {
    const { desk, now, officer, path } = await open(db, sql)
    const year = new Date(now.getTime() + 6 * 3_600_000).getUTCFullYear()
    await db.insert(courses).values({
      ...{ slug: 'sau', kind: 'class', title: 'Lớp quý bốn', leadUnitId: desk.units.technology },
      ...{ mode: 'in-person', plannedFor: `${year}-Q4`, createdAt: now, updatedAt: now },
    })
    const html = await (await officer.get(`/admin/courses/plan?year=${year}`)).text()
    expect(html).toContain('Chưa đủ 4 lớp')
    expect(html).toContain('Phòng Quản lý công nghệ (2)')
    expect(html).toContain(`quarter=${year}-Q4`)
    expect(html).toContain(`href="${path}"`)
    const list = await (await officer.get('/admin/courses?q=dang ky nhan hieu&kind=class')).text()
    expect(list).toContain(`href="${path}"`)
    expect(await (await officer.get('/admin/courses?q=khong co')).text()).toContain('bộ lọc')
  })
})

describe('those who come', () => {
  test('are signed up by phone with their consent, once however often it is sent', async ({
    db,
    sql,
  }) => {
    const { head, other, path } = await open(db, sql, { seats: 4 })
    const page = await (await head.get(`${path}/people`)).text()
    const [, form = ''] = /name="form" value="([^"]+)"/.exec(page) ?? []
    const typed = {
      ...{ form, attendees: 'Tẩn A Mẩy\nLý Tả Mẩy', phone: '0912 345 679', channel: 'phone' },
      ...{ business: 'HTX Tả Phìn', taxCode: '', consent: '' },
    }
    const without = await head.post(`${path}/people`, typed)
    expect(without.status).toBe(422)
    expect(await without.text()).toContain('Tẩn A Mẩy')
    expect(await db.select().from(signups)).toHaveLength(3)
    expect((await other.post(`${path}/people`, { ...typed, consent: 'oral' })).status).toBe(422)
    const full = await head.post(`${path}/people`, { ...typed, consent: 'oral' })
    expect(full.status).toBe(422)
    const one = { ...typed, attendees: 'Tẩn A Mẩy', consent: 'oral' }
    expect((await head.post(`${path}/people`, one)).status).toBe(303)
    expect((await head.post(`${path}/people`, one)).status).toBe(422)
    const list = await (await head.get(`${path}/people`)).text()
    expect(list).toContain('HTX Tả Phìn')
    const [seat] = await db.select().from(signups).where(eq(signups.attendee, 'Tẩn A Mẩy'))
    expect(seat).toMatchObject({ state: 'seated', channel: 'phone', staffId: head.actor.id })
    await db
      .insert(courseTold)
      .values({ signupId: seat?.id ?? 0, what: 'call:changed:3', at: new Date() })
    expect(await (await head.get(`${path}/people`)).text()).toContain('Cần gọi báo: lớp thay đổi')
    await head.post(`${path}/people/${seat?.id}/called`)
    expect(await db.select({ what: courseTold.what }).from(courseTold)).toEqual([
      { what: 'changed:3' },
    ])
    await head.post(`${path}/people/${seat?.id}/giving-up`)
    const [gone] = await db
      .select()
      .from(signups)
      .where(eq(signups.id, seat?.id ?? 0))
    expect(gone?.state).toBe('given-up')
  })

  test('are on a list for the file; another division’s officer reads no number', async ({
    db,
    sql,
  }) => {
    const { officer, other, path } = await open(db, sql)
    const textOf = async (reply: Response) =>
      (await mammoth.extractRawText({ buffer: Buffer.from(await reply.arrayBuffer()) })).value
    const own = await textOf(await officer.get(`${path}/list.docx`))
    for (const words of ['CỘNG HÒA XÃ HỘI', 'DANH SÁCH', 'Ký nhận', 'Vàng A Páo', '0912345678']) {
      expect(own).toContain(words)
    }
    const theirs = await textOf(await other.get(`${path}/list.docx`))
    expect(theirs).toContain('Vàng A Páo')
    expect(theirs).not.toContain('0912345678')
    const sheet = await readXlsx(
      new Uint8Array(await (await other.get(`${path}/list.xlsx`)).arrayBuffer()),
    )
    const cells = sheet.sheets[0]?.rows.flat().map(String)
    expect(cells).toContain('Vàng A Páo')
    expect(cells).not.toContain('0912345678')
  })
})

describe('the page at the door', () => {
  test('holds the list with hashes and no code, and takes what waited on a device', async ({
    db,
    sql,
  }) => {
    const { seats, officer, other, course, now, scan } = await open(db, sql)
    const html = await (await officer.get(scan)).text()
    expect(html).not.toContain('Chưa đến giờ điểm danh')
    const early = scan.replace(/\d+(?=\/check-in)/, `${course.sessions[1]}`)
    expect(await (await officer.get(early)).text()).toContain('Chưa đến giờ điểm danh')
    for (const { token, attendee } of seats) {
      expect(html).toContain(attendee)
      expect(html).not.toContain(token)
    }
    const waits = await addSeat(db, course.id, 'Chờ Chỗ', now, { state: 'waiting' })
    const seen = [...seats, waits].map(({ token }) => ({
      token,
      at: now.toISOString(),
      how: 'scan',
    }))
    const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(html) ?? []
    const send = (browser: typeof officer, token: string, body: unknown) =>
      browser.send(scan, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': token },
        body: JSON.stringify(body),
      })
    const replies = await Promise.all([1, 2].map(() => send(officer, csrf, { seen })))
    const outcomes = await Promise.all(replies.map((reply) => reply.json()))
    const all = outcomes.flatMap((one) => (one as { outcomes: { outcome: string }[] }).outcomes)
    const n = (wanted: string) => all.filter(({ outcome }) => outcome === wanted).length
    expect([n('attended'), n('already'), n('not-seated')]).toEqual([3, 3, 2])
    expect(await db.select().from(attendances)).toHaveLength(3)
    expect((await send(officer, '', { seen })).status).toBe(403)
    expect((await send(officer, csrf, { seen: 'x' })).status).toBe(422)
    expect((await other.get(scan)).status).toBe(200)
  })

  test('works without a script: by number, by code, and back', async ({ db, sql }) => {
    const { seats, officer, scan } = await open(db, sql)
    const [first, second] = seats
    await officer.post(scan, { typed: String(first?.number) })
    await officer.post(scan, { typed: `https://desk.test/lop/ve/${second?.token}` })
    expect(await db.select().from(attendances)).toHaveLength(2)
    const odd = await officer.submit(scan, { typed: 'không phải mã' })
    expect(await odd.text()).toContain('Không đọc được')
    await officer.post(`${scan}/undoing`, { signup: String(first?.id) })
    expect(await db.select().from(attendances)).toHaveLength(1)
    expect(await (await officer.get(scan.replace('check-in', 'code'))).text()).toContain('NGAY1')
    const worker = await officer.get('/admin/courses/offline.js')
    expect(worker.headers.get('content-type')).toContain('text/javascript')
  })
})

describe('what is left of a class', () => {
  test('files and lessons are kept, a lesson’s faults beside its text', async ({ db, sql }) => {
    const { officer, other, path } = await open(db, sql)
    const file = new File([beginnings.pdf], 'tai-lieu.pdf')
    await officer.get(`${path}/materials`)
    await officer.post(`${path}/files`, { file })
    const lie = new File([beginnings.exe], 'tai-lieu-2.pdf')
    const told = await officer.submit(`${path}/files`, { file: lie })
    expect(await told.text()).toContain('không đúng với đuôi tệp')
    const page = await (await officer.get(`${path}/materials`)).text()
    expect(page.match(/\/files\/\d+"/g)).toHaveLength(1)
    const lesson = { title: 'Bài một', body: '', link: '', fileId: '', quiz: 'Hỏi?\n- a\n- b' }
    const faulty = await officer.post(`${path}/lessons`, lesson)
    expect(faulty.status).toBe(422)
    expect(await faulty.text()).toContain('đúng một phương án đúng')
    expect((await other.post(`${path}/lessons`, { ...lesson, quiz: '' })).status).toBe(422)
    const right = { ...lesson, quiz: 'Hỏi?\n- a\n* b' }
    expect((await officer.post(`${path}/lessons`, right)).status).toBe(303)
    await officer.post(`${path}/lessons`, { ...right, title: 'Bài hai' })
    const [one, two] = await db.select().from(lessons).orderBy(lessons.position)
    await officer.post(`${path}/lessons/${two?.id}/move`, { by: '-1' })
    const after = await db.select({ id: lessons.id }).from(lessons).orderBy(lessons.position)
    expect(after.map(({ id }) => id)).toEqual([two?.id, one?.id])
    expect(await (await officer.get(`${path}/lessons/${one?.id}`)).text()).toContain('* b')
  })

  test('certificates are issued and revoked; ratings stand with their n', async ({ db, sql }) => {
    const { course, seats, now, officer, path } = await open(db, sql, { state: 'held' })
    const sessionId = course.sessions[0] ?? 0
    const rows = seats.map(({ id }) => ({ sessionId, signupId: id, at: now, how: 'scan' as const }))
    await db.insert(attendances).values(rows)
    await db.update(signups).set({ ratingAskedAt: now, score: 5, ratedAt: now, comment: 'Rất rõ' })
    const html = await (await officer.submit(`${path}/certificates`)).text()
    expect(html).toContain('Đã cấp 3 giấy chứng nhận')
    expect(html).toMatch(/n = 3 trên 3 người được mời/)
    expect(html).toContain('Rất rõ')
    const [, id = ''] = /certificates\/(\d+)\/revocation/.exec(html) ?? []
    const after = await officer.submit(`${path}/certificates/${id}/revocation`)
    expect(await after.text()).toContain('Thu hồi ')
  })
})
