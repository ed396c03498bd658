import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildIndex, dropEntry, learn, putEntry } from './law-index.ts'
import { loadIndex, saveIndex } from './saved-index.ts'
import { search } from './search.ts'
import { provision, texts } from './testing-texts.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-index-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const path = () => join(folder, 'law.index')
const questions = ['vay vốn', 'thả diều gần đường dây', 'chơi cạnh cột', 'nuôi ong', 'nđ 13/2030']

test('a saved index answers as before, with what was added, dropped and learned', async () => {
  const index = buildIndex(texts)
  putEntry(index, provision('p.1', 'Nuôi ong', 'Trại ong được hỗ trợ thùng nuôi.'))
  dropEntry(index, 'o.5')
  learn(index, { id: 'a1', question: 'Chơi diều cạnh cột điện?', cited: ['l.3'] })
  await saveIndex(path(), index, { last: 7 })
  const loaded = loadIndex(path())
  if ('unreadable' in loaded) throw new Error(loaded.unreadable)
  expect(loaded.beside).toEqual({ last: 7 })
  const answers = (asked: typeof index) => questions.map((question) => search(asked, question))
  expect(answers(loaded)).toEqual(answers(index))
  putEntry(loaded, provision('p.2', 'Nuôi tằm', 'Trại tằm được hỗ trợ nong.'))
  expect(search(loaded, 'nuôi tằm')[0]?.key).toBe('p.2')
})

test('a file that is missing, foreign, cut or changed is refused with the reason', async () => {
  expect(loadIndex(join(folder, 'none'))).toEqual({ unreadable: 'missing' })
  await saveIndex(path(), buildIndex(texts))
  const whole = readFileSync(path())
  const reasonOf = (bytes: Uint8Array) => {
    writeFileSync(path(), bytes)
    return loadIndex(path())
  }
  for (const kept of [0, 10, 24, 100, whole.length - 1]) {
    expect(reasonOf(whole.subarray(0, kept)), `${kept}`).toEqual({ unreadable: 'truncated' })
  }
  const changed = Buffer.from(whole)
  changed.writeUInt8(whole.readUInt8(200) ^ 1, 200)
  expect(reasonOf(changed)).toEqual({ unreadable: 'damaged' })
  expect(reasonOf(Buffer.concat([whole, whole]))).toEqual({ unreadable: 'truncated' })
  const other = Buffer.from(whole)
  other.writeUInt32LE(999, 4)
  expect(reasonOf(other)).toEqual({ unreadable: 'other version' })
  expect(reasonOf(Buffer.from('<html>not an index at all</html>'))).toEqual({
    unreadable: 'foreign',
  })
})
