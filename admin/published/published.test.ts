import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import { afterEach, describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { openReviews } from '#core/law/published/reviews.ts'
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
import { lookups } from '#db/schema/assistant.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { publishedAnswers, reviewTasks } from '#db/schema/published.ts'
import { staffDrafts, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'

const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function shelfOf(db: Db, sql: Sql) {
  const dataDir = mkdtempSync(join(tmpdir(), 'shelf-'))
  endings.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const log = pino({ enabled: false })
  const shelf = await openShelf({ db, sql, dataDir, log, now: () => new Date() })
  endings.push(shelf.stop)
  await shelf.caughtUp()
  return shelf
}

/** A question of the standards division that waits for its answer. */
async function openTicket(db: Db, desk: Awaited<ReturnType<typeof makeDesk>>) {
  const now = new Date()
  const { id, version } = await ask(db, desk.person, now, {
    question: 'Nhãn hiệu của xưởng diều phải đăng ký trong bao lâu?',
  })
  const where = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
  return route(db, desk.coordinator, id, version, { ...where, scope: 'general' }, now)
}

const htmx = { 'HX-Request': 'true' }

describe('the law beside a ticket', () => {
  test('is searched with the question, tells validity and offers citation and quotation', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const shown = await publicAnswer(db, desk)
    const ticket = await openTicket(db, desk)
    const shelf = await shelfOf(db, sql)
    const panel = await openPanel(db, sql, { shelf })
    const officer = await panel.as('officer', { unitId: desk.units.standards })
    const base = `/admin/tickets/${ticket.code}`
    const page = await (await officer.get(base)).text()
    expect(page).toContain('value="Nhãn hiệu của xưởng diều phải đăng ký trong bao lâu?"')
    const q = encodeURIComponent('nhan hieu cua xuong dieu phai dang ky')
    const part = await (await officer.get(`${base}/law?q=${q}`, htmx)).text()
    expect(part).toContain('data-law-cite="khoản 2 Điều 72 Luật Thả diều (12/2025/QH15)"')
    expect(part).toContain('Còn hiệu lực')
    expect(part).toContain('<mark>Nhãn</mark>')
    expect(part).not.toContain('<html')
    const own = encodeURIComponent('đăng ký nhãn hiệu cho sản phẩm quế cần hồ sơ gì')
    const again = await (await officer.get(`${base}/law?q=${own}`, htmx)).text()
    expect(again).toContain(`href="/hoi-dap/${shown.slug}"`)
    expect(again).toContain('Chèn câu trả lời này')

    await db.update(lawDocuments).set({ expiresOn: '2026-03-01' }).where(eq(lawDocuments.id, law))
    const whole = await (await officer.get(`${base}/law?q=${q}`)).text()
    expect(whole).toContain('<html')
    expect((await officer.get(`${base}/law?q=${'%20%3F'.repeat(300)}`, htmx)).status).toBe(200)
  })

  test('warns of law out of force while it is written, and holds the answer until it is confirmed', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    await db.update(lawDocuments).set({ expiresOn: '2026-03-01' }).where(eq(lawDocuments.id, law))
    const ticket = await openTicket(db, desk)
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer', { unitId: desk.units.standards })
    const base = `/admin/tickets/${ticket.code}`
    await officer.get(base)
    const text = { body: 'Ba mươi ngày.', basis: 'khoản 2 Điều 72 Luật Thả diều (12/2025/QH15)' }
    const doubts = await (await officer.post(`${base}/doubts`, text)).text()
    expect(doubts).toContain(`value="${law}:d72.k2"`)
    expect(doubts).toContain('hết hiệu lực từ 01/03/2026')

    const [{ version = 0 } = {}] = await db.select().from(tickets).where(eq(tickets.id, ticket.id))
    const form = { ...text, version: String(version), deed: 'send' }
    const held = await officer.post(`${base}/answer`, form)
    expect(held.status).toBe(422)
    const page = await held.text()
    expect(page).toContain('Ba mươi ngày.')
    expect(page).toContain('name="despite"')
    const drafts = await db.select().from(staffDrafts).where(eq(staffDrafts.kind, 'answer'))
    expect(drafts).toMatchObject([{ body: 'Ba mươi ngày.' }])
    const sent = await officer.post(`${base}/answer`, { ...form, despite: `${law}:d72.k2` })
    expect(sent.status).toBe(303)
    const [after] = await db.select().from(tickets).where(eq(tickets.id, ticket.id))
    expect(after?.state).toBe('answered')
  })

  test('shows what the person was shown, and a model’s draft with its citations', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const ticket = await openTicket(db, desk)
    const key = `d:${law}:d72`
    const label = 'Điều 72 Luật Thả diều (12/2025/QH15)'
    await db.insert(lookups).values({
      ...{ ticketId: ticket.id, asked: 'chat', question: 'nhãn hiệu', state: 'drafted' },
      shown: [{ key, coverage: 0.9 }],
      draft: {
        sentences: [{ text: 'Đăng ký trong ba mươi ngày.', cites: [key] }],
        removed: [],
        passages: [{ key, label, path: '/van-ban/12-2025-qh15/d72' }],
      },
      at: new Date(),
    })
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer', { unitId: desk.units.standards })
    const page = await (await officer.get(`/admin/tickets/${ticket.code}`)).text()
    expect(page).toContain('Dự thảo kèm căn cứ')
    expect(page).toContain('Đăng ký trong ba mươi ngày.')
    expect(page).toContain(`data-law-cite="${label}"`)
  })
})

describe('the pages of published answers', () => {
  test('lead an officer from the ticket to what the coordinator makes public', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    await layKites(db)
    const ticket = await answeredTicket(db, desk)
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer', { unitId: desk.units.standards })
    const coordinator = await panel.as('coordinator', { unitId: desk.units.office })

    const start = `/admin/published/new?ticket=${ticket.code}`
    expect(await (await officer.get(`/admin/tickets/${ticket.code}`)).text()).toContain(start)
    const proposal = await (await officer.get(start)).text()
    expect(proposal).toContain('<mark class="identity">0912 345 678</mark>')
    const choices: Record<string, string> = { ticket: ticket.code }
    for (const [, at = '', key = ''] of proposal.matchAll(/name="key-(\d+)" value="([^"]+)"/g)) {
      const business = key.startsWith('business')
      Object.assign(choices, {
        [`key-${at}`]: key,
        [`how-${at}`]: 'replace',
        [`word-${at}`]: business ? 'Hợp tác xã' : '[số điện thoại]',
      })
    }
    const edit = await officer.post('/admin/published', choices)
    const path = edit.headers.get('location') ?? ''
    expect(path).toMatch(/^\/admin\/published\/\d+$/)
    const page = await (await officer.get(path)).text()
    expect(page).toContain('Hợp tác xã nộp tờ khai, gọi [số điện thoại] khi cần.')
    expect(page).toContain('khoản 2 Điều 72 Luật Thả diều (12/2025/QH15)')
    expect(page).not.toContain('value="publish"')

    const text = { ...clean, version: '1', confirmed: 'on' }
    const telling = { ...text, body: 'Gọi 0912345678', deed: 'submit' }
    const refused = await officer.post(path, telling)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('còn thông tin nhận dạng người hỏi: 0912345678')
    const left = await (await officer.post(`${path}/look`, telling)).text()
    expect(left).toContain('<mark>0912345678</mark>')
    await officer.submit(path, { ...text, deed: 'submit' })

    const listed = await (await coordinator.get('/admin/published?state=submitted')).text()
    expect(listed).toContain(`href="${path}"`)
    await coordinator.get(path)
    const done = await coordinator.submit(path, { ...text, version: '2', deed: 'publish' })
    expect(await done.text()).toContain('Đã công khai câu trả lời.')
    const late = await officer.post(path, { ...text, version: '2', deed: 'save' })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain(clean.question)
    const home = await (await officer.get('/admin')).text()
    expect(home).not.toContain('Cần công khai')
    const [row] = await db.select().from(publishedAnswers)
    expect(row).toMatchObject({ state: 'published', version: 3 })
    const again = await officer.get(start)
    expect(again.headers.get('location')).toBe(path)
  })

  test('tell what is due on the first page and let it be declined with a reason', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const ticket = await answeredTicket(db, desk)
    await db.update(tickets).set({ answeredAt: new Date() })
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer', { unitId: desk.units.standards })
    expect(await (await officer.get('/admin')).text()).toContain('Cần công khai')
    expect(await (await officer.get('/admin/published')).text()).toContain(ticket.code)
    const decline = { ticket: ticket.code, deed: 'decline', reason: '' }
    const silent = await officer.submit('/admin/published', decline)
    expect(await silent.text()).toContain('Xin nêu lý do.')
    await officer.submit('/admin/published', { ...decline, reason: 'Trùng nội dung' })
    const due = await (await officer.get('/admin/published?state=due')).text()
    expect(due).not.toContain(ticket.code)
    const withdrawn = await (await officer.get('/admin/published?state=withdrawn')).text()
    expect(withdrawn).toContain('Trùng nội dung')
    const foreign = await panel.as('officer', { unitId: desk.units.technology })
    const start = `/admin/published/new?ticket=${ticket.code}`
    expect((await foreign.get(start)).status).toBe(404)
  })

  test('show what is to be reviewed after a change of the law, and take its outcome', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const { id } = await publicAnswer(db, desk)
    const newer = await layKites(db, { number: '9/2026/QH16', title: 'Luật Diều mới' })
    await relate(db, { documentId: newer, kind: 'replaces', otherId: law })
    await openReviews(db, newer, later)
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer', { unitId: desk.units.standards })
    expect(await (await officer.get('/admin')).text()).toContain('href="/admin/reviews"')
    const page = await (await officer.get('/admin/reviews')).text()
    expect(page).toContain(`href="/admin/published/${id}"`)
    expect(page).toContain('được thay thế bởi')
    expect(page).toContain('Luật Diều mới (9/2026/QH16)')
    expect(await (await officer.get(`/admin/published/${id}`)).text()).toContain(
      'Căn cứ của câu trả lời này đã thay đổi',
    )
    const task = /name="task" value="(\d+)"/.exec(page)?.[1] ?? ''
    const foreign = await panel.as('officer', { unitId: desk.units.technology })
    await foreign.get('/admin/reviews')
    expect((await foreign.post('/admin/reviews', { task, outcome: 'kept' })).status).toBe(403)
    await officer.submit('/admin/reviews', {
      task,
      outcome: 'changed',
      note: 'Đã viện dẫn luật mới',
    })
    expect(await db.select().from(reviewTasks)).toMatchObject([{ outcome: 'changed' }])
    const after = await officer.submit('/admin/reviews', { task, outcome: 'kept' })
    expect(await after.text()).toContain('đã được người khác ghi kết quả')
  })

  test('show the oldest three hundred changes, and say that there are more', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const { id } = await publicAnswer(db, desk)
    const officer = await (await openPanel(db, sql)).as('officer', { unitId: desk.units.standards })
    const openedMore = (upTo: number) => sql`
      insert into review_tasks (holder, holder_id, document_id, cause, unit_id, opened_at)
      select 'published', ${id}::bigint + n, ${law}, 'expires', ${desk.units.standards}, now()
      from generate_series(0, ${upTo}::int - 1) n on conflict do nothing`
    await openedMore(299)
    const words = 'đang hiện 300 thay đổi cũ nhất'
    expect(await (await officer.get('/admin/reviews')).text()).not.toContain(words)
    await openedMore(301)
    expect(await (await officer.get('/admin/reviews')).text()).toContain(words)
  })
})
