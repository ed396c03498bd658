import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, tidy } from './fold.ts'

describe('folding a text', () => {
  it('drops accents and case', () => {
    expect(fold('ĐĂNG KÝ Nhãn hiệu')).toBe('dang ky nhan hieu')
  })

  it('reads old and new tone placement alike', () => {
    expect(fold('hoà giải, khoẻ, thuỷ')).toBe(fold('hòa giải, khỏe, thủy'))
  })

  it('reads every Unicode form alike', () => {
    const text = 'Sở hữu trí tuệ ở Lào Cai'
    expect(['NFC', 'NFD', 'NFKC', 'NFKD'].map((form) => fold(text.normalize(form)))).toEqual(
      Array(4).fill('so huu tri tue o lao cai'),
    )
  })

  it('sees through invisible characters and odd blanks', () => {
    expect(fold('s\u200bh\u202et\u00adt\u00a0\t\n là  gì\ufeff ')).toBe('shtt la gi')
  })

  it('takes full-width letters and the Icelandic d for what they look like', () => {
    expect(fold('ｎｈãｎ Ðăng')).toBe('nhan dang')
  })

  it('keeps punctuation, so that commands and codes survive', () => {
    expect(fold(' /DuLieu HL-2026-000123 ')).toBe('/dulieu hl-2026-000123')
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(fold(text)) === fold(text)),
    )
  })
})

it('tidies without losing accents or case', () => {
  expect(tidy(' Số\u200b hiệu\n\nvăn  bản ')).toBe('Số hiệu văn bản')
})
