import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'

/** A merged cell: its first column, its last one, and its last row, all from 0 on. */
export interface Merge {
  column: number
  right: number
  until: number
}

const mostMerges = 200_000

/** The merged cells of a workbook's first sheet by the row they begin in; they are told after the rows themselves. */
export async function mergesOf(path: string): Promise<Map<number, Merge[]>> {
  const merges = new Map<number, Merge[]>()
  const zip = await openPromise(path, { autoClose: false })
  try {
    const parts = new Map<string, Entry>()
    for await (const entry of zip.eachEntry()) parts.set(entry.fileName, entry)
    const sheet = parts.get(await firstSheet(zip, parts))
    if (sheet === undefined) return merges
    let found = 0
    for await (const { top, ...merge } of told(await zip.openReadStreamPromise(sheet))) {
      merges.set(top, [...(merges.get(top) ?? []), merge])
      if (++found >= mostMerges) break
    }
    return merges
  } finally {
    zip.close()
  }
}

/** The part with the workbook's first sheet: sheets that were moved keep the names of their files. */
async function firstSheet(zip: ZipFile, parts: Map<string, Entry>): Promise<string> {
  const read = async (name: string) => {
    const entry = parts.get(name)
    return entry ? (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8') : ''
  }
  const [, id = ''] = /<sheet\b[^>]*?\br:id="([^"]+)"/.exec(await read('xl/workbook.xml')) ?? []
  const relations = await read('xl/_rels/workbook.xml.rels')
  const [relation = ''] =
    relations.match(/<Relationship\b[^>]*>/g)?.filter((one) => one.includes(`Id="${id}"`)) ?? []
  const [, target = 'worksheets/sheet1.xml'] = /Target="([^"]+)"/.exec(relation) ?? []
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}

async function* told(stream: Readable): AsyncGenerator<Merge & { top: number }, void, undefined> {
  let rest = ''
  for await (const chunk of stream) {
    const text = rest + (chunk as Buffer).toString('latin1')
    for (const [, ref = ''] of text.matchAll(/mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"/g)) {
      const [from, to] = ref.split(':').map(placeOf)
      if (!from || !to) continue
      yield { top: from.row, column: from.column, right: to.column, until: to.row }
    }
    rest = text.slice(text.lastIndexOf('<'))
  }
}

function placeOf(cell: string): { column: number; row: number } {
  const [, letters = '', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? []
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
  return { column: column - 1, row: Number(digits) - 1 }
}
