import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handTo } from '#core/plan/testing-referral.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { askForMore, sendAnswer } from './answers.ts'
import { warningLevels } from './deadlines.ts'
import { note } from './endings.ts'
import { type Filter, filterQuery, numberNames, parseFilter } from './filter.ts'
import { homeWork } from './home.ts'
import { listTickets, perPage } from './list.ts'
import { addToTicket } from './person.ts'
import { assign, route } from './routing.ts'
import { addPerson, ask, at, makeDesk, type TestDesk } from './testing-desk.ts'
import { ticketStates } from './ticket.ts'

const now = at('2026-03-05 10:00')

const id = fc.integer({ min: 0, max: 2 ** 40 })
const name = fc.stringMatching(/^[\w-]{1,20}$/)
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const text = fc
  .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
  .map((typed) => typed.trim())
  .filter((typed) => typed !== '' && typed.isWellFormed())

const filters: fc.Arbitrary<Filter> = fc.record(
  {
    state: fc.constantFrom('open', 'ended', 'all', ...ticketStates),
    unit: id,
    field: id,
    assignee: name,
    level: fc.constantFrom(...warningLevels),
    due: fc.constantFrom('late', 'today'),
    channel: name,
    scope: fc.constantFrom('general', 'specific'),
    unread: fc.constant('yes'),
    person: id.map((number) => number + 1),
    business: id.map((number) => number + 1),
    number: fc.constantFrom(...numberNames),
    from: day,
    to: day,
    q: text,
    sort: fc.constantFrom('due', 'newest', 'updated'),
    after: id.map((number) => number + 1),
  },
  { requiredKeys: [] },
)

describe('a filter in an address', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter)
      }),
    )
  })

  it('never fails, whatever somebody types', () => {
    const keys = fc.constantFrom('state', 'unit', 'from', 'q', 'after', 'level', 'x')
    fc.assert(
      fc.property(fc.dictionary(keys, fc.string({ unit: 'binary-ascii' })), (query) => {
        const read = parseFilter(query)
        expect(parseFilter(new URLSearchParams(filterQuery(read)))).toEqual(read)
      }),
    )
  })
})

async function codes(db: Db, actor: Actor, filter: Filter): Promise<string[]> {
  const { rows } = await listTickets(db, actor, filter, now)
  return rows.map((row) => String(Number(row.code.slice(-6))))
}

async function routeTo(db: Db, desk: TestDesk, ticketId: number, more: object = {}) {
  const input = {
    fieldId: desk.fields.standard,
    leadUnitId: desk.units.standards,
    scope: 'general' as const,
    ...more,
  }
  return route(db, desk.coordinator, ticketId, 1, input, now)
}

describe('searching', () => {
  test('finds accents or not, unfinished words, abbreviations, codes, names, tax codes', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { person, coordinator } = desk
    const [business] = await db
      .insert(businesses)
      .values({ name: 'Hợp tác xã Chè Suối Giàng', taxCode: '5300123456', createdAt: now })
      .returning({ id: businesses.id })
    const businessId = business?.id ?? 0
    await ask(db, person, now, { question: 'Đăng ký SHTT cho nhãn hiệu', businessId })
    await ask(db, person, now, { question: 'Kiểm định cân đồng hồ lò xo' })
    const third = await ask(db, person, now, { question: 'Hỏi về homestay' })
    await db.transaction((tx) =>
      addToTicket(tx, third.id, { text: 'Thêm về phòng cháy chữa cháy' }, 'vi', now),
    )
    const finds: Record<string, string[]> = {
      'NHÃN hiệu': ['1'],
      'nhan hi': ['1'],
      'sở hữu trí tuệ': ['1'],
      shtt: ['1'],
      'kiem dinh can': ['2'],
      'phòng cháy': ['3'],
      'che suoi giang': ['1'],
      '5300123456': ['1'],
      'HL-2026-000002': ['2'],
      'hl 2026 3': ['3'],
      '000002': ['2'],
      "' | ! & :* (nhan": ['1'],
      '🌿': [],
      'nhan cân': [],
    }
    for (const [q, expected] of Object.entries(finds)) {
      expect([q, await codes(db, coordinator, { q })]).toEqual([q, expected])
    }
  })
})

describe('searching what was written later', () => {
  test('finds words of answers and notes, and a phone number for who may read contacts', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { id, code } = await ask(db, desk.person, now)
    const other = await addPerson(db, 'telegram', '77')
    await db.update(people).set({ phone: '0399999999' }).where(eq(people.id, other.personId))
    await ask(db, other, now)
    const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
    const routed = await route(db, desk.coordinator, id, 1, { ...place, scope: 'general' }, now)
    const { version } = await handTo(db, desk.head, routed, desk.consultant.id, now)
    await note(db, desk.head, id, version, { text: 'Xem hồ sơ thổ cẩm năm ngoái' }, now)
    const text = { body: 'Nộp tờ khai tại quầy số bốn', basis: 'Nghị định 65' }
    await sendAnswer(db, desk.head, id, version, text, now)
    const codes = async (actor: Actor, q: string) => {
      const { rows } = await listTickets(db, actor, { q }, now)
      return rows.map((row) => row.code)
    }
    for (const q of ['tho cam', 'quầy số bốn', 'nghi dinh 65', '0912345678', '+84 912 345 678']) {
      expect([q, await codes(desk.officer, q)]).toEqual([q, [code]])
    }
    expect(await codes(desk.consultant, 'quay so bon')).toEqual([code])
    expect(await codes(desk.consultant, '0912345678')).toEqual([])
    expect(await codes(desk.standardsOfficer, '0912345678')).toEqual([])
  })
})

describe('what a list holds', () => {
  test('is what the reader may see', async ({ db }) => {
    const desk = await makeDesk(db)
    const made = []
    for (let index = 0; index < 4; index += 1) made.push(await ask(db, desk.person, now))
    const [, second, third, fourth] = made.map((ticket) => ticket.id)
    await routeTo(db, desk, second ?? 0)
    await routeTo(db, desk, third ?? 0, { cooperatingUnitIds: [desk.units.technology] })
    const fields = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
    const led = await routeTo(db, desk, fourth ?? 0, fields)
    await handTo(db, desk.head, led, desk.consultant.id, now)
    expect(await codes(db, desk.coordinator, {})).toEqual(['1', '2', '3', '4'])
    expect(await codes(db, desk.leader, {})).toEqual(['1', '2', '3', '4'])
    expect(await codes(db, desk.standardsOfficer, {})).toEqual(['2', '3'])
    expect(await codes(db, desk.officer, {})).toEqual(['3', '4'])
    expect(await codes(db, desk.consultant, {})).toEqual(['4'])
    const q = 'HL-2026-000002'
    expect(await codes(db, desk.officer, { q })).toEqual([])
  })

  test('opens with what is due first, and goes on page by page without a gap', async ({ db }) => {
    const desk = await makeDesk(db)
    const total = perPage * 2 + 7
    for (let index = 0; index < total; index += 1) {
      await ask(db, desk.person, at(`2026-0${1 + (index % 3)}-10 09:00`))
    }
    const seen: number[] = []
    let filter: Filter = {}
    for (;;) {
      const { rows, next, count, more } = await listTickets(db, desk.coordinator, filter, now)
      expect([count, more]).toEqual([total, false])
      seen.push(...rows.map((row) => row.id))
      if (next === undefined) break
      filter = parseFilter(new URLSearchParams(next))
    }
    const rows = await db.select().from(tickets).orderBy(tickets.dueAt, tickets.id)
    expect(seen).toEqual(rows.map((row) => row.id))
  })

  test('follows its filters', async ({ db }) => {
    const desk = await makeDesk(db)
    const second = await addPerson(db, 'telegram', '77')
    const { id } = await ask(db, desk.person, at('2026-02-27 23:30'))
    await ask(db, second, at('2026-02-28 00:30'))
    const { version } = await routeTo(db, desk, id)
    const mine = { staffId: desk.standardsOfficer.id }
    await assign(db, desk.standardsOfficer, id, version, mine, now)
    const expected: [Filter, string[]][] = [
      [{ state: 'received' }, ['2']],
      [{ channel: 'telegram' }, ['2']],
      [{ unit: desk.units.standards }, ['1']],
      [{ unit: 0 }, ['2']],
      [{ field: 0 }, ['2']],
      [{ assignee: 'nobody' }, ['2']],
      [{ assignee: desk.standardsOfficer.id }, ['1']],
      [{ from: '2026-02-28' }, ['2']],
      [{ to: '2026-02-27' }, ['1']],
      [{ from: '2026-02-27', to: '2026-02-28' }, ['2', '1']],
      [{ scope: 'general' }, ['1']],
      [{ person: second.personId }, ['2']],
      [{ state: 'ended' }, []],
      [{ due: 'late' }, []],
      [{ sort: 'newest' }, ['2', '1']],
      [{ sort: 'updated' }, ['1', '2']],
    ]
    for (const [filter, list] of expected) {
      expect([filter, await codes(db, desk.coordinator, filter)]).toEqual([filter, list])
    }
    expect(await codes(db, desk.standardsOfficer, { assignee: 'me' })).toEqual(['1'])
    const late = at('2026-05-05 10:00')
    const { rows } = await listTickets(db, desk.coordinator, { due: 'late' }, late)
    expect(rows).toHaveLength(2)
  })
})

describe('the heaps of the home page', () => {
  test('count what their lists show', async ({ db }) => {
    const desk = await makeDesk(db)
    const [first, second, third] = [
      await ask(db, desk.person, now),
      await ask(db, desk.person, now),
      await ask(db, desk.person, now),
    ]
    const routed = await routeTo(db, desk, first.id)
    const more = await routeTo(db, desk, second.id)
    const question = { text: 'Bổ sung?' }
    await askForMore(db, desk.standardsOfficer, second.id, more.version, question, now)
    const text = { body: 'Được' }
    await sendAnswer(db, desk.standardsOfficer, routed.id, routed.version, text, now)
    for (const actor of [desk.coordinator, desk.standardsOfficer, desk.head, desk.leader]) {
      for (const heap of await homeWork(db, actor, now)) {
        const { count } = await listTickets(db, actor, heap.filter, now)
        expect([actor.role, heap.name, heap.count]).toEqual([actor.role, heap.name, count])
      }
    }
    const heaps = await homeWork(db, desk.coordinator, now)
    const counts = Object.fromEntries(heaps.map((heap) => [heap.name, heap.count]))
    expect(counts).toMatchObject({ fresh: 1, waiting: 1, late: 0 })
    expect(third.state).toBe('received')
    await db
      .update(tickets)
      .set({ dueAt: at('2026-03-04 17:00') })
      .where(eq(tickets.id, third.id))
    const [late] = await homeWork(db, desk.coordinator, now)
    expect(late).toMatchObject({ name: 'late', count: 1, more: false })
  })
})
