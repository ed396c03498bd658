import { randomUUID } from 'node:crypto'
import { asc, desc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { addPerson, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { businesses, consents, people } from '#db/schema/people.ts'
import { auditLog } from '#db/schema/staff.ts'
import { answers, ratings, ticketEvents, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'

const question = 'Cân đồng hồ lò xo ở chợ có phải kiểm định không?'
const taxCode = '5300123467'

async function openDesk(db: Db, sql: Parameters<typeof openPanel>[1]) {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const coordinator = await panel.as('coordinator', { unitId: desk.units.office })
  const officer = await panel.as('officer', { unitId: desk.units.standards, name: 'Vũ Dũng' })
  return { desk, panel, coordinator, officer }
}

const form = (more: Record<string, string> = {}) => ({
  form: randomUUID(),
  source: 'phone',
  note: 'Gọi lúc 9 giờ',
  question,
  who: 'office',
  consent: 'none',
  ...more,
})

const agreed = (more: Record<string, string> = {}) =>
  form({ consent: 'oral', name: 'Lý Thị Mẩy', phone: '0912 345 678', taxCode, ...more })

const text = async (response: Response) => (await response.text()).replace(/\s+/g, ' ')

async function lastTicket(db: Db) {
  const [ticket] = await db.select().from(tickets).orderBy(desc(tickets.id)).limit(1)
  if (!ticket) throw new Error('no ticket')
  return ticket
}

describe('a question typed in by staff', () => {
  test('becomes a ticket like any other, with its source', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    const response = await coordinator.submit(
      '/admin/tickets/new',
      form({ source: 'conference', note: 'Hội nghị đối thoại 12/11/2026' }),
    )
    const page = await text(response)
    const ticket = await lastTicket(db)
    expect(ticket).toMatchObject({
      channel: 'conference',
      sourceNote: 'Hội nghị đối thoại 12/11/2026',
      conversationId: null,
      question,
      state: 'received',
    })
    expect(ticket.acknowledgedAt).not.toBeNull()
    expect(page).toContain(ticket.code)
    expect(page).toContain('Hội nghị đối thoại 12/11/2026')
    expect(page).toContain('ghi câu hỏi nhận tại hội nghị')
    const list = await text(await coordinator.get('/admin/tickets?channel=conference'))
    expect(list).toContain(ticket.code)
    expect(await text(await coordinator.get('/admin/tickets?channel=visit'))).not.toContain(
      ticket.code,
    )
    const csv = await (await coordinator.get('/admin/tickets/export.csv')).text()
    expect(csv).toContain('"Hội nghị, tập huấn"')
  })

  test('keeps nothing of the person without a consent', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    const before = await db.select().from(people)
    const refused = await coordinator.post('/admin/tickets/new', agreed({ consent: 'none' }))
    expect(refused.status).toBe(422)
    const page = await text(refused)
    expect(page).toContain('Người hỏi chưa đồng ý')
    expect(page).toContain('value="0912 345 678"')
    const noted = form({ note: 'gọi lại số 0912.345.678' })
    expect((await coordinator.post('/admin/tickets/new', noted)).status).toBe(422)
    expect(await db.select().from(tickets)).toEqual([])
    await coordinator.post('/admin/tickets/new', form())
    const now = (await db.select().from(people).orderBy(asc(people.id))).slice(before.length)
    expect(now).toMatchObject([{ name: null, phone: null, businessId: null, commune: null }])
    expect(await db.select().from(consents)).toEqual([])
  })

  test('notes a consent with who heard it and how', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    const sent = agreed({ consent: 'paper', business: 'HTX Quế Văn Bàn', source: 'visit' })
    await coordinator.post('/admin/tickets/new', sent)
    const ticket = await lastTicket(db)
    const [person] = await db.select().from(people).where(eq(people.id, ticket.personId))
    expect(person).toMatchObject({ name: 'Lý Thị Mẩy', phone: '0912345678' })
    const [business] = await db.select().from(businesses).where(eq(businesses.taxCode, taxCode))
    expect(business?.name).toBe('HTX Quế Văn Bàn')
    expect(ticket.businessId).toBe(business?.id)
    expect(await db.select().from(consents)).toMatchObject([
      { personId: person?.id, channel: 'visit', how: 'paper', staffId: coordinator.actor.id },
    ])
    const [line] = await db.select().from(auditLog).where(eq(auditLog.action, 'tickets.typed-in'))
    expect(line).toMatchObject({ staffId: coordinator.actor.id })
    expect(JSON.stringify(line)).not.toContain('0912')
    expect(await text(await coordinator.get(`/admin/people/${person?.id}`))).toContain('trên giấy')
  })

  test('comes back filled in, with a message at each field', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    const wrong = agreed({ phone: '091234', taxCode: '5300123450', question: '' })
    const first = await text(await coordinator.post('/admin/tickets/new', wrong))
    expect(first).toContain('id="e-question"')
    const page = await text(await coordinator.post('/admin/tickets/new', { ...wrong, question }))
    expect(page).toContain('Số điện thoại có 10 chữ số')
    expect(page).toContain('Mã số thuế 5300123450 chưa đúng')
    expect(page).toContain('value="091234"')
    expect(page).toContain(question)
    const conference = form({ source: 'conference', note: '' })
    const named = await text(await coordinator.post('/admin/tickets/new', conference))
    expect(named).toContain('ghi tên hội nghị')
  })

  test('sent twice opens one ticket', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    const sent = form()
    const both = await Promise.all([
      coordinator.post('/admin/tickets/new', sent),
      coordinator.post('/admin/tickets/new', sent),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422])
    expect(await db.select().from(tickets)).toHaveLength(1)
  })

  test('is offered to the known person with that number and tax code, and not forced', async ({
    db,
    sql,
  }) => {
    const { desk, coordinator } = await openDesk(db, sql)
    const { businessId, personId, conversationId } = desk.person
    await db.update(businesses).set({ taxCode }).where(eq(businesses.id, businessId))
    const offer = await coordinator.post('/admin/tickets/new', agreed())
    expect(offer.status).toBe(422)
    expect(await text(offer)).toContain(`name="person" value="${personId}"`)
    await coordinator.post('/admin/tickets/new', agreed({ person: 'new' }))
    expect((await lastTicket(db)).personId).not.toBe(personId)
    await coordinator.post('/admin/tickets/new', agreed({ person: String(personId) }))
    expect(await lastTicket(db)).toMatchObject({ personId, conversationId, channel: 'phone' })
    const stranger = await addPerson(db, 'web', 'visitor-2')
    await coordinator.post('/admin/tickets/new', agreed({ person: String(stranger.personId) }))
    expect((await lastTicket(db)).personId).not.toBe(stranger.personId)
  })

  test('is taken at once by the division that was asked', async ({ db, sql }) => {
    const { desk, officer } = await openDesk(db, sql)
    const without = await officer.post('/admin/tickets/new', form({ who: 'ours' }))
    expect(without.status).toBe(422)
    const sent = form({ who: 'ours', field: String(desk.fields.standard) })
    const page = await text(await officer.submit('/admin/tickets/new', sent))
    const ticket = await lastTicket(db)
    expect(page).toContain(ticket.code)
    expect(ticket).toMatchObject({
      state: 'routed',
      leadUnitId: desk.units.standards,
      assigneeId: officer.actor.id,
    })
  })

  test('goes from a division to the office, which the officer cannot follow', async ({
    db,
    sql,
  }) => {
    const { officer } = await openDesk(db, sql)
    const page = await text(await officer.submit('/admin/tickets/new', form()))
    const ticket = await lastTicket(db)
    expect(ticket.leadUnitId).toBeNull()
    expect(page).toContain(`Đã ghi câu hỏi thành yêu cầu ${ticket.code} và chuyển Văn phòng Sở`)
  })

  test('is forgotten like any other when its person is erased', async ({ db, sql }) => {
    const { coordinator } = await openDesk(db, sql)
    await coordinator.post('/admin/tickets/new', agreed({ note: 'Anh Mẩy gọi' }))
    const { id, code, personId } = await lastTicket(db)
    const version = String((await lastTicket(db)).version)
    const text = 'Cân của nhà tôi'
    await coordinator.post(`/admin/tickets/${code}/addition`, { text, version })
    await coordinator.post(`/admin/people/${personId}/erasure`, { sure: 'on' })
    const ticket = await lastTicket(db)
    expect(ticket).toMatchObject({ state: 'withdrawn', sourceNote: null })
    expect(ticket.question).not.toContain('Cân')
    const events = await db.select().from(ticketEvents).where(eq(ticketEvents.ticketId, id))
    expect(JSON.stringify(events)).not.toContain('nhà tôi')
    const [person] = await db.select().from(people).where(eq(people.id, personId))
    expect(person).toMatchObject({ name: null, phone: null })
  })

  test('is no deed of an administrator, a leader or a consultant', async ({ db, sql }) => {
    const { panel } = await openDesk(db, sql)
    for (const role of ['administrator', 'leader', 'consultant'] as const) {
      const browser = await panel.as(role)
      expect((await browser.get('/admin/tickets/new')).status).toBe(403)
      expect((await browser.post('/admin/tickets/new', form())).status).toBe(403)
    }
  })
})

describe('an answer to somebody without a chat', () => {
  async function asked(db: Db, sql: Parameters<typeof openPanel>[1]) {
    const opened = await openDesk(db, sql)
    const sent = form({ who: 'ours', field: String(opened.desk.fields.standard) })
    await opened.officer.post('/admin/tickets/new', sent)
    const { code } = await lastTicket(db)
    const url = `/admin/tickets/${code}`
    const version = async () => ({ version: String((await lastTicket(db)).version), seen: '0' })
    return { ...opened, url, version }
  }

  test('is recorded as told by staff, with how, and sent nowhere', async ({ db, sql }) => {
    const { officer, url, version } = await asked(db, sql)
    const page = await text(await officer.get(url))
    expect(page).toContain('Đã báo qua điện thoại/trực tiếp')
    expect(page).toContain('không có kênh chat')
    const words = { body: 'Phải kiểm định.', basis: 'Luật Đo lường', deed: 'send' }
    const unsaid = await officer.post(`${url}/answer`, { ...words, ...(await version()) })
    expect(unsaid.status).toBe(422)
    await officer.post(`${url}/answer`, { ...words, told: 'phone', ...(await version()) })
    expect(await db.select().from(answers)).toMatchObject([
      { state: 'sent', told: 'phone', toldBy: officer.actor.id },
    ])
    expect((await lastTicket(db)).state).toBe('answered')
    expect(await db.select().from(deliveries)).toEqual([])
    expect(await db.select().from(ratings)).toEqual([])
    const shown = await text(await officer.get(url))
    expect(shown).toContain('Phải kiểm định.')
    expect(shown).toContain('Đã báo qua điện thoại')
  })

  test('takes the score a person said once, marked as noted by staff', async ({ db, sql }) => {
    const { officer, url, version } = await asked(db, sql)
    const words = { body: 'Phải kiểm định.', deed: 'send', told: 'visit' }
    await officer.post(`${url}/answer`, { ...words, ...(await version()) })
    await officer.post(`${url}/score`, { score: '5', comment: 'Rõ', ...(await version()) })
    expect(await db.select().from(ratings)).toMatchObject([
      { score: 5, comment: 'Rõ', staffId: officer.actor.id },
    ])
    expect((await lastTicket(db)).satisfaction).toBe(5)
    const again = await officer.post(`${url}/score`, { score: '1', ...(await version()) })
    expect(again.status).toBe(422)
    expect((await lastTicket(db)).satisfaction).toBe(5)
    expect(await text(await officer.get(url))).toContain('ghi mức hài lòng người hỏi nói: 5/5 Rõ')
  })

  test('approved by the head is told afterwards', async ({ db, sql }) => {
    const { desk, panel } = await openDesk(db, sql)
    const head = await panel.as('head', { unitId: desk.units.technology })
    const officer = await panel.as('officer', { unitId: desk.units.technology })
    await officer.post('/admin/tickets/new', form({ who: 'ours', field: String(desk.fields.ip) }))
    const { code } = await lastTicket(db)
    const url = `/admin/tickets/${code}`
    const version = async () => String((await lastTicket(db)).version)
    const words = { body: 'Nộp ở Cục.', deed: 'submit' }
    await officer.post(`${url}/answer`, { ...words, version: await version() })
    await head.post(`${url}/approval`, { body: words.body, told: '', version: await version() })
    expect((await lastTicket(db)).state).toBe('answered')
    expect(await text(await officer.get(url))).toContain('Chưa báo cho người hỏi')
    const early = { score: '5', version: await version() }
    expect((await officer.post(`${url}/score`, early)).status).toBe(422)
    await officer.post(`${url}/telling`, { how: 'letter', version: await version() })
    expect(await db.select().from(answers)).toMatchObject([
      { told: 'letter', toldBy: officer.actor.id },
    ])
  })

  test('waits for what the person adds, which staff note', async ({ db, sql }) => {
    const { officer, url, version } = await asked(db, sql)
    await officer.post(`${url}/more`, { text: 'Cân loại nào?', ...(await version()) })
    expect((await lastTicket(db)).state).toBe('waiting')
    await officer.post(`${url}/addition`, { text: 'Cân 60 kg', ...(await version()) })
    expect(await lastTicket(db)).toMatchObject({ state: 'routed', pausedAt: null })
    const kinds = await db
      .select({ kind: ticketEvents.kind })
      .from(ticketEvents)
      .orderBy(asc(ticketEvents.id))
    expect(kinds.map(({ kind }) => kind)).toEqual(['opened', 'routed', 'asked', 'said'])
  })
})
