import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { busyFor } from '#core/testing-busy.ts'
import { cutMail } from './cut-mail.ts'

const question = 'Hồ sơ đăng ký nhãn hiệu tập thể gồm những gì?'

const carried: Record<string, string> = {
  'a quote as Gmail writes it in Vietnamese':
    'Vào Th 2, 2 thg 3, 2026 vào lúc 09:00 Hỏi Luật <hoi@so.example.vn> đã viết:\n\n> Sở đã tiếp nhận.\n> Mã yêu cầu: HL-2026-000001\n',
  'an attribution wrapped over two lines':
    'On Mon, Mar 2, 2026 at 9:00 AM Hỏi Luật <hoi@so.example.vn>\nwrote:\n\n> We have received it.\n',
  'a quote that no marks stand before':
    'Vào 09:00 ngày 2/3/2026, Hỏi Luật viết:\n\nSở đã tiếp nhận câu hỏi.\nMã yêu cầu: HL-2026-000001\n',
  'the original message as older Outlooks write it':
    '-----Original Message-----\nFrom: Hoi Luat\nSent: Monday\n\nSo da tiep nhan.\n',
  'the same in Vietnamese': '-----Thư gốc-----\nTừ: Sở\n\nSở đã tiếp nhận.\n',
  'the head of an Outlook mail':
    '________________________________\nFrom: Hỏi Luật <hoi@so.example.vn>\nSent: Monday, March 2, 2026 9:00 AM\nTo: An\nSubject: Re: Nhãn hiệu\n\nSở đã tiếp nhận.\n',
  'the head of an Outlook mail in Vietnamese':
    'Từ: Hỏi Luật <hoi@so.example.vn>\nNgày gửi: 2 tháng 3, 2026\nĐến: An\nChủ đề: Re: Nhãn hiệu\n\nSở đã tiếp nhận.\n',
  'a signature below dashes': '-- \nLý Thị Mẩy\nHTX Quế Văn Bàn\n',
  'a signature below a closing formula': 'Trân trọng,\nLý Thị Mẩy\nĐT: 0912 345 678\n',
  'thanks as a closing formula': 'Trân trọng cảm ơn!\n\nLý Thị Mẩy\n',
  'an English closing formula': 'Best regards,\nAn Nguyen\n',
  'what a phone adds': 'Đã gửi từ iPhone của tôi\n',
  'what a phone adds in English': 'Sent from my iPhone\n',
}

describe('cutting a mail', () => {
  for (const [name, rest] of Object.entries(carried)) {
    it(`cuts ${name}`, () => {
      const { said, cut } = cutMail(`${question}\n\n${rest}`)
      expect(said).toBe(question)
      expect(cut).toBe(rest)
    })
  }

  it('cuts signature and quote together', () => {
    const all = Object.values(carried)
    const text = `${question}\n\n${carried['a signature below a closing formula']}\n${all[0]}`
    expect(cutMail(text).said).toBe(question)
  })

  it('keeps answers written between and below quoted lines', () => {
    const text =
      'On Mon, An wrote to us and others\nwrote:\n> Cân loại nào?\nCân đĩa.\n> Năm nào?\n2024.\n'
    expect(cutMail(text).said).toBe('Cân đĩa.\n2024.')
  })

  it('keeps a question asked below a closing formula', () => {
    const text = `Kính gửi Sở.\n\nTrân trọng,\nAn\nP/S: ${question}\n`
    expect(cutMail(text)).toMatchObject({ said: text.trim(), cut: '' })
  })

  it('keeps words that only look like a mark', () => {
    const text = 'Trân trọng đề nghị Sở hướng dẫn.\nNgày gửi: hôm qua tôi đã gửi đơn.\nTừ: đâu?\n'
    expect(cutMail(text)).toMatchObject({ said: text.trim(), cut: '' })
  })

  it('keeps everything of a forwarded mail', () => {
    const text = `Nhờ Sở xem.\n\n${carried['the head of an Outlook mail']}`
    expect(cutMail(text, true)).toMatchObject({ said: text.trim(), cut: '' })
  })

  it('keeps everything where nothing would be left', () => {
    const text = carried['the original message as older Outlooks write it'] ?? ''
    expect(cutMail(text)).toMatchObject({ said: text.trim(), cut: '' })
  })

  it('loses nothing: the pieces are the text, and every line is said or cut', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('', question, ...Object.values(carried).flatMap((text) => text.split('\n'))),
    )
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (lines, end, all) => {
          const text = lines.join(end)
          const { pieces, said, cut } = cutMail(text, all)
          expect(pieces.map((piece) => piece.text).join('')).toBe(text)
          const bare = (given: string) => given.replace(/\s/g, '')
          const joined = (which: boolean) =>
            bare(pieces.flatMap((piece) => (piece.cut === which ? [piece.text] : [])).join(''))
          expect(bare(said)).toBe(joined(false))
          expect(bare(cut)).toBe(joined(true))
        },
      ),
    )
  })

  it('reads a very long text at once', async () => {
    const text = `${'On Vào Từ: Trân trọng -- > \n'.repeat(20_000)}${'a '.repeat(200_000)}`
    expect(await busyFor(() => cutMail(text))).toBeLessThan(2_000)
  })

  it.each([
    ['short lines', 'a\n'.repeat(400_000)],
    ['spaces', `x${' '.repeat(400_000)}x`],
    ['a closing formula and spaces', `regards${' '.repeat(400_000)}x`],
    ['closing formulas', `${'regards\n'.repeat(100_000)}?`],
    ['attributions', 'On Monday morning An wrote:\n>\n'.repeat(50_000)],
  ])('does not stand still over a mail made of %s', async (_, text) => {
    expect(await busyFor(() => cutMail(text))).toBeLessThan(3_000)
  })
})
