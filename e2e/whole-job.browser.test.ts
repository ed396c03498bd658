import { hashPassword } from 'better-auth/crypto'
import { eq } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { startFakeTelegram } from '#bots/telegram/fake.ts'
import { speaker } from '#bots/telegram/fake-updates.ts'
import type { Role } from '#core/staff/roles.ts'
import { openAccount } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { barriersOn, openBrowser } from '#portal/testing-browser.ts'
import { openDesk } from './testing-desk.ts'

const password = 'mật khẩu đủ dài 2026'
const patient = { timeout: 15_000 }
let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

/** The office's people; the division of intellectual property has its answers approved. */
async function employ(db: Db) {
  const [division] = await db
    .update(units)
    .set({ approval: true })
    .where(eq(units.code, 'qlcn'))
    .returning({ id: units.id })
  const [focal] = await db.select({ id: units.id }).from(units).where(eq(units.focal, true))
  const hash = await hashPassword(password)
  const people: [Role, string, number | undefined][] = [
    ['coordinator', 'Nguyễn Thị Hoa', focal?.id],
    ['head', 'Trần Văn Bình', division?.id],
    ['officer', 'Lê Minh', division?.id],
  ]
  for (const [role, name, unitId] of people) {
    const account = {
      name,
      role,
      unitId,
      hash,
      email: `${role}@laocai.example`,
      mustChangePassword: false,
    }
    await openAccount(db, account as Parameters<typeof openAccount>[1], new Date())
  }
}

async function signIn(url: string, role: Role): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'vi' })).newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${url}/admin/signin`)
  await page.locator('[name=email]').fill(`${role}@laocai.example`)
  await page.locator('[name=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/admin\/?$/)
  return page
}

async function clean(page: Page): Promise<void> {
  expect(await barriersOn(page)).toEqual([])
}

/** Reads, routes, answers, approves: the office's side of the job, the answer by keyboard alone. */
async function officeAnswers(url: string, code: string, answer: string): Promise<void> {
  const coordinator = await signIn(url, 'coordinator')
  await coordinator.goto(`${url}/admin/tickets/${code}`)
  await coordinator.getByText('Gợi ý').first().waitFor()
  await clean(coordinator)
  await coordinator.keyboard.press('y')
  await coordinator.getByText('Đã phân loại và giao đơn vị xử lý.').first().waitFor()

  const officer = await signIn(url, 'officer')
  await officer.goto(`${url}/admin/tickets/${code}`)
  await officer.keyboard.press('r')
  await officer.keyboard.type(answer)
  await officer.keyboard.press('Tab')
  await officer.keyboard.type('Luật Sở hữu trí tuệ, Điều 105')
  await clean(officer)
  await officer.keyboard.press('Control+Enter')
  await officer.getByText('Đã trình phê duyệt câu trả lời.').first().waitFor()

  const head = await signIn(url, 'head')
  await head.goto(`${url}/admin/tickets/${code}`)
  const text = head.getByLabel('Nội dung trả lời')
  expect(await text.inputValue()).toBe(answer)
  await clean(head)
  await text.focus()
  await head.keyboard.press('Control+Enter')
  await head.getByText('Đã phê duyệt và gửi câu trả lời.').first().waitFor()
  for (const page of [coordinator, officer, head]) await page.context().close()
}

test('the whole job in the browser: asked, seen live, routed, answered with approval, rated, counted', {
  timeout: 150_000,
}, async ({ db, url: databaseUrl }) => {
  const desk = await openDesk({ DATABASE_URL: databaseUrl })
  try {
    await employ(db)
    const inbox = await signIn(desk.url, 'coordinator')
    await clean(inbox)
    await inbox.goto(`${desk.url}/admin/tickets`)
    await clean(inbox)

    const chat = await (await browser.newContext({ locale: 'vi' })).newPage()
    chat.setDefaultTimeout(15_000)
    await chat.goto(`${desk.url}/chat`)
    await chat
      .locator('#text')
      .fill('Tôi muốn đăng ký nhãn hiệu cho tinh dầu quế thì cần hồ sơ gì?')
    await chat.keyboard.press('Enter')
    await chat.getByRole('button', { name: 'Sở hữu trí tuệ' }).click()
    await chat.getByRole('button', { name: 'Không, chỉ gửi câu hỏi' }).click()
    await chat.getByRole('button', { name: 'Gửi cho Sở' }).click()
    await chat.getByText('HL-').first().waitFor()
    await clean(chat)

    await inbox.getByText('tinh dầu quế').first().waitFor()
    const [ticket] = await db.select().from(tickets)
    const code = ticket?.code ?? ''
    await inbox.getByText(code).first().waitFor()

    const answer = 'Anh/Chị nộp tờ khai đăng ký nhãn hiệu và 5 mẫu nhãn hiệu.'
    await officeAnswers(desk.url, code, answer)
    await chat.getByText('5 mẫu nhãn hiệu').first().waitFor()
    await chat.getByText('Luật Sở hữu trí tuệ, Điều 105').first().waitFor()
    await chat.getByRole('button', { name: /^5/ }).last().click()
    await vi.waitFor(async () => {
      const [rated] = await db.select({ score: tickets.satisfaction }).from(tickets)
      expect(rated?.score).toBe(5)
    }, patient)

    await inbox.goto(`${desk.url}/admin/numbers`)
    await inbox.getByText('100').first().waitFor()
    await clean(inbox)
    const mistakes = await inbox.evaluate(() => document.querySelectorAll('.broken').length)
    expect(mistakes).toBe(0)
  } finally {
    await desk.stop()
  }
})

test('the same over Telegram', { timeout: 120_000 }, async ({ db, url: databaseUrl }) => {
  const telegram = await startFakeTelegram()
  const desk = await openDesk({
    DATABASE_URL: databaseUrl,
    TELEGRAM_BOT_TOKEN: '123:test',
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_WEBHOOK_SECRET: 'secret',
  })
  const lan = speaker({ id: 7001, first_name: 'Lan' })
  const tell = async (update: unknown) => {
    const reply = await fetch(`${desk.url}/webhooks/telegram`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'secret' },
      body: JSON.stringify(update),
    })
    expect(reply.status).toBe(200)
  }
  const said = () => telegram.sent(7001).map((call) => JSON.stringify(call))
  const hears = (words: string) =>
    vi.waitFor(() => expect(said().join('\n')).toContain(words), patient)
  try {
    await employ(db)
    await tell(lan.text('muốn đăng ký nhãn hiệu cho chè shan tuyết thì làm thế nào'))
    await hears('thuộc lĩnh vực nào')
    await tell(lan.press('field.so-huu-tri-tue'))
    await hears('đồng ý')
    await tell(lan.press('consent.no'))
    await hears('xem lại')
    await tell(lan.text('1'))
    await hears('HL-')
    const [ticket] = await db.select().from(tickets)
    await officeAnswers(desk.url, ticket?.code ?? '', 'Anh/Chị nộp tờ khai tại Cục Sở hữu trí tuệ.')
    await hears('Cục Sở hữu trí tuệ')
    await tell(lan.text('5'))
    await vi.waitFor(async () => {
      const [rated] = await db.select({ score: tickets.satisfaction }).from(tickets)
      expect(rated?.score).toBe(5)
    }, patient)
  } finally {
    await desk.stop()
    await telegram.close()
  }
})
