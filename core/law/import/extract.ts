import { readHead } from '#core/law/parse/head.ts'
import { parseLaw } from '#core/law/parse/parse.ts'
import { decodeText } from './charset.ts'
import { declaredCharset, textOfHtml } from './html.ts'
import { kindOf, mediaTypes, type SourceKind } from './kind.ts'
import { looksMarkdown, textOfMarkdown } from './markdown.ts'
import { withTodaysLetters } from './old-letters.ts'
import { factsOf, type ReadFacts } from './read-facts.ts'
import { type Reason, reasonOf, refused } from './refused.ts'
import { lettersIn, longestText, tidyText } from './tidy.ts'

/** What became of a file: its text and what its head says, or why it was refused. */
export type Extracted =
  | { ok: true; type: string; text: string; facts: ReadFacts }
  | { ok: false; reason: Reason }

const largest: Record<SourceKind, number> = {
  pdf: 64 * 1024 * 1024,
  docx: 64 * 1024 * 1024,
  html: 24 * 1024 * 1024,
  text: 16 * 1024 * 1024,
}
const fewestLetters = 40

/** Reads a file of whatever kind its content shows. Never throws: what cannot be read comes back with the reason. */
export async function extract(bytes: Uint8Array): Promise<Extracted> {
  try {
    const kind = await kindOf(bytes)
    if (bytes.length > largest[kind]) {
      throw refused('big', { most: largest[kind] / 1024 / 1024 })
    }
    const read = await textOf(kind, bytes)
    if (read.text.length > longestText) throw refused('long')
    const text = tidyText(read.text)
    if (lettersIn(text) < fewestLetters) throw refused(kind === 'docx' ? 'pictures' : 'no-text')
    const facts = { ...factsOf(readHead(parseLaw(text))), pictures: read.pictures ?? 0 }
    return { ok: true, type: mediaTypes[kind], text, facts }
  } catch (error) {
    return { ok: false, reason: reasonOf(error) }
  }
}

async function textOf(
  kind: SourceKind,
  bytes: Uint8Array,
): Promise<{ text: string; pictures?: number }> {
  // Loaded only when needed: each file has a process of its own, and these two are most of its start.
  if (kind === 'pdf') return (await import('./pdf.ts')).textOfPdf(bytes)
  if (kind === 'docx') {
    const { textOfDocx } = await import('./docx.ts')
    return { text: withTodaysLetters(await textOfDocx(bytes)) }
  }
  if (kind === 'html') return { text: withTodaysLetters(textOfHtml(pageOf(bytes))) }
  const text = tidyText(decodeText(bytes))
  if (/^<\?xml\b/u.test(text)) throw refused('type', { type: 'xml' })
  return { text: looksMarkdown(text) ? textOfMarkdown(text) : text }
}

function pageOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('latin1').replaceAll('\0', '')
  return decodeText(bytes, declaredCharset(start))
}
