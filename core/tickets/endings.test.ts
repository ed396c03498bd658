import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { Refusal } from '#core/refusal.ts'
import { releaseTicketsOf } from '#core/tickets/releasing.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { businesses, conversations, messages } from '#db/schema/people.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { files, ratings, ticketEvents, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { sendAnswer } from './answers.ts'
import { note, recommend, recordReply, referOutside, reopen, withdraw } from './endings.ts'
import { merge } from './merging.ts'
import { addToTicket, reopenByPerson, withdrawByPerson } from './person.ts'
import { rate, rateComment } from './rating.ts'
import { acceptSuggestion, assign, route, transfer } from './routing.ts'
import { addPerson, ask, at, makeDesk, type TestDesk } from './testing-desk.ts'
import type { Ticket } from './ticket.ts'
import { timelineForPerson } from './timeline.ts'

const asked = at('2026-03-02 09:00')
const now = at('2026-03-05 10:00')

async function lastSaid(db: Db): Promise<string> {
  const rows = await db.select().from(deliveries).orderBy(asc(deliveries.id))
  return (rows.at(-1)?.body as Outgoing | undefined)?.text ?? ''
}

async function routed(db: Db, desk: TestDesk, scope: 'general' | 'specific' = 'general') {
  const { id, version } = await ask(db, desk.person, asked)
  const input = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards, scope }
  return route(db, desk.coordinator, id, version, input, now)
}

async function answered(db: Db, desk: TestDesk): Promise<{ ticket: Ticket; answerId: number }> {
  const { id, version } = await routed(db, desk)
  const ticket = await sendAnswer(db, desk.standardsOfficer, id, version, { body: 'Được.' }, now)
  const [rating] = await db.select().from(ratings).where(eq(ratings.ticketId, id))
  return { ticket, answerId: rating?.answerId ?? 0 }
}

describe('routing', () => {
  test('gives the ticket to its unit and tells the person who has it', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await routed(db, desk)
    expect(ticket).toMatchObject({
      state: 'routed',
      leadUnitId: desk.units.standards,
      classifiedAt: now,
      acknowledgedAt: now,
    })
    const text = await lastSaid(db)
    expect(text).toContain('Phòng Tiêu chuẩn Đo lường Chất lượng')
    expect(text).toContain('23/03/2026')
  })

  test('a complex matter gets thirty days and the person the new day', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await ask(db, desk.person, asked)
    const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.office }
    const input = { ...place, scope: 'general' as const, complex: true }
    const ticket = await route(db, desk.coordinator, id, version, input, now)
    expect(ticket).toMatchObject({ termDays: 30, complex: true, dueAt: at('2026-04-13 17:00') })
    expect(await lastSaid(db)).toContain('30 ngày làm việc')
  })

  test('a suggestion is accepted as it stands; without one there is nothing to accept', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const plain = await ask(db, desk.person, asked)
    const nothing = acceptSuggestion(db, desk.coordinator, plain.id, plain.version, now)
    await expect(nothing).rejects.toMatchObject({ key: 'tickets:refusal.no-suggestion' })
    const suggestion = {
      fieldId: desk.fields.ip,
      leadUnitId: desk.units.technology,
      cooperatingUnitIds: [desk.units.standards],
      scope: 'specific',
      sure: 0.9,
    }
    const { id, version } = await ask(db, desk.person, asked, { suggestion, sure: 0.9 })
    const ticket = await acceptSuggestion(db, desk.coordinator, id, version, now)
    const { sure: _, ...place } = suggestion
    expect(ticket).toMatchObject({ ...place, state: 'routed' })
  })

  test('a transfer needs a reason, frees the officer and leaves the other unit its due day', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, version, dueAt } = await routed(db, desk)
    const mine = { staffId: desk.standardsOfficer.id }
    const taken = await assign(db, desk.standardsOfficer, id, version, mine, now)
    const to = { unitId: desk.units.technology }
    const silent = transfer(
      db,
      desk.standardsOfficer,
      id,
      taken.version,
      { ...to, reason: ' ' },
      now,
    )
    await expect(silent).rejects.toMatchObject({ key: 'tickets:refusal.no-reason' })
    const input = { ...to, reason: 'Thuộc lĩnh vực nhãn hiệu' }
    const moved = await transfer(db, desk.standardsOfficer, id, taken.version, input, now)
    expect(moved).toMatchObject({ leadUnitId: desk.units.technology, assigneeId: null, dueAt })
    const again = transfer(db, desk.standardsOfficer, id, moved.version, input, now)
    await expect(again).rejects.toMatchObject({ key: 'tickets:refusal.not-found' })
  })

  test('a ticket goes only to people of the units that work on it', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routed(db, desk)
    for (const [staffId, key] of [
      [desk.officer.id, 'staff-elsewhere'],
      [desk.consultant.id, 'staff-elsewhere'],
      ['nobody', 'staff-gone'],
    ] as const) {
      const assigning = assign(db, desk.coordinator, id, version, { staffId }, now)
      await expect(assigning).rejects.toMatchObject({ key: `tickets:refusal.${key}` })
    }
  })
})

describe('ending', () => {
  test('a recommendation is told, and its reply with the outcome', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routed(db, desk)
    const input = {
      authority: 'Bộ Khoa học và Công nghệ',
      content: 'Rút ngắn thời gian thẩm định.',
    }
    const sent = await recommend(db, desk.standardsOfficer, id, version, input, now)
    expect(sent).toMatchObject({ state: 'recommended', closedAt: now })
    expect(await lastSaid(db)).toContain('Rút ngắn thời gian thẩm định.')
    const [row] = await db.select().from(recommendations)
    const reply = {
      recommendationId: row?.id ?? 0,
      reply: 'Sẽ sửa đổi thông tư.',
      outcome: 'partly' as const,
    }
    const replied = await recordReply(db, desk.coordinator, id, sent.version, reply, now)
    expect(replied.state).toBe('recommended')
    const text = await lastSaid(db)
    expect(text).toContain('được tiếp thu một phần')
    expect(text).toContain('Sẽ sửa đổi thông tư.')
    const twice = recordReply(db, desk.coordinator, id, replied.version, reply, now)
    await expect(twice).rejects.toMatchObject({ key: 'tickets:refusal.replied-already' })
  })

  test('a general question referred outside names the agency and nothing of consultants', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routed(db, desk)
    const input = { agency: 'Thuế tỉnh Lào Cai', reason: 'Nội dung về thuế' }
    await referOutside(db, desk.standardsOfficer, id, version, input, now)
    const text = await lastSaid(db)
    expect(text).toContain('Thuế tỉnh Lào Cai')
    expect(text).not.toContain('tư vấn viên')
  })

  test('a specific case also learns of the network and the fee support of its size', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routed(db, desk, 'specific')
    await db.update(businesses).set({ size: 'small' })
    const input = { agency: 'Sở Tư pháp tỉnh Lào Cai', reason: 'Vụ việc cụ thể' }
    await referOutside(db, desk.standardsOfficer, id, version, input, now)
    const text = await lastSaid(db)
    expect(text).toContain('mạng lưới tư vấn viên pháp luật')
    expect(text).toContain('Doanh nghiệp nhỏ: tối đa 30% chi phí, không quá 5.000.000 đồng một năm')
    expect(text).not.toContain('siêu nhỏ')
    expect(text).toContain('10 ngày làm việc')
  })

  test('staff withdraw with a reason the person reads', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routed(db, desk)
    const input = { reason: 'Tin nhắn thử.' }
    const ticket = await withdraw(db, desk.standardsOfficer, id, version, input, now)
    expect(ticket.state).toBe('withdrawn')
    expect(await lastSaid(db)).toContain('Tin nhắn thử.')
  })

  test('a person withdraws their own ticket only, and only once', async ({ db }) => {
    const desk = await makeDesk(db)
    const stranger = await addPerson(db, 'web', 'visitor-2')
    const { code } = await routed(db, desk)
    const take = (personId: number) =>
      db.transaction((tx) => withdrawByPerson(tx, personId, code, 'vi', now))
    await expect(take(stranger.personId)).rejects.toMatchObject({
      key: 'tickets:refusal.not-yours',
    })
    const told = await take(desk.person.personId)
    expect(told.out[0]?.text).toContain(`rút yêu cầu ${code}`)
    await expect(take(desk.person.personId)).rejects.toMatchObject({ key: 'tickets:refusal.ended' })
  })

  test('a note is for colleagues: nobody is told and no page is outdated', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routed(db, desk)
    const before = await db.select().from(deliveries)
    const noted = await note(db, desk.leader, id, version - 1, { text: 'Chú ý hạn' }, now)
    expect(noted.version).toBe(version)
    expect(await db.select().from(deliveries)).toHaveLength(before.length)
    const kinds = (await db.select().from(ticketEvents)).map((event) => event.kind)
    expect(kinds).toContain('note')
  })
})

describe('reopening', () => {
  test('a reply within 30 days reopens with a new term; thanks alone do not', async ({ db }) => {
    const desk = await makeDesk(db)
    const { ticket } = await answered(db, desk)
    const write = (text: string, when: Date) =>
      db.transaction((tx) => addToTicket(tx, ticket.id, { text }, 'vi', when))
    const thanks = await write('Dạ em cảm ơn Sở nhiều ạ', at('2026-03-06 08:00'))
    expect(thanks.out[0]?.text).toContain('bất cứ lúc nào')
    const [still] = await db.select().from(tickets)
    expect(still?.state).toBe('answered')

    const told = await write('Nhưng phí là bao nhiêu?', at('2026-04-03 10:00'))
    expect(told.belongsTo).toBe(ticket.id)
    const [open] = await db.select().from(tickets)
    expect(open).toMatchObject({
      state: 'routed',
      reopenedAt: at('2026-04-03 10:00'),
      closedAt: null,
      warningLevel: 'calm',
    })
    expect(told.out[0]?.text).toContain('Phòng Tiêu chuẩn Đo lường Chất lượng')
  })

  test('after 30 days nothing is taken in, and the person learns what to do', async ({ db }) => {
    const desk = await makeDesk(db)
    const { ticket } = await answered(db, desk)
    const late = at('2026-04-04 10:01')
    const told = await db.transaction((tx) =>
      addToTicket(tx, ticket.id, { text: 'Còn phí thì sao?' }, 'vi', late),
    )
    expect(told.ticketId).toBeNull()
    expect(told.belongsTo).toBeUndefined()
    expect(told.out[0]?.text).toContain('30 ngày')
  })

  test('staff reopen with a reason and the person is told', async ({ db }) => {
    const desk = await makeDesk(db)
    const { ticket } = await answered(db, desk)
    const input = { reason: 'Bổ sung căn cứ' }
    const open = await reopen(db, desk.coordinator, ticket.id, ticket.version, input, now)
    expect(open.state).toBe('routed')
    expect(await lastSaid(db)).toContain('đã mở lại')
  })
})

describe('rating', () => {
  test('is taken once, from the one who asked', async ({ db }) => {
    const desk = await makeDesk(db)
    const stranger = await addPerson(db, 'web', 'visitor-2')
    const { ticket, answerId } = await answered(db, desk)
    const score = (personId: number, value: number) =>
      db.transaction((tx) => rate(tx, { personId, language: 'vi' }, answerId, value, now))
    await expect(score(stranger.personId, 5)).rejects.toMatchObject({
      key: 'tickets:refusal.not-yours',
    })
    await expect(score(desk.person.personId, 6)).rejects.toMatchObject({
      key: 'tickets:refusal.no-such-score',
    })
    const first = await score(desk.person.personId, 4)
    expect(first).toMatchObject({ low: false, ticketId: ticket.id })
    const second = await score(desk.person.personId, 1)
    expect(second.out.text).toContain('đánh giá trước đó')
    const [row] = await db.select().from(tickets)
    expect(row).toMatchObject({ satisfaction: 4, version: ticket.version })
  })

  test('a low score asks why and offers to reopen', async ({ db }) => {
    const desk = await makeDesk(db)
    const { ticket, answerId } = await answered(db, desk)
    const { personId } = desk.person
    const rater = { personId, language: 'vi' as const }
    const rated = await db.transaction((tx) => rate(tx, rater, answerId, 2, now))
    expect(rated.low).toBe(true)
    const offer = await db.transaction((tx) =>
      rateComment(tx, rater, answerId, 'Chưa nêu mức phí', now),
    )
    expect(offer.out.choices?.map((choice) => choice.id)).toEqual([
      `reopen:${ticket.id}`,
      `keep:${ticket.id}`,
    ])
    expect(await db.select().from(ratings)).toMatchObject([
      { score: 2, comment: 'Chưa nêu mức phí' },
    ])
    const told = await db.transaction((tx) => reopenByPerson(tx, personId, ticket.id, 'vi', now))
    expect(told.ticketId).toBe(ticket.id)
    const [row] = await db.select().from(tickets)
    expect(row?.state).toBe('routed')
  })
})

describe('merging', () => {
  test('moves messages and files, tells the person, and answers both chats', async ({ db }) => {
    const desk = await makeDesk(db)
    const { person } = desk
    const other = {
      ...(await addPerson(db, 'telegram', '77', 'en')),
      businessId: person.businessId,
    }
    const target = await routed(db, desk)
    const second = await ask(db, other, now, { question: 'Làm sao đăng ký nhãn hiệu?' })
    const place = { conversationId: other.conversationId, ticketId: second.id }
    await db.insert(messages).values({ ...place, kind: 'text', text: 'Gấp ạ', at: now })
    await db.insert(files).values({ ...place, name: 'a.pdf', state: 'stored', createdAt: now })
    await db
      .update(conversations)
      .set({ ticketId: second.id })
      .where(eq(conversations.id, other.conversationId))

    const into = { intoId: target.id }
    const merged = await merge(db, desk.coordinator, second.id, second.version, into, now)
    expect(merged).toMatchObject({ state: 'merged', mergedIntoId: target.id })
    expect(await lastSaid(db)).toContain('handled under HL-2026-000001')
    expect(await db.select().from(messages)).toMatchObject([{ ticketId: target.id }])
    expect(await db.select().from(files)).toMatchObject([{ ticketId: target.id }])
    const chats = await db
      .select({ ticketId: conversations.ticketId })
      .from(conversations)
      .where(eq(conversations.id, other.conversationId))
    expect(chats).toEqual([{ ticketId: target.id }])

    const text = { body: 'Nộp tại Cục Sở hữu trí tuệ.' }
    const stale = sendAnswer(db, desk.standardsOfficer, target.id, target.version, text, now)
    await expect(stale).rejects.toMatchObject({ name: 'Conflict' })
    await sendAnswer(db, desk.standardsOfficer, target.id, target.version + 1, text, now)
    const rows = await db.select().from(deliveries).where(eq(deliveries.cause, 'answer'))
    expect(rows.map((row) => row.conversationId).sort()).toEqual(
      [person.conversationId, other.conversationId].sort(),
    )
  })

  test('never joins the tickets of strangers, nor a ticket with itself', async ({ db }) => {
    const desk = await makeDesk(db)
    const stranger = await addPerson(db, 'web', 'visitor-2')
    const target = await routed(db, desk)
    const theirs = await ask(db, stranger, now)
    const join = (intoId: number) =>
      merge(db, desk.coordinator, theirs.id, theirs.version, { intoId }, now)
    await expect(join(target.id)).rejects.toMatchObject({ key: 'tickets:refusal.merge-stranger' })
    await expect(join(theirs.id)).rejects.toMatchObject({ key: 'tickets:refusal.merge-itself' })
  })

  test('two opposite merges at once end in one ticket', { repeats: 4 }, async ({ db }) => {
    const desk = await makeDesk(db)
    const one = await ask(db, desk.person, asked)
    const two = await ask(db, desk.person, asked)
    const outcomes = await Promise.allSettled([
      merge(db, desk.coordinator, one.id, 1, { intoId: two.id }, now),
      merge(db, desk.coordinator, two.id, 1, { intoId: one.id }, now),
    ])
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(lost.map((outcome) => outcome.reason)).toEqual([expect.any(Refusal)])
    const states = (await db.select().from(tickets)).map((ticket) => ticket.state).sort()
    expect(states).toEqual(['merged', 'received'])
  })
})

describe('a merge while the person writes', () => {
  test('waits for the message, and both are kept', async ({ db }) => {
    const desk = await makeDesk(db)
    const target = await ask(db, desk.person, asked)
    const { id, version } = await ask(db, desk.person, asked)
    await db.update(conversations).set({ ticketId: id })
    const chat = eq(conversations.id, desk.person.conversationId)
    let merging: Promise<Ticket> | undefined
    await db.transaction(async (tx) => {
      await tx.select().from(conversations).where(chat).for('no key update')
      merging = merge(db, desk.coordinator, id, version, { intoId: target.id }, now)
      await new Promise((resolve) => setTimeout(resolve, 100))
      const told = await addToTicket(tx, id, { text: 'Thêm ạ' }, 'vi', now)
      expect(told.belongsTo).toBe(id)
    })
    expect((await merging)?.state).toBe('merged')
  })
})

describe('the state a person asks for', () => {
  test('is a plain timeline with the due day', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await routed(db, desk)
    const out = await timelineForPerson(db, ticket, 'vi', now)
    expect(out.text.split('\n')).toEqual([
      'Yêu cầu HL-2026-000001: đang xử lý',
      '02/03/2026 09:00: Sở tiếp nhận câu hỏi',
      '05/03/2026 10:00: giao Phòng Tiêu chuẩn Đo lường Chất lượng xử lý',
      'Sở sẽ trả lời chậm nhất ngày 23/03/2026.',
    ])
    expect(out.choices?.map((choice) => choice.id)).toEqual([
      'more:HL-2026-000001',
      'withdraw:HL-2026-000001',
    ])
    const late = await timelineForPerson(db, ticket, 'vi', at('2026-03-24 08:00'))
    expect(late.text).toContain('Sở xin lỗi Anh/Chị vì trả lời chậm')
  })
})

test("a leaving officer's open tickets are their unit's again", async ({ db }) => {
  const desk = await makeDesk(db)
  const open = await routed(db, desk)
  const mine = { staffId: desk.standardsOfficer.id }
  await assign(db, desk.standardsOfficer, open.id, open.version, mine, now)
  const count = await db.transaction((tx) =>
    releaseTicketsOf(tx, desk.standardsOfficer.id, desk.administrator.id, now),
  )
  expect(count).toBe(1)
  const [ticket] = await db.select().from(tickets)
  expect(ticket).toMatchObject({ assigneeId: null, leadUnitId: desk.units.standards })
})
