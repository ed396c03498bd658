import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { businesses, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { namesIn, noNames, strip } from './strip.ts'

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
const grouped = (length: number) =>
  fc
    .tuple(digits(length), fc.constantFrom('', ' ', '.', '-'), fc.integer({ min: 2, max: 4 }))
    .map(([all, between, size]) => {
      const text = all.join('')
      return text.match(new RegExp(`.{1,${size}}`, 'g'))?.join(between) ?? text
    })

describe('numbers and addresses', () => {
  test('a phone number goes however it is typed', () => {
    const phones = fc.tuple(fc.constantFrom('0', '+84', '84 '), grouped(9))
    fc.assert(
      fc.property(phones, fc.constantFrom('gọi tôi ', 'sđt:', '(', 'Zalo '), (phone, before) => {
        const typed = phone.join('')
        const left = strip(`${before}${typed} nhé`, noNames)
        expect(left.replace(/\D/g, '')).toBe('')
        expect(left).toContain('nhé')
      }),
    )
  })

  test('a tax code of ten, thirteen or twelve digits goes', () => {
    const codes = fc.oneof(
      digits(10).map((all) => all.join('')),
      fc.tuple(digits(10), digits(3)).map(([own, branch]) => `${own.join('')}-${branch.join('')}`),
      digits(12).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(codes, (code) => {
        expect(strip(`MST ${code}, hỏi về nhãn hiệu`, noNames)).toBe('MST […], hỏi về nhãn hiệu')
      }),
    )
  })

  test('an e-mail address goes', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(strip(`gửi về ${address} giúp tôi`, noNames)).not.toContain(address)
      }),
    )
  })

  test('what the question is about stays', () => {
    const question =
      'Nghị định 142/2026/NĐ-CP điều 9 khoản 1, từ 01/03/2026 hay 1.3.2026, vốn 3.000.000.000 đồng, 200 lao động?'
    expect(strip(question, noNames)).toBe(question)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1990, max: 2099 }),
        (n, y) => {
          const cited = `theo ${n}/${y}/NĐ-CP thì sao`
          expect(strip(cited, noNames)).toBe(cited)
        },
      ),
    )
  })

  test('any text at all is taken', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void strip(text, noNames)))
  })
})

describe('names the desk knows', () => {
  test('businesses and people in a question are found and cut, accents or not', async ({ db }) => {
    const createdAt = new Date('2026-03-02T02:00:00Z')
    const firms = ['HTX Quế Văn Bàn', 'Công ty TNHH Chè Bát Xát', 'Công ty cổ phần Nhãn Hiệu']
    await db.insert(businesses).values(firms.map((name) => ({ name, createdAt })))
    await db.insert(people).values(['Lý Thị Mẩy', 'Đỗ Văn An'].map((name) => ({ name, createdAt })))
    const cut = async (text: string) => strip(text, await namesIn(db, text))
    expect(await cut('HTX Quế Văn Bàn có phải đăng ký nhãn hiệu không')).toBe(
      '[…] có phải đăng ký nhãn hiệu không',
    )
    expect(await cut('htx que van ban hoi ve ma vach')).toBe('[…] hoi ve ma vach')
    expect(await cut('cong ty tnhh che bat xat cua toi bi nhai nhan hieu')).toBe(
      '[…] cua toi bi nhai nhan hieu',
    )
    expect(await cut('Tôi là Lý Thị Mẩy, chị Mẩy ở Văn Bàn')).not.toContain('Mẩy')
    expect(await cut('điều kiện bảo hộ nhãn hiệu việt nam')).toBe(
      'điều kiện bảo hộ nhãn hiệu việt nam',
    )
  })

  test('are cut wherever they stand in what is kept of a long question', async ({ db }) => {
    const createdAt = new Date('2026-03-02T02:00:00Z')
    await db.insert(people).values([{ name: 'Lý Thị Mẩy', createdAt }])
    const long = `${'hỏi vì sao '.repeat(170)}ông Lý Thị Mẩy`
    expect(long.length).toBeLessThan(2_000)
    expect(strip(long, await namesIn(db, long))).not.toContain('Mẩy')
  })

  test('no text makes the look-up of names fail', async ({ db }) => {
    const odd = ["a'b & c | d <-> e:*", '((((', '1 2 3 4', 'Ông \u0000', 'ß ﬁ Ⅳ ông Ⅳ Ⅳ']
    for (const text of odd) expect(await namesIn(db, text)).toEqual(noNames)
  })
})
