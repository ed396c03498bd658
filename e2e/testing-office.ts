import { hashPassword } from 'better-auth/crypto'
import { eq } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openAccount } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { barriersOn } from '#portal/testing-browser.ts'

const password = 'mật khẩu đủ dài 2026'

/** A coordinator, and an officer of the division of standards, which sends its answers itself. */
export async function employ(db: Db): Promise<void> {
  const [division] = await db
    .update(units)
    .set({ approval: false })
    .where(eq(units.code, 'tdc'))
    .returning({ id: units.id })
  const [focal] = await db.select({ id: units.id }).from(units).where(eq(units.focal, true))
  const hash = await hashPassword(password)
  const places = { coordinator: focal?.id, officer: division?.id }
  for (const role of ['coordinator', 'officer'] as const) {
    const account = { role, name: role, email: `${role}@laocai.example`, unitId: places[role] }
    await openAccount(db, { ...account, hash, mustChangePassword: false } as never, new Date())
  }
}

/** A page of a browser of its own: no cookie of anybody else's. */
export async function newPage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'vi' })).newPage()
  page.setDefaultTimeout(20_000)
  return page
}

/** Somebody of the staff at the panel. */
export async function signIn(
  browser: Browser,
  url: string,
  role: 'coordinator' | 'officer',
): Promise<Page> {
  const page = await newPage(browser)
  await page.goto(`${url}/admin/signin`)
  await page.locator('[name=email]').fill(`${role}@laocai.example`)
  await page.locator('[name=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/admin\/?$/)
  return page
}

/** Nothing on the page stands in the way of somebody who cannot see or point. */
export async function clean(page: Page): Promise<void> {
  expect(await barriersOn(page)).toEqual([])
}

export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click()

export const sees = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()

/** Drafts a notice with the button of a class's or a survey's page and sends it, urgent, to the one subscriber. */
export async function sendNotice(page: Page, draft: string): Promise<void> {
  await press(page, draft)
  await page.getByLabel('Khẩn').check()
  await sees(page, '1 người nhận')
  await press(page, 'Lưu bản nháp')
  await press(page, 'Gửi thông báo')
  await sees(page, '1/1 người đã có kết quả')
}
