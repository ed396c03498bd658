import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = import.meta.dirname
const root = join(folder, '..')
const areas = readdirSync(join(folder, 'vi')).map((name) => name.replace('.json', ''))
const words = (language: string, area: string) =>
  JSON.parse(readFileSync(join(folder, language, `${area}.json`), 'utf8')) as Record<string, string>
const holes = (text: string) =>
  [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((found) => found[1]).sort()

test('both languages have the same areas', () => {
  expect(readdirSync(join(folder, 'en')).map((name) => name.replace('.json', ''))).toEqual(areas)
})

describe.each(areas)('%s', (area) => {
  const [vi, en] = [words('vi', area), words('en', area)]

  test('the same keys, sorted, none empty', () => {
    expect(Object.keys(en)).toEqual(Object.keys(vi))
    expect(Object.keys(vi)).toEqual([...Object.keys(vi)].sort())
    expect(
      [...Object.values(vi), ...Object.values(en)].filter((text) => text.trim() === ''),
    ).toEqual([])
  })

  test('the same placeholders', () => {
    const differing = Object.keys(vi).filter((key) => {
      const given = new Set(holes(vi[key] ?? ''))
      return holes(en[key] ?? '').some((hole) => !given.has(hole))
    })
    expect(differing).toEqual([])
  })

  test('Vietnamese is composed (NFC) and places its tone marks the usual way', () => {
    const texts = Object.entries(vi)
    expect(texts.filter(([, text]) => text !== text.normalize('NFC')).map(([key]) => key)).toEqual(
      [],
    )
    const odd = texts.filter(([, text]) => /\b(?:huỷ|hoá|thuỷ|uỷ|quí|lí do|xoá)\b/iu.test(text))
    expect(odd.map(([key]) => key)).toEqual([])
  })
})

const sources = ['core', 'admin', 'portal', 'bots', 'db', 'demo']
  .flatMap((layer) => {
    try {
      return readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(root, layer, name),
      )
    } catch {
      return []
    }
  })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(name, 'utf8'))
  .join('\n')

test('every key named in the code has words', () => {
  const named = [...sources.matchAll(/['"`]([a-z][a-z-]*):([a-z0-9][a-z0-9.-]*[a-z0-9])['"`]/g)]
  const missing = named
    .filter(([, area]) => areas.includes(area ?? ''))
    .filter(([, area, key]) => words('vi', area ?? '')[key ?? ''] === undefined)
    .map(([key]) => key)
  expect([...new Set(missing)]).toEqual([])
})
