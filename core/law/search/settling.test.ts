import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  buildIndex,
  dropEntry,
  emptyIndex,
  isUnsettled,
  type LawIndex,
  learn,
  putEntry,
  putLater,
  settle,
  weigh,
} from './law-index.ts'
import { search } from './search.ts'
import { provision, texts } from './testing-texts.ts'

const questions = ['vay vốn', 'thả diều gần đường dây', 'chơi cạnh cột', 'nuôi ong', 'nđ 13/2030']
const answers = (index: LawIndex) => questions.map((question) => search(index, question))

type Deed = (index: LawIndex) => void

const deeds: Deed[] = [
  (index) => putEntry(index, provision('p.1', 'Nuôi ong', 'Trại ong được hỗ trợ thùng nuôi.')),
  (index) => putEntry(index, provision('p.1', 'Nuôi ong', 'Trại ong vay vốn mua thùng.')),
  (index) => dropEntry(index, 'p.1'),
  (index) => dropEntry(index, 'o.5'),
  (index) => putEntry(index, texts[5]!),
  (index) => putEntry(index, texts[2]!),
  (index) => weigh(index, 'n.5', 9),
  (index) => learn(index, { id: 'a1', question: 'Chơi diều cạnh cột điện?', cited: ['l.3'] }),
]

test('whatever changes before and while an index settles, it answers as one that did not', () => {
  const some = fc.array(fc.constantFrom(...deeds), { maxLength: 8 })
  fc.assert(
    fc.property(some, some, fc.nat(20), (before, meanwhile, after) => {
      const settled = buildIndex(texts)
      const plain = buildIndex(texts)
      for (const deed of before) for (const index of [settled, plain]) deed(index)
      const steps = settle(settled)
      let done = false
      for (let at = 0; at < after && !done; at += 1) done = steps.next().done === true
      for (const deed of meanwhile) for (const index of [settled, plain]) deed(index)
      while (!done) done = steps.next().done === true
      expect(keysOf(settled)).toEqual(keysOf(plain))
      expect(settled.postings.upTo).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

function keysOf(index: LawIndex): string[][] {
  return answers(index).map((found) => found.map(({ key }) => key).toSorted())
}

test('what was put for later is found after the settling, and much that is gone is forgotten', () => {
  const index = emptyIndex()
  for (const entry of texts) putLater(index, entry)
  expect(search(index, 'vay vốn')).toEqual([])
  for (let at = 0; at < 1_500; at += 1) putEntry(index, provision(`e.${at}`, 'Đê', `Đoạn ${at}.`))
  expect(isUnsettled(index)).toBe(true)
  for (let at = 0; at < 1_400; at += 1) dropEntry(index, `e.${at}`)
  for (const _ of settle(index));
  expect(isUnsettled(index)).toBe(false)
  expect(index.entries.gone.size).toBe(0)
  expect(index.entries.keys.length).toBe(texts.length + 100)
  expect(
    answers(index)[0]
      ?.map(({ key }) => key)
      .toSorted(),
  ).toEqual(['n.5', 'o.5'])
})

test('an entry that says the same again takes no room', () => {
  const index = buildIndex(texts)
  const before = index.entries.tokens.length
  for (const entry of texts) putEntry(index, { ...entry, weight: 3 })
  expect(index.entries.tokens.length).toBe(before)
  expect(index.entries.gone.size).toBe(0)
  expect(index.entries.weights).toEqual(texts.map(() => 3))
})
