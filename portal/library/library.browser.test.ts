import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { installSelfChecks } from '#core/assistant/self-checks.ts'
import { test as base } from '#db/testing.ts'
import { barriersOn, openBrowser } from '#portal/testing-browser.ts'
import { layLibrary, now, openLibrary } from './testing-library.ts'

const test = base
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await openBrowser()
    onCleanup(() => browser.close())
    return browser
  })
  .extend('library', ({ db, sql }, { onCleanup }) => openLibrary({ db, sql }, onCleanup))
  .extend('url', async ({ db, library }, { onCleanup }) => {
    await layLibrary(db, library.office.fields[0]!.id)
    await installSelfChecks(db, now)
    await library.caughtUp()
    const http = serve({ fetch: library.app.fetch, port: 0 })
    onCleanup(() => void http.close())
    return `http://localhost:${(http.address() as AddressInfo).port}`
  })
  .extend('open', async ({ browser }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    onCleanup(async () => {
      for (const context of contexts) await context.close()
    })
    return async (options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
      context.setDefaultTimeout(5_000)
      contexts.push(context)
      return context.newPage()
    }
  })

const law = '/van-ban/luat-12-2025-qh15'

test('what is looked for is found while it is typed, by keyboard alone', async ({ url, open }) => {
  const page = await open()
  await page.goto(url)
  const box = page.getByRole('combobox', { name: 'Tìm văn bản' })
  await page.getByLabel('Tìm văn bản').focus()
  await page.keyboard.type('nhan hieu xuong dieu')
  await page.getByRole('option').first().waitFor()
  expect(await box.getAttribute('aria-expanded')).toBe('true')
  await page.keyboard.press('ArrowDown')
  const marked = page.getByRole('option', { selected: true })
  expect(await box.getAttribute('aria-activedescendant')).toBe(await marked.getAttribute('id'))
  expect(await barriersOn(page, '.front')).toEqual([])
  await page.keyboard.press('ArrowUp')
  expect(await box.getAttribute('aria-activedescendant')).toBe(null)
  await page.keyboard.press('Escape')
  expect(await page.getByRole('option').count()).toBe(0)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const address = await marked.getAttribute('data-href')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${url}${address}`)
})

test('only the last of fast typing is shown, and Enter without a choice searches', async ({
  url,
  open,
}) => {
  const page = await open()
  await page.goto(`${url}/tim`)
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/goi-y')) asked.push(new URL(request.url()).searchParams.get('q')!)
  })
  await page.getByLabel('Tìm văn bản').pressSequentially('diều giấy', { delay: 20 })
  await page.getByRole('option').first().waitFor()
  expect(asked.at(-1)).toBe('diều giấy')
  expect(asked.length).toBeLessThan(4)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/tim\?q=/)
  await page
    .getByRole('heading', { name: /Kết quả/ })
    .first()
    .waitFor()
})

test('a citation is copied by a button, and stands to be selected without a script', async ({
  url,
  open,
}) => {
  const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto(`${url}${law}/d2`)
  await page.locator('.cite summary').click()
  await page.getByRole('button', { name: 'Sao chép' }).click()
  await page.getByText('Đã sao chép').waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^Điều 2 Luật Thả diều \(12\/2025\/QH15\)\. https:/)
  const plain = await open({ javaScriptEnabled: false })
  await plain.goto(`${url}${law}/d2`)
  await plain.locator('.cite summary').click()
  expect(await plain.locator('#citation').textContent()).toContain(copied)
  expect(await plain.getByRole('button', { name: 'Sao chép' }).isVisible()).toBe(false)
})

test('without a script one searches, reads the law, checks oneself and comes to the chat', async ({
  url,
  open,
}) => {
  const page = await open({ javaScriptEnabled: false })
  await page.goto(url)
  await page.getByLabel('Tìm văn bản').fill('đăng ký nhãn hiệu xưởng diều')
  await page.getByRole('button', { name: 'Tìm' }).click()
  await page.getByRole('link', { name: /khoản 2 Điều 2 Luật Thả diều/ }).click()
  await page.getByText('trong ba mươi ngày').waitFor()
  await page.goBack()
  await page.getByRole('link', { name: 'Gửi câu hỏi này cho cán bộ' }).click()
  expect(await page.locator('#text').inputValue()).toBe('đăng ký nhãn hiệu xưởng diều')
  await page.goto(`${url}/tu-danh-gia/rui-ro-ai`)
  await page.getByRole('radio').first().check()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByRole('heading', { name: 'Anh/Chị đã trả lời' }).waitFor()
})

test.for([
  ['light', 360, ['/tim?q=diều', law]],
  ['dark', 1280, [`${law}/d2`, '/hoi-dap/dieu-giay-2']],
] as const)(
  'the pages are for everybody, and break no policy: %s, %d px',
  { timeout: 60_000 },
  async ([scheme, width, pages], { url, open }) => {
    const page = await open({ colorScheme: scheme, viewport: { width, height: 700 } })
    const faults: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    for (const path of pages) {
      await page.goto(url + path)
      expect(await barriersOn(page), path).toEqual([])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide, path).toBeLessThanOrEqual(width)
    }
    expect(faults).toEqual([])
  },
)
