import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { openReviews } from '#core/law/published/reviews.ts'
import { startPublication } from '#core/law/published/starting.ts'
import {
  answeredTicket,
  clean,
  later,
  layKites,
  publicAnswer,
} from '#core/law/published/testing-answered.ts'
import { relate } from '#core/law/shelf/testing-base.ts'
import { openShelf } from '#core/law/shelf.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { staffDrafts } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { barriersOn, openBrowser } from '#portal/testing-browser.ts'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

async function faultless(page: Page): Promise<void> {
  expect(await barriersOn(page)).toEqual([])
  const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  expect(wide, page.url()).toBe(false)
}

/** One answer public and resting on changed law, one being worded, one to be proposed, one question open. */
async function lay(db: Db) {
  const desk = await makeDesk(db)
  const law = await layKites(db)
  const old = await layKites(db, { number: '5/2019/QH14', title: 'Luật Xưởng diều' })
  await publicAnswer(db, desk)
  const newer = await layKites(db, { number: '9/2026/QH16', title: 'Luật Diều mới' })
  await relate(db, { documentId: newer, kind: 'replaces', otherId: old })
  await relate(db, { documentId: newer, kind: 'amends', otherId: law, anchors: ['d72'] })
  await openReviews(db, newer, later)
  const answered = await answeredTicket(db, desk)
  const worded = await answeredTicket(db, desk)
  const draft = await startPublication(db, desk.standardsOfficer, worded.id, clean, later)
  const question = 'Nhãn hiệu của xưởng diều phải đăng ký trong bao lâu?'
  const now = new Date()
  const { id, version } = await ask(db, desk.person, now, { question })
  const where = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
  const general = { ...where, scope: 'general' as const }
  const open = await route(db, desk.coordinator, id, version, general, now)
  return { desk, answered, draft, open }
}

test('an officer cites the law by keyboard, is warned of what is out of force, and the pages are sound', {
  timeout: 60_000,
}, async ({ db, sql }) => {
  const { desk, answered, draft, open } = await lay(db)
  const dataDir = mkdtempSync(join(tmpdir(), 'shelf-'))
  const log = pino({ enabled: false })
  const shelf = await openShelf({ db, sql, dataDir, log, now: () => new Date() })
  await shelf.caughtUp()
  const panel = await openPanel(db, sql, { shelf })
  const officer = await panel.as('officer', { unitId: desk.units.standards })
  const server = serve({ fetch: panel.app.fetch, port: 0 })
  await new Promise<void>((resolve) => server.once('listening', () => resolve()))
  const { port } = server.address() as { port: number }
  const url = `http://localhost:${port}/admin`
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } })
  await context.addCookies(
    [...officer.jar].map(([name, value]) => ({ name, value, domain: 'localhost', path: '/' })),
  )
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    await page.goto(`${url}/tickets/${open.code}`)
    await page.locator('#law-results .finding').first().waitFor()
    await page.keyboard.press('l')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const basis = page.locator('#text-basis')
    expect(await basis.inputValue()).toContain('Điều 72 Luật Thả diều (12/2025/QH15)')
    await page.keyboard.press('ArrowUp')
    await page.locator('#law-q').fill('điều 1 luật xưởng diều')
    await page.locator('.finding:first-child', { hasText: 'Luật Xưởng diều' }).waitFor()
    // What is shown may be put in anew just when a key is pressed; whoever sees nothing happen presses it again.
    await vi.waitFor(
      async () => {
        await page.locator('#law-q').focus()
        await page.keyboard.press('ArrowDown')
        await page.keyboard.press('Enter')
        expect(await basis.inputValue()).toContain('Luật Xưởng diều')
      },
      { timeout: 10_000, interval: 500 },
    )
    await page.locator('.doubts', { hasText: 'được thay thế bởi 9/2026/QH16' }).waitFor()
    const kept = async () => {
      const [row] = await db.select().from(staffDrafts).where(eq(staffDrafts.kind, 'basis'))
      expect(row?.body.split('\n')).toHaveLength(2)
    }
    await vi.waitFor(kept, { timeout: 10_000 })
    await faultless(page)
    for (const path of [
      `/published/new?ticket=${answered.code}`,
      `/published/${draft.id}`,
      '/reviews',
    ]) {
      await page.goto(url + path)
      await faultless(page)
    }
  } finally {
    await context.close()
    server.close()
    await shelf.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
