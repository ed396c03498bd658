import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { words } from '#core/words.ts'
import { findTerms, prepareTerms } from './terms.ts'

const terms = prepareTerms({
  ip: { 'nhãn hiệu': 3, nhãn: 1, 'sở hữu trí tuệ': 3 },
  tax: { thuế: 3, 'bị * phạt': 2 },
})
const found = (text: string) =>
  findTerms(terms, words(text)).map(({ phrase, weight }) => [phrase, weight])

describe('finding terms in a message', () => {
  it('finds them with accents, without, and abbreviated', () => {
    for (const text of ['Nhãn Hiệu của tôi', 'nhan hieu cua toi', 'NHÃN HIỆU']) {
      expect(found(text)).toEqual([['nhãn hiệu', 3]])
    }
    expect(found('luật SHTT mới')).toEqual([['sở hữu trí tuệ', 3]])
  })

  it('counts a term once and not what lies inside it', () => {
    expect(found('nhãn hiệu này, nhãn hiệu kia')).toEqual([['nhãn hiệu', 3]])
  })

  it('keeps a short term that also stands alone', () => {
    expect(found('nhãn hiệu và cái nhãn')).toContainEqual(['nhãn', 1])
  })

  it('tells thuế from thuê where accents are typed, and doubts where they are not', () => {
    expect(found('tiền thuê nhà của tôi')).toEqual([])
    expect(found('tien thue nha cua toi')).toEqual([['thuế', 1.5]])
    expect(found('nộp thuế')).toEqual([['thuế', 3]])
  })

  it('doubts a phrase with one accent wrong', () => {
    expect(found('đăng ký nhản hiệu thế nào')).toEqual([['nhãn hiệu', 1.5]])
  })

  it('reaches over a few words at an asterisk', () => {
    expect(found('bị đội quản lý phạt')).toEqual([['bị * phạt', 2]])
    expect(found('bị một hai ba bốn năm phạt')).toEqual([])
  })

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const { from, to } of findTerms(terms, words(text))) expect(from).toBeLessThan(to)
      }),
    )
  })
})
