import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { erasePerson } from '#core/people/erase.ts'
import { Refusal } from '#core/refusal.ts'
import type { Actor } from '#core/staff/roles.ts'
import { sendAnswer, submitAnswer } from '#core/tickets/answers.ts'
import { NotInForce } from '#core/tickets/doubts.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { lawChanges, lawDocuments } from '#db/schema/law.ts'
import { citations, publishedAnswers } from '#db/schema/published.ts'
import { auditLog } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { daysToPublish, dueToPublish } from './due.ts'
import { decided, proposePublication } from './proposal.ts'
import { PublicationMoved } from './publication.ts'
import {
  dropCorrection,
  publishAnswer,
  returnPublication,
  savePublication,
  submitPublication,
  withdrawPublication,
} from './published.ts'
import { declinePublication, startPublication } from './starting.ts'
import {
  answer,
  answeredAt,
  answeredTicket,
  asked,
  clean,
  later,
  layKites,
  publicAnswer,
} from './testing-answered.ts'

const sure = { ...clean, confirmed: true }

async function row(db: Db, id: number) {
  const [found] = await db.select().from(publishedAnswers).where(eq(publishedAnswers.id, id))
  return found
}

async function cited(db: Db, holder: 'answer' | 'published', id: number) {
  const rows = await db.select().from(citations)
  return rows
    .filter((one) => one.holder === holder && one.holderId === id)
    .map(({ documentId, anchor }) => `${documentId}:${anchor}`)
}

const refused = (key: string) => expect.objectContaining({ key: `published:refusal.${key}` })

describe('publishing an answer', () => {
  test('goes from proposal over review to the public, and tells search and the reverse index', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const ticket = await answeredTicket(db, desk)
    const proposal = await proposePublication(db, desk.standardsOfficer, ticket.code)
    expect(proposal.removals.map(({ kind, text }) => `${kind} ${text}`)).toContain(
      'phone 0912 345 678',
    )
    const keep = proposal.removals.find(({ kind }) => kind === 'business')
    const text = decided(proposal, new Map(keep ? [[keep.key, 'một hợp tác xã']] : []))
    expect(text.body).toBe('một hợp tác xã nộp tờ khai, gọi [số điện thoại] khi cần.')

    const draft = await startPublication(db, desk.standardsOfficer, ticket.id, clean, later)
    const handed = await submitPublication(db, desk.standardsOfficer, draft.id, 1, sure, later)
    expect(handed).toMatchObject({ state: 'submitted', publishedAt: null })
    const shown = await publishAnswer(db, desk.coordinator, draft.id, 2, sure, later)
    expect(shown).toMatchObject({
      state: 'published',
      slug: `dang-ky-nhan-hieu-cho-san-pham-que-can-ho-${draft.id}`,
      publishedAt: later,
      correctedAt: null,
      edition: 1,
      unitId: desk.units.standards,
    })
    expect(await cited(db, 'published', draft.id)).toEqual([`${law}:d72.k2`])
    const changes = await db.select().from(lawChanges).where(eq(lawChanges.what, 'published'))
    expect(changes.map(({ whatId }) => whatId)).toEqual([draft.id])
    const deeds = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, 'published'))
      .orderBy(asc(auditLog.id))
    expect(deeds.map(({ action }) => action)).toEqual([
      'published.started',
      'published.submitted',
      'published.published',
    ])
  })

  test('is refused while who asked can be found in it, or nobody has confirmed', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await answeredTicket(db, desk)
    const { id } = await startPublication(db, desk.standardsOfficer, ticket.id, clean, later)
    const telling = { ...sure, body: 'Gọi +84 912.345.678.' }
    for (const act of [submitPublication, publishAnswer]) {
      const by = act === submitPublication ? desk.standardsOfficer : desk.coordinator
      await expect(act(db, by, id, 1, telling, later)).rejects.toEqual(refused('identities'))
      const unsure = act(db, by, id, 1, { ...sure, confirmed: false }, later)
      await expect(unsure).rejects.toEqual(refused('unconfirmed'))
    }
    expect(await row(db, id)).toMatchObject({ state: 'draft', version: 1 })
  })

  test('a returned wording waits with its reason for another try', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await answeredTicket(db, desk)
    const { id } = await startPublication(db, desk.standardsOfficer, ticket.id, clean, later)
    await submitPublication(db, desk.standardsOfficer, id, 1, sure, later)
    const silent = returnPublication(db, desk.coordinator, id, 2, { reason: ' ' }, later)
    await expect(silent).rejects.toEqual(refused('no-reason'))
    await returnPublication(db, desk.coordinator, id, 2, { reason: 'Nêu rõ hơn' }, later)
    expect(await row(db, id)).toMatchObject({ state: 'returned', reason: 'Nêu rõ hơn' })
    await submitPublication(db, desk.standardsOfficer, id, 3, sure, later)
    expect(await row(db, id)).toMatchObject({ state: 'submitted' })
  })

  test('two who begin or publish at once: one does, the other is told so', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await answeredTicket(db, desk)
    const starts = await Promise.allSettled(
      [desk.standardsOfficer, desk.coordinator, desk.coordinator].map((by) =>
        startPublication(db, by, ticket.id, clean, later),
      ),
    )
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const lost = starts.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(lost).toEqual([refused('begun'), refused('begun')])

    const [{ id = 0 } = {}] = await db.select().from(publishedAnswers)
    const acts = await Promise.allSettled([
      publishAnswer(db, desk.coordinator, id, 1, sure, later),
      publishAnswer(db, desk.leader, id, 1, sure, later),
      submitPublication(db, desk.standardsOfficer, id, 1, sure, later),
    ])
    expect(acts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of acts) {
      if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(PublicationMoved)
    }
    expect(await row(db, id)).toMatchObject({ version: 2 })
  })

  test('a correction is written beside what is public and replaces it with its date', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, version, slug } = await publicAnswer(db, desk)
    const better = { ...clean, question: 'Câu hỏi khác hẳn', body: 'Bản sửa.' }
    await submitPublication(
      ...([db, desk.standardsOfficer, id, version, { ...better, confirmed: true }, later] as const),
    )
    expect(await row(db, id)).toMatchObject({ state: 'published', body: clean.body })
    await returnPublication(db, desk.coordinator, id, version + 1, { reason: 'Chưa đủ' }, later)
    expect(await row(db, id)).toMatchObject({ body: clean.body, correction: { stage: 'returned' } })
    await savePublication(db, desk.standardsOfficer, id, version + 2, better, later)
    const day = new Date('2026-04-01T03:00:00Z')
    const input = { ...better, confirmed: true }
    await publishAnswer(db, desk.coordinator, id, version + 3, input, day)
    expect(await row(db, id)).toMatchObject({
      ...better,
      slug,
      edition: 2,
      publishedAt: later,
      correctedAt: day,
      correction: null,
    })
    await savePublication(db, desk.standardsOfficer, id, version + 4, clean, day)
    await dropCorrection(db, desk.standardsOfficer, id, version + 5, day)
    expect(await row(db, id)).toMatchObject({ body: 'Bản sửa.', correction: null })
  })

  test('what is withdrawn cites nothing any more and search hears of it', async ({ db }) => {
    const desk = await makeDesk(db)
    await layKites(db)
    const { id, version } = await publicAnswer(db, desk)
    expect(await cited(db, 'published', id)).toHaveLength(1)
    await withdrawPublication(db, desk.standardsOfficer, id, version, { reason: 'Nhầm' }, later)
    expect(await row(db, id)).toMatchObject({ state: 'withdrawn', reason: 'Nhầm' })
    expect(await cited(db, 'published', id)).toEqual([])
    const changes = await db.select().from(lawChanges).where(eq(lawChanges.what, 'published'))
    expect(changes).toHaveLength(2)
  })

  test('each role does what is theirs and nothing else', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await answeredTicket(db, desk)
    const start = (by: Actor) => startPublication(db, by, ticket.id, clean, later)
    const outsiders = [desk.officer, desk.head, desk.administrator, desk.leader, desk.consultant]
    for (const by of outsiders) await expect(start(by)).rejects.toBeInstanceOf(Refusal)
    const { id } = await start(desk.standardsOfficer)
    const submit = (by: Actor) => submitPublication(db, by, id, 1, sure, later)
    for (const by of outsiders) await expect(submit(by)).rejects.toBeInstanceOf(Refusal)
    const publish = (by: Actor) => publishAnswer(db, by, id, 1, sure, later)
    const none = [
      desk.standardsOfficer,
      desk.officer,
      desk.head,
      desk.administrator,
      desk.consultant,
    ]
    for (const by of none) await expect(publish(by)).rejects.toBeInstanceOf(Refusal)
    expect(await publish(desk.leader)).toMatchObject({ state: 'published' })
  })
})

describe('what is due', () => {
  test('lists general answers of one’s own that are neither public nor declined, first due first', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const first = await answeredTicket(db, desk)
    const second = await answeredTicket(db, desk)
    const due = async (by: Actor) => (await dueToPublish(db, by, later)).list
    expect(await due(desk.standardsOfficer)).toMatchObject([
      { code: first.code, daysLeft: 11, state: null },
      { code: second.code },
    ])
    expect(await due(desk.officer)).toEqual([])
    expect(await due(desk.leader)).toEqual([])
    const reason = { reason: 'Trùng nội dung' }
    await declinePublication(db, desk.standardsOfficer, first.id, reason, later)
    const { id } = await startPublication(db, desk.coordinator, second.id, clean, later)
    expect(await due(desk.coordinator)).toMatchObject([{ publicationId: id, state: 'draft' }])
    await publishAnswer(db, desk.coordinator, id, 1, sure, later)
    expect(await due(desk.coordinator)).toEqual([])
  })

  test('fifteen days are counted by the calendar of the office', () => {
    const sent = new Date('2026-03-01T23:30:00+07:00')
    expect(daysToPublish(sent, new Date('2026-03-16T00:10:00+07:00'))).toBe(0)
    expect(daysToPublish(sent, new Date('2026-03-18T12:00:00+07:00'))).toBe(-2)
  })
})

describe('law out of force', () => {
  test('is not cited to a person before the writer says that it is meant so', async ({ db }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const ticket = await answeredTicket(db, desk)
    const [sent] = await db.select().from(citations)
    expect(sent).toMatchObject({ holder: 'answer', documentId: law, anchor: 'd72.k2' })
    await db.update(lawDocuments).set({ expiresOn: '2026-03-01' }).where(eq(lawDocuments.id, law))
    const { id, version } = await ask(db, desk.person, asked)
    const where = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
    const general = { ...where, scope: 'general' as const }
    const routed = await route(db, desk.coordinator, id, version, general, asked)
    for (const act of [sendAnswer, submitAnswer]) {
      const acting = act(db, desk.standardsOfficer, id, routed.version, answer, answeredAt)
      await expect(acting).rejects.toBeInstanceOf(NotInForce)
    }
    const other = { ...answer, despite: [`${law}:d73`] }
    const wrong = sendAnswer(db, desk.standardsOfficer, id, routed.version, other, answeredAt)
    await expect(wrong).rejects.toBeInstanceOf(NotInForce)
    const meant = { ...answer, despite: [`${law}:d72.k2`] }
    await sendAnswer(db, desk.standardsOfficer, id, routed.version, meant, answeredAt)
    const started = await startPublication(db, desk.coordinator, ticket.id, clean, later)
    const publish = publishAnswer(db, desk.coordinator, started.id, 1, sure, later)
    await expect(publish).rejects.toBeInstanceOf(NotInForce)
  })
})

test('erasing who asked drops what is not public yet and cuts what is', async ({ db }) => {
  const desk = await makeDesk(db)
  const ticket = await answeredTicket(db, desk)
  const { id } = await startPublication(db, desk.coordinator, ticket.id, clean, later)
  await db.transaction((tx) => erasePerson(tx, ticket.personId, later))
  expect(await row(db, id)).toBeUndefined()

  const shown = await publicAnswer(db, desk)
  await db
    .update(publishedAnswers)
    .set({ body: 'Gọi 0912.345.678 và nộp tờ khai.' })
    .where(eq(publishedAnswers.id, shown.id))
  const { personId = 0 } = (await ticketOf(db, shown.ticketId)) ?? {}
  await db.transaction((tx) => erasePerson(tx, personId, later))
  expect(await row(db, shown.id)).toMatchObject({
    state: 'published',
    question: clean.question,
    body: 'Gọi […] và nộp tờ khai.',
  })
})

async function ticketOf(db: Db, id: number | null) {
  const [found] = await db
    .select({ personId: tickets.personId })
    .from(tickets)
    .where(eq(tickets.id, id ?? 0))
  return found
}
