import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect } from 'vitest'
import { tempDataDir } from '#core/files/testing.ts'
import { documentByNumber } from '#core/law/documents/documents.ts'
import { test } from '#db/testing.ts'
import { describeDocument, importFile } from './import-file.ts'

const folder = '/work/shared/lawdata/target-laws/txt'
const found = existsSync(folder) ? readdirSync(folder) : []
// Real texts of law are not shipped: without the folder this is skipped, and the report says so.
const decree = found.find((name) => name.normalize('NFC') === '142_2026_NĐ_CP.txt')

test.skipIf(decree === undefined)(
  'a real decree is imported, published and read into its articles',
  { timeout: 40_000 },
  async ({ db }) => {
    const dataDir = await tempDataDir()
    const deps = { db, dataDir, log: pino({ enabled: false }), now: () => new Date() }
    const wish = { publish: true, replace: false }
    const imported = await importFile(deps, join(folder, decree ?? ''), wish)
    if (imported.what !== 'taken') throw new Error(imported.what)
    expect(await describeDocument(db, imported.documentId)).toMatchObject({
      name: 'Nghị định 142/2026/NĐ-CP',
      state: 'published',
      articles: 46,
    })
    expect(await documentByNumber(db, 'nđ-cp')).toBeUndefined()
    expect(await documentByNumber(db, '142/2026/nd-cp')).toMatchObject({
      signedOn: '2026-04-30',
      inForceOn: '2026-05-01',
      issuer: 'Chính phủ',
    })
    const again = await importFile(deps, join(folder, decree ?? ''), wish)
    expect(again).toEqual({ what: 'same', documentId: imported.documentId })
  },
)
