import { expect, test } from 'vitest'
import { buildIndex } from './law-index.ts'
import { suggestSpelling } from './spelling.ts'
import { provision, texts } from './testing-texts.ts'

const many = Array.from({ length: 30 }, (_, at) =>
  provision(`m.${at}`, 'Đăng ký sáng chế', 'Quyền sở hữu trí tuệ và hoà giải của xưởng.'),
)
const index = buildIndex([...texts, ...many])

test('a misspelt syllable is put right as it is usually written', () => {
  expect(suggestSpelling(index, 'quyền sở hữu trí tuệe')).toBe('quyền sở hữu trí tuệ')
  expect(suggestSpelling(index, 'đăng ký sángg chế')).toBe('đăng ký sáng chế')
  expect(suggestSpelling(index, 'so hưuu tri tue')).toBe('so hữu tri tue')
})

test('a known syllable that never stands beside its neighbours is suspected', () => {
  expect(suggestSpelling(index, 'sở hữu chi tuệ')).toBe('sở hữu trí tuệ')
})

test('what is right, numbers and noise get no suggestion', () => {
  for (const text of [
    'quyền sở hữu trí tuệ',
    '13/2030',
    '',
    '?!',
    'zzzzzzzz',
    '9'.repeat(10_000),
  ]) {
    expect(suggestSpelling(index, text), text.slice(0, 20)).toBeUndefined()
  }
})

test('ten thousand characters of nonsense are answered at once', () => {
  const started = performance.now()
  suggestSpelling(index, 'xqzw vbnm '.repeat(1_000))
  expect(performance.now() - started).toBeLessThan(500)
})
