import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cutMail } from '#core/mail/cut-mail.ts'
import { textOfHtml } from './html-text.ts'
import { type ReadMail, readMail } from './incoming.ts'

const folder = new URL('./fixtures/', import.meta.url)
const place = { uid: 7, validity: '1' }
const arrived = new Date('2026-03-02T02:01:12Z')

function read(raw: string | Uint8Array): Promise<ReadMail> {
  const bytes = typeof raw === 'string' ? new TextEncoder().encode(raw) : raw
  return readMail(bytes, { place, arrived, own: 'hoi@so.example.vn' })
}

const returned = {
  kind: 'bounce',
  messageIds: expect.arrayContaining(['<hl-1-abc@so.example.vn>']),
}

const meanings: Record<string, object> = {
  'gmail-question': {
    kind: 'mail',
    mail: {
      from: 'htxquevanban@gmail.example',
      name: 'Lý Thị Mẩk',
      messageId: '<CAF1=kq2b9+Zx0@mail.gmail.example>',
      subject: 'Đăng ký nhãn hiệu cho quế Văn Bàn',
      text: expect.stringContaining('nhãn hiệu tập thể cho quế Văn Bàn thì cần hồ sơ gì'),
      at: arrived,
      references: [],
      files: [],
    },
  },
  'outlook-html': {
    kind: 'mail',
    mail: {
      from: 'ketoan@sanmay.example.vn',
      subject: 'RE: Đo lường cân',
      references: ['<hl-11-abc@so.example.vn>'],
      files: [
        {
          name: 'Giấy kiểm định.pdf',
          size: 69,
          source: {
            ...{ uid: '7', validity: '1', n: '1' },
            messageId: '<SG2PR04MB@apcprd04.prod.outlook.example>',
          },
        },
      ],
    },
  },
  'web-form': { kind: 'mail', mail: { from: 'pao@che.example.vn', name: 'Giang A Pao' } },
  'forwarded-broken': {
    kind: 'mail',
    mail: {
      from: 'quan@bavi.example.vn',
      messageId: expect.stringMatching(/^<[0-9a-f]{64}@no-id>$/),
      text: expect.stringContaining('Hop dong chuyen giao'),
    },
  },
  vacation: { kind: 'unanswered', why: 'auto' },
  'exchange-out-of-office': { kind: 'unanswered', why: 'auto' },
  'read-receipt': { kind: 'unanswered', why: 'auto' },
  'bounce-delayed': { kind: 'unanswered', why: 'auto' },
  newsletter: { kind: 'unanswered', why: 'list' },
  'mailing-list': { kind: 'unanswered', why: 'list' },
  ourselves: { kind: 'unanswered', why: 'self' },
  'bounce-dsn': {
    ...returned,
    detail: '5.1.1 550 5.1.1 <cu@khongcon.example>: User unknown in virtual mailbox table',
  },
  'bounce-old-server': returned,
}

describe('what mail servers really hand over', () => {
  it('is covered, every recorded mail', () => {
    const recorded = readdirSync(folder).map((name) => name.replace('.eml', ''))
    expect(recorded.sort()).toEqual(Object.keys(meanings).sort())
  })

  for (const [name, meaning] of Object.entries(meanings)) {
    it(`is read for what it is: ${name}`, async () => {
      expect(await read(readFileSync(new URL(`${name}.eml`, folder)))).toMatchObject(meaning)
    })
  }

  it('becomes text without scripts, with the older mail apart', async () => {
    const found = await read(readFileSync(new URL('outlook-html.eml', folder)))
    if (found.kind !== 'mail') return expect.unreachable()
    const { said, cut } = cutMail(found.mail.text)
    expect(said).toBe(
      'Chào Sở, cân của chúng tôi là cân đĩa 30 kg, kiểm định năm 2024.\n\n * Số hiệu A1\n * Số hiệu A2',
    )
    expect(cut).toContain('Để trả lời, Sở cần biết loại cân.')
    expect(found.mail.text).not.toContain('alert')
  })

  it.each(['div', 'b', 'blockquote', 'table'])('is read in time however deep its %s lie', (tag) => {
    const begun = performance.now()
    expect(textOfHtml(`<p>Hỏi Sở</p>${`<${tag}>`.repeat(300_000)}x`)).toMatch(/^Hỏi Sở/)
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  it('is read to its end however many paragraphs are never closed', () => {
    const html = `${'<p>Hỏi<br>'.repeat(5_000)}${'<div><p>x</div>'.repeat(5_000)}Hết`
    expect(textOfHtml(html)).toMatch(/Hết$/)
  })
})

describe('a mail nobody could answer', () => {
  it('is nobody without an address to answer to', async () => {
    for (const from of ['', 'From: undisclosed\r\n', 'From: <>\r\n']) {
      const found = await read(`${from}Subject: x\r\n\r\nHỏi`)
      expect(found.kind).toBe('unanswered')
    }
  })

  it('is told apart by each of its marks', async () => {
    const marks = [
      'Auto-Submitted: auto-generated',
      'Precedence: junk',
      'X-Autorespond: yes',
      'Return-Path: <>',
      'List-Id: <nhom.example>',
    ]
    for (const mark of marks) {
      const found = await read(`From: an@x.example\r\n${mark}\r\nSubject: x\r\n\r\nHỏi`)
      expect(found.kind, mark).toBe('unanswered')
    }
    const person = 'From: an@x.example\r\nAuto-Submitted: no\r\nReturn-Path: <an@x.example>\r\n'
    expect((await read(`${person}Subject: x\r\n\r\nHỏi`)).kind).toBe('mail')
  })
})
