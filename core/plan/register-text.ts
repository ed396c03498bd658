import { createReadStream } from 'node:fs'

/** A line of a file as it was read: its cells as texts, what was a date or merged said apart. */
export interface SheetRow {
  /** as people count them, from 1 on */
  line: number
  cells: string[]
  /** columns whose cell is a date to the spreadsheet */
  dates?: number[]
  /** columns whose words stand in another cell, with which this one is merged */
  merged?: number[]
}

/** A cell's text as it can be kept: no NUL, no half of a letter, composed. */
export function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().normalize('NFC').trim()
}

const separators = [';', '\t', ',', '|'] as const

/** The lines of a csv file in any encoding people save in, read as they come: memory stays flat. */
export async function* csvRows(path: string): AsyncGenerator<SheetRow, void, undefined> {
  const encoding = await encodingOf(path)
  const parser = makeParser()
  for await (const text of texts(path, encoding)) yield* parser.take(text)
  yield* parser.end()
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258'

/** UTF-16 shows by its mark or its zeros; what is not sound UTF-8 is what Vietnamese Windows saved. */
async function encodingOf(path: string): Promise<Encoding> {
  let head: Buffer | undefined
  const strict = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      if (head === undefined) {
        head = chunk.subarray(0, 1000)
        const wide = utf16(head)
        if (wide) return wide
      }
      strict.decode(chunk, { stream: true })
    }
    strict.decode()
    return 'utf-8'
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1258'
    throw error
  }
}

/** The byte order of UTF-16, by its mark or by where the zeros of its Latin letters stand. */
export function utf16(head: Buffer): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const zeros = [0, 1].map((odd) => head.filter((byte, at) => at % 2 === odd && byte === 0).length)
  const many = head.length / 8
  if ((zeros[1] ?? 0) > many) return 'utf-16le'
  return (zeros[0] ?? 0) > many ? 'utf-16be' : undefined
}

async function* texts(path: string, encoding: Encoding): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true })
  }
  yield decoder.decode()
}

/** A parser of RFC 4180 with whatever separator the first lines have. */
function makeParser() {
  let separator: string | undefined
  let waiting = ''
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let closed = false
  let line = 1
  let begun = 1

  function* row(): Generator<SheetRow, void, undefined> {
    cells.push(cell)
    yield { line: begun, cells: cells.map(clean) }
    cells = []
    cell = ''
    closed = false
  }

  function* run(text: string): Generator<SheetRow, void, undefined> {
    for (let at = 0; at < text.length; at++) {
      const one = text[at] as string
      if (one === '\n') line++
      if (quoted && one === '"') {
        quoted = false
        closed = true
      } else if (quoted) cell += one
      else if (one === '"' && closed) {
        cell += '"'
        quoted = true
      } else if (one === '"' && cell.trim() === '') {
        cell = ''
        quoted = true
      } else if (one === separator) {
        cells.push(cell)
        cell = ''
        closed = false
      } else if (one === '\n') {
        yield* row()
        begun = line
      } else if (one !== '\r') cell += one
    }
  }

  return {
    *take(text: string) {
      if (separator !== undefined) return yield* run(text)
      waiting += text
      if (waiting.length < 20_000) return
      separator = separatorOf(waiting)
      yield* run(waiting)
      waiting = ''
    },
    *end() {
      if (separator === undefined) {
        separator = separatorOf(waiting)
        yield* run(waiting)
      }
      if (cell !== '' || cells.length > 0) yield* row()
    },
  }
}

/** The sign that cuts the first lines most often, and that Excel says in its own `sep=` line. */
function separatorOf(text: string): string {
  const told = /^\s*"?sep=([;,\t|])/i.exec(text)?.[1]
  if (told !== undefined) return told
  const first = text
    .split('\n', 12)
    .join('\n')
    .replace(/"[^"]*"/g, '')
  const count = (sign: string) => first.split(sign).length
  return separators.reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}
