import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { csvLines, exportColumns, exportRows, safeText } from './export.ts'
import { ask, at, makeDesk } from './testing-desk.ts'
import { isThanks } from './thanks.ts'

const now = at('2026-03-02 09:00')

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const row of rows) list.push(row)
  return list
}

describe('a text in a spreadsheet', () => {
  it('is never a formula', () => {
    for (const evil of ['=1+1', '+84', '-2', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '＝1']) {
      expect(safeText(evil)).toBe(`'${evil}`)
    }
    expect(safeText('Quế = cinnamon')).toBe('Quế = cinnamon')
  })

  it('begins with no sign of a formula, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(safeText(text)).not.toMatch(/^\s*[=+\-@]/)
      }),
    )
  })
})

describe('exporting', () => {
  test('gives every ticket once, in batches, as columns say', async ({ db }) => {
    const desk = await makeDesk(db)
    const first = await ask(db, desk.person, now, { question: '=HYPERLINK("http://x")' })
    const { id: _, code: __, ...like } = first
    const copies = Array.from({ length: 2300 }, (_, index) => {
      return { ...like, code: `HL-2026-${String(index + 2).padStart(6, '0')}`, question: 'Hỏi' }
    })
    for (let from = 0; from < copies.length; from += 1000) {
      await db.insert(tickets).values(copies.slice(from, from + 1000))
    }
    const rows = await all(exportRows(db, desk.coordinator, {}, 'vi', now))
    expect(rows).toHaveLength(2301)
    expect(new Set(rows.map((row) => row[0])).size).toBe(2301)
    const columns = exportColumns('vi')
    const cell = (key: string) => rows[0]?.[columns.findIndex((column) => column.key === key)]
    expect(cell('question')).toBe('\'=HYPERLINK("http://x")')
    expect(cell('state')).toBe('Mới tiếp nhận')
    expect(cell('opened')).toEqual(now)

    const nothing = exportRows(db, desk.officer, {}, 'vi', now)
    expect(await all(csvLines('vi', nothing))).toHaveLength(1)
    const own = exportRows(db, desk.coordinator, { q: 'HL-2026-000001' }, 'vi', now)
    const csv = (await all(csvLines('vi', own))).join('')
    expect(csv.startsWith('\ufeffMã yêu cầu,Ngày tiếp nhận,')).toBe(true)
    expect(csv).toContain('"\'=HYPERLINK(""http://x"")"')
    expect(csv).toContain('02/03/2026 09:00')
  })
})

describe('thanks', () => {
  it('are told from questions', () => {
    const thanks = [
      'Cảm ơn Sở nhiều ạ',
      'ok',
      'da vang em cam on',
      'Thank you very much',
      '👍',
      'Vâng ạ',
    ]
    const questions = [
      'Cảm ơn, nhưng phí bao nhiêu?',
      'Tôi chưa hiểu',
      'không',
      '?',
      'Hồ sơ ok chưa ạ?',
    ]
    expect(thanks.filter((text) => !isThanks(text))).toEqual([])
    expect(questions.filter(isThanks)).toEqual([])
  })
})
