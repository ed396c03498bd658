import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tellFault } from '#core/fault.ts'
import { readHolidays } from './holidays-csv.ts'

describe('reading a list of special days', () => {
  it('takes Vietnamese and ISO days, with or without a heading', () => {
    const text =
      '\ufeffNgày;Loại;Tên\r\n24/11/2026;nghỉ;Ngày Văn hóa\r\n\r\n2026-12-24;Nghỉ chiều;Hội nghị\n'
    expect(readHolidays(text)).toEqual({
      days: [
        { day: '2026-11-24', kind: 'off', name: 'Ngày Văn hóa' },
        { day: '2026-12-24', kind: 'afternoon-off', name: 'Hội nghị' },
      ],
      faults: [],
    })
  })

  it('takes commas, tabs and quoted cells', () => {
    expect(readHolidays('1/9/2026,lam bu,"Làm bù"\n2/9/2026\tnghi\tQuốc khánh').days).toEqual([
      { day: '2026-09-01', kind: 'working', name: 'Làm bù' },
      { day: '2026-09-02', kind: 'off', name: 'Quốc khánh' },
    ])
  })

  it('names each bad line and keeps the good ones', () => {
    const { days, faults } = readHolidays(
      [
        '31/02/2026;nghỉ;Không có ngày này',
        '01/05/2026;nghỉ;Quốc tế lao động',
        '02/05/2026;ngủ;Sai loại',
        '03/05/2026;nghỉ;',
        '01/05/2026;nghỉ;Lặp lại',
        'hôm nay',
        '04/05/2026',
      ].join('\n'),
    )
    expect(days.map(({ day }) => day)).toEqual(['2026-05-01'])
    expect(faults.map((fault) => tellFault('vi', fault))).toEqual([
      'dòng 1: “31/02/2026” không phải là ngày (cần dạng 24/11/2026)',
      'dòng 3: “ngủ” không phải là loại ngày (nghỉ, nghỉ sáng, nghỉ chiều hoặc làm việc)',
      'dòng 4: thiếu tên của ngày 03/05/2026',
      'dòng 5: ngày 01/05/2026 đã có ở dòng 2',
      'dòng 6: “hôm nay” không phải là ngày (cần dạng 24/11/2026)',
      'dòng 7: mỗi dòng cần ngày, loại và tên, cách nhau bằng dấu chấm phẩy',
    ])
  })

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { days, faults } = readHolidays(text)
        expect(days.length + faults.length).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length)
      }),
    )
  })
})
