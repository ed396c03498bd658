import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endingOf, safeName } from './names.ts'

test.each([
  ['Giấy phép kinh doanh.pdf', 'Giấy phép kinh doanh.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\Mẩy\\ảnh.jpg', 'ảnh.jpg'],
  ['cod\u202efdp.exe', 'codfdp.exe'],
  ['a\u0000b\u200b.pdf', 'ab.pdf'],
  ['.htaccess', 'htaccess'],
  ['  ', 'file'],
  ['..', 'file'],
  ['a"b<c>.pdf', 'a_b_c_.pdf'],
  ['ả́nh.png'.normalize('NFD'), 'ả́nh.png'.normalize('NFC')],
])('%j is shown as %j', (given, shown) => {
  expect(safeName(given)).toBe(shown)
})

test('a long name is cut, its ending stays', () => {
  const shown = safeName(`${'ữ'.repeat(300)}.docx`)
  expect(Array.from(shown)).toHaveLength(120)
  expect(endingOf(shown)).toBe('docx')
})

test('whatever the name, it is one visible, short part of a path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const shown = safeName(name)
      expect(shown).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u)
      expect(shown.isWellFormed()).toBe(true)
      expect(shown).not.toBe('')
      expect(Array.from(shown).length).toBeLessThanOrEqual(120)
      expect(safeName(shown)).toBe(shown)
    }),
  )
})
