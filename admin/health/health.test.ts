import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { shippedWords } from '#core/language.ts'
import { addPerson, at } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { staff } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'

const now = at('2026-03-02 09:00')

async function stuck(db: Db, state: 'failed' | 'held' | 'sending', text = 'chuyện riêng') {
  const { conversationId } = await addPerson(db, 'telegram', `${state}-${text}`)
  const saying = { conversationId, channel: 'telegram' as const, cause: 'answer', body: { text } }
  const id = await deliver(db, saying, now)
  const set = { state, attempts: 4, why: 'blocked', detail: '403 <Forbidden>' }
  await db.update(deliveries).set(set).where(eq(deliveries.id, id))
  return { id, conversationId }
}

const stateOf = async (db: Db, id: number) =>
  (await db.select().from(deliveries).where(eq(deliveries.id, id)))[0]

describe('the delivery health page', () => {
  test('shows why, never what was said, and sends again', async ({ db, sql }) => {
    const { id } = await stuck(db, 'failed')
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const page = await (await office.get('/admin/health?state=failed')).text()
    expect(page).toContain('403 &lt;Forbidden&gt;')
    expect(page).not.toContain('chuyện riêng')
    await office.submit(`/admin/health/deliveries/${id}/retry?state=failed`)
    expect(await stateOf(db, id)).toMatchObject({ state: 'queued', attempts: 0 })
    const twice = await office.post(`/admin/health/deliveries/${id}/retry`)
    expect([twice.status, await twice.text()]).toEqual([
      422,
      expect.stringContaining('đã đổi tình trạng'),
    ])
  })

  test('has words for every job of the program', () => {
    const program = readFileSync(new URL('../../work.ts', import.meta.url), 'utf8')
    const jobs = [...program.matchAll(/name: '([a-z-]+)',\s+cron:/g)].map(([, name]) => name)
    expect(jobs).toContain('erase-long-silent')
    const shipped = shippedWords('vi', 'health')
    expect(jobs.filter((name) => shipped[`job.${name}`] === undefined)).toEqual([])
  })

  test('drops only with a reason, and never what is being sent', async ({ db, sql }) => {
    const { id } = await stuck(db, 'held')
    const panel = await openPanel(db, sql)
    const office = await panel.as('administrator')
    const path = `/admin/health/deliveries/${id}/drop?state=held`
    expect((await office.post(path, { reason: ' ' })).status).toBe(422)
    await office.submit(path, { reason: 'Số đã đổi chủ' })
    expect(await stateOf(db, id)).toMatchObject({ state: 'dropped', detail: 'Số đã đổi chủ' })
    const going = await stuck(db, 'sending')
    const late = await office.post(`/admin/health/deliveries/${going.id}/drop`, { reason: 'x' })
    expect([late.status, (await stateOf(db, going.id))?.state]).toEqual([422, 'sending'])
  })

  test('a test of a channel goes to the chat one has linked, and a failing one says why', async ({
    db,
    sql,
  }) => {
    const { conversationId } = await stuck(db, 'held')
    const channels = async () => [
      { name: 'telegram', ok: true, detail: 'webhook', webhook: 'https://x.vn/webhooks/telegram' },
      { name: 'web', ok: false, detail: 'hỏng cáp' },
    ]
    const panel = await openPanel(db, sql, { channels })
    const admin = await panel.as('administrator')
    expect(await (await admin.get('/admin/channels')).text()).toContain(
      'https://x.vn/webhooks/telegram',
    )
    expect(await (await admin.submit('/admin/channels/telegram/test')).text()).toContain(
      'hãy liên kết chat',
    )
    await db.update(staff).set({ conversationId }).where(eq(staff.id, admin.actor.id))
    expect(await (await admin.submit('/admin/channels/telegram/test')).text()).toContain(
      'đang được gửi',
    )
    const sent = await db.select().from(deliveries).where(eq(deliveries.cause, 'test'))
    expect(sent).toMatchObject([{ conversationId, state: 'queued' }])
    expect(await (await admin.submit('/admin/channels/web/test')).text()).toContain('hỏng cáp')
    expect((await admin.post('/admin/channels/zalo/test')).status).toBe(404)
  })
})
