import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { largestFile, openStored, placeOf, storeBytes } from './store.ts'
import { beginnings, officeParts, streamOf, tempDataDir, zipOf } from './testing.ts'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const honest: [string, Uint8Array, string][] = [
  ['ảnh xưởng quế.jpg', beginnings.jpg, 'image/jpeg'],
  ['ảnh.png', beginnings.png, 'image/png'],
  ['ảnh.webp', beginnings.webp, 'image/webp'],
  ['ảnh.gif', beginnings.gif, 'image/gif'],
  ['IMG_0001.HEIC', beginnings.heic, 'image/heic'],
  ['giấy phép.pdf', beginnings.pdf, 'application/pdf'],
  ['hồ sơ.docx', zipOf(officeParts('docx')), docx],
  ['bảng kê.xlsx', zipOf(officeParts('xlsx')), xlsx],
  ['voice.oga', beginnings.ogg, 'audio/ogg'],
  ['ghi âm.mp3', beginnings.mp3, 'audio/mpeg'],
  ['ghi âm.m4a', beginnings.m4a, 'audio/mp4'],
]

test.each(honest)('%s is kept under its content, readable again', async (name, bytes, type) => {
  const dataDir = await tempDataDir()
  const stored = await storeBytes(dataDir, streamOf(bytes), { name })
  expect(stored).toMatchObject({ ok: true, size: bytes.length, type })
  if (!stored.ok) throw new Error(stored.why)
  const opened = await openStored(dataDir, stored.sha256)
  expect(opened?.size).toBe(bytes.length)
  expect(Buffer.from(await new Response(opened?.stream).arrayBuffer())).toEqual(Buffer.from(bytes))
  expect(left(dataDir)).toEqual([])
})

test.each([
  ['hợp đồng.pdf', beginnings.exe, 'lies', 'exe'],
  ['hợp đồng.pdf', zipOf([{ name: 'a.txt', content: 'a' }]), 'lies', 'zip'],
  ['hồ sơ.docx', zipOf([{ name: 'word/document.xml', content: '<x/>' }]), 'lies', 'zip'],
  ['hồ sơ.docx', Buffer.from('PK\x03\x04 and nothing of a zip'), 'lies', 'zip'],
  ['ảnh.png', Buffer.from('<svg onload="alert(1)"/>'), 'lies', 'unknown'],
  ['setup.exe', beginnings.exe, 'type', 'exe'],
  ['ghi chú.txt', Buffer.from('chữ'), 'type', 'unknown'],
  ['không đuôi', Buffer.from('chữ'), 'type', 'unknown'],
])('%s is refused when its content is something else', async (name, bytes, why, detail) => {
  const dataDir = await tempDataDir()
  const stored = await storeBytes(dataDir, streamOf(bytes), { name })
  expect(stored).toEqual({ ok: false, why, detail })
  expect(left(dataDir)).toEqual([])
})

test('a wrong ending among accepted kinds is forgiven: the content decides', async () => {
  const dataDir = await tempDataDir()
  const stored = await storeBytes(dataDir, streamOf(beginnings.jpg), { name: 'scan.pdf' })
  expect(stored).toMatchObject({ ok: true, type: 'image/jpeg' })
})

test('a macro document is no docx', async () => {
  const [types, body] = officeParts('docx')
  if (!types || !body) throw new Error('no parts')
  const macro = {
    ...types,
    content: String(types.content).replace(
      /application\/[^"]+main\+xml/,
      'application/vnd.ms-word.document.macroEnabled.main+xml',
    ),
  }
  const dataDir = await tempDataDir()
  const stored = await storeBytes(dataDir, streamOf(zipOf([macro, body])), { name: 'mẫu.docx' })
  expect(stored).toMatchObject({ ok: false, why: 'lies' })
})

test('a docx that inflates to more than 200 MB is a bomb', async () => {
  const dataDir = await tempDataDir()
  const full = Buffer.alloc(30 * 1024 * 1024)
  const parts = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ name: `word/media/${n}.bin`, content: full }))
  const bytes = zipOf([...officeParts('docx'), ...parts])
  const stored = await storeBytes(dataDir, streamOf(bytes), { name: 'hồ sơ.docx' })
  expect(bytes.length).toBeLessThan(1024 * 1024)
  expect(stored).toMatchObject({ ok: false, why: 'bomb' })
  expect(left(dataDir)).toEqual([])
})

test('a docx that shrinks more than a hundredfold is a bomb', async () => {
  const dataDir = await tempDataDir()
  const huge = { name: 'word/media/1.bin', content: Buffer.alloc(12 * 1024 * 1024) }
  const bytes = zipOf([...officeParts('docx'), huge])
  const stored = await storeBytes(dataDir, streamOf(bytes), { name: 'hồ sơ.docx' })
  expect(stored).toMatchObject({ ok: false, why: 'bomb' })
})

test('a directory that understates what inflates is found out', async () => {
  const dataDir = await tempDataDir()
  const huge = { name: 'word/1.bin', content: Buffer.alloc(50 * 1024 * 1024), saysSize: 100 }
  const stored = await storeBytes(dataDir, streamOf(zipOf([...officeParts('docx'), huge])), {
    name: 'hồ sơ.docx',
  })
  expect(stored).toMatchObject({ ok: false, why: 'lies', detail: 'zip' })
})

test('a docx of thousands of entries is a bomb', async () => {
  const dataDir = await tempDataDir()
  const parts = Array.from({ length: 5001 }, (_, n) => ({ name: `p/${n}`, content: '' }))
  const bytes = zipOf([...officeParts('docx'), ...parts])
  expect(await storeBytes(dataDir, streamOf(bytes), { name: 'hồ sơ.docx' })).toMatchObject({
    ok: false,
    why: 'bomb',
  })
})

test('20 MB is kept, one byte more is not', async () => {
  const dataDir = await tempDataDir()
  const body = new Uint8Array(largestFile - beginnings.pdf.length)
  const exact = await storeBytes(dataDir, streamOf(beginnings.pdf, body), { name: 'a.pdf' })
  expect(exact).toMatchObject({ ok: true, size: largestFile })
  const more = streamOf(beginnings.pdf, body, new Uint8Array(1))
  expect(await storeBytes(dataDir, more, { name: 'a.pdf' })).toMatchObject({
    ok: false,
    why: 'too-big',
  })
  expect(left(dataDir)).toEqual([])
})

test('what is too big is not read to its end', async () => {
  const dataDir = await tempDataDir()
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++
      controller.enqueue(new Uint8Array(64 * 1024))
    },
  })
  const stored = await storeBytes(dataDir, endless, { name: 'a.pdf', limit: 1024 * 1024 })
  expect(stored).toMatchObject({ ok: false, why: 'too-big' })
  expect(pulled).toBeLessThan(64)
})

test('an empty file is refused', async () => {
  const dataDir = await tempDataDir()
  expect(await storeBytes(dataDir, streamOf(), { name: 'a.pdf' })).toMatchObject({
    ok: false,
    why: 'empty',
  })
})

test('the same content is stored once', async () => {
  const dataDir = await tempDataDir()
  const twice = await Promise.all(
    ['a.pdf', 'b.pdf'].map((name) => storeBytes(dataDir, streamOf(beginnings.pdf), { name })),
  )
  const [first, second] = twice
  expect(first).toEqual(second)
  if (!first?.ok) throw new Error('not stored')
  expect(readdirSync(join(dataDir, 'files', first.sha256.slice(0, 2)))).toEqual([first.sha256])
})

test('a stream that breaks off leaves nothing behind', async () => {
  const dataDir = await tempDataDir()
  let pulled = 0
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulled++ === 0) controller.enqueue(new Uint8Array(beginnings.pdf))
      else controller.error(new Error('connection reset'))
    },
  })
  await expect(storeBytes(dataDir, broken, { name: 'a.pdf' })).rejects.toThrow('connection reset')
  expect(left(dataDir)).toEqual([])
})

test('a stream that hangs is cut by its signal', async () => {
  const dataDir = await tempDataDir()
  const hanging = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
  const signal = AbortSignal.timeout(30)
  await expect(storeBytes(dataDir, hanging, { name: 'a.pdf', signal })).rejects.toThrow()
  expect(left(dataDir)).toEqual([])
})

test('a text of ours is kept as text, and only when it is UTF-8', async () => {
  const dataDir = await tempDataDir()
  const ours = { name: 'câu hỏi.txt', ours: 'text/plain' as const }
  const stored = await storeBytes(dataDir, streamOf('Xin chào'), ours)
  expect(stored).toMatchObject({ ok: true, type: 'text/plain' })
  if (!stored.ok) throw new Error(stored.why)
  const opened = await openStored(dataDir, stored.sha256)
  expect(opened && (await text(opened.stream as never))).toBe('Xin chào')
  await expect(storeBytes(dataDir, streamOf(Buffer.from([0xff, 0xfe])), ours)).rejects.toThrow()
})

test('a name never leads outside the data folder', async () => {
  const dataDir = await tempDataDir()
  const name = '../../../../tmp/hoi-luat-escape.pdf'
  const stored = await storeBytes(dataDir, streamOf(beginnings.pdf), { name })
  expect(stored).toMatchObject({ ok: true })
  expect(existsSync('/tmp/hoi-luat-escape.pdf')).toBe(false)
  expect(() => placeOf(dataDir, '../../etc/passwd')).toThrow('not a content hash')
  await expect(openStored(dataDir, '../../etc/passwd')).rejects.toThrow('not a content hash')
  expect(await openStored(dataDir, 'a'.repeat(64))).toBeUndefined()
})

test('a full disk says so and leaves nothing behind', async ({ skip }) => {
  const disk = await smallDisk()
  if (disk === undefined) return skip('this user may mount no disk')
  const body = new Uint8Array(600 * 1024)
  const big = streamOf(beginnings.pdf, body, body, body)
  expect(await storeBytes(disk, big, { name: 'a.pdf' })).toMatchObject({ ok: false, why: 'disk' })
  expect(left(disk)).toEqual([])
  const small = await storeBytes(disk, streamOf(beginnings.pdf), { name: 'a.pdf' })
  expect(small).toMatchObject({ ok: true })
})

/** A disk of one megabyte; undefined where this user may mount none. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await tempDataDir()
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], {
      stdio: 'ignore',
    })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('/bin/umount', [folder]))
  return folder
}

function left(dataDir: string): string[] {
  const folder = join(dataDir, 'files', 'tmp')
  return existsSync(folder) ? readdirSync(folder) : []
}
