import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCommune } from './commune.ts'
import { readPhone } from './phone.ts'
import { readBusiness, readTaxCode, withCheckDigit } from './tax-code.ts'

const nineDigits = fc.integer({ min: 100_000_000, max: 999_999_999 }).map(String)

describe('tax codes', () => {
  test('ten digits with the right check digit are taken, any other last digit is not', () => {
    fc.assert(
      fc.property(nineDigits, fc.integer({ min: 0, max: 9 }), (nine, digit) => {
        const right = withCheckDigit(nine)
        const typed = `${nine}${digit}`
        expect('value' in readTaxCode(typed)).toBe(typed === right)
      }),
    )
  })

  test('known codes of large companies are taken', () => {
    for (const code of ['0100109106', '0300588569', '0101248141', '0100686209']) {
      expect(readTaxCode(code)).toEqual({ value: code })
    }
  })

  test('blanks, dots and dashes are as people write them', () => {
    expect(readTaxCode('0100 109 106')).toEqual({ value: '0100109106' })
    expect(readTaxCode('0100109106 – 001')).toEqual({ value: '0100109106-001' })
    expect(readTaxCode('0100109106001')).toEqual({ value: '0100109106-001' })
    expect(readTaxCode('0100109106-000')).toMatchObject({ invalid: 'people:tax-code-shape' })
  })

  test('a household gives the twelve digits of its owner, of a province that exists', () => {
    expect(readTaxCode('010090123456')).toEqual({ value: '010090123456' })
    expect(readTaxCode('099090123456')).toMatchObject({ invalid: 'people:tax-code-personal' })
    expect(readTaxCode('12345')).toMatchObject({ invalid: 'people:tax-code-shape' })
  })

  test('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        readTaxCode(typed)
        readBusiness(typed)
        readPhone(typed)
        readCommune([{ kind: 'xã', name: 'Văn Bàn' }], typed)
      }),
    )
  })
})

describe('business and tax code in one answer', () => {
  test.each([
    ['HTX Quế Văn Bàn, 5300345678', { name: 'HTX Quế Văn Bàn', taxCode: '5300345678' }],
    ['htx que van ban mst 5300345678', { name: 'htx que van ban', taxCode: '5300345678' }],
    [
      'MST: 5300345678 - Công ty TNHH Cơ khí Cam Đường',
      { name: 'Công ty TNHH Cơ khí Cam Đường', taxCode: '5300345678' },
    ],
    ['Homestay Tả Van 2', { name: 'Homestay Tả Van 2' }],
    ['5300345678', { name: '5300345678', taxCode: '5300345678' }],
    ['Công ty A (5300345678)', { name: 'Công ty A', taxCode: '5300345678' }],
  ])('%s', (typed, value) => {
    expect(readBusiness(typed)).toEqual({ value })
  })

  test('a wrong check digit is named', () => {
    expect(readBusiness('HTX Quế, 5300345679')).toEqual({
      invalid: 'people:tax-code-check',
      values: { code: '5300345679' },
    })
  })

  test('emoji alone is no name', () => {
    expect(readBusiness('🙂🙂')).toMatchObject({ invalid: 'people:business-name' })
  })
})

describe('phones', () => {
  test.each([
    ['0912 345 678', '0912345678'],
    ['+84 912-345-678', '0912345678'],
    ['84912345678', '0912345678'],
    ['0214.3840.840', '02143840840'],
  ])('%s', (typed, value) => {
    expect(readPhone(typed)).toEqual({ value })
  })

  test.each(['0112345678', '12345', '09123456789', 'không có'])('%s is asked again', (typed) => {
    expect(readPhone(typed)).toEqual({ invalid: 'people:phone-shape' })
  })
})

describe('communes', () => {
  const communes = [
    { kind: 'xã', name: 'Văn Bàn' },
    { kind: 'phường', name: 'Lào Cai' },
    { kind: 'phường', name: 'Cam Đường' },
    { kind: 'xã', name: 'Bảo Thắng' },
    { kind: 'xã', name: 'Bảo Yên' },
  ]
  test.each([
    ['xã Văn Bàn', 'xã Văn Bàn'],
    ['van ban', 'xã Văn Bàn'],
    ['P. Cam Duong', 'phường Cam Đường'],
    ['thôn 3 xã bảo thắng tỉnh Lao Cai nhé', 'xã Bảo Thắng'],
    ['nhà tôi ở Bảo Yên ạ', 'xã Bảo Yên'],
    ['cam dương', 'phường Cam Đường'],
    ['bao than', 'xã Bảo Thắng'],
  ])('%s', (typed, value) => {
    const reading = readCommune(communes, typed)
    expect(reading).toEqual({ value })
  })

  test('an unknown name is answered with the nearest ones', () => {
    expect(readCommune(communes, 'Si Ma Cai')).toMatchObject({ invalid: 'people:commune-unknown' })
  })

  test('without a list any name will do', () => {
    expect(readCommune([], 'xã Tam Giang')).toEqual({ value: 'xã Tam Giang' })
  })
})
