import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { DeskNews } from '#core/desk-news.ts'
import { listenDesk } from '#core/desk-news.ts'
import { handTo } from '#core/plan/testing-referral.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { messages } from '#db/schema/people.ts'
import { auditLog, staff, warnings } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { askForMore, returnAnswer, submitAnswer } from './answers.ts'
import { saveDraft } from './drafts.ts'
import { note } from './endings.ts'
import { findByCode } from './find.ts'
import { ticketPage } from './page.ts'
import { addToTicket } from './person.ts'
import { leave, look, who } from './presence.ts'
import { assign, route } from './routing.ts'
import { addPerson, ask, at, makeDesk } from './testing-desk.ts'
import { seeWarnings, unseenWarnings, warnDeadlines } from './warn.ts'

const asked = at('2026-03-02 09:00')
const now = at('2026-03-05 10:00')

describe('the page of a ticket', () => {
  test('shows the conversation as it happened, and marks it as read', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id } = await ask(db, desk.person, asked)
    const input = {
      fieldId: desk.fields.standard,
      leadUnitId: desk.units.standards,
      scope: 'general' as const,
    }
    await route(db, desk.coordinator, id, 1, input, at('2026-03-02 10:00'))
    const written = at('2026-03-03 10:00')
    const place = { conversationId: desk.person.conversationId, kind: 'text', at: written }
    const [message] = await db
      .insert(messages)
      .values({ ...place, text: 'Bổ sung ạ' })
      .returning({ id: messages.id })
    const more = { text: 'Bổ sung ạ', messageId: message?.id }
    await db.transaction((tx) => addToTicket(tx, id, more, 'vi', written))
    await note(db, desk.coordinator, id, 2, { text: 'Ưu tiên' }, at('2026-03-04 10:00'))
    await saveDraft(db, desk.standardsOfficer, id, { kind: 'answer', body: 'Đang viết' }, now)

    const page = await ticketPage(db, desk.standardsOfficer, id, now)
    const seen = page.entries.map((entry) => (entry.kind === 'event' ? entry.event : entry.kind))
    expect(seen).toEqual(['opened', 'routed', 'said', 'message', 'added', 'note'])
    expect(page.entries[1]).toMatchObject({
      values: { staff: 'Nguyễn Thị Hoa', field: 'Tiêu chuẩn' },
    })
    expect(page).toMatchObject({
      unit: { shortName: 'TĐC' },
      person: { phone: '0912345678' },
      business: { name: 'HTX Quế visitor-1' },
      drafts: { answer: 'Đang viết' },
      way: { chat: { channel: 'web' } },
    })
    const [ticket] = await db.select().from(tickets)
    expect(ticket).toMatchObject({ unreadSince: null, version: 2 })
  })

  test('is found by its code and closed to those it does not concern', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id } = await ask(db, desk.person, asked)
    const found = await findByCode(db, desk.coordinator, 'hl 2026 1')
    expect(found.id).toBe(id)
    for (const opening of [
      () => ticketPage(db, desk.officer, id, now),
      () => ticketPage(db, desk.coordinator, id + 1, now),
      () => findByCode(db, desk.officer, found.code),
    ]) {
      await expect(opening()).rejects.toMatchObject({ key: 'tickets:refusal.not-found' })
    }
  })

  test('writes down who read contact data, once a sitting', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, code } = await ask(db, desk.person, asked)
    for (const minute of ['10:00', '10:04', '10:14']) {
      await ticketPage(db, desk.coordinator, id, at(`2026-03-05 ${minute}`))
    }
    await ticketPage(db, desk.administrator, id, now)
    const rows = await db.select().from(auditLog).orderBy(asc(auditLog.id))
    expect(rows.map((row) => [row.staffId, row.action, row.subjectId, row.detail.ticket])).toEqual([
      [desk.coordinator.id, 'people.contact-read', String(desk.person.personId), code],
      [desk.coordinator.id, 'people.contact-read', String(desk.person.personId), code],
      [desk.administrator.id, 'people.contact-read', String(desk.person.personId), code],
    ])
  })

  test('shows a consultant no contact data', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id } = await ask(db, desk.person, asked)
    const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
    await route(db, desk.coordinator, id, 1, { ...place, scope: 'specific' }, now)
    const drafted = { body: 'Nháp của phòng', basis: '' }
    const submitted = await submitAnswer(db, desk.officer, id, 2, drafted, now)
    const reason = { reason: 'Chưa đúng' }
    const { version } = await returnAnswer(db, desk.head, id, submitted.version, reason, now)
    await handTo(db, desk.head, { id, version }, desk.consultant.id, now)
    const page = await ticketPage(db, desk.consultant, id, now)
    expect(page.answers).toEqual([])
    expect([page.person, page.business]).toEqual([undefined, undefined])
    expect(page.consultant?.name).toBe('Luật sư An')
    const read = eq(auditLog.action, 'people.contact-read')
    expect(await db.select().from(auditLog).where(read)).toEqual([])
    expect((await ticketPage(db, desk.head, id, now)).answers).toHaveLength(1)
  })
})

describe('who else is there', () => {
  test('is told to the others and ends with silence', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const { id } = await ask(db, desk.person, asked)
    const news: DeskNews[] = []
    const ear = await listenDesk(sql, (one) => news.push(one))
    await look(db, desk.coordinator, id, { typing: false }, now)
    await look(db, desk.leader, id, { typing: true }, now)
    expect(await who(db, desk.coordinator, id, now)).toEqual([
      { staffId: desk.leader.id, name: 'Giám đốc', typing: true },
    ])
    expect(await who(db, desk.coordinator, id, at('2026-03-05 10:02'))).toEqual([])
    await leave(db, desk.leader, id)
    expect(await who(db, desk.coordinator, id, now)).toEqual([])
    await expect.poll(() => news.length).toBe(3)
    expect(news[0]).toMatchObject({ kind: 'presence', id })
    await ear.stop()
    const stranger = look(db, desk.officer, id, { typing: false }, now)
    await expect(stranger).rejects.toMatchObject({ key: 'tickets:refusal.not-found' })
  })
})

describe('warnings', () => {
  test('rise with the level, reach the right people, each once', async ({ db }) => {
    const desk = await makeDesk(db)
    const linked = await addPerson(db, 'telegram', 'officer-chat')
    const { standardsOfficer, coordinator, leader } = desk
    const { conversationId } = linked
    await db.update(staff).set({ conversationId }).where(eq(staff.id, standardsOfficer.id))
    const { id } = await ask(db, desk.person, asked)
    const place = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
    await route(db, coordinator, id, 1, { ...place, scope: 'general' }, asked)
    await assign(db, standardsOfficer, id, 2, { staffId: standardsOfficer.id }, asked)

    expect(await warnDeadlines(db, at('2026-03-03 09:00'))).toBe(0)
    const half = at('2026-03-12 15:30')
    const runs = await Promise.all([warnDeadlines(db, half), warnDeadlines(db, half)])
    expect(runs.sort()).toEqual([0, 1])
    expect(await warnDeadlines(db, at('2026-03-13 09:00'))).toBe(0)
    expect(await warnDeadlines(db, at('2026-03-24 08:00'))).toBe(1)
    expect(await warnDeadlines(db, at('2026-05-20 08:00'))).toBe(1)

    const rows = await db.select().from(warnings)
    const got = rows.map((row) => `${row.level} ${row.staffId}`).sort()
    expect(got).toEqual(
      [
        `half ${standardsOfficer.id}`,
        `late ${standardsOfficer.id}`,
        `late ${coordinator.id}`,
        `twice-late ${standardsOfficer.id}`,
        `twice-late ${coordinator.id}`,
        `twice-late ${leader.id}`,
      ].sort(),
    )
    const chat = await db
      .select()
      .from(deliveries)
      .where(eq(deliveries.conversationId, conversationId))
      .orderBy(asc(deliveries.id))
    expect(chat).toHaveLength(3)
    expect(chat[0]).toMatchObject({ class: 'notice', cause: 'warning', ticketId: null })
    expect(chat[0]?.body).toMatchObject({ text: expect.stringContaining('đã qua nửa thời hạn') })

    const [ticket] = await db.select().from(tickets)
    expect(ticket).toMatchObject({ warningLevel: 'twice-late', wasLate: true, version: 3 })
    expect(await unseenWarnings(db, leader.id)).toMatchObject([{ code: 'HL-2026-000001' }])
    expect(await unseenWarnings(db, coordinator.id)).toMatchObject([{ level: 'twice-late' }])
    await seeWarnings(db, leader.id, id, now)
    expect(await unseenWarnings(db, leader.id)).toEqual([])
  })

  test('are given of a ticket that a shorter term has made late, and it counts as late', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id } = await ask(db, desk.person, asked)
    const place = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
    const input = { ...place, scope: 'general' as const }
    await route(db, desk.coordinator, id, 1, { ...input, complex: true }, asked)
    const later = at('2026-03-25 08:00')
    await route(db, desk.coordinator, id, 2, { ...input, complex: false }, later)
    expect(await warnDeadlines(db, later)).toBe(1)
    expect(await unseenWarnings(db, desk.coordinator.id)).toMatchObject([{ level: 'late' }])
    const [ticket] = await db.select().from(tickets)
    expect(ticket).toMatchObject({ warningLevel: 'late', wasLate: true })
  })

  test('are given of a ticket whose clock began to stand before anybody was warned', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id } = await ask(db, desk.person, asked)
    const place = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
    await route(db, desk.coordinator, id, 1, { ...place, scope: 'general' }, asked)
    const late = at('2026-03-24 08:00')
    await askForMore(db, desk.standardsOfficer, id, 2, { text: 'Gửi tờ khai' }, late)
    await db.transaction((tx) => addToTicket(tx, id, { text: 'Đây ạ' }, 'vi', late))
    expect(await warnDeadlines(db, late)).toBe(1)
    expect(await unseenWarnings(db, desk.coordinator.id)).toMatchObject([{ level: 'late' }])
  })

  test('keep silent while the clock stands', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id } = await ask(db, desk.person, asked)
    await db.update(tickets).set({ pausedAt: now, state: 'waiting' }).where(eq(tickets.id, id))
    expect(await warnDeadlines(db, at('2026-06-01 08:00'))).toBe(0)
  })
})
