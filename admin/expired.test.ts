import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { ensureAdministrator } from '#core/staff/first.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { sessions, staff } from '#db/schema/staff.ts'
import { ticketEvents } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openPanel } from './testing.ts'

const boss = { email: 'dau-moi@laocai.gov.vn', password: 'một câu dài dễ nhớ' }
const partial = { 'HX-Request': 'true', 'HX-Current-URL': 'http://desk.test/admin/tickets?q=x' }

/** A coordinator with a ticket open in the browser, whose session has just ended. */
async function leftOpen(...[db, sql]: Parameters<typeof openPanel>) {
  await ensureAdministrator(db, boss, new Date())
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  await db.update(staff).set({ role: 'coordinator' }).where(eq(staff.email, boss.email))
  const ticket = await ask(db, desk.person, new Date())
  const browser = panel.stranger()
  await browser.submit('/admin/signin', boss)
  const url = `/admin/tickets/${ticket.code}`
  const token = /name="csrf" value="([^"]+)"/.exec(await (await browser.get(url)).text())?.[1] ?? ''
  expect(token).not.toBe('')
  await db.delete(sessions)
  const note = { version: String(ticket.version), text: 'Đã gọi <b>cho</b> chị Hoa', csrf: token }
  return { browser, url, note, token, ticket }
}

describe('a session that ended while somebody was writing', () => {
  test('leaves the page as it is and says how to go on', async ({ db, sql }) => {
    const { browser, url, note } = await leftOpen(db, sql)
    const sent = await browser.post(`${url}/notes`, note, partial)
    const looked = await browser.get('/admin/tickets/list', partial)
    for (const answer of [sent, looked]) {
      expect(answer.status).toBe(401)
      expect(answer.headers.get('HX-Retarget')).toBe('#flash')
      expect(answer.headers.get('HX-Redirect')).toBeNull()
      const text = await answer.text()
      expect(text).toContain('Phiên làm việc đã hết hạn')
      expect(text).toContain('href="/admin/signin?next=%2Fadmin%2Ftickets%3Fq%3Dx" target="_blank"')
    }
  })

  test('takes the same form again after a new sign-in', async ({ db, sql }) => {
    const { browser, url, note, ticket } = await leftOpen(db, sql)
    await browser.post(`${url}/notes`, note, partial)
    await browser.get('/admin/signin')
    expect((await browser.post('/admin/signin', boss)).status).toBe(303)
    expect((await browser.post(`${url}/notes`, note)).status).toBe(303)
    const events = await db
      .select()
      .from(ticketEvents)
      .where(eq(ticketEvents.ticketId, ticket.id))
      .orderBy(asc(ticketEvents.id))
    expect(events.at(-1)?.data).toMatchObject({ text: note.text })
  })

  test('gives a plain form back with what was typed, but for passwords', async ({ db, sql }) => {
    const { browser, url, note, token } = await leftOpen(db, sql)
    const page = await browser.post(`${url}/notes`, note)
    expect(page.status).toBe(401)
    const text = await page.text()
    expect(text).toContain(`action="${url}/notes"`)
    expect(text).toContain('value="Đã gọi &lt;b&gt;cho&lt;/b&gt; chị Hoa"')
    expect(text).toContain(`name="csrf" value="${token}"`)
    const change = await browser.post('/admin/account/password', { password: 'bí mật của tôi' })
    expect(await change.text()).not.toContain('bí mật của tôi')
  })
})
