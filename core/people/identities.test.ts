import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '#core/fold.ts'
import { identityCutter } from './identities.ts'

const nobody = { names: [], businesses: [], numbers: [], addresses: [], texts: [] }

const cut = identityCutter({
  names: ['Lý Thị Mẩy'],
  businesses: ['HTX Quế Nặm Tha'],
  numbers: ['0912345678', '5300123456-001'],
  addresses: ['web-9f8e7d6c'],
  texts: ['Tôi có xưởng quế ở Nặm Tha, muốn đăng ký nhãn hiệu thì làm hồ sơ thế nào cho đúng?'],
})

test.each([
  ['Kính gửi bà Lý Thị Mẩy,', 'Kính gửi bà […],'],
  ['kinh gui ly thi may', 'kinh gui […]'],
  ['LÝ THỊ MẨY hỏi', '[…] hỏi'],
  ['Chị Mẩy đã gọi', 'Chị […] đã gọi'],
  ['máy móc và mây mù', 'máy móc và mây mù'],
  ['gọi 0912 345 678 nhé', 'gọi […] nhé'],
  ['gọi +84 912.345.678', 'gọi +[…]'],
  ['số 0912-345-678, mã 5300123456', 'số […], mã […]'],
  ['MST5300123456001', '[…]'],
  ['HTX Quế Nặm Tha nộp', '[…] nộp'],
  ['Hợp tác xã Quế Nặm Tha nộp', 'Hợp tác xã […] nộp'],
  ['khách web-9f8e7d6c', 'khách […]'],
  ['Phí là 1.000.000 đồng theo Điều 43.', 'Phí là 1.000.000 đồng theo Điều 43.'],
  [
    'Bà hỏi: "muốn đăng ký nhãn hiệu thì làm hồ sơ thế nào cho đúng?" Sở trả lời:',
    'Bà hỏi: "[…]?" Sở trả lời:',
  ],
  ['Để đăng ký nhãn hiệu, hồ sơ gồm tờ khai.', 'Để đăng ký nhãn hiệu, hồ sơ gồm tờ khai.'],
])('%j becomes %j', (text, expected) => {
  expect(cut(text)).toBe(expected)
})

test('a name that is also an everyday word is cut only where it is a name', () => {
  const cutAn = identityCutter({ ...nobody, names: ['An'] })
  expect(cutAn('An toàn bức xạ')).toBe('An toàn bức xạ')
  expect(cutAn('anh An hỏi về an toàn')).toBe('anh […] hỏi về an toàn')
  const cutBinhAn = identityCutter({ ...nobody, names: ['Bình An'] })
  expect(cutBinhAn('chúc bình an, ông Bình An')).toBe('chúc bình an, ông […]')
})

test('a business named by its kind only cuts nothing', () => {
  const text = 'Hợp tác xã nộp hồ sơ tại Sở.'
  expect(identityCutter({ ...nobody, businesses: ['Hợp tác xã'] })(text)).toBe(text)
})

test('whatever stands around it, a name of three words and a phone number never survive', () => {
  const separators = fc.constantFrom(' ', ', ', '. ', '\n', ' - ')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), separators, fc.string(), (before, gap, after) => {
      const text = `${before}${gap}Lý Thị Mẩy${gap}0912 345 678${gap}${after}`
      const kept = fold(cut(text))
      expect(kept).not.toContain('ly thi may')
      expect(kept.replace(/\D/g, '')).not.toContain('0912345678')
    }),
  )
})

test('a text without any identity is left as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(identityCutter(nobody)(text)).toBe(text)
    }),
  )
})
