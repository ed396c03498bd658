import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readReferences } from './references.ts'

const forms: [string, object[]][] = [
  ['nđ 13/2023', [{ kind: 'nghi-dinh', number: '13/2023/NĐ-CP', year: 2023 }]],
  ['nd 13/2023/nd-cp', [{ kind: 'nghi-dinh', number: '13/2023/NĐ-CP', year: 2023 }]],
  ['nđ13/2023 k2', [{ kind: 'nghi-dinh', number: '13/2023/NĐ-CP', year: 2023, clause: '2' }]],
  [
    'Điều 5 nghị định 13 năm 2023',
    [{ article: '5', kind: 'nghi-dinh', number: '13/2023/NĐ-CP', year: 2023 }],
  ],
  ['luật đê điều 2006 điều 5', [{ kind: 'luat', name: 'de dieu', year: 2006, article: '5' }]],
  ['nghị định 168', [{ kind: 'nghi-dinh', number: '168' }]],
  ['Nghị định số 168 quy định gì', [{ kind: 'nghi-dinh', number: '168' }]],
  ['74/2025/QH15', [{ kind: 'luat', number: '74/2025/QH15', year: 2025 }]],
  [
    'luật shtt 2022 điều 72 khoản 2',
    [{ kind: 'luat', name: 'so huu tri tue', year: 2022, article: '72', clause: '2' }],
  ],
  ['Điều 72 Luật Sở hữu trí tuệ', [{ article: '72', kind: 'luat', name: 'so huu tri tue' }]],
  [
    'điểm đ khoản 2 Điều 12a Thông tư 07/2024/TT-BKHCN',
    [
      {
        point: 'đ',
        clause: '2',
        article: '12a',
        kind: 'thong-tu',
        number: '07/2024/TT-BKHCN',
        year: 2024,
      },
    ],
  ],
  [
    'Điều 5 và Điều 6 của Luật Nhà ở năm 2023',
    [{ article: '5' }, { article: '6', kind: 'luat', name: 'nha o', year: 2023 }],
  ],
  ['tt 5 tỷ', [{ kind: 'thong-tu', number: '5' }]],
  ['có được vay tiền không ạ', []],
  ['', []],
]

test.each(forms)('%s', (text, expected) => {
  expect(readReferences(text)).toEqual(expected)
})

test('accents, capitals and Unicode form make no difference', () => {
  const typed = 'Nghị Định 13/2023 Điều 5'
  const same = readReferences(typed)
  expect(readReferences(typed.normalize('NFD'))).toEqual(same)
  expect(readReferences(typed.toUpperCase())).toEqual(same)
  expect(readReferences('nghi dinh 13/2023 dieu 5')).toEqual(same)
})

test('any text is read without a fault', () => {
  const pieces = fc.constantFrom(
    'nđ ',
    'điều ',
    '13',
    '/',
    '2023',
    'khoản ',
    'luật ',
    '-',
    'QH15 ',
    'đ',
  )
  const mixed = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 40 })
  fc.assert(
    fc.property(mixed, (parts) => {
      for (const one of readReferences(parts.join(''))) expect(one).toBeTypeOf('object')
    }),
  )
})

test('the time grows no faster than the text', () => {
  const timeOf = (text: string) => {
    const started = performance.now()
    readReferences(text)
    return performance.now() - started
  }
  for (const unit of ['luật ', 'điều 1 ', '1/2', '1-', 'luật a b c d e f g ', '/', 'đ']) {
    expect(timeOf(unit.repeat(200_000)), unit).toBeLessThan(500)
  }
})
