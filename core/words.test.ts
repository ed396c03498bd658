import { describe, expect, it } from 'vitest'
import { plainPhrase, typedPhrase, words } from './words.ts'

describe('reading the words of a message', () => {
  it('writes abbreviations out', () => {
    expect(plainPhrase('DN nhỏ cần gcn shtt, txng')).toBe(
      'doanh nghiep nho can giay chung nhan so huu tri tue truy xuat nguon goc',
    )
  })

  it('reads chat shorthand', () => {
    expect(plainPhrase('ko bik dki ntn')).toBe('khong biet dang ki nhu the nao')
  })

  it('spells kỹ and kĩ, quy and qui alike', () => {
    expect(plainPhrase('kỹ thuật, qui định, tỷ lệ')).toBe(plainPhrase('kĩ thuật quy định tỉ lệ'))
  })

  it('reads nd and tt as documents only beside a number', () => {
    expect(plainPhrase('tt 17/2025/TT-BTP, nd 13')).toBe(
      'thong tu 17 2025 thong tu btp nghi dinh 13',
    )
    expect(plainPhrase('nd công việc')).toBe('nd cong viec')
  })

  it('tells AI from ai', () => {
    expect(plainPhrase('dùng AI')).toBe('dung tri tue nhan tao')
    expect(plainPhrase('ai làm')).toBe('ai lam')
    expect(plainPhrase('AI LÀM ĐƯỢC')).toBe('ai lam duoc')
  })

  it('compares accents without regard to where the tone sits', () => {
    const accents = (text: string) => words(text).map((word) => word.accented)
    expect(accents('hoà hảo')).toEqual(accents('hòa hảo'))
    expect(accents('ma')).not.toEqual(accents('mã'))
  })

  it('shows a phrase as the person typed it', () => {
    const all = words('đăng ký SHTT nhanh')
    expect(typedPhrase(all, 0, 4)).toBe('đăng ký SHTT')
    expect(typedPhrase(all, 2, 6)).toBe('SHTT')
  })

  it('finds no words in emoji and signs', () => {
    expect(words('😀 !!! ...')).toEqual([])
  })
})
