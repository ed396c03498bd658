import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { loadOffice } from '#core/office.ts'
import { connect } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { files, ticketEvents, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openTicket } from './open.ts'
import { addPerson, ask, at, makeDesk } from './testing-desk.ts'
import { opened } from './told.ts'

const now = at('2026-03-02 09:00')

describe('opening a ticket', () => {
  test('gives 200 parallel tickets 200 consecutive codes', async ({ db, url }) => {
    const { person } = await makeDesk(db)
    await loadOffice(db)
    const many = connect(url, { max: 40 })
    const opening = Array.from({ length: 200 }, () => ask(many.db, person, now))
    const codes = (await Promise.all(opening)).map((ticket) => ticket.code).sort()
    await many.close()
    const expected = Array.from(
      { length: 200 },
      (_, index) => `HL-2026-${String(index + 1).padStart(6, '0')}`,
    )
    expect(codes).toEqual(expected)
  })

  test('leaves no hole when some of many are rolled back', async ({ db, url }) => {
    const { person } = await makeDesk(db)
    const office = await loadOffice(db)
    const many = connect(url, { max: 20 })
    const input = { ...person, question: 'Hỏi' }
    const opening = Array.from({ length: 60 }, (_, index) =>
      many.db.transaction(async (tx) => {
        const ticket = await openTicket(tx, input, office, now)
        if (index % 3 === 0) throw new Error('rolled back')
        return ticket.code
      }),
    )
    const settled = await Promise.allSettled(opening)
    await many.close()
    expect(settled.filter((one) => one.status === 'rejected')).toHaveLength(20)
    const rows = await db.select({ code: tickets.code }).from(tickets)
    expect(rows.map((row) => Number(row.code.slice(-6))).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    )
  })

  test('counts anew at midnight of the new year in Việt Nam', async ({ db }) => {
    const { person } = await makeDesk(db)
    const moments = ['2026-12-31T16:59:59.999Z', '2026-12-31T17:00:00Z', '2027-01-01T02:00:00Z']
    const codes = []
    for (const moment of moments) codes.push((await ask(db, person, new Date(moment))).code)
    expect(codes).toEqual(['HL-2026-000001', 'HL-2027-000001', 'HL-2027-000002'])
  })

  test('sets the terms, keeps the history and says who has it and until when', async ({ db }) => {
    const { person } = await makeDesk(db)
    const ticket = await ask(db, person, now)
    expect(ticket).toMatchObject({
      state: 'received',
      version: 1,
      acknowledgeBy: at('2026-03-03 17:00'),
      classifyBy: at('2026-03-03 17:00'),
      dueAt: at('2026-03-23 17:00'),
      unreadSince: now,
    })
    const events = await db.select().from(ticketEvents).where(eq(ticketEvents.ticketId, ticket.id))
    expect(events.map((event) => event.kind)).toEqual(['opened'])
    const { text } = opened('vi', ticket, 'Văn phòng Sở')
    for (const part of ['HL-2026-000001', 'Văn phòng Sở', '23/03/2026', '15 ngày làm việc']) {
      expect(text).toContain(part)
    }
    expect(opened('en', ticket, 'Văn phòng Sở').text).toContain('by 23/03/2026 at the latest')
    expect(await db.select().from(deliveries)).toEqual([])
  })

  test('keeps a question of 12,000 characters whole as a file and shows it cut', async ({ db }) => {
    const { person } = await makeDesk(db)
    const question = 'Quế 🌿 '.repeat(2000)
    const ticket = await ask(db, person, now, { question })
    expect(Array.from(ticket.question)).toHaveLength(10_001)
    const [file] = await db.select().from(files).where(eq(files.ticketId, ticket.id))
    expect(file).toMatchObject({ name: 'HL-2026-000001.txt', source: { text: question } })
  })

  test("takes the sender's own files only", async ({ db }) => {
    const { person } = await makeDesk(db)
    const stranger = await addPerson(db, 'web', 'visitor-2')
    const make = (conversationId: number) =>
      db
        .insert(files)
        .values({ conversationId, name: 'a.pdf', state: 'stored', createdAt: now })
        .returning({ id: files.id })
    const [mine] = await make(person.conversationId)
    const [theirs] = await make(stranger.conversationId)
    const ticket = await ask(db, person, now, { fileIds: [mine?.id ?? 0, theirs?.id ?? 0] })
    const rows = await db.select({ id: files.id, ticketId: files.ticketId }).from(files)
    expect(rows).toContainEqual({ id: mine?.id, ticketId: ticket.id })
    expect(rows).toContainEqual({ id: theirs?.id, ticketId: null })
  })
})
