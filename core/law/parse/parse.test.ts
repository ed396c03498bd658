import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { busyFor } from '#core/testing-busy.ts'
import { parseLaw } from './parse.ts'
import { amendingText, decreeText, gazetteText, lawText } from './testing-texts.ts'
import { bodyOf, ownText, textOf, unwrapped } from './text.ts'
import { type ParsedLaw, provisionAt, provisionsOf, spansWithin, walk } from './tree.ts'

const anchorsOf = (law: ParsedLaw) => [...walk(law.root)].map(({ anchor }) => anchor).slice(1)

function at(law: ParsedLaw, anchor: string) {
  const found = provisionAt(law, anchor)
  if (!found) throw new Error(`no ${anchor} among ${anchorsOf(law).join(' ')}`)
  return found
}

/** The spans of all provisions and the noise, laid end to end. */
function rebuilt(law: ParsedLaw): string {
  let last = 0
  const spans = [...spansWithin(law.root), ...law.noise].sort((a, b) => a.from - b.from)
  for (const span of spans) {
    expect(span.from).toBe(last)
    last = span.to
  }
  return spans.map(({ from, to }) => law.source.slice(from, to)).join('')
}

describe('a law', () => {
  const law = parseLaw(lawText)

  test('is read into parts, chapters, sections, articles, clauses and points', () => {
    expect(anchorsOf(law)).toEqual([
      ...['mo-dau', 'can-cu', 'p1', 'p1.c1', 'd1', 'd2', 'd2.k1', 'd2.k2', 'd2.k2.da', 'd2.k2.db'],
      ...['d2.k2.dc', 'd2.k2.dd', 'd2.k2.ddd', 'p1.c2', 'p1.c2.m1', 'p1.c2.m1.t1', 'd3', 'd3.k1'],
      ...['d3.k1a', 'd3.k2', 'p1.c2.m2', 'd4', 'd4.k1', 'd4.k2', 'd4.k3', 'ket'],
    ])
    expect(law.doubts).toEqual([])
  })

  test('keeps titles, also those of two lines', () => {
    expect(at(law, 'p1.c2').title).toBe('BẾN XE VÀ NGƯỜI ĐI XE')
    expect(at(law, 'p1.c2.m1.t1').title).toBe('Bến có mái che')
    expect(at(law, 'd2').title).toBe('Giải thích từ ngữ')
  })

  test('keeps a reference at the start of a line in its sentence', () => {
    expect(ownText(law, at(law, 'd3.k2'))).toContain('khoản 1 Điều 2. của Luật này thì')
  })

  test('ends before its note of adoption', () => {
    expect(textOf(law, at(law, 'd4'))).not.toContain('được Quốc hội')
    expect(textOf(law, at(law, 'ket'))).toContain('Lê Văn Thử')
  })

  test('gives the text under an article without its title, markers kept', () => {
    expect(bodyOf(law, at(law, 'd3')).split('\n').slice(0, 2)).toEqual([
      '1. Bến sơn màu xanh.',
      '1a. Mái bến sơn màu trắng.',
    ])
    expect(ownText(law, at(law, 'd3.k1a'))).toBe('Mái bến sơn màu trắng.')
  })
})

describe('a decree with appendices', () => {
  const law = parseLaw(decreeText)

  test('keeps signature, lists and forms apart and reads an attached regulation', () => {
    expect(anchorsOf(law).filter((one) => !one.includes('.k'))).toEqual([
      ...[
        'mo-dau',
        'can-cu',
        'd1',
        'd2',
        'd3',
        'ket',
        'pl1',
        'pl2',
        'pl',
        'pl.c1',
        'pl.d1',
        'pl.d2',
      ],
    ])
    expect(at(law, 'pl1').title).toBe('DANH MỤC BẾN')
    expect(ownText(law, at(law, 'pl.d1.k1'))).toBe('Bến mở từ 6 giờ.')
    expect(textOf(law, at(law, 'pl2'))).toContain('Đơn này có giá trị một năm.')
  })

  test('takes a sentence beside the number for text, not for a title', () => {
    expect(at(law, 'd3').title).toBe('')
    expect(bodyOf(law, at(law, 'd3'))).toMatch(/^Các bộ, .* Nghị định này\.$/u)
  })
})

describe('an amending law', () => {
  const law = parseLaw(amendingText)

  test('has only its own articles and clauses; what it quotes keeps its place', () => {
    expect(provisionsOf(law, 'article').map(({ anchor }) => anchor)).toEqual(['d1', 'd2'])
    expect(provisionsOf(law, 'clause').map(({ anchor }) => anchor)).toEqual([
      ...['d1.k1', 'd1.k2', 'd1.k3', 'd1.k4'],
    ])
    expect(provisionsOf(law, 'quote').map(({ anchor }) => anchor)).toEqual(['d1.k1.q1', 'd1.k2.q1'])
    expect(textOf(law, at(law, 'd1.k1'))).toContain('“xe” có hai hoặc ba bánh.')
    expect(ownText(law, at(law, 'd1.k1'))).toBe('Sửa đổi, bổ sung Điều 2 như sau:')
    expect(textOf(law, at(law, 'd1.k3.da'))).toContain('mái che bằng lá')
  })

  test('survives a closing mark that was lost', () => {
    const broken = parseLaw(amendingText.replace('để xe.”.', 'để xe.'))
    expect(broken.doubts.map(({ what }) => what)).toContain('open-quote')
    expect(provisionsOf(broken, 'article').map(({ anchor }) => anchor)).toEqual(['d1', 'd2'])
  })
})

test('a footnote that goes on over the next page takes no article with it', () => {
  const law = parseLaw(
    'Điều 1. Một\nA.\n1 Luật khác quy định như sau:\n“Điều 9. Hiệu lực\n1. Chú thích\nĐiều 2. Hai\nB.\nHết chú thích.”.\nĐiều 3. Ba\nC.',
  )
  expect(provisionsOf(law, 'article').map(({ anchor }) => anchor)).toEqual(['d1', 'd2', 'd3'])
})

describe('a circular with many points', () => {
  const letters = [...'abcdđeghiklmnopqrstuvxy']

  test('gives every letter an anchor of its own', () => {
    const points = letters.map((letter) => `${letter}) Điểm ${letter};`).join('\n')
    const law = parseLaw(`Điều 1. Danh sách\n1. Gồm:\n${points}\nđ1) Điểm thêm;\n12đ. Khoản`)
    const anchors = provisionsOf(law, 'point').map(({ anchor }) => anchor)
    expect(new Set(anchors).size).toBe(letters.length + 1)
    expect(anchors.slice(3, 6)).toEqual(['d1.k1.dd', 'd1.k1.ddd', 'd1.k1.de'])
    expect(anchors.at(-1)).toBe('d1.k1.ddd1')
  })

  test('numbers a repeated label anew and says so', () => {
    const law = parseLaw('Điều 1. X\n1. Gồm:\na) Một;\nc) Ba;\nb) Hai;\nc) Ba nữa.')
    expect(
      provisionsOf(law, 'point')
        .map(({ anchor }) => anchor)
        .at(-1),
    ).toBe('d1.k1.dc-2')
    expect(law.doubts).toMatchObject([{ what: 'repeated', label: 'b' }])
  })
})

describe('text from a gazette’s PDF', () => {
  const law = parseLaw(gazetteText)

  test('loses page headers, stamps and rules, and sentences are whole again', () => {
    expect(anchorsOf(law).filter((one) => one.startsWith('d'))).toEqual([
      ...['d1', 'd1.k1', 'd1.k2', 'd1.k2.da', 'd1.k2.db', 'd1.k2.dc', 'd2'],
    ])
    expect(textOf(law, at(law, 'd1'))).not.toMatch(/CÔNG BÁO|Ký bởi|___/u)
    expect(ownText(law, at(law, 'd1.k1'))).toMatch(
      /bình thường và không .* khoản 2 Điều 2 Thông tư/u,
    )
    expect(ownText(law, at(law, 'd1.k2.db'))).toContain('kỹ thuật quốc gia')
  })

  test('joins a wrapped title and reads a heading whose full stop became a comma', () => {
    expect(at(law, 'd1').title).toMatch(/được gắn trên xe đạp công cộng$/u)
    expect(at(law, 'd2').title).toBe('Hiệu lực thi hành')
  })

  test('cuts page numbers that count up a page apart, not those of a table', () => {
    const page = (number: number) => `${'Câu thứ nhất của trang.\n'.repeat(14)}${number}\n`
    const paged = parseLaw(`Điều 1. A\n${page(4)}${page(5)}${page(6)}`)
    expect(paged.noise.map(({ from, to }) => paged.source.slice(from, to).trim())).toEqual([
      '4',
      '5',
      '6',
    ])
    expect(parseLaw('Điều 1. A\n1\nMột\n2\nHai\n3\nBa').noise).toEqual([])
  })

  test('keeps the hyphen of names and joins lines only where a sentence goes on', () => {
    expect(unwrapped('theo Thông tư 01/2026/TT-\nBKHCN')).toBe('theo Thông tư 01/2026/TT-BKHCN')
    expect(unwrapped('Hết câu.\nCâu mới')).toBe('Hết câu.\nCâu mới')
  })
})

test('a table of contents is not the text', () => {
  const contents = 'MỤC LỤC\nĐiều 1. Một 3\nĐiều 2. Hai 4\nĐiều 3. Ba 5\n'
  const body = 'Điều 1. Một\nA.\nB.\nĐiều 2. Hai\nC.\nĐiều 3. Ba\nD.'
  const law = parseLaw(contents + body)
  expect(anchorsOf(law)).toEqual(['mo-dau', 'd1', 'd2', 'd3'])
  expect(bodyOf(law, at(law, 'd1'))).toBe('A.\nB.')
})

test('numbers that jump are told to the reviewer', () => {
  const law = parseLaw('Điều 1. Một\nA.\nĐiều 4. Bốn\nB.')
  expect(anchorsOf(law)).toContain('d4')
  expect(law.doubts).toMatchObject([{ what: 'gap', label: '4' }])
})

test('glued headings of careless copies come apart', () => {
  const law = parseLaw(
    'Điều 1. Hiệu lực thi hành1. Nghị quyết này có hiệu lực từ ngày ký ban hành. 2. Các bộ thi hành Nghị quyết này.',
  )
  expect(anchorsOf(law)).toEqual(['d1', 'd1.k1', 'd1.k2'])
  expect(at(law, 'd1').title).toBe('Hiệu lực thi hành')
})

describe('whatever the source', () => {
  const pieces = fc.constantFrom(
    ...lawText.split('\n'),
    ...decreeText.split('\n'),
    ...amendingText.split('\n'),
    ...gazetteText.split(/\n/u),
    ...[
      '“',
      '”',
      '"',
      '\f',
      '\r\n',
      '\u2028',
      '|',
      '* a) b',
      'Điều',
      'Điều 99999.',
      'Chương',
      '12',
      '---',
    ],
  )
  const joint = fc.constantFrom('\n', '\n\n', '\r\n', ' ', '\f', '')
  const messy = fc
    .array(fc.tuple(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 12 })), joint), {
      maxLength: 60,
    })
    .map((parts) => parts.flat().join(''))

  test('nothing is lost and nothing is said twice', () => {
    fc.assert(
      fc.property(messy, (source) => {
        const law = parseLaw(source)
        expect(rebuilt(law)).toBe(source)
        const anchors = anchorsOf(law)
        expect(new Set(anchors).size).toBe(anchors.length)
        for (const one of walk(law.root)) {
          for (const child of one.children) {
            expect(child.from >= one.from && child.to <= one.to).toBe(true)
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  test('the same text gives the same anchors', () => {
    fc.assert(
      fc.property(messy, (source) => {
        expect(anchorsOf(parseLaw(source))).toEqual(anchorsOf(parseLaw(source)))
      }),
      { numRuns: 20 },
    )
  })

  test('a hostile source is read in a time that grows with its length', async () => {
    const lines = [
      'Điều 1.',
      '“a',
      '',
      '“Điều 1. A',
      '1. A\n\n2',
      'Điều 3. A\nĐiều 1. B',
      'Phụ lục I',
      'Chương I',
      'Nơi nhận:',
      '"Điều 1. x',
      'Ký bởi:',
      '1. A',
    ]
    for (const line of lines) {
      const text = `${line}\n`.repeat(8_000)
      const busy = await busyFor(() => {
        const law = parseLaw(text)
        expect(law.root.to).toBe(law.source.length)
      })
      expect(busy).toBeLessThan(1500)
    }
  })
})
