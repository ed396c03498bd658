import { and, eq, isNull } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { startNotices } from '#core/notices/starting.ts'
import { makeDueReports } from '#core/plan/report-making.ts'
import type { Db } from '#db/client.ts'
import { difficulties } from '#db/schema/difficulties.ts'
import { reports } from '#db/schema/plan.ts'
import { surveyResponses, surveys } from '#db/schema/surveys.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openBrowser } from '#portal/testing-browser.ts'
import { openDesk } from './testing-desk.ts'
import { clean, employ, newPage, press, sees, sendNotice, signIn } from './testing-office.ts'
import { answers, type Subscriber, startSubscribers, subscribe } from './testing-subscribers.ts'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

const patient = { timeout: 20_000, interval: 100 }
const ask = 'Anh/Chị hài lòng với việc hỗ trợ của Sở năm nay ở mức nào?'

/** A form of one mark, built on the page, published, opened, and sent to subscribers. */
async function build(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/admin/surveys/new`)
  await page.locator('.survey-templates li', { hasText: 'Phiếu trống' }).getByRole('button').click()
  await page.locator('select[name=kind]').selectOption('stars')
  await press(page, 'Thêm câu hỏi')
  await page.locator('[name=ask]').fill(ask)
  await page.locator('[name=required]').check()
  await page.locator('[name=mark]').check()
  await clean(page)
  await press(page, 'Lưu')
  await sees(page, ask)
  await page.getByRole('link', { name: 'Sửa phần' }).click()
  await page.locator('[name=title]').fill('Đánh giá chung')
  await press(page, 'Lưu')
  await sees(page, 'Đánh giá chung')
  await page.goto(page.url().replace(/\/form.*$/, ''))
  await press(page, 'Phát hành phiên bản này')
  await sees(page, 'Đã phát hành phiên bản 1.')
  await press(page, 'Mở cho trả lời')
  await sees(page, 'Khảo sát đã mở cho trả lời.')
  await clean(page)
  await sendNotice(page, 'Soạn thông báo mời trả lời')
}

/** In the chat by Zalo, and by somebody else on the web, who first sends it empty. */
async function answer(zalo: Subscriber, url: string, slug: string): Promise<void> {
  await zalo.says(`ks-${slug}`)
  await vi.waitFor(() => expect(zalo.heard().at(-1)).toContain(ask), patient)
  await zalo.says('5')
  await vi.waitFor(() => expect(zalo.heard().at(-1)).toMatch(/[Cc]ảm ơn/), patient)
  const web = await newPage(browser)
  await web.goto(`${url}/khao-sat/${slug}`)
  await sees(web, ask)
  await clean(web)
  await press(web, 'Gửi phiếu trả lời')
  await web.locator('.alarm').first().waitFor()
  await web.getByLabel(/^3/).check()
  await press(web, 'Gửi phiếu trả lời')
  await sees(web, /[Cc]ảm ơn/)
}

/** The half-year report of the whole office: what it says is written, issued, and stays. */
async function report(page: Page, url: string, db: Db): Promise<void> {
  await makeDueReports(db, new Date('2026-06-10T03:00:00Z'))
  const [whole] = await db
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.kind, 'half'), isNull(reports.unitId)))
  const path = `${url}/admin/reports/${whole?.id}`
  await page.goto(`${path}/edit`)
  await page.locator('textarea').first().fill('Sở đã triển khai đủ các nhiệm vụ của kế hoạch.')
  await clean(page)
  await page.getByRole('button', { name: /^Lưu/ }).first().click()
  await page.goto(path)
  await sees(page, 'Sở đã triển khai đủ các nhiệm vụ của kế hoạch.')
  await page.getByLabel(/^Số văn bản/).fill('125')
  const anyway = page.getByLabel(/Vẫn ban hành/)
  if (await anyway.isVisible()) await anyway.check()
  await press(page, 'Ban hành')
  if (await anyway.isVisible()) {
    await anyway.check()
    await press(page, 'Ban hành')
  }
  await sees(page, 'Đã ban hành báo cáo; số liệu đã chốt.')
  await sees(page, /Số: 125\/BC-/)
  await clean(page)
}

/** What stands in a business's way goes from its question to the ministry, and the outcome comes back to its chat. */
async function recommend(page: Page, url: string, db: Db, zalo: Subscriber): Promise<void> {
  await answers(
    zalo,
    'Thủ tục công bố tiêu chuẩn cho tinh dầu quế mất quá nhiều thời gian',
    'lĩnh vực',
  )
  await answers(zalo, '1', 'không')
  await answers(zalo, 'không', 'Gửi cho Sở')
  await answers(zalo, 'gửi', 'HL-')
  const [ticket] = await db.select({ code: tickets.code }).from(tickets)
  await page.goto(`${url}/admin/tickets/${ticket?.code}`)
  await page.locator('summary', { hasText: 'Đánh dấu là khó khăn' }).click()
  await page.locator('#difficulty-content').fill('Thủ tục công bố tiêu chuẩn kéo dài')
  await page.locator('form[action^="/admin/difficulties/of-ticket"] button').click()
  await sees(page, 'Đã ghi khó khăn, vướng mắc.')
  const [difficulty] = await db.select({ id: difficulties.id }).from(difficulties)
  await page.goto(`${url}/admin/recommendations/new?difficulty=${difficulty?.id}`)
  await page.locator('[name=title]').fill('Rút ngắn thủ tục công bố tiêu chuẩn')
  await page.locator('[name=authority]').fill('Bộ Khoa học và Công nghệ')
  await page.locator('[name=content]').fill('Đề nghị rút ngắn thời gian còn ba ngày.')
  await clean(page)
  await press(page, 'Lưu')
  await sees(page, 'Đã lập dự thảo kiến nghị.')
  await page.locator('[name=number]').fill('77/SKHCN')
  await page.locator('[name=datedOn]').fill(new Date().toISOString().slice(0, 10))
  await page.locator('form[action$="/sending"] button').click()
  await sees(page, 'Đã ghi nhận gửi kiến nghị.')
  await page.locator('[name=outcome]').selectOption('accepted')
  await page.locator('[name=reply]').fill('Bộ tiếp thu, sẽ sửa đổi quy trình trong năm 2027.')
  await clean(page)
  await page.locator('form[action$="/reply"] button').click()
  await sees(page, 'báo cho 1 người')
  await vi.waitFor(() => expect(zalo.heard().join()).toContain('sẽ sửa đổi quy trình'), patient)
}

test('a survey is built, sent, answered by chat and web and charted; a recommendation brings its outcome back; the half-year report is issued', {
  timeout: 120_000,
}, async ({ db, url: databaseUrl }) => {
  const platforms = await startSubscribers()
  const desk = await openDesk({ DATABASE_URL: databaseUrl, ...platforms.settings })
  try {
    await employ(db)
    const { zalo } = platforms.people(desk.url)
    await subscribe(zalo)
    const coordinator = await signIn(browser, desk.url, 'coordinator')
    await build(coordinator, desk.url)
    await startNotices(db, new Date())
    const [survey] = await db.select().from(surveys)
    const slug = survey?.slug ?? ''
    await vi.waitFor(() => expect(zalo.heard().join('\n')).toContain(slug), patient)
    await answer(zalo, desk.url, slug)
    expect(await db.$count(surveyResponses, eq(surveyResponses.state, 'complete'))).toBe(2)
    await coordinator.goto(`${desk.url}/admin/surveys/${survey?.id}/results`)
    await sees(coordinator, ask)
    await coordinator.locator('svg[role=img]').first().waitFor()
    expect(await coordinator.locator('main').textContent()).toMatch(/50(,0)? ?%/)
    await clean(coordinator)
    await recommend(coordinator, desk.url, db, zalo)
    await report(coordinator, desk.url, db)
  } finally {
    await desk.stop()
    await platforms.close()
  }
})
