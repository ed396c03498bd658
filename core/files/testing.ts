import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

/** A data folder of its own, gone when the test is over. */
export async function tempDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A stream of these pieces, as an adapter would hand it over. */
export function streamOf(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))
  return new ReadableStream({
    pull(controller) {
      const next = bytes.shift()
      if (next) controller.enqueue(new Uint8Array(next))
      else controller.close()
    },
  })
}

export interface Part {
  name: string
  content: string | Uint8Array
  /** what the directory says of the inflated size, when it lies */
  saysSize?: number
}

/** A zip of these parts, written by hand so that it can lie. */
export function zipOf(parts: Part[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const content = Buffer.from(part.content as Uint8Array)
    const packed = deflateRawSync(content, { level: 9 })
    const name = Buffer.from(part.name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x0800, 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc32(content), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(part.saysSize ?? content.length, 18)
    shared.writeUInt16LE(name.length, 22)
    locals.push(Buffer.from('PK\x03\x04'), shared, name, packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, rest, name)
    offset += 4 + shared.length + name.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

const main = {
  docx: ['/word/document.xml', 'wordprocessingml.document'],
  xlsx: ['/xl/workbook.xml', 'spreadsheetml.sheet'],
} as const

/** The parts of a small office document, as Word or Excel name them. */
export function officeParts(kind: 'docx' | 'xlsx', text = 'Xin chào'): Part[] {
  const [part, type] = main[kind]
  return [
    {
      name: '[Content_Types].xml',
      content: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
    },
    { name: part.slice(1), content: `<x>${text}</x>` },
  ]
}

/** The first bytes by which each kind is known, with something behind them. */
export const beginnings = {
  png: Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082',
    'hex',
  ),
  jpg: Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb00430001', 'hex'),
  gif: Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'),
  webp: Buffer.from('RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00', 'latin1'),
  heic: Buffer.from('\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic', 'latin1'),
  pdf: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n', 'latin1'),
  ogg: Buffer.from(`OggS\x00\x02${'\x00'.repeat(20)}\x01\x13OpusHead\x01\x01`, 'latin1'),
  mp3: Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x64', 'latin1'),
  m4a: Buffer.from('\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42', 'latin1'),
  exe: Buffer.from(`MZ\x90\x00${'\x00'.repeat(60)}PE\x00\x00`, 'latin1'),
}
