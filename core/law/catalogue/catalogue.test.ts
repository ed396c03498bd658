import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test as plainTest } from 'vitest'
import { documentByNumber, numberKey } from '#core/law/documents/documents.ts'
import { factFaults, saveFacts } from '#core/law/documents/facts.ts'
import { relationsOf } from '#core/law/documents/relations.ts'
import { validityOf } from '#core/law/documents/standing.ts'
import { coordinator, factsOf } from '#core/law/documents/testing-law.ts'
import { readHead } from '#core/law/parse/head.ts'
import { issuerOfNumber, kindOfNumber } from '#core/law/parse/numbers.ts'
import { parseLaw } from '#core/law/parse/parse.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { test } from '#db/testing.ts'
import { type CatalogueEntry, readCatalogue, relationsOfEntry } from './catalogue.ts'
import { installCatalogue } from './install.ts'

const now = new Date('2026-11-22T03:00:00Z')
const profile = loadProfile('lao-cai-skhcn')

describe('the shipped catalogue', () => {
  plainTest(
    'is sound: numbers once, kinds and issuers of the numbers, known fields, days in order',
    () => {
      const entries = readCatalogue()
      const codes = new Set(profile.fields.map(({ code }) => code))
      expect(entries.length).toBeGreaterThanOrEqual(40)
      expect(new Set(entries.map(({ number }) => numberKey(number))).size).toBe(entries.length)
      for (const { number, kind, title, issuer, fields, summary, ...rest } of entries) {
        const dates = { signedOn: rest.signed ?? null, inForceOn: rest.inForce ?? null }
        const faults = factFaults(factsOf(number, { ...dates, expiresOn: rest.expires ?? null }))
        expect([number, faults]).toEqual([number, {}])
        expect(fields.filter((code) => !codes.has(code))).toEqual([])
        expect(issuerOfNumber(number)).toBe(issuer)
        if (!/QH\d+$/u.test(number)) expect(kindOfNumber(number)).toBe(kind)
        expect(title.toLowerCase().startsWith(kind.toLowerCase())).toBe(false)
        expect(summary.endsWith('.')).toBe(true)
        expect(summary.length).toBeLessThan(260)
      }
    },
  )

  plainTest('names no document twice as changed by the same one, and no circle', () => {
    const later = new Map<string, string[]>()
    for (const entry of readCatalogue()) {
      const changed = relationsOfEntry(entry).map(({ number }) => number)
      expect(new Set(changed).size).toBe(changed.length)
      later.set(entry.number, changed)
    }
    const reaches = (from: string, to: string): boolean =>
      (later.get(from) ?? []).some((next) => next === to || reaches(next, to))
    for (const number of later.keys())
      expect([number, reaches(number, number)]).toEqual([number, false])
  })

  test('is installed once as published facts, and never writes over what staff did', async ({
    db,
  }) => {
    await installProfile(db, 'lao-cai-skhcn', profile, now)
    const own = factsOf('356/2025/NĐ-CP', { title: 'Tên do cán bộ nhập' })
    await saveFacts(db, coordinator, own, now)
    const all = readCatalogue().length
    const added = await Promise.all([installCatalogue(db, now), installCatalogue(db, now)])
    expect(added.toSorted((a, b) => a - b)).toEqual([0, all - 1])
    expect((await documentByNumber(db, '356/2025/NĐ-CP'))?.title).toBe('Tên do cán bộ nhập')
    const renamed = await documentByNumber(db, '91/2025/QH15')
    await saveFacts(db, coordinator, { ...factsOf('91/2025/QH15A'), id: renamed?.id ?? 0 }, now)
    expect(await installCatalogue(db, now)).toBe(0)
    expect(await documentByNumber(db, '91/2025/QH15')).toBeUndefined()
    expect(await documentByNumber(db, '134/2025/QH15')).toMatchObject({
      state: 'published',
      origin: 'catalogue',
      factsChecked: false,
      textVersion: 0,
      fieldIds: [expect.any(Number), expect.any(Number)],
    })
  })

  test('tells what is out of force and by what', async ({ db }) => {
    await installCatalogue(db, now)
    const old = await documentByNumber(db, '24/2018/QH14')
    const validity = (await validityOf(db, [old?.id ?? 0], '2026-11-22')).get(old?.id ?? 0)
    expect(validity).toMatchObject({
      standing: 'expired',
      until: '2026-07-01',
      by: { number: '116/2025/QH15', kind: 'replaces' },
    })
    const relations = await relationsOf(db, old?.id ?? 0)
    expect(relations.every(({ proposed }) => !proposed)).toBe(true)
  })
})

const lawdata = new URL('../../../../shared/lawdata/', import.meta.url)
const withLawdata = plainTest.skipIf(!existsSync(lawdata))

type Known = { signed: string[]; inForce: string[]; links: string[] }

describe('the facts of the catalogue, against real data (skipped when it is not beside this repository)', () => {
  withLawdata(
    'say "checked" exactly where the data holds every day they tell',
    { timeout: 60_000 },
    () => {
      const known = readKnown()
      for (const entry of readCatalogue()) {
        const facts = known.get(entry.number)
        expect([entry.number, entry.checked]).toEqual([entry.number, isHeld(entry, facts)])
        if (facts === undefined) continue
        if (entry.link !== undefined) expect(facts.links).toContain(entry.link)
        const contradicted = [
          ['signed', entry.signed, facts.signed],
          ['inForce', entry.inForce, facts.inForce],
        ].filter(
          ([, day, days]) => day !== undefined && days?.length && !days.includes(day as string),
        )
        expect([entry.number, contradicted]).toEqual([entry.number, []])
      }
    },
  )
})

function isHeld({ signed, inForce }: CatalogueEntry, facts: Known | undefined): boolean {
  if (facts === undefined || signed === undefined) return false
  return facts.signed.includes(signed) && (inForce === undefined || facts.inForce.includes(inForce))
}

/** What the gazette's data, the list of texts and the texts themselves say, by number. */
function readKnown(): Map<string, Known> {
  const wanted = new Set(readCatalogue().map(({ number }) => number))
  const known = new Map<string, Known>()
  const note = (number: string, told: Record<keyof Known, (string | null | undefined)[]>) => {
    if (!wanted.has(number)) return
    const facts = known.get(number) ?? { signed: [], inForce: [], links: [] }
    for (const name of ['signed', 'inForce', 'links'] as const) {
      facts[name].push(...told[name].filter((one) => typeof one === 'string'))
    }
    known.set(number, facts)
  }
  for (const row of lines('gazette-metadata.jsonl')) {
    const days = { signed: [iso(row.issued)], inForce: [iso(row.effective_from)] }
    note(row.doc_no ?? '', { ...days, links: [row.url] })
  }
  for (const row of lines('target-laws/docs.jsonl')) {
    if (!wanted.has(row.doc_no ?? '')) continue
    const text = readFileSync(new URL(`target-laws/${row.file}`, lawdata), 'utf8')
    const head = readHead(parseLaw(text))
    note(row.doc_no ?? '', {
      signed: [iso(row.issued), head.signed?.value],
      inForce: [iso(row.effective_from), head.inForce?.date],
      links: [/https:\/\/congbao\.chinhphu\.vn\/[^)\s]+/u.exec(row.source ?? '')?.[0]],
    })
  }
  return known
}

function lines(name: string): Record<string, string | null>[] {
  const text = readFileSync(new URL(name, lawdata), 'utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

function iso(day: string | null | undefined): string | undefined {
  const [date, month, year] = (day ?? '').split('/')
  return year && `${year}-${month?.padStart(2, '0')}-${date?.padStart(2, '0')}`
}
