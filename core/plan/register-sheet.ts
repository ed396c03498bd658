import { open, readFile } from 'node:fs/promises'
import { lookInside } from '#core/files/office-file.ts'
import { Refusal } from '#core/refusal.ts'
import { type Merge, mergesOf } from './register-merges.ts'
import { clean, csvRows, type SheetRow, utf16 } from './register-text.ts'

/**
 * The lines of a spreadsheet or a csv file, as they are read: a hundred thousand need no more memory than ten. Refuses
 * what is no table, by its content and not by its name.
 */
export async function* sheetRows(
  path: string,
  name: string,
): AsyncGenerator<SheetRow, void, undefined> {
  const kind = await kindOf(path)
  if (kind === 'old') throw new Refusal('register:refusal.old', { name })
  if (kind === 'other') throw new Refusal('register:refusal.no-table', { name })
  yield* kind === 'xlsx' ? xlsxRows(path, name) : csvRows(path)
}

async function kindOf(path: string): Promise<'xlsx' | 'csv' | 'old' | 'other'> {
  const handle = await open(path)
  const { buffer, bytesRead } = await handle
    .read(Buffer.alloc(4096), 0, 4096, 0)
    .finally(() => handle.close())
  const head = buffer.subarray(0, bytesRead)
  if (head.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return 'xlsx'
  if (head.subarray(0, 4).toString('hex') === 'd0cf11e0') return 'old'
  const wide = utf16(head)
  const text = new TextDecoder(wide ?? 'latin1').decode(head)
  if (/^(?:%PDF|\{\\rtf|GIF8|\x89PNG|ÿØÿ|\ufeff?\s*<(?:!doctype|html|\?xml))/i.test(text)) {
    return 'other'
  }
  const odd = [...text].filter((one) => one < ' ' && !'\t\n\r'.includes(one)).length
  return odd <= head.length / 50 ? 'csv' : 'other'
}

async function* xlsxRows(path: string, name: string): AsyncGenerator<SheetRow, void, undefined> {
  const inside = await lookInside(path)
  if (inside.kind === 'bomb') throw new Refusal('register:refusal.too-many', { name })
  if (inside.kind !== 'xlsx') throw new Refusal('register:refusal.no-table', { name })
  try {
    const bytes = await readFile(path)
    const merges = await mergesOf(path)
    const above = new Map<number, { value: string; until: number; from: number }>()
    const { streamXlsxRows } = await import('hucre/xlsx')
    for await (const { index, values } of streamXlsxRows(bytes)) {
      const row = rowOf(index, values)
      fillMerged(row, index, merges, above)
      yield row
    }
  } catch (error) {
    if (error instanceof Error && /Zip|Parse|Encrypted|Xml|Limit/i.test(error.name)) {
      throw new Refusal('register:refusal.broken', { name })
    }
    throw error
  }
}

function rowOf(index: number, values: unknown[]): SheetRow {
  const dates = values.flatMap((value, at) => (value instanceof Date ? [at] : []))
  return { line: index + 1, cells: values.map(textOf), ...(dates.length > 0 && { dates }) }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  // A long number is written out: 5300123456, not 5.300123456e9.
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value).toString()
  return clean(String(value))
}

/** The cells of a merged one have its words; they are marked, for the same tax code twice is no two businesses. */
function fillMerged(
  row: SheetRow,
  index: number,
  merges: Map<number, Merge[]>,
  above: Map<number, { value: string; until: number; from: number }>,
): void {
  for (const { column, until, right } of merges.get(index) ?? []) {
    const value = row.cells[column] ?? ''
    for (let at = column; at <= right; at++) above.set(at, { value, until, from: index })
  }
  for (const [at, { value, until, from }] of above) {
    if (index > until) above.delete(at)
    else if (index > from && (row.cells[at] ?? '') === '' && value !== '') {
      while (row.cells.length <= at) row.cells.push('')
      row.cells[at] = value
      row.merged = [...(row.merged ?? []), at]
    }
  }
}
