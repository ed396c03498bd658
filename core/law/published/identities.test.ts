import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { busyFor } from '#core/testing-busy.ts'
import { findIdentities, type KnownOf, mustGo, withoutIdentities } from './identities.ts'

const nothing: KnownOf = {
  people: [],
  businesses: [],
  phones: [],
  taxCodes: [],
  emails: [],
  places: [],
}
const known: KnownOf = {
  people: ['Giàng Thị Mẩy'],
  businesses: ['HTX Quế Văn Bàn'],
  phones: ['0912345678'],
  taxCodes: ['5300123467-001'],
  emails: ['may.que@vanban.example'],
  places: ['Văn Bàn'],
}

function found(text: string, of = nothing): string[] {
  return findIdentities(text, of).map(({ kind, text: words }) => `${kind}: ${words}`)
}

describe('findIdentities', () => {
  test.for([
    ['Gọi 0912 345 678 hoặc +84 987.654.321 nhé', 'phone: 0912 345 678 | phone: +84 987.654.321'],
    ['MST 0101243150 của chúng tôi', 'tax-code: 0101243150'],
    ['thư về kt@cong-ty.vn.', 'email: kt@cong-ty.vn'],
    ['số tài khoản: 1903 4567 8901 23 tại ngân hàng', 'account: 1903 4567 8901 23'],
    ['CCCD số 010203004567', 'id-card: 010203004567'],
    [
      'Công ty TNHH MTV Thương mại Hoa Ban Trắng muốn hỏi',
      'business: Công ty TNHH MTV Thương mại Hoa Ban Trắng',
    ],
    ['Công ty TNHH phải làm gì, hộ kinh doanh thì sao?', ''],
    ['Hợp tác xã Mường Hum đã nộp đơn', 'business: Hợp tác xã Mường Hum'],
    ['Tôi là Lý A Sùng, gặp chị Hoa ở Sở', 'person: Lý A Sùng | person: Hoa'],
    ['Kính gửi Anh/Chị, Sở trả lời như sau', ''],
    [
      'ở số 12, đường Hoàng Liên, phường Cốc Lếu',
      'address: số 12, đường Hoàng Liên, phường Cốc Lếu',
    ],
    ['thôn Bản Vược, xã Bát Xát', 'address: thôn Bản Vược, xã Bát Xát'],
    ['tổ chức khoa học, đường lối của Đảng', ''],
    ['yêu cầu HL-2026-000123', 'code: HL-2026-000123'],
    ['Điều 72 Luật 50/2005/QH11 ngày 29/11/2005, phí 1.000.000 đồng', ''],
  ] as const)('finds in "%s"', ([text, expected]) => {
    expect(found(text).join(' | ')).toBe(expected)
  })

  test('what the desk knows is found however it is written', () => {
    const text = 'chi Giang Thi May, quế văn bàn; 84912345678; 5300123467; MAY... Quế Văn Bàn'
    const kinds = findIdentities(text, known).map(({ kind }) => kind)
    expect(kinds).toEqual(['person', 'business', 'phone', 'tax-code', 'business'])
  })

  test('places lie in the text, in order, none over another', () => {
    const part = fc.constantFrom(
      ...['Công ty Hoa Ban', 'HTX', '0912345678', 'chị Mẩy', 'thôn 3', 'a@b.vn', 'Lê', ', ', 'ở '],
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 20 }), (parts) => {
        const text = parts.join(' ').normalize('NFC')
        let before = 0
        for (const { from, to, text: words } of findIdentities(text, known)) {
          expect(from).toBeGreaterThanOrEqual(before)
          expect(text.slice(from, to)).toBe(words)
          before = to
        }
      }),
    )
  })

  test('a long text of capitals takes no long time', async () => {
    const long = [
      ...['Công ty ', 'Nguyễn Văn A ', 'đường A, '].map((words) => words.repeat(3000)),
      '1 '.repeat(8000),
    ]
    expect(await busyFor(() => long.map((text) => found(text)))).toBeLessThan(3000)
  })
})

describe('mustGo', () => {
  test('a known number is found through blanks, dots and country code, a known name is not asked for', () => {
    const grouped = fc
      .tuple(
        fc.constantFrom('0', '84', '+84 '),
        fc.array(fc.constantFrom('', ' ', '.'), { minLength: 9, maxLength: 9 }),
      )
      .map(
        ([lead, gaps]) =>
          lead + [...'912345678'].map((one, at) => (at ? gaps[at] : '') + one).join(''),
      )
    fc.assert(
      fc.property(grouped, (number) => {
        expect(mustGo(`Gọi ${number}, gặp Giàng Thị Mẩy.`, known)).toHaveLength(1)
      }),
    )
  })

  test('nothing of it is left once each is replaced', () => {
    const text =
      'Chị Mẩy, HTX Quế Văn Bàn, 0912.345.678, MST 5300123467-001, may.que@vanban.example'
    const clean = withoutIdentities(text, findIdentities(text, known), ({ kind }) => `[${kind}]`)
    expect(clean).toBe('Chị [person], [business], [phone], MST [tax-code], [email]')
    expect(mustGo(clean, known)).toEqual([])
  })
})
