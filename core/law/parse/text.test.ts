import { expect, test } from 'vitest'
import { busyFor } from '#core/testing-busy.ts'
import { unwrapped } from './text.ts'

test.each([
  ['dữ liệu cá\nnhân', 'dữ liệu cá nhân'],
  ['đăng ký nhãn hi-\nệu', 'đăng ký nhãn hiệu'],
  ['Bộ Khoa học-\nCông nghệ', 'Bộ Khoa học-Công nghệ'],
  ['theo khoản\n1 Điều 5', 'theo khoản 1 Điều 5'],
  ['Hết câu.\n1. Khoản sau', 'Hết câu.\n1. Khoản sau'],
  ['dòng ngắn\n\nChữ hoa', 'dòng ngắn\nChữ hoa'],
])('%j reads %j', (wrapped, whole) => {
  expect(unwrapped(wrapped)).toBe(whole)
})

test('one sentence over forty thousand lines is sewn in time that grows with their number', async () => {
  const text = 'diều giấy\n'.repeat(40_000)
  expect(await busyFor(() => expect(unwrapped(text)).toHaveLength(399_999))).toBeLessThan(3000)
})
