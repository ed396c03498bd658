import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decreeText } from '#core/law/parse/testing-texts.ts'
import { busyFor } from '#core/testing-busy.ts'
import { type Extracted, extract } from './extract.ts'
import { docxOfText, pdfOf } from './testing-files.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)
const lines = decreeText.trim().split('\n')

function reasonOf(told: Extracted): string {
  return told.ok ? 'read' : told.reason.key.replace('law-import:refused.', '')
}

describe('what is no document', () => {
  const compound = Buffer.from('d0cf11e0a1b11ae1', 'hex')
  const cases: Record<string, [Uint8Array, string]> = {
    'an empty file': [new Uint8Array(), 'empty-file'],
    'a picture': [
      Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(40)]),
      'picture',
    ],
    'a Word file of the old kind': [Buffer.concat([compound, Buffer.alloc(600)]), 'old-word'],
    'a locked Word file': [
      Buffer.concat([compound, Buffer.alloc(600), bytes('EncryptedPackage', 'utf16le')]),
      'password',
    ],
    'a rich text file': [bytes('{\\rtf1\\ansi Nghị định}'), 'rtf'],
    'a zip of something else': [
      Buffer.from('504b0506000000000000000000000000000000000000', 'hex'),
      'type',
    ],
    'a broken zip': [bytes('PK\x03\x04 and then nothing'), 'broken'],
    'a program': [Buffer.concat([bytes('\x7fELF'), Buffer.alloc(300)]), 'type'],
    'bytes of nothing known': [
      Buffer.from(Array.from({ length: 900 }, (_, at) => (at * 7) % 251)),
      'binary',
    ],
    'letters of no encoding we know': [
      Buffer.from(Array.from({ length: 900 }, (_, at) => 0x80 + (at % 60))),
      'charset',
    ],
    'a page without words': [bytes('<html><body><img src=x></body></html>'), 'no-text'],
    'a feed': [bytes(`<?xml version="1.0"?><rss>${decreeText}</rss>`), 'type'],
    'a page of hundred thousand boxes in one another': [
      bytes(`<html>${'<div>'.repeat(100_000)}x`),
      'nested',
    ],
  }
  test.for(Object.keys(cases))('%s is refused with its reason', async (name) => {
    const [file = new Uint8Array(), why = ''] = cases[name] ?? []
    expect(reasonOf(await extract(file))).toBe(why)
  })
})

test('texts made to take time are read in a time that grows with their length', async () => {
  const marked = `## a\n**b**\n**c**\n${decreeText}`
  const hostile = [
    ...[' ', '\n', '-', '['].map((sign) => `${marked}${sign.repeat(100_000)}x`),
    ...['<!--', '**a', '[a]('].map((start) => marked + start.repeat(40_000)),
    `<html><body>${decreeText}<ol>${'<li>x'.repeat(10_000)}`,
    `<html><body>${decreeText}${'<!--'.repeat(40_000)}`,
  ]
  for (const text of hostile) {
    expect(await busyFor(() => extract(bytes(text)))).toBeLessThan(4000)
  }
})

describe('whatever comes', () => {
  const seeds = [
    ...[pdfOf([lines.slice(0, 10)]), docxOfText(decreeText), bytes(decreeText)],
    ...[bytes(`<html><body>${decreeText}`), Buffer.from(deflateSync(decreeText))],
  ]
  const starts = ['', '%PDF-1.4\n', 'PK\x03\x04', '<html>', '\ufeff', '{\\rtf', '<?xml ?>']
  test('is read or refused, never thrown', { timeout: 30_000 }, async () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
        fc.nat(),
      )
      .map(([seed, changes, cut]) => {
        const file = new Uint8Array(seed)
        for (const [at, byte] of changes) file[at % file.length] = byte
        return cut % 3 === 0 ? file.slice(0, cut % file.length) : file
      })
    const random = fc
      .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }))
      .map(([start, rest]) => new Uint8Array(Buffer.concat([bytes(start, 'latin1'), rest])))
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, random), async (file) => {
        const told = await extract(file)
        if (told.ok) expect(told.text).toBe(told.text.normalize('NFC'))
        else expect(told.reason.key).toMatch(/^law-import:refused\.[a-z-]+$/u)
      }),
      { numRuns: 150 },
    )
  })
})
