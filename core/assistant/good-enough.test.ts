import { expect, test } from 'vitest'
import type { Finding } from '#core/law/shelf.ts'
import { goodEnough } from './good-enough.ts'

const finding = (more: Partial<Finding> & Pick<Finding, 'label' | 'heading'>): Finding => ({
  ...{ what: 'provision', key: 'd:1:d2', documentId: 1, anchor: 'd2', path: '/van-ban/x/d2' },
  passage: { text: more.heading, cutBefore: false, cutAfter: false, marks: [] },
  ...{ coverage: 0.7, score: 10 },
  validity: { standing: 'in force', from: '2025-01-01', until: null },
  ...more,
})
const over = { standing: 'expired', from: '2020-01-01', until: '2025-01-01' } as const

const question = 'thời hạn kiểm định phương tiện đo là bao lâu'
const law = finding({ label: 'Điều 2 Nghị định 9/2025/NĐ-CP', heading: 'Kiểm định phương tiện đo' })
const old = finding({
  ...{ label: 'Điều 7 Nghị định 1/2020/NĐ-CP', heading: 'Thời hạn kiểm định phương tiện đo' },
  ...{ key: 'd:2:d7', documentId: 2, anchor: 'd7', validity: over, coverage: 0.9 },
})
const { validity: _, ...unjudged } = law
const answer: Finding = {
  ...unjudged,
  ...{ what: 'published', key: 'a:5', anchor: '', label: 'Trả lời của Phòng' },
  heading: 'Kiểm định phương tiện đo có thời hạn thế nào?',
}
const noise = finding({
  ...{ key: 'd:1:d9', anchor: 'd9', label: 'Điều 9 Nghị định 9/2025/NĐ-CP' },
  ...{ heading: 'Trách nhiệm của bộ', coverage: 0.2 },
})

const keysOf = (found: Finding[]) => found.map(({ key }) => key)

test('published answers come first, then law in force; what does not fit is left out', () => {
  expect(keysOf(goodEnough(question, [noise, old, law, answer], false))).toEqual(['a:5', 'd:1:d2'])
})

test('law out of force is shown only where nothing in force fits', () => {
  expect(keysOf(goodEnough(question, [old, noise], false))).toEqual(['d:2:d7'])
})

test('a question of the office’s own fields needs to fit less', () => {
  const weak = finding({ label: 'Điều 2', heading: 'Kiểm định', coverage: 0.45 })
  expect(goodEnough('cân ở chợ có phải kiểm định không', [weak], false)).toEqual([])
  expect(goodEnough('cân ở chợ có phải kiểm định không', [weak], true)).toEqual([weak])
})

test('a document named by its number is meant, in force or not, and no other of a like number', () => {
  const like = finding({
    ...law,
    key: 'd:3:d7',
    anchor: 'd7',
    label: 'Điều 7 Nghị định 11/2020/NĐ-CP',
  })
  expect(keysOf(goodEnough('nghị định 1/2020 điều 7', [like, law, old], false))).toEqual(['d:2:d7'])
  expect(goodEnough('nghị định 1/2020 điều 8', [noise], false)).toEqual([])
})

test('small talk shows nothing', () => {
  for (const said of ['hôm nay trời đẹp quá', 'alo', 'ok em', '???', 'cho hỏi với ạ']) {
    expect(
      goodEnough(
        said,
        [
          { ...law, coverage: 0.5 },
          { ...noise, coverage: 0.5 },
        ],
        true,
      ),
    ).toEqual([])
  }
})
