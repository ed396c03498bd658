import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { erasePerson } from '#core/people/erase.ts'
import { Refusal } from '#core/refusal.ts'
import { route } from '#core/tickets/routing.ts'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { businesses } from '#db/schema/people.ts'
import { staff } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { listFees } from './fee-list.ts'
import { remindFees } from './fee-reminders.ts'
import { askMissing, completeFee, decideFee, receiveFee } from './fees.ts'

const now = at('2026-03-02 09:00')
const today = '2026-03-02'
const taxCode = '5300123467'
const input = {
  ...{ ticketCode: '', taxCode, name: 'HTX Quế', size: 'small' as const, feeVnd: 10_000_000 },
  ...{ receivedOn: today, missing: '', note: '' },
}

const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? error.key : error
}

const grant = (amountVnd: number) => ({
  ...{ granted: true as const, amountVnd, decision: '15/QĐ-SKHCN', decidedOn: today },
})

const toldIn = async (db: Db) =>
  (await db.select().from(deliveries).orderBy(asc(deliveries.id)))
    .filter(({ cause }) => cause === 'fee')
    .map(({ body }) => (body as { text: string }).text)

describe('a fee-support file', () => {
  test('goes from received to granted, the person hears of each step', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await ask(db, desk.person, now)
    const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
    await route(db, desk.coordinator, ticket.id, 1, { ...place, scope: 'specific' }, now)
    const of = {
      ...input,
      taxCode: '',
      ticketCode: ticket.code.toLowerCase(),
      missing: 'Hợp đồng tư vấn',
    }
    const got = await receiveFee(db, desk.coordinator, of, now)
    expect(got).toMatchObject({ state: 'incomplete', allowedVnd: 3_000_000, dueOn: null })
    const early = decideFee(db, desk.coordinator, got.id, 1, grant(1), now)
    expect(await refusalOf(early)).toBe('consultants:refusal.not-complete')
    const whole = await completeFee(db, desk.coordinator, got.id, 1, { completeOn: today }, now)
    expect(whole).toMatchObject({ state: 'complete', dueOn: '2026-03-16' })
    const late = decideFee(db, desk.coordinator, got.id, 1, grant(1), now)
    expect(await refusalOf(late)).toBe('consultants:refusal.stale')
    const much = decideFee(db, desk.coordinator, got.id, 2, grant(3_000_001), now)
    expect(await refusalOf(much)).toBe('consultants:refusal.above-allowed')
    await decideFee(db, desk.coordinator, got.id, 2, grant(3_000_000), now)
    const told = await toldIn(db)
    expect(told.map((text) => /thiếu|16\/03\/2026|3\.000\.000/.exec(text)?.[0])).toEqual([
      'thiếu',
      '16/03/2026',
      '3.000.000',
    ])
    const again = askMissing(db, desk.coordinator, got.id, 3, { missing: 'x' }, now)
    expect(await refusalOf(again)).toBe('consultants:refusal.decided')
  })

  test("is granted within the year's most, two at once too, branches included", async ({ db }) => {
    const { coordinator } = await makeDesk(db)
    const of = { ...input, feeVnd: 12_000_000 }
    const [one, two, branch] = [
      await receiveFee(db, coordinator, of, now),
      await receiveFee(db, coordinator, of, now),
      await receiveFee(
        db,
        coordinator,
        { ...of, taxCode: `${taxCode}-001`, name: 'Chi nhánh' },
        now,
      ),
    ]
    const outcomes = await Promise.all(
      [one, two, branch].map(({ id }) =>
        refusalOf(decideFee(db, coordinator, id, 1, grant(3_600_000), now)),
      ),
    )
    const refused = outcomes.filter((one) => one === 'consultants:refusal.above-allowed')
    expect(refused).toHaveLength(2)
    const left = [one, two, branch][outcomes.indexOf('consultants:refusal.above-allowed')]
    const rest = await decideFee(db, coordinator, left?.id ?? 0, 1, grant(1_400_000), now)
    expect(rest).toMatchObject({ state: 'granted', allowedVnd: 1_400_000 })
    const next = await receiveFee(db, coordinator, of, now)
    expect(next.allowedVnd).toBe(0)
  })

  test("is listed late, soon and calm by the office's working days", async ({ db }) => {
    const { coordinator } = await makeDesk(db)
    await receiveFee(db, coordinator, input, now)
    const views = async (day: string) => {
      const filter = { view: 'open' as const, q: '', page: 1 }
      return (await listFees(db, filter, at(`${day} 09:00`))).rows.map(({ term }) => term)
    }
    expect(await views('2026-03-03')).toEqual(['calm'])
    expect(await views('2026-03-12')).toEqual(['soon'])
    expect(await views('2026-03-17')).toEqual(['late'])
    const { counts, rows } = await listFees(
      db,
      { view: 'late', q: 'que', page: 1 },
      at('2026-03-17 09:00'),
    )
    expect([counts.late, counts.open, rows.length]).toEqual([1, 1, 1])
  })

  test('that says too little or too much is refused with the reason', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await ask(db, desk.person, now)
    await receiveFee(db, desk.coordinator, input, now)
    const cases: [Partial<typeof input>, string][] = [
      [{ feeVnd: 0 }, 'consultants:refusal.fee'],
      [{ feeVnd: 1.5 }, 'consultants:refusal.fee'],
      [{ receivedOn: '2026-03-03' }, 'consultants:refusal.day-to-come'],
      [{ taxCode: '', name: '' }, 'consultants:refusal.no-business'],
      [{ taxCode: '5300123468' }, 'people:tax-code-check'],
      [{ ticketCode: 'HL-2026-999999' }, 'consultants:refusal.no-ticket'],
      [{ ticketCode: ticket.code }, 'consultants:refusal.other-business'],
    ]
    for (const [more, key] of cases) {
      expect(await refusalOf(receiveFee(db, desk.coordinator, { ...input, ...more }, now))).toBe(
        key,
      )
    }
    expect(await refusalOf(receiveFee(db, desk.officer, input, now))).toBe(
      'consultants:refusal.not-allowed',
    )
  })

  test('that never became complete may be refused, with the reason', async ({ db }) => {
    const { coordinator } = await makeDesk(db)
    const got = await receiveFee(db, coordinator, { ...input, missing: 'Hợp đồng' }, now)
    const no = { granted: false as const, decision: '16/SKHCN', decidedOn: today }
    const early = { ...no, reason: 'Quá hạn bổ sung', decidedOn: '2026-03-01' }
    expect(await refusalOf(decideFee(db, coordinator, got.id, 1, early, now))).toBe(
      'consultants:refusal.before-received-decided',
    )
    const silent = decideFee(db, coordinator, got.id, 1, { ...no, reason: ' ' }, now)
    expect(await refusalOf(silent)).toBe('tickets:refusal.no-reason')
    const reason = 'Quá hạn bổ sung'
    const done = await decideFee(db, coordinator, got.id, 1, { ...no, reason }, now)
    expect(done).toMatchObject({ state: 'refused', note: reason })
  })

  test('brings no tax code back to somebody who was erased', async ({ db }) => {
    const desk = await makeDesk(db)
    const ticket = await ask(db, desk.person, now)
    await db.transaction((tx) => erasePerson(tx, desk.person.personId, now))
    const of = receiveFee(db, desk.coordinator, { ...input, ticketCode: ticket.code }, now)
    expect(await refusalOf(of)).toBe('consultants:refusal.erased-ticket')
    expect(await db.select().from(businesses)).toMatchObject([{ taxCode: null }])
  })

  test('is told to those who decide once when it is near, and again while it is late', async ({
    db,
  }) => {
    const { coordinator } = await makeDesk(db)
    const { conversationId } = await addPerson(db, 'telegram', 'van-phong')
    await db.update(staff).set({ conversationId }).where(eq(staff.id, coordinator.id))
    const { id } = await receiveFee(db, coordinator, input, now)
    const told: number[] = []
    for (const day of ['10', '12', '13', '16', '17', '18', '19', '20']) {
      told.push(await remindFees(db, at(`2026-03-${day} 09:00`)))
    }
    expect(told).toEqual([0, 1, 0, 0, 1, 0, 0, 1])
    const words = (await db.select().from(deliveries)).map(
      ({ body }) => (body as { text: string }).text,
    )
    expect(
      words.map((text) => /(?:Đến hạn|Quá hạn) 16\/03\/2026: hồ sơ số \d+, HTX Quế/.test(text)),
    ).toEqual([true, true, true])
    await decideFee(db, coordinator, id, 1, grant(1_000_000), now)
    expect(await remindFees(db, at('2026-03-30 09:00'))).toBe(0)
  })
})
