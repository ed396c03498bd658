import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestPassage } from './highlight.ts'
import { buildIndex } from './law-index.ts'
import { provision, texts } from './testing-texts.ts'

const index = buildIndex(texts)
const filling = 'Câu này nói về chuyện khác hẳn, chẳng dính gì. '.repeat(20)

test('the passage is where the question is answered, and its words are marked', () => {
  const text = `${filling}Hồ sơ vay vốn gồm đơn và phương án. ${filling}`
  const passage = bestPassage(index, { text, question: 'ho so vay von', most: 120 })
  expect(passage.text).toContain('Hồ sơ vay vốn gồm đơn')
  expect(passage.text.length).toBeLessThanOrEqual(120)
  expect(passage).toMatchObject({ cutBefore: true, cutAfter: true })
  const marked = passage.marks.map(({ from, to }) => passage.text.slice(from, to))
  expect(marked.join(' ')).toContain('Hồ sơ vay vốn')
})

test('the word that makes it a question is not looked for, the one of its matter is', () => {
  const text = 'Hàng không được tẩy xóa nhãn.'
  const small = buildIndex([...texts, provision('x.1', 'Nhãn', text)])
  const marked = (question: string) =>
    bestPassage(small, { text, question }).marks.map(({ from, to }) => text.slice(from, to))
  for (const question of ['tay xoa nhan khong', 'Tẩy xóa nhãn nữa không ạ?']) {
    expect(marked(question)).not.toContain('không')
    expect(marked(question)).toContain('tẩy')
  }
  expect(marked('vận tải hàng không')).toContain('không')
})

test('a short text is shown whole, without marks when nothing fits', () => {
  const passage = bestPassage(index, { text: 'Ngắn thôi.', question: '???' })
  expect(passage).toEqual({ text: 'Ngắn thôi.', cutBefore: false, cutAfter: false, marks: [] })
})

test('whatever the text and question, the passage is a part of the text and the marks lie in it', () => {
  const words = fc.array(fc.constantFrom('vay', 'vốn', 'hồ', 'sơ', '.', '\n', 'xưởng', 'ê', '😀'))
  fc.assert(
    fc.property(words, words, fc.integer({ min: 1, max: 80 }), (all, asked, most) => {
      const text = all.join(' ')
      const passage = bestPassage(index, { text, question: asked.join(' '), most })
      expect(text.normalize('NFC')).toContain(passage.text)
      for (const { from, to } of passage.marks) {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThanOrEqual(passage.text.length)
      }
    }),
  )
})
