import { eq } from 'drizzle-orm'
import mammoth from 'mammoth'
import { describe, expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { erasePerson } from '#core/people/erase.ts'
import { heldOf } from '#core/people/held.ts'
import { mergePeople } from '#core/people/merging.ts'
import { deskNumbers } from '#core/tickets/numbers.ts'
import { route } from '#core/tickets/routing.ts'
import { addPerson, ask, at, makeDesk, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { difficulties } from '#db/schema/difficulties.ts'
import { people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import {
  addDifficulty,
  changeDifficulty,
  difficultyFrom,
  difficultyOfTicket,
  dropDifficulty,
} from './difficulty.ts'
import { parseDifficultyFilter } from './difficulty-filter.ts'
import { groupDifficulties, listGroups, ungroupDifficulty } from './difficulty-groups.ts'
import { difficultyPage, difficultyTrend, listDifficulties } from './difficulty-list.ts'
import { similarDifficulties, suggestGroups } from './difficulty-similar.ts'
import {
  changeRecommendation,
  changeSources,
  draftRecommendation,
  sendRecommendation,
} from './recommendation.ts'
import { recommendationLetter } from './recommendation-letter.ts'
import { listRecommendations, recommendationPage } from './recommendation-list.ts'
import { notePhoned, replyToRecommendation, untoldOf } from './recommendation-reply.ts'
import { endTickets, openTicketsOf } from './recommendation-tickets.ts'

const now = at('2026-03-10 09:00')
const raisedOn = '2026-03-02'
const verifying = 'Chi phí kiểm định cân đồng hồ lò xo ở chợ Bắc Hà quá cao so với giá cân'
const verifyingToo = 'Kiểm định cân đồng hồ lò xo tại chợ Cốc Lếu chi phí cao, phải đi xa'
const labelling = 'Không rõ nội dung bắt buộc trên nhãn rượu ngô men lá xuất bán ngoài tỉnh'

function typed(
  desk: TestDesk,
  content: string,
  more: { commune?: string; raisedOn?: string } = {},
) {
  const where = { commune: null, size: null, raisedOn, ...more }
  return { source: 'inspection' as const, content, fieldId: desk.fields.standard, ...where }
}

async function heard(db: Db, desk: TestDesk, key: string, personId: number | null) {
  const { source, ...facts } = typed(desk, `${verifying} (${key})`)
  const from = { ...facts, source: 'survey' as const, sourceKey: key, personId, businessId: null }
  return (await difficultyFrom(db, from, now)) ?? 0
}

const facts = (desk: TestDesk) => ({
  title: 'giảm phí kiểm định cân nhỏ',
  authority: 'Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia',
  content: 'Xem xét giảm phí kiểm định đối với cân đồng hồ lò xo của hộ kinh doanh.',
  ...{ fieldId: desk.fields.standard, unitId: desk.units.standards, documentId: null },
})

async function sent(db: Db, desk: TestDesk, ids: number[]) {
  const id = await draftRecommendation(db, desk.coordinator, facts(desk), ids, now)
  const letter = { number: '215', datedOn: '2026-03-09' }
  await sendRecommendation(db, desk.coordinator, { id, version: 1 }, letter, now)
  return { id, version: 2 }
}

const reply = { reply: 'Đã đưa vào dự thảo thông tư thu phí.', outcome: 'accepted' as const }

async function told(db: Db) {
  const rows = await db
    .select()
    .from(deliveries)
    .where(eq(deliveries.cause, 'recommendation-reply'))
  return rows.map(({ conversationId, body }) => ({ conversationId, text: (body as Outgoing).text }))
}

describe('difficulties', () => {
  test('are kept once however often one is told, and an empty one not at all', async ({ db }) => {
    const desk = await makeDesk(db)
    const ids = await Promise.all(
      Array.from({ length: 4 }, () => heard(db, desk, 'r1:mo-ta', null)),
    )
    expect(new Set(ids).size).toBe(1)
    const empty = { ...typed(desk, '  '), sourceKey: 'r2:mo-ta', personId: null, businessId: null }
    expect(await difficultyFrom(db, empty, now)).toBeUndefined()
  })

  test('of a ticket are marked once, with its field, and only by who may see it', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const ticket = await ask(db, desk.person, at('2026-03-02 09:00'))
    const what = { content: 'Hồ sơ đăng ký nhãn hiệu rườm rà', fieldId: desk.fields.ip }
    const first = await difficultyOfTicket(db, desk.coordinator, ticket.id, what, now)
    expect(await difficultyOfTicket(db, desk.coordinator, ticket.id, what, now)).toBe(first)
    const page = await difficultyPage(db, first)
    expect(page).toMatchObject({ fieldId: desk.fields.ip, raisedOn, ticketCode: ticket.code })
    await expect(
      difficultyOfTicket(db, desk.standardsOfficer, ticket.id, what, now),
    ).rejects.toMatchObject({ key: 'tickets:refusal.not-found' })
    await expect(addDifficulty(db, desk.leader, typed(desk, 'x'), now)).rejects.toMatchObject({
      key: 'difficulties:refusal.not-allowed',
    })
  })

  test('are found without accents, counted by month, field and commune', async ({ db }) => {
    const desk = await makeDesk(db)
    await addDifficulty(db, desk.officer, typed(desk, verifying, { commune: 'Bắc Hà' }), now)
    await addDifficulty(db, desk.officer, typed(desk, labelling, { raisedOn: '2026-01-15' }), now)
    const filter = parseDifficultyFilter(
      new URLSearchParams('q=kiem%20DINH&field=x&from=2026-99-99'),
    )
    expect(filter).toEqual({ q: 'kiem DINH' })
    const { rows, count } = await listDifficulties(db, filter, 1)
    expect([count, rows[0]?.commune]).toEqual([1, 'Bắc Hà'])
    const { byMonth, byField, byCommune } = await difficultyTrend(db, {}, '2026-03-10')
    expect(byMonth).toHaveLength(12)
    expect(byMonth.slice(-3).map(({ n }) => n)).toEqual([1, 0, 1])
    expect(byField).toEqual([{ fieldId: desk.fields.standard, n: 2 }])
    expect(byCommune).toContainEqual({ commune: 'Bắc Hà', n: 1 })
  })

  test('changed on an outdated page are refused', async ({ db }) => {
    const desk = await makeDesk(db)
    const id = await addDifficulty(db, desk.officer, typed(desk, verifying), now)
    const version = (await difficultyPage(db, id))?.version ?? ''
    const { source, ...change } = typed(desk, labelling)
    await changeDifficulty(db, desk.officer, { id, version }, change, now)
    await expect(
      changeDifficulty(db, desk.officer, { id, version }, change, now),
    ).rejects.toMatchObject({ key: 'difficulties:refusal.stale' })
  })

  test('in like words are suggested as one, and are one when somebody says so', async ({ db }) => {
    const desk = await makeDesk(db)
    const add = (content: string) => addDifficulty(db, desk.officer, typed(desk, content), now)
    const [a, b, c] = [await add(verifying), await add(verifyingToo), await add(labelling)]
    const heaps = await suggestGroups(db, desk.fields.standard)
    expect(heaps.map((heap) => heap.map(({ id }) => id).toSorted())).toEqual([[a, b]])
    const one = await difficultyPage(db, a)
    if (!one) throw new Error('gone')
    expect((await similarDifficulties(db, one)).map(({ id }) => id)).toEqual([b])
    const title = 'Phí kiểm định cân nhỏ'
    const groupId = await groupDifficulties(db, desk.officer, { ids: [a, b], title }, now)
    expect(await listGroups(db)).toMatchObject([{ id: groupId, title, n: 2 }])
    expect(await suggestGroups(db, desk.fields.standard)).toEqual([])
    await ungroupDifficulty(db, desk.officer, a)
    await ungroupDifficulty(db, desk.officer, b)
    expect(await listGroups(db)).toEqual([])
    await dropDifficulty(db, desk.officer, c)
    expect(await difficultyPage(db, c)).toBeUndefined()
  })
})

describe('a recommendation', () => {
  test('goes from draft to sent to replied, and tells each who raised it once', async ({ db }) => {
    const desk = await makeDesk(db)
    const other = await addPerson(db, 'telegram', '77', 'en')
    const [silent] = await db.insert(people).values({ createdAt: now }).returning()
    const ids = [
      await heard(db, desk, 'a', desk.person.personId),
      await heard(db, desk, 'b', desk.person.personId),
      await heard(db, desk, 'c', other.personId),
      await heard(db, desk, 'd', silent?.id ?? null),
      await heard(db, desk, 'e', null),
    ]
    const which = await sent(db, desk, ids)
    await expect(
      changeRecommendation(db, desk.coordinator, which, facts(desk)),
    ).rejects.toMatchObject({ key: 'difficulties:refusal.when-sent' })
    await expect(dropDifficulty(db, desk.officer, ids[0] ?? 0)).rejects.toMatchObject({
      key: 'difficulties:refusal.rested-on',
    })
    const both = await Promise.allSettled([
      replyToRecommendation(db, desk.coordinator, which, reply, now),
      replyToRecommendation(db, desk.coordinator, which, reply, now),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const done = both.find(({ status }) => status === 'fulfilled')
    expect(done).toMatchObject({ value: { told: 2, toPhone: 1 } })
    const said = await told(db)
    expect(said.map(({ conversationId }) => conversationId).toSorted()).toEqual(
      [desk.person.conversationId, other.conversationId].toSorted(),
    )
    expect(said[0]?.text).toContain('215')
    expect(said[0]?.text).toContain(reply.reply)
    expect(await untoldOf(db, which.id)).toMatchObject([{ personId: silent?.id }])
    const phoned = { recommendationId: which.id, personId: silent?.id ?? 0 }
    await notePhoned(db, desk.coordinator, phoned, now)
    expect(await untoldOf(db, which.id)).toEqual([])
    const { rows, counts } = await listRecommendations(db, { q: 'phi kiem dinh' }, 1)
    expect(rows).toMatchObject([{ state: 'replied', difficulties: 5 }])
    expect(counts).toEqual({ draft: 0, sent: 0, replied: 1 })
  })

  test('tells two who became one person once', async ({ db }) => {
    const desk = await makeDesk(db)
    const other = await addPerson(db, 'telegram', '78')
    const ids = [
      await heard(db, desk, 'a', desk.person.personId),
      await heard(db, desk, 'b', other.personId),
    ]
    const which = await sent(db, desk, ids)
    const pair: [number, number] = [desk.person.personId, other.personId]
    const doer = { staffId: desk.coordinator.id, patient: true }
    await db.transaction((tx) => mergePeople(tx, pair, doer, now))
    const done = await replyToRecommendation(db, desk.coordinator, which, reply, now)
    expect(done).toEqual({ told: 1, toPhone: 0 })
    expect(await told(db)).toHaveLength(1)
  })

  test('ends the open tickets it came from when that is confirmed; each counts once', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const asked = at('2026-03-02 09:00')
    const open = await Promise.all([0, 1].map(() => ask(db, desk.person, asked)))
    const routed = []
    for (const { id, version } of open) {
      const where = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
      routed.push(
        await route(db, desk.coordinator, id, version, { ...where, scope: 'general' }, asked),
      )
    }
    const ids: number[] = []
    for (const { id } of routed) {
      const what = { content: verifying, fieldId: null }
      ids.push(await difficultyOfTicket(db, desk.coordinator, id, what, now))
    }
    const draft = await draftRecommendation(db, desk.coordinator, facts(desk), ids, now)
    const chosen = routed.map(({ id: ticketId, version }) => ({ ticketId, version }))
    await expect(endTickets(db, desk.coordinator, draft, chosen, now)).rejects.toMatchObject({
      key: 'difficulties:refusal.when-draft',
    })
    const letter = { number: '216', datedOn: '2026-03-10' }
    await sendRecommendation(db, desk.coordinator, { id: draft, version: 1 }, letter, now)
    const stale = chosen.map((one, index) => (index === 1 ? { ...one, version: 99 } : one))
    const first = await endTickets(db, desk.coordinator, draft, stale, now)
    expect(first).toEqual({ ended: 1, left: [routed[1]?.code] })
    expect(await openTicketsOf(db, desk.coordinator, draft)).toHaveLength(1)
    const year = { from: '2026-01-01', to: '2026-12-31' }
    const { total } = await deskNumbers(db, year)
    expect([total.resolved.count, total.resolved.of]).toEqual([1, 2])
    const [ended] = await db.select().from(tickets).where(eq(tickets.state, 'recommended'))
    expect(ended?.id).toBe(routed[0]?.id)
    expect((await listRecommendations(db, {}, 1)).rows).toHaveLength(1)
  })

  test('is not drawn up, sent or replied to by another division', async ({ db }) => {
    const desk = await makeDesk(db)
    const theirs = { key: 'difficulties:refusal.not-yours' }
    const draft = draftRecommendation(db, desk.officer, facts(desk), [], now)
    await expect(draft).rejects.toMatchObject(theirs)
    const which = await sent(db, desk, [])
    await expect(replyToRecommendation(db, desk.officer, which, reply, now)).rejects.toMatchObject(
      theirs,
    )
    await expect(changeSources(db, desk.officer, which, { add: [1] })).rejects.toMatchObject(theirs)
    const later = { number: '1', datedOn: '2026-03-11' }
    const id = await draftRecommendation(db, desk.coordinator, facts(desk), [], now)
    await expect(
      sendRecommendation(db, desk.coordinator, { id, version: 1 }, later, now),
    ).rejects.toMatchObject({ key: 'difficulties:refusal.letter-future' })
    const page = await recommendationPage(db, id)
    if (!page) throw new Error('gone')
    const letter = await recommendationLetter(db, page, now)
    const { value: text } = await mammoth.extractRawText({ buffer: Buffer.from(letter) })
    expect(text).not.toContain('Từ thực tế nêu trên')
    expect(text).toMatch(/Qua công tác hỗ trợ pháp lý .* kiến nghị:/)
  })
})

describe('somebody who is erased', () => {
  test('stands behind no difficulty and in no recommendation', async ({ db }) => {
    const desk = await makeDesk(db)
    const { personId } = desk.person
    const id = await heard(db, desk, 'a', personId)
    const named = 'Bà chủ số 0912345678 không biết nơi kiểm định cân'
    await db.update(difficulties).set({ content: named }).where(eq(difficulties.id, id))
    const which = await sent(db, desk, [id])
    expect((await heldOf(db, personId)).difficulties).toEqual([{ content: named, raisedOn }])
    await db.transaction((tx) => erasePerson(tx, personId, now))
    const [row] = await db.select().from(difficulties)
    expect(row).toMatchObject({ personId: null, fieldId: desk.fields.standard })
    expect(row?.content).not.toContain('0912345678')
    const done = await replyToRecommendation(db, desk.coordinator, which, reply, now)
    expect(done).toEqual({ told: 0, toPhone: 0 })
  })
})
