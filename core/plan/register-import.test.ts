import { writeXlsx } from 'hucre/xlsx'
import { describe, expect } from 'vitest'
import { forgetOffice } from '#core/office.ts'
import { withCheckDigit } from '#core/people/tax-code.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { registeredBusinesses } from '#db/schema/plan.ts'
import { test } from '#db/testing.ts'
import { registerCounts } from './register-counts.ts'
import { chooseColumns, findImport, handInRegister } from './register-import.ts'
import { linesOf, startImport, takeRegister } from './register-taking.ts'
import { importer, now, registerFolder } from './testing-register.ts'

const dataDir = registerFolder()
const actor = importer

/** The n-th valid tax code that begins so. */
function code(n: number, head = '53'): string {
  for (let at = n * 2; ; at++) {
    const found = withCheckDigit(`${head}${String(at).padStart(9 - head.length, '0')}`)
    if (
      found &&
      (at % 2 === 0 || !withCheckDigit(`${head}${String(at - 1).padStart(9 - head.length, '0')}`))
    ) {
      return found
    }
  }
}

const handIn = (db: Db, bytes: string | Uint8Array, name = 'so.csv') =>
  handInRegister(db, dataDir, actor, { name, stream: new Blob([bytes as BlobPart]).stream() }, now)

const faultsOf = async (db: Db, id: number) =>
  (await linesOf(db, id, 'rejected', 0, 100)).map(({ line, fault }) => [line, fault])

const refusalOf = async (deed: Promise<unknown>) => {
  const error = await deed.catch((thrown: unknown) => thrown)
  return error instanceof Refusal ? error.key : error
}

const head = 'Mã số thuế,Tên doanh nghiệp,Quy mô,Ngành,Xã/phường\n'

async function openOffice(db: Db) {
  forgetOffice()
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), now)
  forgetOffice()
}

async function importAll(db: Db, bytes: string | Uint8Array, name?: string) {
  const { id, version } = await handIn(db, bytes, name)
  await startImport(db, actor, id, version, now)
  await takeRegister(db, now)
  return findImport(db, id)
}

describe('the business register', () => {
  test('is taken over, and again only what changed', async ({ db }) => {
    await openOffice(db)
    const lines = (third: string) =>
      `${head}${code(1)},HTX Quế Văn Bàn,hợp tác xã,Nông nghiệp,Văn Bàn\n` +
      `${code(2)},Công ty Mường Khương,DN nhỏ,,xã Mường Khương\n${third}`
    const first = await importAll(db, lines(`${code(3)},Hộ Sa Pa,,,\n`))
    expect(first).toMatchObject({ state: 'done', created: 3, changed: 0, unchanged: 0 })
    const second = await importAll(db, lines(`${code(3)},Hộ Sa Pa,hộ kinh doanh,,Sa Pa\n`))
    expect(second).toMatchObject({ state: 'done', created: 0, changed: 1, unchanged: 2 })
    const third = await importAll(db, `mst;ten\n${code(3)};Hộ Sa Pa\n`)
    expect(third).toMatchObject({ unchanged: 1 })
    const counts = await registerCounts(db)
    expect(counts.total).toBe(3)
    expect(counts.bySize).toEqual({ cooperative: 1, small: 1, household: 1 })
    expect(counts.byCommune).toMatchObject({ 'Xã Văn Bàn': 1, 'Xã Mường Khương': 1 })
  })

  test('is imported by nobody without the right', async ({ db }) => {
    const officer = { ...actor, role: 'officer' as const }
    const file = { name: 'a.csv', stream: new Blob([head]).stream() }
    const deed = handInRegister(db, dataDir, officer, file, now)
    expect(await refusalOf(deed)).toBe('register:refusal.not-allowed')
  })
})

describe('a faulty line', () => {
  test('is told with its reason, the others are taken', async ({ db }) => {
    const lost = code(7, '01')
    const read = await handIn(
      db,
      `${head}${code(1)},Một,,,\n,Không mã,,,\n\n;;;\n${code(1)},Một,,,\n${code(1)},Khác,,,\n` +
        `5300123457,Sai số,,,\n12/03/2020,Ngày,,,\n5.3E+09,Rút gọn,,,\n${code(2)},,,,\n` +
        `${lost.slice(1)},Mất số không,,,\n${code(4)},12/03/2020,,,\n`,
    )
    expect(await faultsOf(db, read.id)).toEqual([
      [3, 'register:fault.no-code'],
      [5, 'register:fault.code-shape'],
      [6, 'register:fault.twice-same'],
      [7, 'register:fault.twice'],
      [8, 'register:fault.code-check'],
      [9, 'register:fault.date'],
      [10, 'register:fault.scientific'],
      [11, 'register:fault.no-name'],
      [13, 'register:fault.name'],
    ])
    const [zero] = await linesOf(db, read.id, 'warned', 0, 5)
    expect([zero?.taxCode, zero?.warning]).toEqual([lost, 'register:warning.zero'])
  })

  test('of a workbook: numbers, dates and merged cells', async ({ db }) => {
    const lost = code(9, '01')
    const rows = [
      ['DANH SÁCH DOANH NGHIỆP'],
      [],
      ['STT', 'MST', 'TÊN DN', 'ĐỊA BÀN'],
      [1, Number(code(1)), 'Một', 'Sa Pa'],
      [2, Number(lost), 'Hai', null],
      [3, new Date('2020-03-12T00:00:00Z'), 'Ba', null],
      [4, null, 'Bốn', 'Bát Xát'],
    ]
    const merges = [
      { startRow: 3, startCol: 3, endRow: 4, endCol: 3 },
      { startRow: 5, startCol: 1, endRow: 6, endCol: 1 },
    ]
    await openOffice(db)
    const bytes = await writeXlsx({ sheets: [{ name: 'A', rows, merges }] })
    const { id } = await handIn(db, bytes, 'so.xlsx')
    expect(await faultsOf(db, id)).toEqual([
      [6, 'register:fault.date'],
      [7, 'register:fault.merged'],
    ])
    const good = await linesOf(db, id, 'all', 0, 2)
    const sapa = 'Phường Sa Pa'
    expect(good.map(({ taxCode, commune }) => [taxCode, commune])).toEqual([
      [code(1), sapa],
      [lost, sapa],
    ])
  })
})

describe('a file', () => {
  const text = `Mã số thuế;Tên doanh nghiệp\n${code(1)};"Quế; hồi ""Văn Bàn"""\n`
  const utf16 = (big: boolean) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
    return big ? bytes.swap16() : bytes
  }
  /** Vietnamese Windows: letters of the code page, tone marks behind them. */
  const windows = Buffer.from(
    text
      .replace('Mã số thuế', 'M\xe3 s\xf4\xec thu\xea\xec')
      .replace('Tên', 'T\xean')
      .replace('nghiệp', 'nghi\xea\xf2p')
      .replace('Quế', 'Qu\xea\xec')
      .replace('hồi', 'h\xf4\xcci')
      .replace('Văn Bàn', 'V\xe3n B\xe0n'.replace('\xe3', '\xe3')),
    'latin1',
  )

  test('may come in any encoding and with any separator', async ({ db }) => {
    for (const bytes of [
      text,
      `\ufeff${text}`,
      utf16(false),
      utf16(true),
      text.replaceAll('\n', '\r\n'),
    ]) {
      const { id, rejected } = await handIn(db, bytes)
      const [line] = await linesOf(db, id, 'all', 0, 1)
      expect([line?.name, rejected]).toEqual(['Quế; hồi "Văn Bàn"', 0])
    }
    const { id } = await handIn(db, windows)
    const [line] = await linesOf(db, id, 'all', 0, 1)
    expect(line?.name).toMatch(/^Quế; hồi/)
    const tabs = await handIn(db, text.replaceAll(';', '\t'))
    expect(tabs).toMatchObject({ total: 1, rejected: 0, columns: { taxCode: 0, name: 1 } })
  })

  test('whose columns are not recognised is put right by hand', async ({ db }) => {
    const read = await handIn(db, `A,B\n${code(1)},Một\n${code(2)},Hai\n`)
    expect([read.columns, read.header]).toEqual([{}, ['A', 'B']])
    const start = startImport(db, actor, read.id, read.version, now)
    expect(await refusalOf(start)).toBe('register:refusal.columns-needed')
    const twice = chooseColumns(db, dataDir, actor, read.id, read.version, { taxCode: 0, name: 0 })
    expect(await refusalOf(twice)).toBe('register:refusal.column-twice')
    const columns = { taxCode: 0, name: 1 }
    const again = await chooseColumns(db, dataDir, actor, read.id, read.version, columns)
    expect(again).toMatchObject({ total: 2, rejected: 0 })
    const late = chooseColumns(db, dataDir, actor, read.id, read.version, columns)
    expect(await refusalOf(late)).toBe('register:refusal.stale')
  })

  test('that is no table is refused by what it is', async ({ db }) => {
    const empty = await writeXlsx({ sheets: [{ name: 'A', rows: [] }] })
    const cases: [string | Uint8Array, string][] = [
      ['%PDF-1.7\n%âãÏÓ', 'no-table'],
      ['Kính gửi Sở,\nchúng tôi xin hỏi', 'no-table'],
      [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'old'],
      [Buffer.from('PK\u0003\u0004rubbish'), 'no-table'],
      [empty, 'no-table'],
      ['', 'empty'],
      [Buffer.from([0, 1, 2, 3, 255, 254, 1, 2, 9]), 'no-table'],
    ]
    for (const [bytes, key] of cases) {
      expect(await refusalOf(handIn(db, bytes))).toBe(`register:refusal.${key}`)
    }
  })

  test('of 100,000 lines is read and taken over within seconds', async ({ db }) => {
    const rows: string[] = [head.trim()]
    for (let at = 0; rows.length <= 100_000; at++) {
      const found = withCheckDigit(`5${String(at).padStart(8, '0')}`)
      if (found) rows.push(`${found},Công ty ${at},Nhỏ,Thương mại,Sa Pa`)
    }
    const done = await importAll(db, rows.join('\n'))
    expect(done).toMatchObject({ state: 'done', total: 100_000, rejected: 0, created: 100_000 })
    expect(await db.$count(registeredBusinesses)).toBe(100_000)
  }, 60_000)
})
