import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { openReader, type Reader } from './apart.ts'
import { attachmentsOf, readMail } from './incoming.ts'

const at = { place: { uid: 1, validity: '1' }, arrived: new Date(), own: 'hoi@so.example.vn' }
const raw = readFileSync(new URL('./fixtures/outlook-html.eml', import.meta.url))
const bytes = (text: string) => new TextEncoder().encode(text)

let reader: Reader
afterEach(() => reader.close())

it('reads in a thread what is read otherwise', async () => {
  reader = openReader()
  expect(await reader.read(raw, at)).toEqual(await readMail(raw, at))
  expect(await reader.attachments(raw)).toEqual(await attachmentsOf(raw))
})

it('gives up a mail that takes too long, and reads the next one; nothing stands still', async () => {
  reader = openReader(1_500)
  const bomb = bytes(`From: an@x.example\r\nSubject: x\r\n\r\n${'\n'.repeat(1_500_000)}x`)
  let ticks = 0
  const ticking = setInterval(() => ticks++, 20)
  await expect(reader.read(bomb, at)).rejects.toThrow('too long')
  clearInterval(ticking)
  expect(ticks).toBeGreaterThan(10)
  const mail = bytes('From: an@x.example\r\nSubject: x\r\n\r\nHỏi')
  expect(await reader.read(mail, at)).toMatchObject({ kind: 'mail' })
})
