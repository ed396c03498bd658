import { mkdtemp, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { pino } from 'pino'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { sayTo, storingHear } from '#bots/web/testing.ts'
import { createWebChat } from '#bots/web/web.ts'
import type { Hear, Incoming } from '#core/channel.ts'
import { forgetOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { test as base } from '#db/testing.ts'
import { createPortal } from './app.tsx'
import { barriersOn, openBrowser } from './testing-browser.ts'

const test = base
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await openBrowser()
    onCleanup(() => browser.close())
    return browser
  })
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed
  .extend('site', async ({}, { onCleanup }) => {
    const app = new Hono()
    const http = serve({ fetch: app.fetch, port: 0 })
    onCleanup(() => void http.close())
    const { port } = http.address() as AddressInfo
    return { app, url: `http://localhost:${port}` }
  })
  .extend('desk', async ({ db, sql, site }, { onCleanup }) => {
    const desk = await openDesk(db, sql, site.url)
    onCleanup(() => desk.close())
    return desk
  })
  .extend('open', async ({ browser }, { onCleanup }) => {
    return async (options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
      context.setDefaultTimeout(5_000)
      onCleanup(() => context.close())
      return context.newPage()
    }
  })

/** A desk that asks which field a question belongs to, and takes the answer. */
async function openDesk(db: Db, sql: Sql, site: string) {
  forgetOffice()
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), new Date())
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-browser-'))
  const { hear: store, heard } = storingHear(db)
  const replies: Promise<unknown>[] = []
  const hear: Hear = async (incoming) => {
    const before = heard.length
    const stored = store(incoming)
    replies.push(stored.then(() => (heard.length > before ? reply(incoming) : undefined)))
    await stored
  }
  const app = new Hono()
  const http = serve({ fetch: app.fetch, port: 0 })
  const { port } = http.address() as AddressInfo
  const url = `http://localhost:${port}`
  const log = pino({ level: 'silent' })
  const common = { db, sql, publicUrl: url, embedOrigins: [site] }
  const web = createWebChat({ ...common, dataDir, log }, hear)
  app.route('/', web.routes)
  app.route('/', createPortal({ ...common, timeZone: 'Asia/Ho_Chi_Minh', web }))
  const send = (to: string) => web.channel.send(to, { text: '' }, AbortSignal.timeout(5_000))
  const say = sayTo.bind(null, db, send)
  const reply = ({ kind, from }: Incoming) =>
    kind === 'choice'
      ? say(from, { text: 'Sở đã nhận câu hỏi.' })
      : say(from, { text: 'Lĩnh vực nào?', choices: fields })
  const close = async () => {
    web.stop()
    http.close()
    if ('closeAllConnections' in http) http.closeAllConnections()
    await Promise.allSettled(replies)
  }
  return { url, heard, say, close }
}

const fields = [
  { id: 'ip', label: 'Sở hữu trí tuệ' },
  { id: 'tt', label: 'Chuyển giao công nghệ' },
]

const ask = async (page: Page, text: string) => {
  await page.getByLabel('Nội dung Anh/Chị muốn gửi').fill(text)
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
}

test('a question is answered live, by a button, in every tab', async ({ desk, open }) => {
  const page = await open()
  await page.goto(`${desk.url}/chat`)
  const other = await page.context().newPage()
  await other.goto(`${desk.url}/chat`)
  await ask(page, 'Đăng ký nhãn hiệu <b>chè</b>?')
  for (const tab of [page, other]) {
    await tab.getByText('Đăng ký nhãn hiệu <b>chè</b>?').waitFor()
    await tab.getByRole('button', { name: 'Sở hữu trí tuệ' }).waitFor()
  }
  await page.getByRole('button', { name: 'Sở hữu trí tuệ' }).click()
  for (const tab of [page, other]) await tab.getByText('Sở đã nhận câu hỏi.').waitFor()
  expect(await page.getByRole('button', { name: 'Sở hữu trí tuệ' }).isDisabled()).toBe(true)
  expect(desk.heard.map(({ kind }) => kind)).toEqual(['text', 'choice'])
  expect(await page.locator('.line.me').count()).toBe(2)
  expect(await page.locator('.line.me').first().textContent()).toContain('Đã gửi')
})

test('the link to a class says which one at once, and a reload says nothing more', async ({
  desk,
  open,
}) => {
  const page = await open()
  await page.goto(`${desk.url}/chat?ref=lop-nhan-hieu`)
  await page.getByText('Lĩnh vực nào?').waitFor()
  await page.reload()
  await page.getByText('Lĩnh vực nào?').waitFor()
  expect(await page.getByLabel('Nội dung Anh/Chị muốn gửi').inputValue()).toBe('')
  expect(desk.heard).toMatchObject([{ kind: 'text', text: 'lop-nhan-hieu' }])
})

test('what is written on a bad network survives a reload and is sent once', async ({
  desk,
  open,
}) => {
  const page = await open()
  await page.goto(`${desk.url}/chat`)
  await page.route('**/chat/messages', (route) => route.abort())
  await ask(page, 'Mạng yếu quá')
  await page.getByText('Chưa gửi được, hệ thống sẽ tự gửi lại').waitFor()
  await page.getByLabel('Nội dung Anh/Chị muốn gửi').fill('Đang viết dở')
  await page.reload()
  await page.getByText('Mạng yếu quá').waitFor()
  expect(await page.getByLabel('Nội dung Anh/Chị muốn gửi').inputValue()).toBe('Đang viết dở')
  expect(desk.heard).toEqual([])
  await page.unroute('**/chat/messages')
  await page.getByText('Lĩnh vực nào?').waitFor()
  expect(desk.heard).toMatchObject([{ kind: 'text', text: 'Mạng yếu quá' }])
  expect(await page.getByText('Mạng yếu quá').count()).toBe(1)
})

test('where the desk asks to wait, what is written is kept and sent no earlier', async ({
  desk,
  open,
}) => {
  const page = await open()
  await page.goto(`${desk.url}/chat`)
  const tries: number[] = []
  await page.route('**/chat/messages', (route) => {
    if (tries.push(Date.now()) > 1) return route.continue()
    const body = JSON.stringify({ error: 'Anh/Chị vui lòng đợi.' })
    return route.fulfill({ status: 429, headers: { 'retry-after': '3' }, body })
  })
  await ask(page, 'Câu một')
  await page.getByText('Anh/Chị vui lòng đợi. Chưa gửi được, hệ thống sẽ tự gửi lại').waitFor()
  await ask(page, 'Câu hai')
  await expect.poll(() => desk.heard.length, { timeout: 8_000 }).toBe(2)
  expect(tries).toHaveLength(3)
  expect(tries[1]! - tries[0]!).toBeGreaterThanOrEqual(2_900)
  expect(desk.heard).toMatchObject([{ text: 'Câu một' }, { text: 'Câu hai' }])
})

test('what the desk cannot take comes back to be changed', async ({ desk, open }) => {
  const page = await open()
  await page.goto(`${desk.url}/chat`)
  const long = 'Dài quá. '.repeat(200_000)
  await page.getByLabel('Nội dung Anh/Chị muốn gửi').evaluate((input, text) => {
    ;(input as HTMLTextAreaElement).value = text
  }, long)
  await page.getByRole('button', { name: 'Gửi', exact: true }).click()
  await page.getByText('Tin nhắn dài quá 2 MB').waitFor()
  await page.getByRole('button', { name: 'Sửa lại' }).click()
  expect(await page.getByLabel('Nội dung Anh/Chị muốn gửi').inputValue()).toBe(long)
})

test('files are sent, and one too large is named at once', async ({ desk, open }) => {
  const page = await open()
  await page.goto(`${desk.url}/chat`)
  const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-browser-'))
  const chosen = ['Giấy phép.pdf', 'Quay phim.mp4'].map((name) => join(folder, name))
  await writeFile(chosen[0]!, '%PDF-1.4')
  await writeFile(chosen[1]!, Buffer.alloc(20 * 1024 * 1024 + 1))
  await page.locator('input[type=file]').setInputFiles(chosen)
  await page.getByText('“Quay phim.mp4” lớn hơn 20 MB').waitFor()
  await page.getByText('Lĩnh vực nào?').waitFor()
  expect(desk.heard).toMatchObject([{ kind: 'files', files: [{ name: 'Giấy phép.pdf' }] }])
})

test('everything works without JavaScript', async ({ desk, open }) => {
  const page = await open({ javaScriptEnabled: false })
  await page.goto(desk.url)
  await page.getByLabel('Anh/Chị muốn hỏi điều gì?').fill('Hỏi từ trang đầu')
  await page.getByRole('button', { name: 'Hỏi Sở' }).click()
  await page.getByText('Hỏi từ trang đầu').waitFor()
  await page.getByRole('button', { name: 'Sở hữu trí tuệ' }).click()
  await page.getByText('Sở đã nhận câu hỏi.').waitFor()
  expect(desk.heard).toMatchObject([
    { kind: 'text', text: 'Hỏi từ trang đầu' },
    { kind: 'choice', choice: 'ip' },
  ])
})

test('a question is asked and answered by keyboard alone', async ({ desk, open }) => {
  const page = await open()
  await page.goto(`${desk.url}/chat`)
  await page.keyboard.type('Dòng một')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('Dòng hai')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Sở hữu trí tuệ' }).waitFor()
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Sở đã nhận câu hỏi.').waitFor()
  expect(desk.heard).toMatchObject([{ text: 'Dòng một\nDòng hai' }, { kind: 'choice' }])
  const focused = await page.evaluate(() => document.activeElement?.id)
  expect(focused).toBe('text')
})

test('the chat lives in a corner of another site', async ({ desk, open, site }) => {
  const script = `<script src="${desk.url}/chat/widget.js" async></script>`
  site.app.get('/', (c) => c.html(`<html lang="vi"><title>Sở</title><p>Tin tức</p>${script}`))
  const page = await open()
  await page.goto(site.url)
  const opener = page.getByRole('button', { name: 'Hỏi pháp luật' })
  await opener.click()
  const frame = page.frameLocator('iframe')
  await frame.locator('#text:focus').waitFor()
  await page.keyboard.type('Hỏi từ trang khác')
  await page.keyboard.press('Enter')
  await frame.getByText('Lĩnh vực nào?').waitFor()
  await page.reload()
  await frame.getByText('Hỏi từ trang khác').waitFor()
  await frame.locator('#text').focus()
  await page.keyboard.press('Escape')
  await opener.waitFor()
  expect(await opener.evaluate((it) => it.matches(':focus'))).toBe(true)
  await desk.say(desk.heard[0]!.from, { text: 'Có tin' })
  await page.locator('button.news').waitFor()
})

test.for([
  ['/', 'light', 1280],
  ['/', 'dark', 360],
  ['/chat', 'dark', 1280],
  ['/chat', 'light', 360],
] as const)(
  'a page is for everybody: %s, %s, %d px',
  async ([path, scheme, width], { desk, open }) => {
    const page = await open({ colorScheme: scheme, viewport: { width, height: 700 } })
    const faults: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(desk.url + path)
    if (path === '/chat') {
      await ask(page, 'Xin chào')
      await page.getByText('Lĩnh vực nào?').waitFor()
    }
    expect(await barriersOn(page)).toEqual([])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBeLessThanOrEqual(width)
    expect(faults).toEqual([])
  },
)
