import { expect, test } from 'vitest'
import { withoutTag } from './frames.ts'

test.each([
  ['Phán quyết trọng tài là chung thẩm, đúng hay sai?', 'Phán quyết trọng tài là chung thẩm'],
  ['Can phai kiem dinh truoc khi ban, dung khong', 'Can phai kiem dinh truoc khi ban'],
  [
    'Hộ kinh doanh được hỗ trợ phí tư vấn có phải không ạ?',
    'Hộ kinh doanh được hỗ trợ phí tư vấn có phải không ạ?',
  ],
  ['Nhãn hiệu có hiệu lực mười năm phải không?', 'Nhãn hiệu có hiệu lực mười năm'],
  ['Có phải đăng ký không?', 'Có phải đăng ký không?'],
  ['đúng không', 'đúng không'],
  ['', ''],
])('%s', (question, rest) => {
  expect(withoutTag(question)).toBe(rest)
})

test('a very long text of blanks takes no time', () => {
  const long = `a${' '.repeat(200_000)}x`
  expect(withoutTag(long)).toBe(long)
})
