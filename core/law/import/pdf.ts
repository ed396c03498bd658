import { getDocumentProxy } from 'unpdf'
import { withTodaysLetters } from './old-letters.ts'
import { refused } from './refused.ts'
import { lettersIn, longestText } from './tidy.ts'

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>
type Page = Awaited<ReturnType<Pdf['getPage']>>
type Content = Awaited<ReturnType<Page['getTextContent']>>
type Item = Extract<Content['items'][number], { str: string }>

const mostPages = 3_000
/** A page with fewer letters is a picture, or says "trang 5". */
const fewest = 60
/** The gazette stamps its signature as text upon pages that are pictures otherwise. */
const stamp = /(?:Người ký|Ký bởi)\s*:[\s\S]{0,300}?\d{2}:\d{2}:\d{2}(?:\s*[+-]\d{2}:?\d{2})?/gu

/** The text layer of a PDF, a form feed between pages, and how many pages hold no text. */
export interface PdfText {
  text: string
  pages: number
  pictures: number
}

/**
 * Reads the text layer of a PDF. Throws a refusal when it is broken, locked with a password, scanned (most of its
 * pages are pictures), or its letters stand for nothing.
 */
export async function textOfPdf(bytes: Uint8Array): Promise<PdfText> {
  const pdf = await open(bytes)
  if (pdf.numPages > mostPages) throw refused('pages', { most: mostPages })
  const pages: string[] = []
  let length = 0
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const text = withTodaysLetters(linesOf(await page.getTextContent()))
    page.cleanup()
    pages.push(text)
    length += text.length
    if (length > longestText) throw refused('long')
  }
  const readable = pages.filter((text) => lettersIn(text.replace(stamp, '')) >= fewest).length
  if (readable === 0 || readable < pages.length / 2) {
    throw refused('scanned', { pages: pages.length, readable })
  }
  const text = pages.join('\f')
  if (isGarbled(text)) throw refused('garbled')
  return { text, pages: pages.length, pictures: pages.length - readable }
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(bytes, {
      disableFontFace: true,
      useSystemFonts: false,
      useWorkerFetch: false,
      verbosity: 0,
      enableXfa: false,
    })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    throw refused(name === 'PasswordException' ? 'password' : 'broken')
  }
}

/** A gap this many letters wide stands between the columns of a table, not between words. */
const columnGap = 5

/** Lines in the order the program that made the page wrote them, which is the order they are read in. */
function linesOf({ items }: Content): string {
  let text = ''
  for (const item of items) {
    if (!('str' in item) || isAskew(item)) continue
    const height = Math.abs(item.height) || 10
    const gap = item.str.trim() === '' && item.width > columnGap * height
    text += gap ? '\n' : item.str
    if (item.hasEOL) text += '\n'
  }
  return text
    .replace(/[ \t]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .trim()
}

/** A watermark across the page; a table turned by a quarter is text like any other. */
function isAskew({ transform: [a, b] }: Item): boolean {
  return Math.abs(Math.min(Math.abs(a), Math.abs(b))) > 0.2 * Math.max(Math.abs(a), Math.abs(b))
}

/** Fonts that do not say which letters they draw leave signs of private use, or none at all. */
function isGarbled(text: string): boolean {
  const shown = text.replace(/\s/gu, '')
  const odd = shown.match(/[\ufffd\p{Co}\p{Cn}\p{Cc}]/gu)?.length ?? 0
  return odd > shown.length * 0.05
}
