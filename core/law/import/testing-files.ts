import { deflateSync } from 'node:zlib'
import { type Part, zipOf } from '#core/files/testing.ts'

const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const office = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'

/** A Word document of this body, with further parts beside it. */
export function docxOf(body: string, more: Part[] = [], type = office): Uint8Array {
  const given = new Set(more.map(({ name }) => name))
  const parts: Part[] = [
    {
      name: '[Content_Types].xml',
      content: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content:
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    },
    {
      name: 'word/document.xml',
      content: `<?xml version="1.0"?><w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
    },
  ]
  return zipOf([...parts.filter(({ name }) => !given.has(name)), ...more])
}

/** A paragraph of Word's; `level` of list `list` when it is numbered by the program. */
export function paragraph(text: string, list?: number, level = 0): string {
  const numbered = `<w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr></w:pPr>`
  return `<w:p>${list === undefined ? '' : numbered}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
}

export function docxOfText(text: string): Uint8Array {
  return docxOf(
    text
      .split('\n')
      .map((line) => paragraph(line))
      .join(''),
  )
}

/** Lists "Điều 1.", "1." and "a)" that number themselves. */
export const numberingPart: Part = {
  name: 'word/numbering.xml',
  content: `<?xml version="1.0"?><w:numbering xmlns:w="${word}"><w:abstractNum w:abstractNumId="0">${[
    ['decimal', 'Điều %1.'],
    ['decimal', '%2.'],
    ['lowerLetter', '%3)'],
  ]
    .map(
      ([format, words], index) =>
        `<w:lvl w:ilvl="${index}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${words}"/></w:lvl>`,
    )
    .join(
      '',
    )}</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
}

interface PdfMake {
  /** a stream of so many bytes that no page shows */
  ballast?: number
  /** needs a password to open */
  locked?: boolean
  /** content of the first page in place of its lines */
  content?: Uint8Array
}

/** A PDF with a text layer: pages of lines; an empty page is a picture as far as its text goes. */
export function pdfOf(pages: string[][], make: PdfMake = {}): Uint8Array {
  const letters = [...new Set(pages.flat().flatMap((line) => Array.from(line)))]
  const code = new Map(letters.map((letter, index) => [letter, hex(index + 1)]))
  const contents = pages.map((lines, index) => {
    if (index === 0 && make.content) return make.content
    const shown = lines.map(
      (line) => `<${Array.from(line, (letter) => code.get(letter) ?? '').join('')}> Tj T*`,
    )
    return deflateSync(`BT /F1 12 Tf 14 TL 40 800 Td ${shown.join('\n')} ET`)
  })
  const fontAt = 3 + pages.length * 2
  const objects: Buffer[] = [
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from(
      `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, index) => `${3 + index * 2} 0 R`).join(' ')}]>>`,
    ),
    ...contents.flatMap((content, index) => [
      Buffer.from(
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 3000 842]/Resources<</Font<</F1 ${fontAt} 0 R>>>>/Contents ${4 + index * 2} 0 R>>`,
      ),
      stream(content, '/Filter/FlateDecode'),
    ]),
    Buffer.from(
      `<</Type/Font/Subtype/Type0/BaseFont/Times/Encoding/Identity-H/DescendantFonts[${fontAt + 1} 0 R]/ToUnicode ${fontAt + 2} 0 R>>`,
    ),
    Buffer.from(
      '<</Type/Font/Subtype/CIDFontType2/BaseFont/Times/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor<</Type/FontDescriptor/FontName/Times/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>',
    ),
    stream(Buffer.from(unicodeMap(letters)), ''),
    ...(make.ballast ? [stream(Buffer.alloc(make.ballast, 0x5a), '')] : []),
  ]
  return assemble(objects, make.locked ?? false)
}

function assemble(objects: Buffer[], locked: boolean): Uint8Array {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const places: number[] = []
  let length = pieces[0]?.length ?? 0
  for (const [index, object] of objects.entries()) {
    places.push(length)
    const piece = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      object,
      Buffer.from('\nendobj\n'),
    ])
    pieces.push(piece)
    length += piece.length
  }
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const secret = 'ab'.repeat(32)
  const lock = locked
    ? `/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${secret}>/U<${secret}>>>/ID[<${secret}><${secret}>]`
    : ''
  pieces.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1}/Root 1 0 R${lock}>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return new Uint8Array(Buffer.concat(pieces))
}

function stream(content: Uint8Array, more: string): Buffer {
  return Buffer.concat([
    Buffer.from(`<</Length ${content.length}${more}>>\nstream\n`),
    content,
    Buffer.from('\nendstream'),
  ])
}

function unicodeMap(letters: string[]): string {
  const rows = letters.map(
    (letter, index) =>
      `<${hex(index + 1)}> <${Buffer.from(letter, 'utf16le').swap16().toString('hex')}>`,
  )
  const blocks: string[] = []
  for (let at = 0; at < rows.length; at += 100) {
    const some = rows.slice(at, at + 100)
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n${blocks.join('\n')}\nendcmap end end`
}

function hex(number: number): string {
  return number.toString(16).padStart(4, '0')
}
