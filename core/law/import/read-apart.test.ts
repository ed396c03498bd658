import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { tempDataDir } from '#core/files/testing.ts'
import { decreeText } from '#core/law/parse/testing-texts.ts'
import { readApart } from './read-apart.ts'
import { pdfOf } from './testing-files.ts'

const megabyte = 1024 * 1024
const pages = [decreeText.trim().split('\n')]

async function onDisk(content: Uint8Array | string): Promise<string> {
  const path = join(await tempDataDir(), 'file')
  await writeFile(path, content)
  return path
}

test('a PDF of 50 MB is read beside the desk, which goes on meanwhile', {
  timeout: 30_000,
}, async () => {
  const path = await onDisk(pdfOf(pages, { ballast: 50 * megabyte }))
  let longest = 0
  let last = performance.now()
  const clock = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  const told = await readApart(path)
  clearInterval(clock)
  expect(told).toMatchObject({ ok: true, facts: { number: '902/2032/NĐ-CP' } })
  expect(longest).toBeLessThan(1000)
})

test('a file that takes too long is ended and refused', async () => {
  const path = await onDisk(decreeText)
  const told = await readApart(path, undefined, { seconds: 0.01, megabytes: 500 })
  expect(told).toEqual({ ok: false, reason: { key: 'law-import:refused.slow' } })
})

test('a file that fills the memory is ended and refused', { timeout: 30_000 }, async () => {
  const content = deflateSync(Buffer.alloc(160 * megabyte, 0x20), { level: 1 })
  const path = await onDisk(pdfOf(pages, { content }))
  const told = await readApart(path, undefined, { seconds: 25, megabytes: 200 })
  expect(told).toEqual({ ok: false, reason: { key: 'law-import:refused.memory' } })
})

test('a file that is not there is refused', async () => {
  const told = await readApart('/nowhere/at/all')
  expect(told).toEqual({ ok: false, reason: { key: 'law-import:refused.broken' } })
})

test('a reading that is called off ends at once', async () => {
  const path = await onDisk(decreeText)
  const stopping = new AbortController()
  const reading = readApart(path, stopping.signal)
  stopping.abort(new Error('the desk stops'))
  await expect(reading).rejects.toThrow('the desk stops')
})
