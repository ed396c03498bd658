import QRCode from 'qrcode'
import { say } from '#core/language.ts'
import { type Box, type Look, linesOf, registerFonts, write } from './certificate-font.ts'
import type { Printed } from './certificates.ts'

const millimetre = 72 / 25.4
const page = { width: 297 * millimetre, height: 210 * millimetre }
const indigo = '#212960'
const soft = '#54586d'
const ink = '#191b2a'
const gold = '#c58b1b'
const cloth = ['#b03a48', '#c58b1b', '#212960', '#17643f']

const middle: Box = { x: 40 * millimetre, width: page.width - 80 * millimetre, align: 'centre' }

/** A certificate as a page to print or send: A4 across, Vietnamese, with the address where it can be checked. */
export async function certificatePdf(
  { code, printed }: { code: string; printed: Printed },
  publicUrl: string,
): Promise<Buffer> {
  const words = (key: string, values?: Record<string, string | number>) =>
    say('vi', `courses:certificate.${key}`, values)
  // Read when the first certificate is made: a desk runs for weeks without, and starts sooner.
  const { default: PDFDocument } = await import('pdfkit')
  const doc = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    lang: 'vi',
    displayTitle: true,
    info: {
      Title: `${words('title')} ${printed.number}`,
      Author: printed.office,
      Subject: printed.course,
    },
  })
  const chunks: Buffer[] = []
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
  })
  registerFonts(doc)
  drawFrame(doc)
  writeHead(doc, printed, words)
  writeBody(doc, printed, words)
  await writeFoot(doc, { code, printed }, publicUrl, words)
  doc.end()
  return whole
}

type Words = (key: string, values?: Record<string, string | number>) => string

/** A double line with a strip of woven lozenges, as on the cloth of the highlands. */
function drawFrame(doc: PDFKit.PDFDocument): void {
  const edge = 9 * millimetre
  doc.rect(0, 0, page.width, page.height).fill('#fffdf8')
  doc
    .lineWidth(2.2)
    .rect(edge, edge, page.width - 2 * edge, page.height - 2 * edge)
    .stroke(indigo)
  const inner = edge + 7.5 * millimetre
  doc
    .lineWidth(0.7)
    .rect(inner, inner, page.width - 2 * inner, page.height - 2 * inner)
    .stroke(gold)
  const band = edge + 3.75 * millimetre
  const count = 58
  const step = (page.width - 2 * inner) / count
  for (let index = 0; index < count; index++) {
    const x = inner + (index + 0.5) * step
    for (const y of [band, page.height - band]) lozenge(doc, { x, y }, index)
  }
  const rows = 38
  const fall = (page.height - 2 * inner) / rows
  for (let index = 0; index < rows; index++) {
    const y = inner + (index + 0.5) * fall
    for (const x of [band, page.width - band]) lozenge(doc, { x, y }, index)
  }
}

function lozenge(doc: PDFKit.PDFDocument, { x, y }: { x: number; y: number }, index: number) {
  const half = 1.7 * millimetre
  doc
    .polygon([x, y - half], [x + half, y], [x, y + half], [x - half, y])
    .fill(cloth[index % cloth.length] ?? indigo)
}

function writeHead(doc: PDFKit.PDFDocument, printed: Printed, words: Words): void {
  const half = (page.width - 48 * millimetre) / 2
  const left: Box = { x: 24 * millimetre, width: half - 6, align: 'centre' }
  const right: Box = { x: 24 * millimetre + half, width: half - 6, align: 'centre' }
  const strong: Look = { size: 11, weight: 700, colour: ink }
  const above = printed.province ? words('above', { province: printed.province }) : ''
  let y = 29 * millimetre
  y = write(doc, above.toUpperCase(), y, left, { ...strong, weight: 400 })
  y = write(doc, printed.office.toUpperCase(), y, left, strong)
  rule(doc, left, y - 9, 60)
  let beside = 29 * millimetre
  beside = write(doc, words('nation'), beside, right, strong)
  beside = write(doc, words('motto'), beside, right, { ...strong, weight: 600, size: 12 })
  rule(doc, right, beside - 10, 150)
}

function rule(doc: PDFKit.PDFDocument, box: Box, y: number, length: number): void {
  const x = box.x + (box.width - length) / 2
  doc
    .lineWidth(0.8)
    .moveTo(x, y)
    .lineTo(x + length, y)
    .stroke(ink)
}

function writeBody(doc: PDFKit.PDFDocument, printed: Printed, words: Words): void {
  const small: Look = { size: 13, weight: 400, colour: soft }
  let y = 64 * millimetre
  y = write(doc, words('title').toUpperCase(), y, middle, {
    ...{ size: 32, weight: 700, colour: indigo },
  })
  y = write(doc, words('given'), y - 4, middle, small)
  const name = fitted(doc, printed.name, { size: 30, weight: 600, colour: ink }, 1)
  y = write(doc, printed.name, y + 18, middle, name)
  if (printed.business) y = write(doc, printed.business, y - 12, middle, { ...small, colour: ink })
  y = write(doc, words(`did.${printed.kind}`), y + 10, middle, small)
  const course = fitted(doc, printed.course, { size: 19, weight: 600, colour: indigo }, 2)
  y = write(doc, printed.course, y + 12, middle, course)
  for (const fact of factsOf(printed, words)) {
    y = write(doc, fact, y + 1, middle, { ...small, size: 12 })
  }
}

/** The same look, smaller where the text would take more lines. */
function fitted(doc: PDFKit.PDFDocument, text: string, look: Look, most: number): Look {
  let { size } = look
  while (size > 11 && linesOf(doc, text, middle.width, { ...look, size }).length > most) size -= 1
  return { ...look, size }
}

function factsOf(printed: Printed, words: Words): string[] {
  const { from, to, place, attended, sessions, kind } = printed
  const [first, last] = [day(from), day(to)]
  if (kind === 'e-learning') return [words('facts.alone', { n: sessions })]
  const when = first === last ? words('on', { day: first }) : words('from-to', { first, last })
  const where = place ? words('at', { place }) : ''
  return [`${when}${where}`, words('facts', { attended, sessions })]
}

function day(text: string): string {
  return text.split('-').reverse().join('/')
}

async function writeFoot(
  doc: PDFKit.PDFDocument,
  { code, printed }: { code: string; printed: Printed },
  publicUrl: string,
  words: Words,
): Promise<void> {
  const address = `${publicUrl.replace(/\/+$/, '')}/chung-nhan/${code}`
  const side = 27 * millimetre
  const [x, y] = [26 * millimetre, page.height - 25 * millimetre - side]
  await drawQr(doc, address, { x, y, side })
  const beside: Box = { x: x + side + 10, width: 88 * millimetre, align: 'left' }
  const plain: Look = { size: 9, weight: 400, colour: soft }
  let at = write(doc, words('number', { number: printed.number }), y + 14, beside, {
    ...{ size: 10, weight: 600, colour: ink },
  })
  at = write(doc, words('check'), at + 3, beside, plain)
  write(doc, address.replace(/^https?:\/\//, ''), at, beside, {
    ...plain,
    weight: 500,
    colour: indigo,
  })
  const signing: Box = {
    ...{ x: page.width - 26 * millimetre - 100 * millimetre, width: 100 * millimetre },
    align: 'centre',
  }
  const [year = '', month = '', date = ''] = printed.issuedOn.split('-')
  const place = printed.province
  const dated = words(place ? 'dated-at' : 'dated', { place, date, month, year })
  at = write(doc, dated, y + 2, signing, { ...plain, size: 11, colour: ink })
  at = write(doc, printed.unit.toUpperCase(), at + 2, signing, {
    ...{ size: 10.5, weight: 700, colour: ink },
  })
  write(doc, words('electronic'), at + 2, signing, plain)
}

async function drawQr(
  doc: PDFKit.PDFDocument,
  text: string,
  { x, y, side }: { x: number; y: number; side: number },
): Promise<void> {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const cell = side / modules.size
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) doc.rect(x + column * cell, y + row * cell, cell, cell)
    }
  }
  doc.fill(ink)
}
