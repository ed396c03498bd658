import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Choice, Incoming, Outgoing } from '#core/channel.ts'
import { withNumbers } from '#core/outgoing.ts'

/** What reached the person in one sending, read from the platform's side. */
export interface Received {
  text: string
  /** the ids behind the buttons */
  choices: string[]
  /** where a button leads; a link written in the text is none */
  link?: string
  file?: { name: string; content: Uint8Array }
}

/** How a platform may fail us; see `Sent`. */
const troubles = {
  busy: 'later',
  down: 'later',
  blocked: 'blocked',
  closed: 'closed',
  refused: 'refused',
  configuration: 'configuration',
} as const
type Trouble = keyof typeof troubles

/** An adapter on a pretended platform. What the platform does not have is left out, and shows as skipped. */
export interface Subject {
  channel: Channel
  /** somebody's address */
  to: string
  /** text in UTF-16 units; the most choices that become buttons; whether they stand in the text as well */
  limits: { text: number; buttons: number; numbered?: boolean }
  received(): Received[] | Promise<Received[]>
  /** a file of ours that the adapter can open */
  file?: { id: number; name: string; type: string; content: Uint8Array }
  webhook?: Webhook
  /** makes the platform answer the next sending with this trouble */
  trouble?: Partial<Record<Trouble, () => void>>
  /** makes the platform never answer */
  hang?: () => void
  close(): Promise<void>
}

interface Webhook {
  heard: Incoming[]
  /** makes `hear` throw */
  deafen(): void
  /** posts a payload as the platform does; answers the status */
  post(payload: unknown): Promise<number>
  /** posts it without knowing the secret */
  forge(payload: unknown): Promise<number>
  /** what the platform must be told about a forgery */
  forgedStatus: number
  text(said: string): unknown
  choice?(id: string): unknown
  file?(content: Uint8Array): unknown
  /** our own words, as the platform repeats them to us */
  echo?(): unknown
}

const never = new AbortController().signal

/** The suite every adapter passes; `make` opens a fresh one for each test. */
export function channelContract(name: string, make: () => Promise<Subject>): void {
  describe(`${name} keeps the contract of a channel`, () => {
    let subject: Subject
    beforeEach(async () => {
      subject = await make()
    })
    afterEach(() => subject.close())

    speaks(() => subject)
    listens(() => subject)
    fails(() => subject)
  })
}

async function deliver({ channel, to, received }: Subject, out: Outgoing): Promise<Received[]> {
  for (const part of channel.parts(out)) {
    expect(await channel.send(to, part, never)).toEqual({ ok: true, id: expect.any(String) })
  }
  return received()
}

function someChoices(count: number): Choice[] {
  return Array.from({ length: count }, (_, n) => ({ id: `pick:${n}`, label: `Lĩnh vực ${n + 1}` }))
}

function speaks(current: () => Subject): void {
  it('says a text as it is, markup and all', async () => {
    const text = 'Chào Anh/Chị <b>An</b> & _đồng nghiệp_: 1 < 2 😀'
    expect(await deliver(current(), { text })).toMatchObject([{ text, choices: [] }])
  })

  it('cuts a long text after sentences, loses nothing, and asks at the end', async (t) => {
    const subject = current()
    t.skip(!Number.isFinite(subject.limits.text), 'any length fits')
    t.skip(subject.limits.buttons < 2, 'no buttons')
    const sentence = (n: number) => `Câu thứ ${n} nói rõ điều doanh nghiệp cần làm.`
    const text = Array.from({ length: subject.limits.text / 15 }, (_, n) => sentence(n)).join(' ')
    const choices = someChoices(2)
    const pieces = (await deliver(subject, { text, choices })).map((piece) => {
      const lines = withNumbers({ text: '', choices })
      const own = subject.limits.numbered && piece.text.endsWith(lines)
      return own ? { ...piece, text: piece.text.slice(0, -lines.length).trimEnd() } : piece
    })
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.map((piece) => piece.text).join(' ')).toBe(text)
    for (const piece of pieces) {
      expect(piece.text.length).toBeLessThanOrEqual(subject.limits.text)
      expect(piece.text.endsWith('.')).toBe(true)
    }
    const asked = pieces.map(({ choices }) => choices.length)
    expect(asked).toEqual([...Array(pieces.length - 1).fill(0), 2])
  })

  it('keeps a text full of emoji within the limit, and every one whole', async (t) => {
    const { limits } = current()
    t.skip(!Number.isFinite(limits.text), 'any length fits')
    const text = '😀'.repeat(limits.text)
    const pieces = (await deliver(current(), { text })).map((piece) => piece.text)
    expect(pieces.every((piece) => piece.length <= limits.text && piece.isWellFormed())).toBe(true)
    expect(pieces.join('')).toBe(text)
  })

  it('shows choices as buttons, in order', async (t) => {
    const subject = current()
    t.skip(subject.limits.buttons < 3, 'no buttons')
    const asked = { text: 'Chọn lĩnh vực:', choices: someChoices(3) }
    const [said] = await deliver(subject, asked)
    const text = subject.limits.numbered ? withNumbers(asked) : asked.text
    expect(said).toMatchObject({ text, choices: ['pick:0', 'pick:1', 'pick:2'] })
  })

  it('writes more choices than fit as numbered lines', async (t) => {
    const subject = current()
    const count = subject.limits.buttons + 1
    t.skip(!Number.isFinite(count), 'any number of buttons fits')
    const [said] = await deliver(subject, { text: 'Chọn lĩnh vực:', choices: someChoices(count) })
    expect(said?.choices).toEqual([])
    const lines = someChoices(count).map(({ label }, n) => `${n + 1}. ${label}`)
    expect(said?.text).toBe(`Chọn lĩnh vực:\n\n${lines.join('\n')}`)
  })

  it('tells where a link leads, as a button or in the text', async () => {
    const url = 'https://skhcn.example.vn/hoi/12'
    const [said] = await deliver(current(), { text: 'Mời xem:', link: { label: 'Xem', url } })
    expect(said?.link ?? said?.text).toContain(url)
  })

  it('sends a file with its name and every byte', async (t) => {
    const { file } = current()
    if (file === undefined) return t.skip('no files')
    const { id, name, type, content } = file
    const said = await deliver(current(), { text: 'Gửi Anh/Chị.', file: { id, name, type } })
    expect(said.map(({ text }) => text).join('')).toBe('Gửi Anh/Chị.')
    expect(said.at(-1)?.file).toEqual({ name, content })
  })
}

function listens(current: () => Subject): void {
  it('hears a text', async (t) => {
    const { webhook, channel } = current()
    if (webhook === undefined) return t.skip('no webhook')
    expect(await webhook.post(webhook.text('Tôi hỏi về nhãn hiệu'))).toBeOneOf([200, 202])
    const expected = { channel: channel.name, kind: 'text', text: 'Tôi hỏi về nhãn hiệu' }
    expect(webhook.heard).toMatchObject([expected])
  })

  it('hears a pressed button', async (t) => {
    const { webhook } = current()
    if (webhook?.choice === undefined) return t.skip('no buttons')
    await webhook.post(webhook.choice('pick:2'))
    expect(webhook.heard).toMatchObject([{ kind: 'choice', choice: 'pick:2' }])
  })

  it('answers to the address it heard from', async (t) => {
    const { webhook, to } = current()
    if (webhook === undefined) return t.skip('no webhook')
    await webhook.post(webhook.text('Chào Sở'))
    expect(webhook.heard[0]?.from).toBe(to)
  })

  it('knows an event that is delivered again by its id', async (t) => {
    const { webhook } = current()
    if (webhook === undefined) return t.skip('no webhook')
    const event = webhook.text('Chào Sở')
    for (const payload of [event, event, webhook.text('Chào Sở')]) await webhook.post(payload)
    const [first, again, other] = webhook.heard.map(({ eventId }) => eventId)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('fetches a file somebody sent', async (t) => {
    const { webhook, channel } = current()
    if (webhook?.file === undefined) return t.skip('no files')
    const content = new TextEncoder().encode('hồ sơ đăng ký')
    await webhook.post(webhook.file(content))
    const [said] = webhook.heard
    if (said?.kind !== 'files') return expect.unreachable('no file was heard')
    const stream = await channel.fetchFile(said.files[0]?.source ?? {}, never)
    expect(new Uint8Array(await new Response(stream).arrayBuffer())).toEqual(content)
  })

  it('throws for a file the platform does not give', async (t) => {
    const { webhook, channel } = current()
    if (webhook?.file === undefined) return t.skip('no files')
    await expect(channel.fetchFile({}, never)).rejects.toThrow()
  })

  it('does not hear who forges the signature', async (t) => {
    const { webhook } = current()
    if (webhook === undefined) return t.skip('no webhook')
    expect(await webhook.forge(webhook.text('Chào Sở'))).toBe(webhook.forgedStatus)
    expect(webhook.heard).toEqual([])
  })

  it('does not hear itself', async (t) => {
    const { webhook } = current()
    if (webhook?.echo === undefined) return t.skip('no echo')
    expect(await webhook.post(webhook.echo())).toBe(200)
    expect(webhook.heard).toEqual([])
  })

  it('lets the platform deliver again what was not stored', async (t) => {
    const { webhook } = current()
    if (webhook === undefined) return t.skip('no webhook')
    webhook.deafen()
    expect(await webhook.post(webhook.text('Chào Sở'))).toBeGreaterThanOrEqual(500)
  })
}

function fails(current: () => Subject): void {
  for (const [trouble, why] of Object.entries(troubles)) {
    it(`takes trouble of the kind "${trouble}" for "${why}"`, async (t) => {
      const { channel, to, trouble: make } = current()
      const begin = make?.[trouble as Trouble]
      if (begin === undefined) return t.skip('no such trouble')
      begin()
      const sent = await channel.send(to, { text: 'Chào Anh/Chị' }, never)
      expect(sent).toMatchObject({ ok: false, why, detail: expect.any(String) })
      if (trouble === 'busy') expect(sent).toMatchObject({ retryAfterMs: expect.any(Number) })
      expect(await channel.send(to, { text: 'Chào Anh/Chị' }, never)).toMatchObject({ ok: true })
    })
  }

  it('is cut off from a platform that hangs', async (t) => {
    const { channel, to, hang } = current()
    if (hang === undefined) return t.skip('never hangs')
    hang()
    const sent = await channel.send(to, { text: 'Chào Anh/Chị' }, AbortSignal.timeout(50))
    expect(sent).toMatchObject({ ok: false, why: 'later' })
  }, 2_000)

  it('sends nothing once the signal has ended', async (t) => {
    const { channel, to, hang, received } = current()
    if (hang === undefined) return t.skip('never hangs')
    const sent = await channel.send(to, { text: 'Chào Anh/Chị' }, AbortSignal.abort())
    expect(sent).toMatchObject({ ok: false, why: 'later' })
    expect(await received()).toEqual([])
  })
}
