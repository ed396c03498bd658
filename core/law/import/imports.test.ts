import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { expect } from 'vitest'
import { openStored } from '#core/files/store.ts'
import { tidyFiles } from '#core/files/sweep.ts'
import { streamOf, tempDataDir } from '#core/files/testing.ts'
import { decreeText } from '#core/law/parse/testing-texts.ts'
import type { Db } from '#db/client.ts'
import { test } from '#db/testing.ts'
import { startImporting } from './importing.ts'
import { handIn, importById, noteRead, takeNext } from './imports.ts'

const log = pino({ enabled: false })
const start = new Date('2032-03-01T02:00:00Z')
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)

async function handTo(db: Db, dataDir: string, count = 1): Promise<number[]> {
  const ids: number[] = []
  for (let at = 0; at < count; at++) {
    const file = { batch: 'b', name: `${at}.txt`, stream: streamOf(`${decreeText}\n${at}`) }
    ids.push(await handIn(db, dataDir, file, start))
  }
  return ids
}

test('each file goes to one reader, however many ask at once', async ({ db }) => {
  const ids = await handTo(db, await tempDataDir(), 4)
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeNext(db, start)))
  const given = taken.flatMap((one) => (one ? [one.id] : []))
  expect(given.sort((a, b) => a - b)).toEqual(ids)
})

test('a file whose reader died is taken again after a while, and refused when it always kills', async ({
  db,
}) => {
  const [id = 0] = await handTo(db, await tempDataDir())
  expect(await takeNext(db, start)).toMatchObject({ id })
  expect(await takeNext(db, later(2))).toBeUndefined()
  expect(await takeNext(db, later(5))).toMatchObject({ id })
  expect(await takeNext(db, later(10))).toMatchObject({ id })
  expect(await takeNext(db, later(15))).toBeUndefined()
  const reason = { key: 'law-import:refused.broken' }
  expect(await importById(db, id)).toMatchObject({ state: 'refused', reason })
})

test('a reader that comes back late changes nothing any more', async ({ db }) => {
  const [id = 0] = await handTo(db, await tempDataDir())
  const first = await takeNext(db, start)
  await takeNext(db, later(5))
  if (!first) throw new Error('nothing was taken')
  await noteRead(db, first, { ok: false, reason: { key: 'law-import:refused.slow' } }, later(6))
  expect(await importById(db, id)).toMatchObject({ state: 'reading', reason: null })
})

test('what is being read when the desk stops is read by the next one', async ({ db }) => {
  const dataDir = await tempDataDir()
  const [id = 0] = await handTo(db, dataDir)
  const deps = { db, dataDir, log, now: () => start }
  const first = startImporting(deps)
  while ((await importById(db, id))?.state === 'waiting') await sleep(5)
  await first.stop()
  const second = startImporting(deps)
  while ((await importById(db, id))?.state !== 'read') await sleep(20)
  await second.stop()
  expect(await importById(db, id)).toMatchObject({ facts: { number: '902/2032/NĐ-CP' } })
})

test('its bytes stay until it is handled, then they go with the sweep', async ({ db, sql }) => {
  const dataDir = await tempDataDir()
  const [id = 0] = await handTo(db, dataDir)
  const { sha256 = '' } = (await importById(db, id)) ?? {}
  const tomorrow = new Date(Date.now() + 24 * 3_600_000)
  await tidyFiles(db, dataDir, tomorrow)
  const kept = await openStored(dataDir, sha256)
  expect(kept).toBeDefined()
  await kept?.stream.cancel()
  await sql`update law_imports set state = 'dropped'`
  await tidyFiles(db, dataDir, tomorrow)
  expect(await openStored(dataDir, sha256)).toBeUndefined()
})

test('an empty file and one that is too large are refused by name', async ({ db }) => {
  const dataDir = await tempDataDir()
  const empty = await handIn(
    db,
    dataDir,
    { batch: 'b', name: '../a.pdf', stream: streamOf() },
    start,
  )
  const reason = { key: 'law-import:refused.empty-file' }
  expect(await importById(db, empty)).toMatchObject({ name: 'a.pdf', state: 'refused', reason })
  const chunk = new Uint8Array(1024 * 1024)
  const large = streamOf(...Array.from({ length: 65 }, () => chunk))
  const big = await handIn(db, dataDir, { batch: 'b', name: 'b.pdf', stream: large }, start)
  const why = { key: 'law-import:refused.big', values: { most: 64 } }
  expect(await importById(db, big)).toMatchObject({ state: 'refused', reason: why })
})
