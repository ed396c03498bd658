import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { staffDrafts, ticketEvents } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openPanel } from './testing.ts'

async function openTicket(...[db, sql]: Parameters<typeof openPanel>) {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const ticket = await ask(db, desk.person, new Date())
  const version = String(ticket.version)
  return { ticket, version, browser: await panel.as('coordinator') }
}

describe('input that no page of ours sends', () => {
  test('in an address is not found or not minded, never a fault', async ({ db, sql }) => {
    const { browser, ticket } = await openTicket(db, sql)
    const days = 'from=2026-99-99&to=x&page=1e99'
    const looks = [
      '/tickets?q=%00',
      '/tickets/%00',
      '/go?code=%00',
      '/staff/%00',
      `/tickets?${days}&unit=abc&field=-1&state=x&due=2026-02-31`,
      `/numbers?${days}`,
      `/people?${days}&q=%25_%5C`,
      '/people/abc',
      '/holidays?year=abc',
      `/tickets/${ticket.code}/files/abc`,
    ]
    for (const path of looks) {
      const { status } = await browser.get(`/admin${path}`)
      expect([path, status < 500]).toEqual([path, true])
    }
    const deeds = [
      '/tickets/views/abc/removal',
      '/holidays/2026-99-99/removal',
      `/tickets/${ticket.code}/recommendation/abc/reply`,
    ]
    for (const path of deeds) {
      const { status } = await browser.post(`/admin${path}`, { version: '1', reply: 'x' })
      expect([path, status]).toEqual([path, 404])
    }
  })

  test('in a text is left out, and the text is kept', async ({ db, sql }) => {
    const { browser, ticket, version } = await openTicket(db, sql)
    const url = `/admin/tickets/${ticket.code}`
    expect((await browser.post(`${url}/drafts/answer`, { body: 'Kính\0 gửi' })).status).toBe(204)
    const [draft] = await db.select({ body: staffDrafts.body }).from(staffDrafts)
    expect(draft?.body).toBe('Kính gửi')
    expect((await browser.post(`${url}/notes`, { version, text: 'Đã\0 gọi' })).status).toBe(303)
    const events = await db
      .select()
      .from(ticketEvents)
      .where(eq(ticketEvents.ticketId, ticket.id))
      .orderBy(asc(ticketEvents.id))
    expect(events.at(-1)?.data).toMatchObject({ text: 'Đã gọi' })
    const canned = await browser.post('/admin/canned', { title: 'Mẫu\0', body: 'Nội dung' })
    expect(canned.status).toBeLessThan(500)
  })

  test('sent twice comes back with a word about it', async ({ db, sql }) => {
    const { browser, ticket, version } = await openTicket(db, sql)
    const text = ['một', 'hai']
    const answer = await browser.post(`/admin/tickets/${ticket.code}/notes`, { version, text })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Giá trị chưa hợp lệ')
  })
})
