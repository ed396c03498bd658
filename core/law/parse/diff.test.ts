import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffLaws, diffWords } from './diff.ts'
import { parseLaw } from './parse.ts'
import { lawText } from './testing-texts.ts'

const changes = (before: string, after: string) => diffLaws(parseLaw(before), parseLaw(after))

test('a text read twice has no differences, wherever its lines break', () => {
  expect(changes(lawText, lawText)).toEqual([])
  expect(changes(lawText, lawText.replace('xe có hai bánh', 'xe có\nhai bánh'))).toEqual([])
})

test('a changed clause is told with its words, and nothing above it', () => {
  const found = changes(lawText, lawText.replace('xe có hai bánh', 'xe có ba bánh'))
  expect(found).toMatchObject([{ what: 'changed', kind: 'clause', anchor: 'd2.k1' }])
  expect(found[0]?.words).toEqual([
    { what: 'same', text: 'Xe đạp công cộng là xe có' },
    { what: 'removed', text: ' hai' },
    { what: 'added', text: ' ba' },
    { what: 'same', text: ' bánh.' },
  ])
})

test('points that come and go are told in the order of the text', () => {
  const after = lawText
    .replace('c) Bến nổi;\n', '')
    .replace('Việc đặt', 'e) Bến trên cây.\nViệc đặt')
  const found = changes(lawText, after)
  expect(found.map(({ what, anchor }) => [what, anchor])).toEqual([
    ['removed', 'd2.k2.dc'],
    ['changed', 'd2.k2.ddd'],
    ['added', 'd2.k2.de'],
  ])
})

test('a provision that was only renumbered has moved', () => {
  const found = changes(lawText, lawText.replace('1a. Mái', '1b. Mái'))
  expect(found).toMatchObject([{ what: 'moved', was: 'd3.k1a', anchor: 'd3.k1b' }])
})

test('a new title is a change of the article', () => {
  const found = changes(lawText, lawText.replace('Màu của bến', 'Màu sắc của bến'))
  expect(found).toMatchObject([{ what: 'changed', kind: 'article', anchor: 'd3' }])
})

test('the words of a difference give back both texts', () => {
  const text = fc.array(fc.constantFrom('bến', ' ', 'xe', '.', 'điều', '\n', '2', '“'), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [before, after] = [one.join('').trim(), other.join('').trim()]
      const words = diffWords(before, after)
      const side = (gone: string) =>
        words
          .filter(({ what }) => what !== gone)
          .map((part) => part.text)
          .join('')
      const bare = (told: string) => told.replace(/\s+/gu, '')
      expect([side('added'), side('removed')].map(bare)).toEqual([before, after].map(bare))
    }),
  )
})

test('a text rewritten throughout is told as one replacement', () => {
  const [before, after] = ['a ', 'b '].map((word) => word.repeat(3000).trim())
  expect(diffWords(before ?? '', after ?? '').map(({ what }) => what)).toEqual(['removed', 'added'])
})
