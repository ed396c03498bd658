import { describe, expect, test } from 'vitest'
import { readHead } from './head.ts'
import { parseLaw } from './parse.ts'
import { amendingText, decreeText, gazetteText, lawText } from './testing-texts.ts'

const headOf = (source: string) => readHead(parseLaw(source))
const told = (source: string, span: { from: number; to: number } | null) =>
  span === null ? null : source.slice(span.from, span.to)

describe('the head of a law', () => {
  const head = headOf(lawText)

  test('tells number, kind, title, issuer and signer, with the words they were read from', () => {
    expect(head.number?.value).toBe('901/2031/QH19')
    expect(told(lawText, head.number)).toBe('901/2031/QH19')
    expect(head.kind?.value).toBe('Luật')
    expect(head.title?.value).toBe('Xe đạp công cộng')
    expect(head.issuer).toMatchObject({ value: 'Quốc hội' })
    expect(told(lawText, head.issuer)).toBe('QUỐC HỘI')
    expect(head.signer?.value).toBe('Lê Văn Thử')
  })

  test('takes the day of adoption for the day of signing', () => {
    expect(head.signed?.value).toBe('2031-11-20')
    expect(told(lawText, head.signed)).toBe('ngày 20 tháng 11 năm 2031')
  })

  test('tells when the law takes effect, not when a part of it does', () => {
    expect(head.inForce).toMatchObject({ date: '2032-07-01', rule: 'date', partly: true })
    expect(told(lawText, head.inForce)).toMatch(/^Luật này có hiệu lực .* 2032/u)
  })

  test('names what ceases, and not how that was amended before', () => {
    expect(head.relations).toMatchObject([{ kind: 'ends', number: '77/2019/QH14', part: '' }])
  })
})

describe('the head of a decree', () => {
  const head = headOf(decreeText)

  test('tells place and day of signing and counts the days to its effect', () => {
    expect(head.place?.value).toBe('Hà Nội')
    expect(head.signed?.value).toBe('2032-03-05')
    expect(head.inForce).toMatchObject({ date: '2032-04-19', rule: 'days-after-signing', days: 45 })
    expect(head.signer?.value).toBe('Trần Thị Mẫu')
  })

  test('names what it details, replaces and repeals, wholly and in part', () => {
    expect(head.relations.map(({ kind, number, part }) => [kind, number, part])).toEqual([
      ['guides', null, ''],
      ['replaces', '15/2022/NĐ-CP', ''],
      ['repeals', '16/2023/NĐ-CP', 'khoản 3 Điều 9'],
      ['ends', '04/2020/TT-BKHCN', ''],
      ['ends', '05/2021/TT-BKHCN', 'Điều 5'],
    ])
    expect(told(decreeText, head.relations[0] ?? null)).toBe('Luật Xe đạp công cộng')
  })
})

test('an amending law amends the law its article names', () => {
  expect(headOf(amendingText).relations).toMatchObject([
    { kind: 'amends', number: null, name: 'Luật Xe đạp công cộng', part: 'một số điều' },
  ])
  expect(headOf(amendingText).inForce?.date).toBe('2034-01-01')
})

test('an effect from a day the text does not tell stays open', () => {
  expect(headOf(gazetteText).inForce).toMatchObject({ rule: 'signing', date: null })
  const gazette =
    'Điều 1. Hiệu lực\nQuyết định này có hiệu lực sau 15 ngày kể từ ngày đăng Công báo.'
  expect(headOf(gazette).inForce).toMatchObject({
    rule: 'days-after-gazette',
    days: 15,
    date: null,
  })
})

test('a document that ends by itself says when', () => {
  const pilot =
    'Điều 1. Hiệu lực\nNghị quyết này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2032 đến hết ngày 28 tháng 02 năm 2037.'
  expect(headOf(pilot)).toMatchObject({
    inForce: { date: '2032-03-01' },
    expires: { date: '2037-02-28' },
  })
})

test('days that do not exist are not read', () => {
  const wrong = 'Điều 1. Hiệu lực\nLuật này có hiệu lực thi hành từ ngày 31 tháng 02 năm 2032.'
  expect(headOf(wrong).inForce).toBeNull()
})

test.each([
  ['Số: 982/QĐ-TTg', '982/QĐ-TTg', 'Quyết định', 'Thủ tướng Chính phủ'],
  ['Số: 66.22/2026/NQ-CP', '66.22/2026/NQ-CP', 'Nghị quyết', 'Chính phủ'],
  ['Số: 01/2026/TT-BKHCN', '01/2026/TT-BKHCN', 'Thông tư', 'Bộ Khoa học và Công nghệ'],
  ['Số 57-NQ/TW', '57-NQ/TW', 'Nghị quyết', 'Ban Chấp hành Trung ương Đảng'],
])('%s tells its kind and issuer', (line, number, kind, issuer) => {
  const head = headOf(`${line}\nĐiều 1. Một\nHai.`)
  expect([head.number?.value, head.kind?.value, head.issuer?.value]).toEqual([number, kind, issuer])
})

test('a province’s name keeps its capitals', () => {
  const head = headOf('ỦY BAN NHÂN DÂN TỈNH LÀO CAI\nSố: 12/2026/QĐ-UBND\nĐiều 1. Một\nHai.')
  expect(head.issuer?.value).toBe('Ủy ban nhân dân tỉnh Lào Cai')
})

test('a text without a head gives no facts and no error', () => {
  expect(headOf('')).toMatchObject({ number: null, kind: null, inForce: null, relations: [] })
})
