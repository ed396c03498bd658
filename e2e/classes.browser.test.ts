import { eq } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { startNotices } from '#core/notices/starting.ts'
import { remindCourses } from '#core/training/reminders.ts'
import { tellCourses } from '#core/training/telling.ts'
import type { Db } from '#db/client.ts'
import { courseSessions, courses, courseTold, signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { openBrowser } from '#portal/testing-browser.ts'
import { openDesk } from './testing-desk.ts'
import { clean, employ, newPage, press, sees, sendNotice, signIn } from './testing-office.ts'
import { answers, startSubscribers, subscribe, visitorOf } from './testing-subscribers.ts'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

const patient = { timeout: 20_000, interval: 100 }
const title = 'Ghi nhãn sản phẩm quế xuất khẩu'
const hour = 3_600_000

function inFourDays(): string {
  return new Date(Date.now() + 4 * 24 * hour).toISOString().slice(0, 10)
}

/** Plans a class of one seat, publishes it, and tells subscribers of it. */
async function plan(page: Page, url: string, day: string): Promise<void> {
  await page.goto(`${url}/admin/courses/new`)
  await page.getByLabel('Tên lớp').fill(title)
  await page
    .getByLabel('Đơn vị chủ trì')
    .selectOption({ label: 'Phòng Tiêu chuẩn Đo lường Chất lượng' })
  await page.getByLabel('Ngày, buổi 1').fill(day)
  await page.getByLabel('Từ, buổi 1').fill('10:00')
  await page.getByLabel('Đến, buổi 1').fill('11:30')
  await page.getByLabel('Số chỗ').fill('1')
  await page.locator('[name=place]').fill('Hội trường Sở')
  await clean(page)
  await press(page, 'Lưu')
  await sees(page, 'Đã lưu lớp.')
  await press(page, 'Công bố')
  await sees(page, 'Đã công bố lớp.')
  await clean(page)
  await sendNotice(page, 'Soạn thông báo về lớp')
}

/** Time passes: it was noon, the class a little less than two hours away, and seats were taken the day before. */
async function remindAtNoon(db: Db, site: string): Promise<void> {
  const today = new Date(Date.now() - 5 * hour).toISOString().slice(0, 10)
  const noon = new Date(`${today}T12:00:00+07:00`)
  const startsAt = new Date(noon.getTime() + 1.9 * hour)
  await db.update(courseSessions).set({ startsAt, endsAt: new Date(startsAt.getTime() + hour) })
  await db.update(signups).set({ changedAt: new Date(noon.getTime() - 24 * hour) })
  for (let twice = 0; twice < 2; twice++) {
    await remindCourses(db, { now: noon, site, timeZone: 'Asia/Ho_Chi_Minh' })
  }
}

/** Time passes: it is day, and what was kept for the morning is told. */
async function dayBreaks(db: Db, site: string): Promise<void> {
  await db.update(courseTold).set({ at: new Date(Date.now() - hour) })
  await tellCourses(db, { now: new Date(), site })
}

/** Time passes: the class began an hour ago. */
async function begins(db: Db): Promise<void> {
  const now = Date.now()
  const times = { startsAt: new Date(now - hour), endsAt: new Date(now + hour) }
  await db.update(courseSessions).set(times)
}

/** Off the network the ticket is read; back on it the desk has it once, and the same ticket changes nothing. */
async function checkIn(page: Page, url: string, db: Db, token: string): Promise<void> {
  const [session] = await db.select({ id: courseSessions.id }).from(courseSessions)
  const [course] = await db.select({ id: courses.id }).from(courses)
  await page.goto(`${url}/admin/courses/${course?.id}/sessions/${session?.id}/check-in`)
  await clean(page)
  const ticket = `${url}/lop/ve/${token}`
  const field = page.locator('#check-typed')
  await page.context().setOffline(true)
  await field.fill(ticket)
  await field.press('Enter')
  await page.locator('#check-result', { hasText: 'Trần Nam' }).waitFor()
  await field.fill(ticket)
  await field.press('Enter')
  await sees(page, /1 lượt|2 lượt|chờ gửi/)
  await page.context().setOffline(false)
  await vi.waitFor(async () => {
    const rows = await db.execute('select count(*)::int as n from attendances')
    expect(rows[0]?.n).toBe(1)
  }, patient)
}

test('a class: planned, told of, full, a seat passed on, reminded, attended, rated, certified', {
  timeout: 120_000,
}, async ({ db, url: databaseUrl }) => {
  const platforms = await startSubscribers()
  const desk = await openDesk({ DATABASE_URL: databaseUrl, ...platforms.settings })
  try {
    await employ(db)
    const { zalo } = platforms.people(desk.url)
    await subscribe(zalo)
    const day = inFourDays()
    const coordinator = await signIn(browser, desk.url, 'coordinator')
    await plan(coordinator, desk.url, day)
    await startNotices(db, new Date())
    await vi.waitFor(() => expect(zalo.heard().join('\n')).toContain(title), patient)
    const [course] = await db.select().from(courses)
    const slug = course?.slug ?? ''

    // The first, by Zalo, takes the seat; the second, at the portal's web chat, waits for it.
    await answers(zalo, `lop-${slug}`, 'Còn 1/1 chỗ')
    await answers(zalo, 'Đăng ký', '/dulieu')
    await answers(zalo, 'đồng ý', 'Ai sẽ tham dự')
    await answers(zalo, 'Hoàng Lan', 'doanh nghiệp, hộ kinh doanh nào')
    await answers(zalo, 'bỏ qua', 'Hoàng Lan: có chỗ')
    const portal = await newPage(browser)
    await portal.goto(`${desk.url}/lop/${slug}`)
    expect(await portal.content()).toContain(`https://t.me/b_bot?start=lop-${slug}`)
    await clean(portal)
    await portal.goto(`${desk.url}/chat?ref=lop-${slug}`)
    const said = (words: string) => portal.locator('#talk .desk', { hasText: words }).last()
    await said('1 người').or(said('Đã đủ 1 chỗ')).first().waitFor()
    const visitor = visitorOf(portal)
    for (const [words, next] of [
      ['Vào danh sách chờ', '/dulieu'],
      ['đồng ý', 'Ai sẽ tham dự'],
      ['Trần Nam', 'doanh nghiệp, hộ kinh doanh nào'],
      ['bỏ qua', 'danh sách chờ, thứ 1'],
    ] as const) {
      await visitor.says(words)
      await said(next).waitFor()
    }
    await answers(zalo, 'tôi không đi được', 'Đã hủy chỗ')
    await dayBreaks(db, desk.url)
    await said('Có một chỗ trống').waitFor()
    await portal.locator('button.choice:enabled', { hasText: 'Nhận chỗ' }).click()
    await said('Anh/Chị đã nhận chỗ').waitFor()

    await remindAtNoon(db, desk.url)
    await said('trong vòng hai giờ nữa').waitFor()
    const reminders = portal.locator('#talk .desk', { hasText: 'trong vòng hai giờ nữa' })
    expect(await reminders.count()).toBe(1)

    const [seat] = await db.select().from(signups).where(eq(signups.state, 'seated'))
    await begins(db)
    await checkIn(coordinator, desk.url, db, seat?.token ?? '')
    const mine = await newPage(browser)
    await mine.goto(`${desk.url}/lop/ve/${seat?.token}`)
    await sees(mine, 'Trần Nam')
    await clean(mine)

    await coordinator.goto(`${desk.url}/admin/courses/${course?.id}`)
    if (await coordinator.getByRole('button', { name: 'Bắt đầu' }).isVisible()) {
      await press(coordinator, 'Bắt đầu')
      await sees(coordinator, 'Lớp đã bắt đầu.')
    }
    await press(coordinator, 'Kết thúc')
    await sees(coordinator, 'Lớp đã kết thúc; người dự được mời đánh giá.')
    await dayBreaks(db, desk.url)
    await said('Anh/Chị hài lòng đến mức nào').waitFor()
    await portal.locator('button.choice:enabled', { hasText: '5 - Rất hài lòng' }).click()
    await said('Cảm ơn Anh/Chị đã đánh giá').waitFor()
    await coordinator.goto(`${desk.url}/admin/courses/${course?.id}/after`)
    await press(coordinator, 'Cấp giấy chứng nhận')
    await sees(coordinator, 'Đã cấp 1 giấy chứng nhận.')
    await clean(coordinator)
    const genuine = await coordinator.getByRole('link', { name: 'Trần Nam' }).getAttribute('href')
    await mine.goto(`${desk.url}${genuine}`)
    await sees(mine, title)
    await clean(mine)
    const pdf = await fetch(`${desk.url}${genuine}/giay.pdf`)
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    await mine.goto(`${desk.url}/chung-nhan/KHONG-CO-MA-NAY`)
    expect(await mine.locator('main').textContent()).not.toContain('Trần Nam')
  } finally {
    await desk.stop()
    await platforms.close()
  }
})
