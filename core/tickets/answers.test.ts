import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { handTo } from '#core/plan/testing-referral.ts'
import { deactivateStaff } from '#core/staff/leaving.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, messages } from '#db/schema/people.ts'
import { answers, ratings, ticketEvents, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { approveAndSend, askForMore, returnAnswer, sendAnswer, submitAnswer } from './answers.ts'
import { Conflict } from './conflict.ts'
import { readDrafts, saveDraft } from './drafts.ts'
import { addToTicket } from './person.ts'
import { assign, route } from './routing.ts'
import { addStaff, ask, at, makeDesk, type TestDesk } from './testing-desk.ts'
import type { Ticket } from './ticket.ts'

const asked = at('2026-03-02 09:00')
const now = at('2026-03-05 10:00')

async function said(db: Db): Promise<Outgoing[]> {
  const rows = await db.select().from(deliveries).orderBy(asc(deliveries.id))
  return rows.map((row) => row.body as Outgoing)
}

async function routedTo(db: Db, desk: TestDesk, unit: 'technology' | 'standards') {
  const { id, version } = await ask(db, desk.person, asked)
  const input = {
    fieldId: unit === 'technology' ? desk.fields.ip : desk.fields.standard,
    leadUnitId: desk.units[unit],
    scope: 'general' as const,
  }
  return route(db, desk.coordinator, id, version, input, now)
}

describe('answering without approval', () => {
  test('sends the answer in full, in the name of the unit, and asks for a rating', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'standards')
    const text = { body: ' Hồ sơ gồm {{code}} $t(x):\n- tờ khai ', basis: 'Điều 100 Luật SHTT' }
    const sent = await sendAnswer(db, desk.standardsOfficer, id, version, text, now)
    expect(sent).toMatchObject({
      state: 'answered',
      answeredAt: now,
      closedAt: now,
      wasLate: false,
    })
    const [, answer, rating] = await said(db)
    expect(answer?.text).toBe(
      [
        'Phòng Tiêu chuẩn Đo lường Chất lượng trả lời yêu cầu HL-2026-000001 của Anh/Chị:',
        'Hồ sơ gồm {{code}} $t(x):\n- tờ khai',
        'Căn cứ pháp lý: Điều 100 Luật SHTT',
        'Phòng Tiêu chuẩn Đo lường Chất lượng, Hỏi Luật',
        'Nếu cần trao đổi thêm về nội dung này, Anh/Chị nhắn tiếp tại đây trong vòng 30 ngày.',
      ].join('\n\n'),
    )
    const [stored] = await db.select().from(answers)
    expect(rating?.choices?.map((choice) => choice.id)).toEqual(
      [1, 2, 3, 4, 5].map((score) => `rate:${stored?.id}:${score}`),
    )
    expect(await db.select().from(ratings)).toMatchObject([{ answerId: stored?.id, score: null }])
  })

  test("speaks the chat's language", async ({ db }) => {
    const desk = await makeDesk(db)
    await db.update(conversations).set({ language: 'en' })
    const { id, version } = await routedTo(db, desk, 'standards')
    await sendAnswer(db, desk.standardsOfficer, id, version, { body: 'Yes.' }, now)
    const texts = (await said(db)).map((out) => out.text)
    expect(texts[1]).toContain('answers your request HL-2026-000001:\n\nYes.')
    expect(texts[2]).toBe('How satisfied are you with the answer to request HL-2026-000001?')
  })

  test('refuses an empty answer', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'standards')
    const sending = sendAnswer(db, desk.standardsOfficer, id, version, { body: ' \n ' }, now)
    await expect(sending).rejects.toMatchObject({ key: 'tickets:refusal.empty-answer' })
  })
})

describe('two officers sending at once', () => {
  test('one wins, the other gets the conflict with what was done', async ({ db }) => {
    const desk = await makeDesk(db)
    const second = await addStaff(db, { role: 'officer', unitId: desk.units.standards, name: 'Hà' })
    const { id, version } = await routedTo(db, desk, 'standards')
    const outcomes = await Promise.allSettled([
      sendAnswer(db, desk.standardsOfficer, id, version, { body: 'Trả lời một' }, now),
      sendAnswer(db, second, id, version, { body: 'Trả lời hai' }, now),
    ])
    const lost = outcomes.filter((one) => one.status === 'rejected')
    expect(lost).toHaveLength(1)
    const conflict = lost[0]?.reason as Conflict
    expect(conflict).toBeInstanceOf(Conflict)
    const winner = outcomes[0]?.status === 'fulfilled' ? 'Vũ Dũng' : 'Hà'
    expect(conflict.theirs).toMatchObject({
      ticket: { state: 'answered', version: version + 1 },
      event: { kind: 'answered', staffName: winner },
    })
    expect(await db.select().from(answers)).toHaveLength(1)
    const causes = (await db.select().from(deliveries)).map((row) => row.cause)
    expect(causes.filter((cause) => cause === 'answer')).toHaveLength(1)
  })
})

describe('answering with approval', () => {
  test('an officer submits, the head returns it with a reason, then approves and it is sent', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    let { id, version } = await routedTo(db, desk, 'technology')
    const direct = sendAnswer(db, desk.officer, id, version, { body: 'Bản một' }, now)
    await expect(direct).rejects.toMatchObject({ key: 'tickets:refusal.needs-approval' })

    const text = { body: 'Bản một', basis: 'Điều 1' }
    const submitted = await submitAnswer(db, desk.officer, id, version, text, now)
    expect(submitted.state).toBe('submitted')
    const own = approveAndSend(db, desk.officer, id, submitted.version, {}, now)
    await expect(own).rejects.toMatchObject({ key: 'tickets:refusal.not-allowed' })

    await saveDraft(db, desk.officer, id, { kind: 'answer', body: 'Đang viết dở' }, now)
    const reason = 'Cần nêu rõ căn cứ'
    const returned = await returnAnswer(db, desk.head, id, submitted.version, { reason }, now)
    expect(returned.state).toBe('routed')
    expect(await readDrafts(db, desk.officer, id)).toEqual({
      answer: 'Bản một\n\nĐang viết dở',
      basis: 'Điều 1',
    })

    const again = await submitAnswer(
      db,
      desk.officer,
      id,
      returned.version,
      { body: 'Bản hai' },
      now,
    )
    version = again.version
    const edited = { body: 'Bản hai, đã sửa' }
    const sent = await approveAndSend(db, desk.head, id, version, edited, now)
    expect(sent.state).toBe('answered')
    const rows = await db.select().from(answers).orderBy(asc(answers.id))
    expect(rows).toMatchObject([
      { state: 'returned', reason, deciderId: desk.head.id },
      {
        state: 'sent',
        body: 'Bản hai, đã sửa',
        authorId: desk.officer.id,
        deciderId: desk.head.id,
      },
    ])
    const events = await db
      .select()
      .from(ticketEvents)
      .where(eq(ticketEvents.ticketId, id))
      .orderBy(asc(ticketEvents.id))
    expect(events.map((event) => event.kind)).toEqual([
      'opened',
      'routed',
      'submitted',
      'returned',
      'submitted',
      'answered',
    ])
    const texts = (await said(db)).map((out) => out.text).join('\n')
    expect(texts).toContain('Bản hai, đã sửa')
    expect(texts).not.toContain('Bản một')
  })

  test('a returned answer waits for who has the ticket when its author has left', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'technology')
    const text = { body: 'Bản một', basis: 'Điều 1' }
    await submitAnswer(db, desk.officer, id, version, text, now)
    await deactivateStaff(db, desk.officer.id, { actor: desk.administrator, ip: '', now })
    const [left] = await db.select().from(tickets).where(eq(tickets.id, id))
    const staffId = desk.colleague.id
    const given = await assign(db, desk.head, id, left?.version ?? 0, { staffId }, now)
    await returnAnswer(db, desk.head, id, given.version, { reason: 'Thiếu thời hạn' }, now)
    expect(await readDrafts(db, desk.colleague, id)).toEqual({ answer: 'Bản một', basis: 'Điều 1' })
    expect(await readDrafts(db, desk.officer, id)).toEqual({})
  })

  test('the head of the unit sends their own answer at once', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'technology')
    const sent = await sendAnswer(db, desk.head, id, version, { body: 'Trả lời' }, now)
    expect(sent.state).toBe('answered')
  })

  test('a consultant submits for what was referred to them, and sees nothing else', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'technology')
    const early = submitAnswer(db, desk.consultant, id, version, { body: 'Ý kiến' }, now)
    await expect(early).rejects.toMatchObject({ key: 'tickets:refusal.not-found' })
    const referred = await handTo(db, desk.head, { id, version }, desk.consultant.id, now)
    const text = { body: 'Ý kiến' }
    const submitted = await submitAnswer(db, desk.consultant, id, referred.version, text, now)
    expect(submitted.state).toBe('submitted')
  })
})

describe('asking for more', () => {
  test("stops the clock, and the person's reply moves the due date on", async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version, dueAt } = await routedTo(db, desk, 'standards')
    expect(dueAt).toEqual(at('2026-03-23 17:00'))
    const question = { text: 'Gửi giúp tờ khai' }
    const waiting = await askForMore(db, desk.standardsOfficer, id, version, question, now)
    expect(waiting).toMatchObject({ state: 'waiting', pausedAt: now })
    expect((await said(db)).at(-1)?.text).toContain('Gửi giúp tờ khai')

    const later = at('2026-03-10 10:00')
    const told = await db.transaction((tx) =>
      addToTicket(tx, id, { text: 'Tờ khai đây ạ' }, 'vi', later),
    )
    expect(told).toMatchObject({ belongsTo: id, ticketId: id })
    expect(told.out[0]?.text).toContain('26/03/2026')
    const taken = await assign(
      db,
      desk.standardsOfficer,
      id,
      waiting.version + 1,
      {
        staffId: desk.standardsOfficer.id,
      },
      later,
    )
    expect(taken).toMatchObject({
      state: 'routed',
      pausedAt: null,
      pausedMinutes: 3 * 7.5 * 60,
      dueAt: at('2026-03-26 17:00'),
    })
  })

  test('a message while an officer writes does not outdate their page', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'standards')
    await db.transaction((tx) => addToTicket(tx, id, { text: 'Bổ sung ạ' }, 'vi', now))
    const text = { body: 'Trả lời' }
    const sent = await sendAnswer(db, desk.standardsOfficer, id, version, text, now)
    expect(sent.state).toBe('answered')
  })
})

describe('an answer sent while the person writes', () => {
  test('waits for the message, and both are kept', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'standards')
    const chat = eq(conversations.id, desk.person.conversationId)
    let sending: Promise<Ticket> | undefined
    await db.transaction(async (tx) => {
      await tx.select().from(conversations).where(chat).for('no key update')
      sending = sendAnswer(db, desk.standardsOfficer, id, version, { body: 'Trả lời' }, now)
      await new Promise((resolve) => setTimeout(resolve, 100))
      await addToTicket(tx, id, { text: 'Thêm ạ' }, 'vi', now)
    })
    expect((await sending)?.state).toBe('answered')
  })
})

describe('a message that the writer has not read', () => {
  test('holds the answer back, even when it came in the same moment', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'standards')
    const { conversationId } = desk.person
    const chat = eq(conversations.id, conversationId)
    let sending: Promise<unknown> | undefined
    await db.transaction(async (tx) => {
      await tx.select().from(conversations).where(chat).for('no key update')
      const text = { body: 'Trả lời', seen: 0 }
      sending = sendAnswer(db, desk.standardsOfficer, id, version, text, now).catch((no) => no)
      await new Promise((resolve) => setTimeout(resolve, 100))
      const message = { conversationId, ticketId: id, kind: 'text', text: 'Khoan đã', at: now }
      await tx.insert(messages).values(message)
    })
    expect(await sending).toMatchObject({ name: 'Conflict', why: 'heard' })
    expect(await db.select().from(answers)).toEqual([])
    const [heard] = await db.select({ id: messages.id }).from(messages)
    const again = { body: 'Trả lời', seen: heard?.id }
    const sent = await sendAnswer(db, desk.standardsOfficer, id, version, again, now)
    expect(sent.state).toBe('answered')
  })
})

describe('late answers', () => {
  test('remember that the term was missed', async ({ db }) => {
    const desk = await makeDesk(db)
    const { id, version } = await routedTo(db, desk, 'standards')
    const late = at('2026-03-24 08:00')
    const sent = await sendAnswer(db, desk.standardsOfficer, id, version, { body: 'Muộn' }, late)
    expect(sent).toMatchObject({ wasLate: true, warningLevel: 'late' })
  })
})
