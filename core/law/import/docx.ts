import mammoth from 'mammoth'
import { withNumbers } from './docx-numbers.ts'
import { markup, openParts, type Parts } from './docx-parts.ts'
import { textOfHtml } from './html.ts'
import { refused } from './refused.ts'

type Input = Parameters<typeof mammoth.convertToHtml>[0]

/** Never read: the text needs none of them, and each is a way in. */
const unread = /(?:^|\/)numbering\.xml$|^word\/media\/|^word\/embeddings\//u

/**
 * The text of a Word document with its automatic numbers, tables and footnotes; what tracked changes delete is
 * gone. Nothing that the file points to is opened. Throws a refusal.
 */
export async function textOfDocx(bytes: Uint8Array): Promise<string> {
  return textOfHtml(await htmlOfDocx(bytes))
}

/** The same as a page, with its tables as tables. */
export async function htmlOfDocx(bytes: Uint8Array): Promise<string> {
  const parts = await openParts(bytes)
  const main = await mainPart(parts)
  const document = withNumbers(
    markup(await parts.read(main)),
    parts.has('word/numbering.xml') ? markup(await parts.read('word/numbering.xml')) : '',
    parts.has('word/styles.xml') ? markup(await parts.read('word/styles.xml')) : '',
  )
  const file = {
    exists: (name: string) => parts.has(name) && !unread.test(name),
    read: async (name: string, encoding?: string) => {
      const part = name === main ? Buffer.from(document) : Buffer.from(await parts.read(name))
      if (encoding === undefined) return part
      return encoding === 'base64' ? part.toString('base64') : part.toString('utf8')
    },
  }
  const options = {
    convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    externalFileAccess: false,
    includeEmbeddedStyleMap: false,
  }
  // An opened archive is mammoth's own third way to be given a document; its types name the other two.
  const { value } = await mammoth.convertToHtml({ file } as unknown as Input, options)
  return value.replace(/<a href="#(?:foot|end)note-ref-\d+">↑<\/a>/gu, '')
}

async function mainPart(parts: Parts): Promise<string> {
  if (parts.has('word/document.xml')) return 'word/document.xml'
  const rels = parts.has('_rels/.rels') ? markup(await parts.read('_rels/.rels')) : ''
  const target = /officeDocument"[^>]*Target="\/?([^"]+)"/u.exec(rels)?.[1]
  if (target === undefined || !parts.has(target)) throw refused('broken')
  return target
}
