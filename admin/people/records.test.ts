import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { addPerson, ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { typeIn } from '#core/tickets/type-in.ts'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'

const now = new Date()
const text = async (response: Response) => (await response.text()).replace(/\s+/g, ' ')

/** The same owner in the web chat and on Telegram; the desk has not noticed yet. */
async function openTwo(db: Db, sql: Parameters<typeof openPanel>[1]) {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const other = await addPerson(db, 'telegram', '777')
  const { businessId, personId } = desk.person
  await db.update(businesses).set({ taxCode: '5300123467' }).where(eq(businesses.id, businessId))
  await db.update(people).set({ businessId }).where(eq(people.id, other.personId))
  const ticket = await ask(db, { ...other, businessId }, now)
  return { desk, panel, other, first: personId, second: other.personId, ticket }
}

describe('the page of a person', () => {
  test('suggests who may be the same, merges on request and takes it back', async ({ db, sql }) => {
    const { panel, first, second, ticket } = await openTwo(db, sql)
    const office = await panel.as('coordinator')
    const page = await text(await office.get(`/admin/people/${second}`))
    expect(page).toContain('Có thể là cùng một người')
    expect(page).toContain(`/admin/people/${first}`)
    const done = await office.submit(`/admin/people/${second}/merger`, {
      other: String(first),
      sure: 'on',
    })
    const merged = await text(done)
    expect(merged).toContain('Đã gộp hai hồ sơ')
    expect(merged).toContain(ticket.code)
    const away = await text(await office.get(`/admin/people/${second}`))
    expect(away).toContain('Hồ sơ này đã được gộp')
    expect(away).not.toContain('/erasure')
    expect(await text(await office.get('/admin/people'))).not.toContain(`/admin/people/${second}"`)
    await db.update(people).set({ phone: '0987654321' }).where(eq(people.id, first))
    for (const list of ['people', 'tickets']) {
      const found = await text(await office.get(`/admin/${list}?q=0912345678`))
      expect(found).toContain(list === 'people' ? `/admin/people/${first}"` : ticket.code)
    }
    const shown = await text(await office.get(`/admin/tickets/${ticket.code}`))
    expect(shown).toContain('gộp người hỏi này với một hồ sơ khác')
    const [, merge = ''] = /merges\/(\d+)\/undoing/.exec(merged) ?? []
    const undone = await office.submit(`/admin/people/merges/${merge}/undoing`)
    expect(await text(undone)).toContain('Đã tách')
    const [back] = await db.select().from(tickets).where(eq(tickets.id, ticket.id))
    expect(back?.personId).toBe(second)
    expect((await office.post(`/admin/people/merges/${merge}/undoing`)).status).toBe(422)
  })

  test('merges nobody without a confirmation, or with a number that is none', async ({
    db,
    sql,
  }) => {
    const { panel, first, second } = await openTwo(db, sql)
    const office = await panel.as('administrator')
    const url = `/admin/people/${second}/merger`
    for (const fields of [{ other: String(first) }, { other: 'x', sure: 'on' }, { sure: 'on' }]) {
      expect(await text(await office.submit(url, fields))).toContain('xác nhận trước khi gộp')
    }
    expect((await office.post(url, { other: String(second), sure: 'on' })).status).toBe(422)
    expect((await office.post(url, { other: '999999', sure: 'on' })).status).toBe(422)
  })

  test('and of their ticket tells an officer of it without any contact data', async ({
    db,
    sql,
  }) => {
    const { desk, panel, first, ticket } = await openTwo(db, sql)
    const unitId = desk.units.technology
    await db.update(tickets).set({ leadUnitId: unitId }).where(eq(tickets.id, ticket.id))
    const officer = await panel.as('officer', { unitId })
    const page = await text(await officer.get(`/admin/tickets/${ticket.code}`))
    expect(page).toContain('Có thể cùng một người với')
    expect(page).not.toContain(`href="/admin/people/${first}"`)
    expect((await officer.post(`/admin/people/${first}/merger`)).status).toBe(403)
  })
})

test('an open question that was typed in is answered in the chat a merge brings, until it is undone', async ({
  db,
  sql,
}) => {
  const { desk, panel, other, second } = await openTwo(db, sql)
  const facts = { name: null, phone: null, business: null, commune: null }
  const typed = await typeIn(
    db,
    desk.coordinator,
    {
      ...{ form: crypto.randomUUID(), source: 'phone', note: '', question: 'Hỏi qua điện thoại' },
      ...{ fieldId: undefined, ours: false, consent: undefined, facts, knownId: undefined },
    },
    now,
  )
  const office = await panel.as('coordinator')
  const fields = { other: String(typed.personId), sure: 'on' }
  const page = await text(await office.submit(`/admin/people/${second}/merger`, fields))
  const read = async () => (await db.select().from(tickets).where(eq(tickets.id, typed.id)))[0]
  expect(await read()).toMatchObject({ personId: second, conversationId: other.conversationId })
  const [, merge = ''] = /merges\/(\d+)\/undoing/.exec(page) ?? []
  await office.post(`/admin/people/merges/${merge}/undoing`)
  expect(await read()).toMatchObject({ personId: typed.personId, conversationId: null })
})
