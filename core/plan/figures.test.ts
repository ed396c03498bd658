import { describe, expect } from 'vitest'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { holdCourse } from '#core/training/course-states.ts'
import { courses } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { figuresOf } from './figures.ts'
import { figureRecords, formulaNames, measure } from './formulas.ts'

const year = { fromOn: '2026-01-01', toOn: '2026-12-31' }
const now = at('2026-07-01 08:00')

describe('figures', () => {
  test('of an empty office are counts of nothing, and no rate is claimed', async ({ db }) => {
    await makeDesk(db)
    const figures = await figuresOf(db, year, now)
    expect(figures.tickets.opened).toBe(0)
    expect(figures.satisfied).toEqual({ kind: 'rate', hits: 0, n: 0, value: null })
    expect(figures.training.classes).toBe(0)
    const measured = await measure(db, formulaNames, year)
    expect(Object.keys(measured)).toEqual(formulaNames)
  })

  test('open exactly the records they count, whatever the formula', async ({ db }) => {
    const desk = await makeDesk(db)
    await ask(db, desk.person, at('2026-03-02 09:00'))
    await ask(db, await addPerson(db, 'telegram', 'two'), at('2026-04-02 09:00'))
    await ask(db, desk.person, at('2025-12-31 23:30'))
    const measured = await measure(db, formulaNames, year)
    expect(measured.digital).toEqual({ kind: 'rate', hits: 2, n: 2, value: 100 })
    expect(measured.resolved).toEqual({ kind: 'rate', hits: 0, n: 2, value: 0 })
    for (const name of formulaNames) {
      const { rows } = await figureRecords(db, name, year, { which: 'all', page: 1 })
      expect(rows.length, name).toBe(measured[name].n)
      expect(rows.filter(({ hit }) => hit).length, name).toBe(measured[name].hits)
    }
    const figures = await figuresOf(db, year, now)
    expect(figures.tickets).toMatchObject({ opened: 2, counted: 2, open: 2, digital: 2 })
    expect(figures.tickets.byChannel).toHaveLength(2)
  })

  test('date what has no sessions by its end, not by what was changed of it later', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const [course] = await db
      .insert(courses)
      .values({
        ...{ slug: 'tu-hoc', kind: 'e-learning', title: 'Tự học', mode: 'online' },
        ...{ leadUnitId: desk.units.technology, state: 'published', budgetVnd: 5_000_000 },
        ...{ createdAt: now, updatedAt: now },
      })
      .returning({ id: courses.id, version: courses.version })
    await holdCourse(db, desk.coordinator, course!, at('2026-12-20 09:00'))
    await db.update(courses).set({ updatedAt: at('2027-01-15 09:00') })
    const spentIn = async (fromOn: string, toOn: string) =>
      (await figuresOf(db, { fromOn, toOn }, now)).training.budgetVnd
    expect(await spentIn('2026-01-01', '2026-12-31')).toBe(5_000_000)
    expect(await spentIn('2027-01-01', '2027-12-31')).toBe(0)
  })
})
