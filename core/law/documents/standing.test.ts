import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { test } from '#db/testing.ts'
import { saveFacts } from './facts.ts'
import type { Dated, Effect, Ground } from './ground.ts'
import { provisionValidity, validityIn, validityOf } from './standing.ts'
import { factsOf, publishedLaw, relate } from './testing-law.ts'

const now = new Date('2026-11-22T03:00:00Z')

describe('validity', () => {
  test('a document replaced wholly expires on the day the other comes into force', async ({
    db,
  }) => {
    const old = await publishedLaw(db, '13/2023/NĐ-CP', { inForceOn: '2023-07-01' }, now)
    const next = await publishedLaw(db, '356/2025/NĐ-CP', { inForceOn: '2026-01-01' }, now)
    await relate(db, next, 'replaces', '13/2023/nd-cp', {}, now)
    const on = async (day: string) => (await validityOf(db, [old], day)).get(old)
    expect(await on('2023-06-30')).toMatchObject({ standing: 'not yet', from: '2023-07-01' })
    expect(await on('2025-12-31')).toMatchObject({ standing: 'in force', until: '2026-01-01' })
    expect(await on('2026-01-01')).toMatchObject({
      standing: 'expired',
      by: { id: next, number: '356/2025/NĐ-CP', kind: 'replaces' },
    })
  })

  test('a relation may take effect on a day of its own', async ({ db }) => {
    const old = await publishedLaw(db, '1/2020/NĐ-CP', { inForceOn: '2020-01-01' }, now)
    const next = await publishedLaw(db, '2/2026/NĐ-CP', { inForceOn: '2026-01-01' }, now)
    await relate(db, next, 'replaces', '1/2020/NĐ-CP', { fromOn: '2027-01-01' }, now)
    expect((await validityOf(db, [old], '2026-06-01')).get(old)?.standing).toBe('in force')
    expect((await validityOf(db, [old], '2027-01-01')).get(old)?.standing).toBe('expired')
  })

  test('a successor that nobody has published or dated changes nothing', async ({ db }) => {
    const old = await publishedLaw(db, '1/2020/NĐ-CP', { inForceOn: '2020-01-01' }, now)
    const draft = await saveFacts(
      db,
      undefined,
      factsOf('2/2026/NĐ-CP', { inForceOn: '2026-01-01' }),
      now,
    )
    const undated = await publishedLaw(db, '3/2026/NĐ-CP', {}, now)
    for (const id of [draft.id, undated]) await relate(db, id, 'replaces', '1/2020/NĐ-CP', {}, now)
    const validity = (await validityOf(db, [old], '2026-11-22')).get(old)
    expect(validity).toEqual({ standing: 'in force', from: '2020-01-01', until: null })
  })

  test('what was itself replaced before its day replaces nothing', async ({ db }) => {
    const old = await publishedLaw(db, '1/2020/NĐ-CP', { inForceOn: '2020-01-01' }, now)
    const never = await publishedLaw(db, '2/2026/NĐ-CP', { inForceOn: '2027-01-01' }, now)
    const last = await publishedLaw(db, '3/2026/NĐ-CP', { inForceOn: '2026-06-01' }, now)
    await relate(db, never, 'replaces', '1/2020/NĐ-CP', {}, now)
    await relate(db, last, 'repeals', '2/2026/NĐ-CP', {}, now)
    const all = await validityOf(db, [old, never], '2027-06-01')
    expect([all.get(old)?.standing, all.get(never)?.standing]).toEqual(['in force', 'expired'])
  })

  test('a repealed article is out of force with all that stands in it, its document is not', async ({
    db,
  }) => {
    const text = [1, 2, 3].map((n) => `Điều ${n}. Tên điều ${n}\n1. Một.\n2. Hai.`).join('\n')
    const chaptered = `Chương I\nQUY ĐỊNH CHUNG\n${text}\nChương II\nKHÁC\nĐiều 4. Cuối\n1. Một.`
    const old = await publishedLaw(
      db,
      '1/2020/NĐ-CP',
      { inForceOn: '2020-01-01', text: chaptered },
      now,
    )
    const next = await publishedLaw(db, '2/2026/NĐ-CP', { inForceOn: '2026-01-01' }, now)
    await relate(db, next, 'repeals', '1/2020/NĐ-CP', { anchors: ['d2', 'c2'] }, now)
    await relate(db, next, 'amends', '1/2020/NĐ-CP', { anchors: ['d3.k1'] }, now)
    const of = await provisionValidity(db, old, '2026-11-22')
    expect(['d1', 'd2', 'd2.k1', 'd3.k1', 'd4', 'd4.k1'].map((one) => of(one).standing)).toEqual([
      'in force',
      'expired',
      'expired',
      'in force',
      'expired',
      'expired',
    ])
    expect(of('d2.k1')).toMatchObject({ until: '2026-01-01', by: { id: next, kind: 'repeals' } })
    expect(of('d3').amendedBy).toMatchObject([{ id: next, from: '2026-01-01', anchors: ['d3.k1'] }])
    expect(of('d3.k2').amendedBy).toBeUndefined()
    const before = await provisionValidity(db, old, '2025-12-31')
    expect(before('d2')).toMatchObject({ standing: 'in force', until: '2026-01-01' })
    expect((await validityOf(db, [old], '2026-11-22')).get(old)?.standing).toBe('in force')
  })

  test('on any day there is one standing, it only moves forward, and order does not matter', () => {
    fc.assert(
      fc.property(ground(), fc.integer({ min: 0, max: 7 }), (facts, id) => {
        const walked = days.map((day) => validityIn(facts, id, day))
        const order = walked.map(({ standing }) =>
          ['not yet', 'in force', 'expired'].indexOf(standing),
        )
        expect(order).toEqual(order.toSorted())
        for (const [at, { standing, until }] of walked.entries()) {
          expect(standing === 'expired').toBe(until !== null && until <= (days[at] ?? ''))
        }
        const turned: Ground = { ...facts, effects: facts.effects.toReversed() }
        expect(days.map((day) => validityIn(turned, id, day))).toEqual(walked)
      }),
      { numRuns: 300 },
    )
  })

  test('another successor never makes a document live longer, unless it ends one of the others', () => {
    fc.assert(
      fc.property(ground(), fc.integer({ min: 0, max: 6 }), (facts, id) => {
        const more: Effect = {
          sourceId: 8,
          targetId: id,
          kind: 'replaces',
          anchors: [],
          fromOn: null,
        }
        const documents = new Map(facts.documents).set(8, dated(8, { inForceOn: '2024-06-01' }))
        const until = validityIn(facts, id, '2024-01-01').until
        const then = validityIn(
          { documents, effects: [...facts.effects, more] },
          id,
          '2024-01-01',
        ).until
        expect(then !== null && then <= '2024-06-01').toBe(true)
        expect(until === null || (then ?? '') <= until).toBe(true)
      }),
    )
  })
})

const days = Array.from({ length: 72 }, (_, month) => {
  return new Date(Date.UTC(2020, month, 1)).toISOString().slice(0, 10)
})

function dated(id: number, dates: Partial<Dated>): Dated {
  const blank = { signedOn: null, inForceOn: null, expiresOn: null }
  return { id, slug: `so-${id}`, number: `${id}`, title: `${id}`, ...blank, ...dates }
}

/** Eight documents of which later ones act on earlier ones, as confirmed relations do. */
function ground(): fc.Arbitrary<Ground> {
  const day = fc.option(fc.constantFrom(...days), { nil: null })
  const documents = fc.tuple(
    ...Array.from({ length: 8 }, (_, id) =>
      fc
        .record({ inForceOn: day, span: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }) })
        .map(({ inForceOn, span }) => {
          const at = inForceOn === null ? -1 : days.indexOf(inForceOn)
          const expiresOn = at < 0 || span === null ? null : (days[at + span] ?? null)
          return dated(id, { inForceOn, expiresOn })
        }),
    ),
  )
  const effect = fc.record({
    sourceId: fc.integer({ min: 1, max: 7 }),
    back: fc.integer({ min: 1, max: 7 }),
    kind: fc.constantFrom('amends' as const, 'replaces' as const, 'repeals' as const),
    anchors: fc.constantFrom<string[]>([], ['d1'], ['d2.k1']),
    fromOn: day,
  })
  return fc.tuple(documents, fc.array(effect, { maxLength: 12 })).map(([all, effects]) => ({
    documents: new Map(all.map((one) => [one.id, one])),
    effects: effects.map(({ back, ...one }) => ({
      ...one,
      targetId: Math.max(0, one.sourceId - back),
    })),
  }))
}
