import { fileTypeFromBuffer } from 'file-type'
import { refused } from './refused.ts'

export type SourceKind = 'pdf' | 'docx' | 'html' | 'text'

/** The media type that is noted of a file once it has been looked into. */
export const mediaTypes: Record<SourceKind, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  text: 'text/plain',
}

const compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/**
 * What a file is, by its content alone. Throws a refusal that names what it is instead, when it is nothing that
 * the text of a document can be read from.
 */
export async function kindOf(bytes: Uint8Array): Promise<SourceKind> {
  if (bytes.length === 0) throw refused('empty-file')
  const start = latin(bytes.subarray(0, 1024))
  if (start.includes('%PDF-')) return 'pdf'
  if (start.startsWith('PK')) return 'docx'
  if (compound.every((byte, index) => bytes[index] === byte)) throw refused(oldOffice(bytes))
  if (start.startsWith('{\\rtf')) throw refused('rtf')
  const found = await fileTypeFromBuffer(bytes.subarray(0, 65_536)).catch(() => undefined)
  if (found?.mime.startsWith('image/')) throw refused('picture')
  if (found && !/^(?:text\/|application\/xml)/.test(found.mime)) {
    throw refused('type', { type: found.ext })
  }
  return looksHtml(bytes) ? 'html' : 'text'
}

/** Word keeps an encrypted docx inside the same container as its old format. */
function oldOffice(bytes: Uint8Array): string {
  const name = Buffer.from('EncryptedPackage', 'utf16le')
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(name)
    ? 'password'
    : 'old-word'
}

function looksHtml(bytes: Uint8Array): boolean {
  const start = latin(bytes.subarray(0, 4096)).replaceAll('\0', '')
  return /^[^<]{0,64}<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|h\d|article|main|section|\?xml[^>]*>\s*(?:<!doctype html|<html))\b/is.test(
    start.replace(/<!--.*?(?:-->|$)/gs, '').replace(/^\s+/, ''),
  )
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
