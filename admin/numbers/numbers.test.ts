import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { askedPeriod, daysOf, periodNames, periodQuery } from './period.ts'

describe('a period', () => {
  const named = periodNames.filter((name) => name !== 'custom')

  it.each([
    ['month', '2026-11-01', '2026-11-22'],
    ['last-month', '2026-10-01', '2026-10-31'],
    ['quarter', '2026-10-01', '2026-11-22'],
    ['last-quarter', '2026-07-01', '2026-09-30'],
    ['half', '2026-07-01', '2026-11-22'],
    ['last-half', '2026-01-01', '2026-06-30'],
    ['year', '2026-01-01', '2026-11-22'],
    ['last-year', '2025-01-01', '2025-12-31'],
  ] as const)('%s runs from %s to %s', (name, from, to) => {
    expect(daysOf(name, at('2026-11-22 09:00'))).toEqual({ from, to })
  })

  it('that is over ends the day before the one that runs begins', () => {
    const moment = fc.date({
      min: new Date('2021-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(moment, fc.constantFrom('month', 'quarter', 'half', 'year'), (now, name) => {
        const running = daysOf(name as 'month', now)
        const before = daysOf(`last-${name}` as 'last-month', now)
        expect(running.to).toBe(dayOf(now))
        expect(Date.parse(running.from) - Date.parse(before.to)).toBe(86_400_000)
        expect(before.from <= before.to).toBe(true)
      }),
    )
  })

  it('reads its own address again, and any other as something that makes sense', () => {
    const text = fc.oneof(
      fc.constantFrom(...named, 'custom', '2026-02-30', '2026-05-01', '7'),
      fc.string(),
    )
    const query = fc.dictionary(fc.constantFrom('period', 'from', 'to', 'unit', 'field'), text)
    fc.assert(
      fc.property(query, (typed) => {
        const now = at('2026-11-22 09:00')
        const asked = askedPeriod(new URLSearchParams(typed), now)
        expect(asked.from <= asked.to).toBe(true)
        expect(askedPeriod(new URLSearchParams(periodQuery(asked)), now)).toEqual(asked)
      }),
    )
  })
})

describe('the page of numbers', () => {
  test('shows each promise with its target and n, and opens the tickets behind it', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const answered = await ask(db, desk.person, new Date())
    const open = await ask(db, desk.person, new Date())
    await db
      .update(tickets)
      .set({ state: 'answered', answeredAt: new Date(), satisfaction: 5, fieldId: desk.fields.ip })
      .where(eq(tickets.id, answered.id))
    const { get } = await panel.as('leader')
    const page = (await (await get('/admin/numbers?period=year')).text()).replace(/\s+/g, ' ')
    expect(page).toContain('Dưới chỉ tiêu 80 %')
    expect(page).toContain('Đạt chỉ tiêu 90 %')
    expect(page).toContain('n = 2')
    const link = page.match(/href="(\/admin\/tickets\?[^"]*number=resolved[^"]*)"/)?.[1] ?? ''
    const list = await (await get(link.replaceAll('&amp;', '&'))).text()
    expect(list).toContain(answered.code)
    expect(list).not.toContain(open.code)
  })

  test('says that there is no data yet, not that a target of nothing is met', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    await ask(db, desk.person, new Date())
    const { get } = await panel.as('leader')
    for (const path of ['/admin/numbers', '/admin?work']) {
      const page = await (await get(path)).text()
      expect(page).toContain('Chưa có dữ liệu')
      expect(page).not.toContain('Đạt chỉ tiêu')
    }
  })

  test('begins with an officer’s own unit, and opens no list that would show fewer', async ({
    db,
    sql,
  }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const { technology, standards } = desk.units
    const [ours, theirs] = [
      await ask(db, desk.person, new Date()),
      await ask(db, desk.person, new Date()),
    ]
    await db.update(tickets).set({ leadUnitId: technology }).where(eq(tickets.id, ours.id))
    await db.update(tickets).set({ leadUnitId: standards }).where(eq(tickets.id, theirs.id))
    const { get } = await panel.as('officer', { unitId: technology })
    const links = async (path: string) => {
      const page = await (await get(path)).text()
      expect(page).toContain('number')
      return [...page.matchAll(/href="\/admin\/tickets\?([^"]*number=[^"]*)"/g)].map(([, query]) =>
        new URLSearchParams(query?.replaceAll('&amp;', '&')).get('unit'),
      )
    }
    for (const path of ['/admin', '/admin/numbers']) {
      const own = await links(path)
      expect(own.length).toBeGreaterThan(7)
      expect(new Set(own)).toEqual(new Set([String(technology)]))
    }
    const whole = await (await get('/admin/numbers?period=year&unit=')).text()
    expect(whole).toContain('<b>2</b>')
    expect(new Set(await links('/admin/numbers?unit='))).toEqual(new Set([String(technology)]))
    expect(await links(`/admin/numbers?unit=${standards}`)).toEqual([])
  })

  test('exports its tables', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    await ask(db, desk.person, new Date())
    const { get } = await panel.as('coordinator')
    const response = await get('/admin/numbers/export.xlsx?period=month')
    const { readXlsx } = await import('hucre/xlsx')
    const book = await readXlsx(new Uint8Array(await response.arrayBuffer()))
    const rows = book.sheets[0]?.rows ?? []
    expect(rows[1]?.slice(0, 3)).toEqual(['Chung', '', 1].map((cell) => cell || expect.anything()))
    expect(rows.length).toBeGreaterThan(3)
  })

  test('is not for consultants', async ({ db, sql }) => {
    await makeDesk(db)
    const panel = await openPanel(db, sql)
    const { get } = await panel.as('consultant')
    expect((await get('/admin/numbers')).status).toBe(403)
  })
})

describe('the home page', () => {
  test('opens on what waits for somebody and puts warnings away', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const ticket = await ask(db, desk.person, at('2026-01-05 09:00'))
    const coordinator = await panel.as('coordinator', { unitId: desk.units.office })
    const { warnDeadlines } = await import('#core/tickets/warn.ts')
    await warnDeadlines(db, new Date())
    const page = await (await coordinator.get('/admin')).text()
    expect(page).toContain('Cảnh báo thời hạn')
    expect(page).toContain('Quá hạn gấp đôi')
    expect(page).toContain(ticket.code)
    expect(page).toContain('/admin/tickets?due=late')
    expect(await (await coordinator.submit('/admin/warnings')).text()).not.toContain(
      'Cảnh báo thời hạn',
    )
  })

  test('reading a ticket puts its warnings away', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const ticket = await ask(db, desk.person, at('2026-01-05 09:00'))
    const coordinator = await panel.as('coordinator', { unitId: desk.units.office })
    const { warnDeadlines } = await import('#core/tickets/warn.ts')
    await warnDeadlines(db, new Date())
    await coordinator.get(`/admin/tickets/${ticket.code}`)
    expect(await (await coordinator.get('/admin')).text()).not.toContain('Cảnh báo thời hạn')
  })
})
