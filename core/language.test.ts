import { expect, test } from 'vitest'
import { say, useOwnWords } from './language.ts'

const hostile = '{{unit}} $& $1 $t(menu) <b>&'

test('what a person typed stands in our words as they typed it', () => {
  const words = say('vi', 'tickets:event.answered', { staff: hostile, unit: 'Phòng A' })
  expect(words).toContain(hostile)
})

test("the office's own words are filled like ours", ({ onTestFinished }) => {
  onTestFinished(() => useOwnWords([]))
  useOwnWords([{ language: 'vi', key: 'tickets:event.answered', text: 'Bởi {{staff}}!' }])
  expect(say('vi', 'tickets:event.answered', { staff: hostile })).toBe(`Bởi ${hostile}!`)
})
