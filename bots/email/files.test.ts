import { expect, it, onTestFinished } from 'vitest'
import { largestMail, mostFiles } from '#core/mail/incoming-mail.ts'
import { openReader } from './apart.ts'
import { startMailFake } from './fake.ts'
import { openAttachments } from './files.ts'
import { imapAddressOf } from './imap.ts'
import { readMail } from './incoming.ts'

const at = {
  place: { uid: 1, validity: '1' },
  arrived: new Date('2026-03-02T02:01:12Z'),
  own: 'hoi@so.example.vn',
}

/** A mail with text files of these contents. */
function mailWith(contents: string[]): Uint8Array<ArrayBuffer> {
  const head = ['From: an@x.example', 'Message-ID: <files@x.example>']
  const type = 'Content-Type: multipart/mixed; boundary=cut'
  const parts = contents.map((content, n) => {
    const named = `Content-Disposition: attachment; filename=tep-${n}.txt`
    return `--cut\r\nContent-Type: text/plain\r\n${named}\r\n\r\n${content}\r\n`
  })
  const text = '--cut\r\nContent-Type: text/plain\r\n\r\nXem tep\r\n'
  const all = [[...head, type, '', text].join('\r\n'), ...parts, '--cut--\r\n']
  return new TextEncoder().encode(all.join(''))
}

async function read(raw: Uint8Array) {
  const found = await readMail(raw, at)
  return found.kind === 'mail' ? found.mail : expect.unreachable()
}

it('takes the first files of a mail with very many, and says that there are more', async () => {
  const many = await read(mailWith(Array.from({ length: 25 }, (_, n) => `so ${n}`)))
  expect(many.files).toHaveLength(mostFiles)
  expect(many.beyond).toBe(true)
  const few = await read(mailWith(['mot', 'hai']))
  expect(few.files).toHaveLength(2)
  expect(few.beyond).toBeUndefined()
})

it('counts the file in which a mail was cut off as too large', async () => {
  const line = `${'x'.repeat(998)}\r\n`
  const raw = mailWith(['mot', line.repeat(Math.ceil(largestMail / line.length)), 'ba'])
  const mail = await read(raw.subarray(0, largestMail))
  expect(mail.beyond).toBe(true)
  expect(mail.text.trim()).toBe('Xem tep')
  expect(mail.files).toMatchObject([{ name: 'tep-0.txt' }, { size: largestMail }])
})

it('fetches and reads a mail once for all its files', async () => {
  const fake = await startMailFake()
  const real = openReader()
  onTestFinished(async () => {
    await real.close()
    await fake.close()
  })
  fake.arrive(mailWith(['mot', 'hai', 'ba']))
  let reads = 0
  const attachments: typeof real.attachments = (raw) => {
    reads++
    return real.attachments(raw)
  }
  const fetch = openAttachments(imapAddressOf(fake.imapUrl), { ...real, attachments })
  const signal = AbortSignal.timeout(10_000)
  const source = { uid: '1', validity: 'x', messageId: '<files@x.example>' }
  const got = await Promise.all(
    [0, 1, 2].map(async (n) =>
      new Response(await fetch({ ...source, n: String(n) }, signal)).text(),
    ),
  )
  expect(got.map((text) => text.trim())).toEqual(['mot', 'hai', 'ba'])
  await expect(fetch({ ...source, n: '7' }, signal)).rejects.toThrow('no such file')
  expect(reads).toBe(1)
})
