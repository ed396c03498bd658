import { describe, expect, test } from 'vitest'
import { decreeText } from '#core/law/parse/testing-texts.ts'
import { type Extracted, extract } from './extract.ts'
import { docxOf, docxOfText, numberingPart, paragraph, pdfOf } from './testing-files.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)
const lines = decreeText.trim().split('\n')
const head = {
  number: '902/2032/NĐ-CP',
  kind: 'Nghị định',
  title: 'Quy định chi tiết một số điều của Luật Xe đạp công cộng',
  issuer: 'Chính phủ',
  signer: 'Trần Thị Mẫu',
  signedOn: '2032-03-05',
  inForceOn: '2032-04-19',
}

function textOf(told: Extracted): string {
  if (!told.ok) throw new Error(`refused: ${told.reason.key}`)
  return told.text
}

function reasonOf(told: Extracted): string {
  return told.ok ? 'read' : told.reason.key.replace('law-import:refused.', '')
}

describe('a decree', () => {
  const pages = [lines.slice(0, 12), lines.slice(12, 30), lines.slice(30)]
  const htmlLines = lines.map((line) => `<p>${line}</p>`).join('')
  const files: Record<string, [Uint8Array, string]> = {
    'as plain text': [bytes(decreeText), 'text/plain'],
    'as UTF-16 with its mark': [bytes(`\ufeff${decreeText}`, 'utf16le'), 'text/plain'],
    'as UTF-16 without it': [bytes(decreeText, 'utf16le'), 'text/plain'],
    'as a web page': [
      bytes(`<!doctype html><body><div id=x>${htmlLines}</div></body>`),
      'text/html',
    ],
    'as Markdown': [
      bytes(lines.map((line) => line.replace(/^(Điều \d+\..*)$/u, '## **$1**')).join('\n\n')),
      'text/plain',
    ],
    'as a Word document': [docxOfText(decreeText), 'wordprocessingml'],
    'as a PDF': [pdfOf(pages), 'application/pdf'],
  }
  test.for(Object.keys(files))('is read %s, its head with it', async (name) => {
    const [file = new Uint8Array(), type = ''] = files[name] ?? []
    const told = await extract(file)
    expect(told).toMatchObject({ ok: true, type: expect.stringContaining(type), facts: head })
    const words = (text: string) => text.replace(/[\s\f]+/gu, ' ').trim()
    expect(words(textOf(told))).toBe(words(decreeText))
  })
})

describe('letters older than Unicode', () => {
  const tcvn3 =
    'Céng hßa x· héi chñ nghÜa ViÖt Nam. §iÒu 1. NghÞ ®Þnh nµy quy ®Þnh vÒ viÖc thùc hiÖn cña c¸c tæ chøc. LUËT NHµ N¦íC'
  const vni =
    'Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Ñieàu 1. Nghò ñònh naøy quy ñònh veà vieäc thöïc hieän cuûa caùc toå chöùc.'
  const right =
    'Cộng hòa xã hội chủ nghĩa Việt Nam. Điều 1. Nghị định này quy định về việc thực hiện của các tổ chức.'
  test('of the .VnTime fonts are put right, capitals too', async () => {
    for (const encoding of ['utf8', 'latin1'] as const) {
      expect(textOf(await extract(bytes(tcvn3, encoding)))).toBe(`${right} LUẬT NHÀ NƯỚC`)
    }
  })
  test('of the VNI fonts are put right', async () => {
    expect(textOf(await extract(bytes(vni)))).toBe(right)
    expect(textOf(await extract(bytes(vni, 'latin1')))).toBe(right)
  })
  test('of windows-1258 are put right, with the page naming it or not', async () => {
    const old = in1258(right)
    expect(textOf(await extract(old))).toBe(right)
    const page = Buffer.concat([bytes('<html><meta charset=windows-1258><p>'), old])
    expect(textOf(await extract(page))).toBe(right)
  })
})

/** As Windows wrote it: a vowel with its hat in one byte, the tone behind it in another. */
function in1258(text: string): Buffer {
  const decoder = new TextDecoder('windows-1258')
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(Uint8Array.of(code)), code]),
  )
  const letters = Array.from(text).flatMap((letter) => {
    if (codes.has(letter)) return [letter]
    const tone = /[\u0300\u0301\u0303\u0309\u0323]/u.exec(letter.normalize('NFD'))?.[0] ?? ''
    return [letter.normalize('NFD').replace(tone, '').normalize('NFC'), tone]
  })
  return Buffer.from(letters.map((letter) => codes.get(letter) ?? 0x3f))
}

describe('a Word document', () => {
  const more = [numberingPart]
  test('keeps the numbers that Word only shows', async () => {
    const body = [
      paragraph('Phạm vi điều chỉnh', 5, 0),
      paragraph('Nghị định này quy định về xe đạp.', 5, 1),
      paragraph('Xe có hai bánh;', 5, 2),
      paragraph('Xe có ba bánh.', 5, 2),
      paragraph('Nghị định này không quy định về xe khác.', 5, 1),
      paragraph('Đối tượng áp dụng', 5, 0),
      paragraph('Người đi xe.', 5, 1),
    ]
    expect(textOf(await extract(docxOf(body.join(''), more))).split('\n')).toEqual([
      'Điều 1. Phạm vi điều chỉnh',
      '1. Nghị định này quy định về xe đạp.',
      'a) Xe có hai bánh;',
      'b) Xe có ba bánh.',
      '2. Nghị định này không quy định về xe khác.',
      'Điều 2. Đối tượng áp dụng',
      '1. Người đi xe.',
    ])
  })
  test('keeps its tables, a row a line', async () => {
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`
    const row = (...cells: string[]) => `<w:tr>${cells.map(cell).join('')}</w:tr>`
    const table = `<w:tbl>${row('STT', 'Tên bến', 'Ghi chú')}${row('1', 'Bến thứ nhất', 'Có mái che')}</w:tbl>`
    const text = textOf(await extract(docxOf(`${paragraph('Danh mục bến xe đạp của xã')}${table}`)))
    expect(text).toBe(
      'Danh mục bến xe đạp của xã\nSTT | Tên bến | Ghi chú\n1 | Bến thứ nhất | Có mái che',
    )
  })
  test('is refused with macros, by its type or its content', async () => {
    const macro = 'application/vnd.ms-word.document.macroEnabled.main+xml'
    const carrying = docxOf(paragraph('x'), [{ name: 'word/vbaProject.bin', content: 'x' }])
    expect(reasonOf(await extract(docxOf(paragraph(decreeText), [], macro)))).toBe('macros')
    expect(reasonOf(await extract(carrying))).toBe('macros')
  })
  test('is refused with entities, inner or outer, and reads no file they name', async () => {
    for (const entity of ['SYSTEM "file:///etc/passwd"', '"boom"']) {
      const content = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e ${entity}>]><w:document xmlns:w="x"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>`
      const file = docxOf('', [{ name: 'word/document.xml', content }])
      expect(reasonOf(await extract(file))).toBe('entities')
    }
  })
  test('never opens what its relationships point to outside', async () => {
    const rels = {
      name: 'word/_rels/document.xml.rels',
      content:
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
    }
    const picture =
      '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="rId9"/></w:drawing></w:r></w:p>'
    const text = textOf(await extract(docxOf(`${paragraph(decreeText)}${picture}`, [rels])))
    expect(text).not.toContain('root:')
  })
  test('is refused when it is made to fill the memory', async () => {
    const huge = docxOf('', [
      { name: 'word/document.xml', content: Buffer.alloc(30 * 1024 * 1024, 0x20) },
    ])
    expect(reasonOf(await extract(huge))).toBe('bomb')
  })
  test('is refused when it holds nothing but pictures', async () => {
    expect(reasonOf(await extract(docxOf('<w:p/>')))).toBe('pictures')
  })
})

describe('a PDF', () => {
  test('of pictures is recognised as scanned, the stamp of the gazette notwithstanding', async () => {
    const stamp = [
      'Ký bởi: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ Cơ quan: VĂN PHÒNG CHÍNH PHỦ',
      'Ngày ký: 2026-06-16 07:30:34 +07:00',
    ]
    const told = await extract(pdfOf([stamp, [], [], []]))
    expect(told).toMatchObject({
      reason: { key: 'law-import:refused.scanned', values: { pages: 4, readable: 0 } },
    })
  })
  test('with some pictures is read, and says how many pages are missing', async () => {
    const told = await extract(pdfOf([lines.slice(0, 20), lines.slice(20), []]))
    expect(told).toMatchObject({ ok: true, facts: { pictures: 1 } })
  })
  test('that needs a password is refused', async () => {
    expect(reasonOf(await extract(pdfOf([lines], { locked: true })))).toBe('password')
  })
  test('that is cut off or broken is refused', async () => {
    const whole = pdfOf([lines])
    expect(reasonOf(await extract(whole.slice(0, 200)))).toBe('broken')
    expect(reasonOf(await extract(bytes('%PDF-1.7\nnothing of it')))).toBe('broken')
  })
})

test('a web page gives its document without what stands around it', async () => {
  const menu = '<a href="/">Trang chủ</a><a href="/a">Nghị định 13/2023/NĐ-CP</a>'
  const page = `<!doctype html><head><title>Xem văn bản</title><script>alert(1)</script></head><body>
    <nav>${menu}</nav><div class="sidebar"><h3>Văn bản liên quan</h3>${menu}</div>
    <div class="wrap"><div class="content"><table><tr><td>CHÍNH PHỦ<br>-----<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</table>
    <div class="text">${lines
      .slice(3)
      .map((line) => `<p>${line}</p>`)
      .join('')}</div></div></div><footer>Bản quyền thuộc về trang tin</footer></body>`
  const text = textOf(await extract(bytes(page)))
  expect(text).toMatch(/^CHÍNH PHỦ\n-----\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHà Nội/u)
  expect(text).not.toMatch(/Trang chủ|Văn bản liên quan|Bản quyền|alert/u)
})
