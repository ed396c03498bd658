import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { citationOf } from '#core/law/documents/citation.ts'
import { busyFor } from '#core/testing-busy.ts'
import { citationsIn, type Named } from './reading.ts'

const base: Named[] = [
  { id: 1, numberKey: '50/2005/qh11', name: 'so huu tri tue', year: 2005 },
  { id: 2, numberKey: '134/2025/qh15', name: 'tri tue nhan tao', year: 2025 },
  { id: 3, numberKey: '13/2023/nd-cp', name: '', year: 2023 },
  { id: 4, numberKey: '55/2019/nd-cp', name: '', year: 2019 },
  { id: 5, numberKey: '91/2015/qh13', name: 'dan su', year: 2015 },
  { id: 6, numberKey: '33/2005/qh11', name: 'dan su', year: 2005 },
  { id: 7, numberKey: '68/2006/qh11', name: 'tieu chuan va qui chuan ki thuat', year: 2006 },
]

function read(text: string): string[] {
  return citationsIn(text, base).map(({ documentId, anchor }) => `${documentId}:${anchor}`)
}

describe('citationsIn', () => {
  test.for([
    ['khoản 2 Điều 72 Luật Sở hữu trí tuệ (50/2005/QH11)', '1:d72.k2'],
    ['Điều 72 khoản 2 điểm đ Luật SHTT', '1:d72.k2.ddd'],
    ['điểm a, đ khoản 3 Điều 12 Luật Trí tuệ nhân tạo năm 2025', '2:d12.k3.da 2:d12.k3.ddd'],
    ['Điều 5, 6 và 7 Nghị định số 13/2023/NĐ-CP', '3:d5 3:d6 3:d7'],
    ['Điều 5, Điều 6 Nghị định 13/2023', '3:d5 3:d6'],
    ['khoản 1, khoản 2 Điều 9 Nghị định 55/2019/NĐ-CP', '4:d9.k1 4:d9.k2'],
    [
      'Nghị định 55/2019/NĐ-CP; điểm a khoản 3 Điều 12 Luật Trí tuệ nhân tạo (134/2025/QH15)',
      '2:d12.k3.da 4:',
    ],
    ['Luật Sở hữu trí tuệ, Điều 87 và Nghị định 13/2023/NĐ-CP, Điều 2', '1:d87 3:d2'],
    ['Luật Sở hữu trí tuệ:\n- Điều 87;\n- khoản 1 Điều 88.', '1:d87 1:d88.k1'],
    ['theo Bộ luật Dân sự', '5:'],
    ['theo Bộ luật Dân sự năm 2005', '6:'],
    ['dieu 3 luat tieu chuan va quy chuan ky thuat', '7:d3'],
    ['Điều 4 Luật Đất đai; Điều 5 Nghị định 99/2024/NĐ-CP', ''],
    ['Nghị định 13/2023/NĐ-CP. Ngoài ra, Điều 4 Luật Đất đai', '3:'],
    ['khoản 1 Điều này quy định pháp luật', ''],
    ['gọi luật sư ngày 12/11/2025, điện thoại 0912 345 678', ''],
    ['khoản 2đ Điều 12đ Luật Trí tuệ nhân tạo', '2:d12dd.k2dd'],
  ] as const)('reads %s', ([text, expected]) => {
    expect(read(text).sort().join(' ')).toBe(expected)
  })

  test('what the desk cites by itself is read back exactly', () => {
    const label = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.constantFrom('', 'a', 'dd'))
    const article = label.map(([at, letter]) => `d${at}${letter}`)
    const clause = fc.integer({ min: 1, max: 40 }).map((at) => `.k${at}`)
    const point = fc.constantFrom('.da', '.dd', '.ddd', '.de')
    const anchor = fc.oneof(
      article,
      fc.tuple(article, clause).map((all) => all.join('')),
      fc.tuple(article, clause, point).map((all) => all.join('')),
    )
    const laws = [
      { id: 1, kind: 'Luật', number: '50/2005/QH11', title: 'Luật Sở hữu trí tuệ' },
      { id: 5, kind: 'Bộ luật', number: '91/2015/QH13', title: 'Bộ luật Dân sự' },
      { id: 6, kind: 'Bộ luật', number: '33/2005/QH11', title: 'Bộ luật Dân sự' },
      { id: 3, kind: 'Nghị định', number: '13/2023/NĐ-CP', title: 'bảo vệ dữ liệu cá nhân' },
    ]
    const one = fc.tuple(fc.constantFrom(...laws), anchor)
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (all) => {
        const text = all.map(([law, at]) => citationOf({ ...law, anchor: at }, 'vi')).join('; ')
        const wanted = new Set(all.map(([law, at]) => `${law.id}:${at}`))
        expect(new Set(read(text))).toEqual(wanted)
      }),
    )
  })

  test('any text is read, and quickly', async () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => Array.isArray(read(text))))
    const long = ['Điều 5 khoản 2, '.repeat(5000), 'luật sở hữu trí tuệ '.repeat(3000)]
    expect(await busyFor(() => long.map((text) => read(text)))).toBeLessThan(3000)
  })
})
