import { expect, test } from 'vitest'
import { fold } from '#core/fold.ts'
import { busyFor } from '#core/testing-busy.ts'
import { buildIndex, dropEntry, emptyIndex, learn, putEntry, unlearn } from './law-index.ts'
import { type Standing, search } from './search.ts'
import { provision, texts } from './testing-texts.ts'

const keys = (found: { key: string }[]) => found.map(({ key }) => key)

test('a question finds the provision that answers it, with or without accents', () => {
  const index = buildIndex(texts)
  for (const question of ['Thả diều gần đường dây bị phạt bao nhiêu?', 'dang ky nhan hieu dieu']) {
    const found = keys(search(index, question))
    expect(found[0]).toBe(question.startsWith('T') ? 'l.3' : 'l.2')
    expect(keys(search(index, fold(question)))[0]).toBe(found[0])
  }
})

test('the very accents typed come first', () => {
  const index = buildIndex(texts)
  expect(keys(search(index, 'bản đồ'))[0]).toBe('n.7')
  expect(keys(search(index, 'bán đò'))[0]).toBe('n.8')
})

test('a phrase that stands word by word comes before its words apart', () => {
  const index = buildIndex([
    provision('apart', 'Một', 'Đơn của khách nộp phí, xưởng vẽ lại đơn nhãn của khách hiệu.'),
    provision('phrase', 'Hai', 'Xưởng có nhãn hiệu của khách đơn giản.'),
    ...texts,
  ])
  expect(keys(search(index, 'nhãn hiệu của khách'))[0]).toBe('phrase')
})

test('a provision named by document and article comes first, in any form', () => {
  const index = buildIndex(texts)
  for (const question of [
    'nđ 13/2030 điều 5',
    'Điều 5 Nghị định 13/2030/NĐ-CP',
    '13/2030/nd-cp d5',
  ]) {
    expect(keys(search(index, question))[0], question).toBe('n.5')
  }
  expect(keys(search(index, 'luật vườn ươm sáng chế điều 3'))[0]).toBe('l.3')
})

test('in force comes before expired, unless the expired one is named', () => {
  const index = buildIndex(texts)
  const standing = (document: string): Standing =>
    document.startsWith('9/') ? 'expired' : 'in force'
  const found = search(index, 'hồ sơ vay vốn gồm đơn và giấy tờ', { standing })
  expect(keys(found).slice(0, 2)).toEqual(['n.5', 'o.5'])
  expect(found[1]?.standing).toBe('expired')
  const named = search(index, 'hồ sơ vay vốn nghị định 9/2020 điều 5', { standing })
  expect(named[0]).toMatchObject({ key: 'o.5', standing: 'expired' })
})

test('only what is wanted is found', () => {
  const index = buildIndex(texts)
  const inField = search(index, 'diều', { wanted: ({ fields }) => fields.includes('ho-tro') })
  expect(keys(inField).toSorted()).toEqual(['n.5', 'o.5'])
  const old = search(index, 'vay vốn', {
    wanted: ({ year, kind }) => year < 2025 && kind !== 'Luật',
  })
  expect(keys(old)).toEqual(['o.5'])
  expect(search(index, 'diều', { most: 1 })).toHaveLength(1)
})

test('an entry added later is found, its new text replaces the old, and a dropped one is gone', () => {
  const index = buildIndex(texts)
  putEntry(index, provision('p.1', 'Nuôi ong', 'Trại ong được hỗ trợ thùng nuôi.'))
  expect(keys(search(index, 'nuôi ong'))[0]).toBe('p.1')
  putEntry(index, provision('p.1', 'Nuôi tằm', 'Trại tằm được hỗ trợ nong.'))
  expect(keys(search(index, 'trại ong'))).toEqual(['p.1'])
  expect(search(index, 'thùng')).toEqual([])
  dropEntry(index, 'p.1')
  dropEntry(index, 'never there')
  expect(search(index, 'nuôi tằm')).toEqual([])
})

test('an index that starts empty fills by and by', () => {
  const index = emptyIndex()
  expect(search(index, 'vay vốn')).toEqual([])
  for (const entry of texts) putEntry(index, entry)
  expect(keys(search(index, 'vay vốn')).toSorted()).toEqual(['n.5', 'o.5'])
})

test('a published answer leads its question to what it cites, until it is withdrawn', () => {
  const index = buildIndex(texts)
  const lesson = { id: 'a1', question: 'Chơi diều cạnh cột điện có sao không?', cited: ['l.3'] }
  expect(keys(search(index, 'chơi cạnh cột'))).not.toContain('l.3')
  learn(index, { ...lesson, cited: ['n.6'] })
  learn(index, lesson)
  expect(keys(search(index, 'chơi cạnh cột'))).toEqual(['l.3'])
  unlearn(index, 'a1')
  expect(search(index, 'chơi cạnh cột')).toEqual([])
})

test('coverage tells a full match from a passing one', () => {
  const index = buildIndex(texts)
  const full = search(index, 'hồ sơ vay vốn')[0]?.coverage ?? 0
  const passing = search(index, 'giá vé máy bay từ hồ Tây đi xưởng phim')[0]?.coverage ?? 0
  expect(full).toBeGreaterThan(0.9)
  expect(passing).toBeLessThan(0.5)
})

test('nothing sensible finds nothing, quickly', async () => {
  const index = buildIndex(texts)
  for (const odd of ['', '   ', '?!… --- ///', '\u0000\u200b', '😀', 'a'.repeat(10_000)]) {
    expect(search(index, odd), odd.slice(0, 5)).toEqual([])
  }
  const long = [
    'hồ sơ vay vốn điều khoản '.repeat(400),
    '1/2030/QH99 điều '.repeat(700),
    '?'.repeat(10_000),
  ]
  expect(await busyFor(() => long.map((text) => search(index, text)))).toBeLessThan(1_000)
})
