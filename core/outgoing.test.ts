import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitText, withNumbers } from './outgoing.ts'

const graphemes = [
  'a',
  'ế',
  'e\u0302\u0301',
  'Đ',
  '😀',
  '👨‍👩‍👧',
  '🇻🇳',
  '👍🏽',
  '中',
  '\ud83d',
  '\u200b',
]
const blanks = [' ', '  ', '\n', '\n\n', '. ', '? ', '…\n', '!” ', '\u00a0']
const texts = fc
  .array(fc.oneof(fc.constantFrom(...graphemes), fc.constantFrom(...blanks), fc.string()), {
    maxLength: 200,
  })
  .map((parts) => parts.join(''))
const limits = fc.integer({ min: 1, max: 80 })

const length = (text: string) => Array.from(text).length
const withoutBlanks = (text: string) => text.normalize('NFC').replace(/\s/gu, '')

describe('splitting any text', () => {
  it('leaves no piece over the limit, nor an empty one', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const pieces = splitText(text, limit)
        for (const piece of pieces) expect(length(piece)).toBeLessThanOrEqual(limit)
        if (text.trim() !== '') for (const piece of pieces) expect(piece).not.toBe('')
      }),
    )
  })

  it('loses nothing but white space', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        expect(withoutBlanks(splitText(text, limit).join(''))).toBe(withoutBlanks(text))
      }),
    )
  })

  it('never cuts a character in two', () => {
    const whole = texts.map((text) => text.toWellFormed())
    fc.assert(
      fc.property(whole, limits, (text, limit) => {
        for (const piece of splitText(text, limit)) expect(piece.isWellFormed()).toBe(true)
      }),
    )
  })

  it('keeps together what a reader sees as one character, when it fits', () => {
    const seen = fc.array(fc.constantFrom(...graphemes.filter((one) => one.isWellFormed())))
    const segmenter = new Intl.Segmenter('vi')
    const characters = (text: string) => Array.from(segmenter.segment(text), (one) => one.segment)
    fc.assert(
      fc.property(seen, fc.integer({ min: 10, max: 40 }), (list, limit) => {
        const text = list.join('').normalize('NFC')
        expect(splitText(text, limit).flatMap(characters)).toEqual(characters(text))
      }),
    )
  })

  it('leaves a text that fits in one piece', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(splitText(text, Math.max(1, length(text.normalize('NFC'))))).toEqual([
          text.normalize('NFC').trim(),
        ])
      }),
    )
  })

  it('cuts only between words as long as every word is short', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom('n', 'ế', 'đ'), maxLength: 9 }), {
      maxLength: 80,
    })
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 60 }), (list, limit) => {
        const said = list.filter(Boolean)
        const back = splitText(said.join(' '), limit).flatMap((piece) => piece.split(' '))
        expect(back.filter(Boolean)).toEqual(said)
      }),
    )
  })
})

describe('splitting a letter', () => {
  it('prefers the border of a paragraph, then of a sentence, then of a word', () => {
    expect(splitText('Một hai ba. Bốn.\n\nNăm sáu bảy tám.', 26)).toEqual([
      'Một hai ba. Bốn.',
      'Năm sáu bảy tám.',
    ])
    expect(splitText('Một hai ba bốn. Năm sáu bảy', 22)).toEqual(['Một hai ba bốn.', 'Năm sáu bảy'])
    expect(splitText('một hai ba bốn năm', 10)).toEqual(['một hai ba', 'bốn năm'])
  })

  it('leaves the number of an item with its item', () => {
    expect(splitText('Hồ sơ gồm có:\n1. Tờ khai theo mẫu', 20)).toEqual([
      'Hồ sơ gồm có:',
      '1. Tờ khai theo mẫu',
    ])
    expect(splitText('Theo quy định, căn cứ\nĐiều 5. Hồ sơ', 30)).toEqual([
      'Theo quy định, căn cứ',
      'Điều 5. Hồ sơ',
    ])
  })

  it('answers an empty text with one empty piece', () => {
    expect(splitText(' \n ', 10)).toEqual([''])
  })
})

describe('numbered choices', () => {
  it('stand below the text, and the link below them', () => {
    const choices = [
      { id: 'a', label: 'Có' },
      { id: 'b', label: 'Không' },
    ]
    const link = { label: 'Xem', url: 'https://example.vn' }
    expect(withNumbers({ text: 'Gửi?', choices, link })).toBe(
      'Gửi?\n\n1. Có\n2. Không\n\nXem: https://example.vn',
    )
    expect(withNumbers({ text: 'Gửi?' })).toBe('Gửi?')
    const listed = 'Các lớp:\n1. Có\n2. Không · đã đủ chỗ'
    const more = [...choices, { id: 'c', label: 'Cả' }]
    expect(withNumbers({ text: listed, choices: more })).toBe(`${listed}\n\n3. Cả`)
    expect(withNumbers({ text: '1. Có khi', choices })).toContain('1. Có\n')
  })

  it('bear their number once, a score has its own', () => {
    const choices = ['1 - Kém', '2 - Tốt', '1 - Không rõ'].map((label) => ({ id: label, label }))
    expect(withNumbers({ text: '', choices })).toBe('1 - Kém\n2 - Tốt\n3. 1 - Không rõ')
  })
})
