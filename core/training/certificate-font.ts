import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

const weights = [400, 500, 600, 700] as const
type Weight = (typeof weights)[number]
/** The font comes cut by script; a letter is in one of them. */
const scripts = ['latin', 'vietnamese', 'latin-ext'] as const

type Script = (typeof scripts)[number]

/** What this file needs of pdfkit's document. */
type Doc = PDFKit.PDFDocument

const fontName = (script: Script, weight: Weight) => `${script}-${weight}`

/** Makes the fonts known to a document. */
export function registerFonts(doc: Doc): void {
  for (const weight of weights) {
    for (const script of scripts)
      doc.registerFont(fontName(script, weight), bytesOf(script, weight))
  }
}

const read = new Map<string, Buffer>()

function bytesOf(script: Script, weight: Weight): Buffer {
  const name = `be-vietnam-pro-${script}-${weight}-normal.woff`
  const known = read.get(name)
  if (known) return known
  const bytes = readFileSync(require.resolve(`@fontsource/be-vietnam-pro/files/${name}`))
  read.set(name, bytes)
  return bytes
}

/** Letters of the Vietnamese file (its unicode-range): the rest of what we write is Latin. */
const vietnamese = /[ĂăĐđĨĩŨũƠơƯưẠ-ỹ₫]|\p{M}/u
const extended = /[\u0100-\u02ff\u1e00-\u1e9f\u2c60-\u2c7f]/

function scriptOf(letter: string): Script {
  if (vietnamese.test(letter)) return 'vietnamese'
  return extended.test(letter) ? 'latin-ext' : 'latin'
}

/** A text as stretches that one font file has all letters of. */
export function stretchesOf(text: string): { script: Script; text: string }[] {
  const stretches: { script: Script; text: string }[] = []
  for (const letter of text.normalize('NFC')) {
    const script = scriptOf(letter)
    const last = stretches.at(-1)
    if (last?.script === script) last.text += letter
    else stretches.push({ script, text: letter })
  }
  return stretches
}

export interface Look {
  size: number
  weight: Weight
  colour: string
}

function widthOf(doc: Doc, text: string, { size, weight }: Look): number {
  return stretchesOf(text).reduce(
    (sum, stretch) =>
      sum + doc.font(fontName(stretch.script, weight), size).widthOfString(stretch.text),
    0,
  )
}

function writeLine(doc: Doc, text: string, at: { x: number; y: number }, look: Look): void {
  let { x } = at
  for (const stretch of stretchesOf(text)) {
    doc.font(fontName(stretch.script, look.weight), look.size).fillColor(look.colour)
    // The baseline is one for all stretches, though their files say different heights.
    doc.text(stretch.text, x, at.y, { lineBreak: false, baseline: 'alphabetic' })
    x += doc.widthOfString(stretch.text)
  }
}

export interface Box {
  x: number
  width: number
  align: 'left' | 'centre' | 'right'
}

/** Writes a text with its first baseline at `y`, broken between words; comes back with the baseline of the next. */
export function write(doc: Doc, text: string, y: number, box: Box, look: Look): number {
  let at = y
  for (const line of linesOf(doc, text, box.width, look)) {
    const spare = box.width - widthOf(doc, line, look)
    const shift = box.align === 'left' ? 0 : box.align === 'centre' ? spare / 2 : spare
    writeLine(doc, line, { x: box.x + shift, y: at }, look)
    at += look.size * 1.4
  }
  return at
}

/** The lines a text takes in a width. */
export function linesOf(doc: Doc, text: string, width: number, look: Look): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(doc, longer, look) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line === '' ? lines : [...lines, line]
}
