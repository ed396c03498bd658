import { text as textOf } from 'node:stream/consumers'
import { writeXlsx } from 'hucre/xlsx'
import { describe, expect } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { zipOf } from '#core/files/testing.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { registeredBusinesses } from '#db/schema/plan.ts'
import { test } from '#db/testing.ts'
import { findImport, handInRegister } from './register-import.ts'
import { foreseen, linesOf, startImport, takeRegister } from './register-taking.ts'
import { importer, now, registerFolder, taxCodeAt } from './testing-register.ts'

const dataDir = registerFolder()

const handIn = (db: Db, bytes: string | Uint8Array, limits?: { bytes: number; lines: number }) => {
  const file = { name: 'so.csv', stream: new Blob([bytes as BlobPart]).stream() }
  return handInRegister(db, dataDir, importer, file, now, limits)
}

const toldOf = async (db: Db, id: number) =>
  (await linesOf(db, id, 'all', 0, 100)).map(({ fault, warning }) =>
    (fault ?? warning ?? '').replace('register:', ''),
  )

const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? error.key : error
}

/** The same workbook with its two sheets in the other order, as Excel keeps it: their files stay where they are. */
async function moved(bytes: Uint8Array): Promise<Uint8Array> {
  const zip = await fromBufferPromise(Buffer.from(bytes))
  const parts = []
  for await (const entry of zip.eachEntry()) {
    const content = await textOf(await zip.openReadStreamPromise(entry))
    const swapped = content.replace(/sheet([12])\.xml/g, (_, n) => `sheet${3 - Number(n)}.xml`)
    const relations = entry.fileName.endsWith('workbook.xml.rels')
    parts.push({ name: entry.fileName, content: relations ? swapped : content })
  }
  return zipOf(parts)
}

/** As many lines of a file, from the n-th tax code on. */
const lines = (from: number, count: number, name = 'Quế') =>
  Array.from({ length: count }, (_, at) => `${taxCodeAt(from + at)},${name} ${from + at}`)

const head = 'Mã số thuế,Tên doanh nghiệp\n'

describe('a name', () => {
  test('that lost its accents is rejected, one written without them is doubtful', async ({
    db,
  }) => {
    const names: [string, string][] = [
      ['C?ng ty TNHH Qu? H?i', 'fault.accents'],
      ['C\ufffdng ty Chè', 'fault.accents'],
      ['C«ng ty cæ phÇn Th­¬ng m¹i', 'fault.font'],
      ['CONG TY TNHH QUE HOI', 'warning.plain'],
      ['Red Dao Trekking Co., Ltd', ''],
      ['Siêu thị Go!® Lào Cai', ''],
      ['Bạn cần gì? Có đây', ''],
    ]
    const text = names.map(([name], at) => `${taxCodeAt(at)},"${name}"`).join('\n')
    const { id } = await handIn(db, head + text)
    expect(await toldOf(db, id)).toEqual(names.map(([, told]) => told))
  })

  test('with signs no database keeps is read without them', async ({ db }) => {
    const padding = 'x'.repeat(5_000)
    const odd = `${head}${taxCodeAt(1)},Quế${padding}\n${taxCodeAt(2)},Chè\0 Shan\n`
    const { id } = await handIn(db, odd)
    expect((await linesOf(db, id, 'all', 0, 9)).map(({ name }) => name.slice(0, 8))).toEqual([
      'Quếxxxxx',
      'Chè Shan',
    ])
    const half = Buffer.from(`\ufeff${head}${taxCodeAt(3)},Ch\ud83d Shan\n`, 'utf16le')
    expect(await toldOf(db, (await handIn(db, half)).id)).toEqual(['fault.accents'])
  })
})

describe('a workbook', () => {
  test('has the results of its formulas, and errors told', async ({ db }) => {
    const rows = [
      ['MST', 'Tên DN'],
      [null, null],
      [taxCodeAt(1), '#REF!'],
      ['#N/A', 'Ba'],
    ]
    const result = (formula: string, formulaResult: string | number) => ({ formula, formulaResult })
    const cells = new Map([
      ['1,0', { value: null, ...result('D2', Number(taxCodeAt(2))) }],
      ['1,1', { value: null, ...result('"HTX "&E2', 'HTX Quế') }],
    ])
    const { id } = await handIn(db, await writeXlsx({ sheets: [{ name: 'A', rows, cells }] }))
    expect(await toldOf(db, id)).toEqual(['', 'fault.formula', 'fault.formula'])
    const [first] = await linesOf(db, id, 'all', 0, 1)
    expect(first).toMatchObject({ taxCode: taxCodeAt(2), name: 'HTX Quế' })
  })

  test('is read from its first sheet, and merged cells of another change nothing', async ({
    db,
  }) => {
    const rows = [
      ['MST', 'Tên DN', 'Ngành'],
      [taxCodeAt(1), 'Một', 'Chè'],
      [taxCodeAt(2), 'Hai', null],
    ]
    const merges = [{ startRow: 1, startCol: 2, endRow: 2, endCol: 2 }]
    const notes = { name: 'Ghi chú', rows: [['x', 'y', 'z']], merges }
    const bytes = await writeXlsx({ sheets: [notes, { name: 'Dữ liệu', rows }] })
    const { id } = await handIn(db, await moved(bytes))
    expect((await linesOf(db, id, 'all', 0, 9)).map(({ sector }) => sector)).toEqual(['Chè', null])
  })
})

test('too many bytes or lines are refused clearly, and nothing of them is kept', async ({ db }) => {
  const text = head + lines(0, 5).join('\n')
  const big = handIn(db, text, { bytes: 100, lines: 9 })
  expect(await refusalOf(big)).toBe('register:refusal.too-big')
  const long = handIn(db, text, { bytes: 1_000_000, lines: 4 })
  expect(await refusalOf(long)).toBe('register:refusal.too-many')
  expect(await findImport(db, 1)).toBeUndefined()
})

describe('taking over', () => {
  test('tells beforehand what of it is new, changed and as before', async ({ db }) => {
    const first = await handIn(db, head + lines(0, 3).join('\n'))
    expect(await foreseen(db, first.id)).toEqual({ created: 3, changed: 0, unchanged: 0 })
    await startImport(db, importer, first.id, first.version, now)
    await takeRegister(db, now)
    const text = [...lines(0, 1), ...lines(1, 1, 'Hồi'), ...lines(5, 2)].join('\n')
    const second = await handIn(db, head + text)
    const told = { created: 2, changed: 1, unchanged: 1 }
    expect(await foreseen(db, second.id)).toEqual(told)
    await startImport(db, importer, second.id, second.version, now)
    await takeRegister(db, now)
    expect(await findImport(db, second.id)).toMatchObject({ state: 'done', ...told })
  })

  test('of two files at once, by two processes, takes both, each business once', async ({ db }) => {
    const files = [lines(0, 300), lines(200, 300)].map((part) => head + part.join('\n'))
    for (const file of files) {
      const { id, version } = await handIn(db, file)
      await startImport(db, importer, id, version, now)
    }
    await Promise.all([takeRegister(db, now), takeRegister(db, now)])
    const [one, two] = [await findImport(db, 1), await findImport(db, 2)]
    expect([one, two].map((row) => row?.state)).toEqual(['done', 'done'])
    expect((one?.created ?? 0) + (two?.created ?? 0)).toBe(500)
    expect(await db.$count(registeredBusinesses)).toBe(500)
  })

  test('goes on where it was interrupted, and holds up no other meanwhile', async ({ db, sql }) => {
    const long = await handIn(db, head + lines(0, 5_100).join('\n'))
    const other = await handIn(db, head + lines(6_000, 2).join('\n'))
    for (const { id, version } of [long, other]) await startImport(db, importer, id, version, now)
    const last = taxCodeAt(5_099)
    await sql.unsafe(`
      create function no_room() returns trigger language plpgsql as $$ begin raise 'no room'; end $$;
      create trigger full_disk before insert on registered_businesses
        for each row when (new.tax_code = '${last}') execute function no_room()`)
    await expect(takeRegister(db, now)).rejects.toThrow()
    expect(await findImport(db, long.id)).toMatchObject({ state: 'importing', created: 5_000 })
    expect(await findImport(db, other.id)).toMatchObject({ state: 'done', created: 2 })
    await sql`drop trigger full_disk on registered_businesses`
    await takeRegister(db, now)
    expect(await findImport(db, long.id)).toMatchObject({ state: 'done', created: 5_100 })
  })
})
