import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { erasePerson } from '#core/people/erase.ts'
import { askForMore } from '#core/tickets/answers.ts'
import { history } from '#core/tickets/history.ts'
import { mails } from '#db/schema/channels.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, heardEvents, messages, people } from '#db/schema/people.ts'
import { files, ratings } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { noteBounce } from './bounce.ts'
import { openLetter } from './letter.ts'
import { begin, box, first, question } from './testing-box.ts'

const day = 86_400_000

describe('a new mail', () => {
  test('is a question: subject and text, with what triage thinks', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    const [ack] = await write()
    expect(await all()).toMatchObject([
      { question: `Nhãn hiệu\n\n${question}`, suggestion: { field: expect.any(String) } },
    ])
    expect(ack?.text).toContain('HL-2026-000001')
    expect(ack?.link?.url).toMatch(/^https:\/\/hoi\.example\.vn\/email\/consent\?token=/)
  })

  test('says its subject once where the text begins with it', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write({ subject: 'Nhãn hiệu', text: 'Nhãn hiệu của tôi bị từ chối, vì sao?' })
    expect((await all())[0]?.question).toBe('Nhãn hiệu của tôi bị từ chối, vì sao?')
  })

  test('may be a subject alone, or files alone', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write({ subject: 'Lệ phí nhãn hiệu bao nhiêu?', text: '' })
    await write({ subject: '', text: '', files: [{ name: 'don.pdf', source: { uid: '1' } }] })
    expect((await all()).map((ticket) => ticket.question)).toEqual([
      'Lệ phí nhãn hiệu bao nhiêu?',
      'Thư chỉ có tệp đính kèm: don.pdf',
    ])
    const [, withFile] = await all()
    expect(await db.select().from(files)).toMatchObject([{ ticketId: withFile?.id }])
  })

  test('with more files than are taken says so, to its writer and to staff', async ({ db }) => {
    const { write, tickets: all, office } = await box(db)
    const file = { name: 'don.pdf', source: { uid: '1' } }
    const [ack] = await write({ files: [file], beyond: true })
    expect(ack?.text).toContain('tối đa 20 tệp và 36 MB')
    const [ticket] = await all()
    if (!ticket) return expect.unreachable()
    const { entries } = await history(db, office.coordinator, ticket)
    expect(entries).toContainEqual(expect.objectContaining({ event: 'files-beyond' }))
  })

  test('that is empty is asked for its question', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    const [ack] = await write({ subject: 'Re: ', text: '\n \n' })
    expect(ack?.text).toContain('không có nội dung')
    expect(await all()).toEqual([])
  })

  test('that only thanks opens nothing', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write({ subject: 'Cảm ơn', text: 'Cảm ơn Sở nhiều ạ' })
    expect(await all()).toEqual([])
  })

  test('in English is answered in English', async ({ db }) => {
    const { write } = await box(db)
    const text = 'What documents does our business need for the registration of a trademark?'
    const [ack] = await write({ subject: 'Trademark', text })
    expect(ack?.text).toContain('We have received your question')
  })

  test('longer than is shown is kept whole', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write({ text: 'Nhãn hiệu. '.repeat(2_000) })
    expect((await all())[0]?.question.length).toBeLessThan(10_100)
    expect(await db.select().from(files)).toMatchObject([{ name: 'HL-2026-000001.txt' }])
  })

  test('stores nothing that PostgreSQL cannot, and no name before consent', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write({ text: 'Nhãn\u0000 hiệu\u202e \ud800', name: 'Nguyễn Văn An' })
    expect((await all())[0]?.question).toBe('Nhãn hiệu \ufffd')
    expect((await db.select().from(people)).map((person) => person.name)).toEqual([null, null])
  })
})

describe('a mail of a thread', () => {
  test('goes on with its ticket, and only what is new is added', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write()
    const text = `Nhãn in màu.\n\nVào T2, Sở đã viết:\n> Sở đã tiếp nhận`
    const [ack] = await write({ ...first, text })
    expect(ack?.text).toContain('bổ sung')
    const [ticket] = await all()
    expect(await all()).toHaveLength(1)
    const said = await db.select().from(messages).orderBy(asc(messages.id))
    expect(said[1]).toMatchObject({ text: 'Nhãn in màu.', ticketId: ticket?.id })
  })

  test('keeps quotation and signature for the officer, folded away', async ({ db }) => {
    const { write, office, route } = await box(db)
    await write({ text: `${question}\n\n-- \nNguyễn Văn An\nHTX Quế Văn Bàn` })
    const ticket = await route()
    expect(ticket.question).not.toContain('HTX')
    await write({ ...first, text: 'Nhãn in màu.\n\nVào T2, Sở đã viết:\n> Sở đã tiếp nhận' })
    const { entries, openingCut } = await history(db, office.coordinator, ticket)
    expect(openingCut).toContain('HTX Quế Văn Bàn')
    expect(entries.filter((entry) => entry.kind === 'message')).toMatchObject([
      { text: 'Nhãn in màu.', cut: expect.stringContaining('> Sở đã tiếp nhận') },
    ])
  })

  test('is known by the code in the subject when no reference is left', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write()
    await write({ subject: 'Bổ sung hl-2026-000001', text: 'Nhãn in màu.' })
    expect(await all()).toHaveLength(1)
  })

  test('of somebody else opens its own ticket, whatever it refers to', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write()
    const from = 'stranger@x.example'
    await write({ from, ...first, subject: 'Re: [HL-2026-000001]', text: 'Cho tôi xem.' })
    const found = await all()
    expect(found).toHaveLength(2)
    expect(found[1]?.personId).not.toBe(found[0]?.personId)
  })

  test('gives what was asked for, and the clock goes on', async ({ db }) => {
    const { office, write, route: routed, clock, tickets: all } = await box(db)
    await write()
    const { id, version } = await routed()
    const more = { text: 'Nhãn in màu gì?' }
    await askForMore(db, office.standardsOfficer, id, version, more, clock.now)
    const [ack] = await write({ ...first, text: 'dung' })
    expect(ack?.text).toContain('tiếp tục xử lý')
    expect(await all()).toMatchObject([{ state: 'routed' }])
  })

  test('reopens an answered ticket within 30 days, and opens a new one later', async ({ db }) => {
    const { write, answer, clock, tickets: all } = await box(db)
    await write()
    await answer()
    clock.now = new Date(begin.getTime() + 29 * day)
    await write({ ...first, text: 'Còn lệ phí thì sao?' })
    expect(await all()).toMatchObject([{ state: 'routed' }])
    await answer()
    clock.now = new Date(begin.getTime() + 70 * day)
    await write({ ...first, text: 'Còn gia hạn thì sao?' })
    expect(await all()).toMatchObject([{ state: 'answered' }, { state: 'received' }])
  })

  test('that thanks leaves the ticket as it is', async ({ db }) => {
    const { write, answer, tickets: all } = await box(db)
    await write()
    await write({ ...first, text: 'Cảm ơn Sở ạ' })
    await answer()
    await write({ ...first, text: 'Dạ em cảm ơn Sở nhiều' })
    expect(await all()).toMatchObject([{ state: 'answered' }])
  })

  test('says stop, and only that ends the notices', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write()
    await write({ ...first, text: 'Dùng thông báo này ở đâu?' })
    const stopped = () => db.select({ at: people.noticesStoppedAt }).from(people)
    expect((await stopped()).filter(({ at }) => at !== null)).toEqual([])
    const [ack] = await write({ ...first, text: 'DỪNG\n\n> Thông báo' })
    expect(ack?.text).not.toContain('HL-2026')
    expect((await stopped()).filter(({ at }) => at !== null)).toHaveLength(1)
    expect(await all()).toHaveLength(1)
    await write({ from: 'binh@x.example', subject: 'STOP', text: '' })
    expect((await stopped()).filter(({ at }) => at !== null)).toHaveLength(2)
  })
})

describe('a score by mail', () => {
  test('low asks why; the next words are the reason and reopen the ticket', async ({ db }) => {
    const { write, answer, tickets: all } = await box(db)
    await write()
    await answer()
    const [ack] = await write({ ...first, text: '2' })
    expect(ack?.text).toContain('điểm nào chưa đạt')
    expect(await all()).toMatchObject([{ state: 'answered', satisfaction: 2 }])
    await write({ ...first, text: 'Chưa nói rõ lệ phí.' })
    expect(await db.select().from(ratings)).toMatchObject([
      { score: 2, comment: 'Chưa nói rõ lệ phí.' },
    ])
    expect(await all()).toMatchObject([{ state: 'routed' }])
  })

  test('may bring its reason with it', async ({ db }) => {
    const { write, answer, tickets: all } = await box(db)
    await write()
    await answer()
    await write({ ...first, text: '3 điểm\nChưa nói rõ lệ phí.' })
    expect(await db.select().from(ratings)).toMatchObject([
      { score: 3, comment: 'Chưa nói rõ lệ phí.' },
    ])
    expect(await all()).toMatchObject([{ state: 'answered' }])
  })

  test('is no score while the ticket is open', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    await write()
    await write({ ...first, text: '4' })
    expect(await all()).toMatchObject([{ satisfaction: null }])
    expect(await db.select().from(messages)).toHaveLength(2)
  })
})

describe('what is kept of mails', () => {
  test('is one row each, and nothing twice', async ({ db }) => {
    const { write, tickets: all } = await box(db)
    const mail = { messageId: '<same@x.example>' }
    expect(await write(mail)).toHaveLength(1)
    expect(await write(mail)).toEqual([])
    expect(await all()).toHaveLength(1)
    expect(await db.select().from(mails)).toHaveLength(1)
  })

  test('is known again when the mailbox brings it after the event is forgotten', async ({ db }) => {
    const { write, tickets } = await box(db)
    await write({ messageId: '<again@x.example>' })
    await db.delete(heardEvents)
    expect(await write({ messageId: '<again@x.example>' })).toEqual([])
    expect(await tickets()).toHaveLength(1)
    expect(await db.select().from(messages)).toHaveLength(1)
  })

  test('goes when the person is erased; who writes then is somebody new', async ({ db }) => {
    const { write, clock, tickets: all } = await box(db)
    await write()
    const [ticket] = await all()
    const personId = ticket?.personId ?? 0
    await db.transaction((tx) => erasePerson(tx, personId, clock.now))
    expect(await db.select().from(mails)).toEqual([])
    await write(first)
    const after = await all()
    expect(after).toHaveLength(2)
    expect(after[1]?.personId).not.toBe(personId)
  })

  test('threads a letter at one place, however often it is opened', async ({ db }) => {
    const { write, clock } = await box(db)
    await write()
    await write({ ...first, text: 'Nhãn in màu.' })
    const [ack] = await db.select().from(deliveries).orderBy(asc(deliveries.id))
    const open = () => openLetter(db, ack?.id ?? 0, 'so.example.vn', clock.now)
    const letter = await open()
    expect(letter).toMatchObject({
      messageId: expect.stringMatching(/^<hl-\d+-[a-z0-9]+@so\.example\.vn>$/),
      references: ['<m1@x.example>', '<m2@x.example>'],
      subject: 'Re: Nhãn hiệu [HL-2026-000001]',
      acknowledges: true,
    })
    await write({ ...first, text: 'Còn lệ phí?' })
    expect(await open()).toEqual(letter)
  })

  test('believes a bounce only of a mail of ours', async ({ db }) => {
    const { write, clock } = await box(db)
    await write()
    const [ack] = await db.select().from(deliveries)
    await db
      .update(deliveries)
      .set({ state: 'sent' })
      .where(eq(deliveries.id, ack?.id ?? 0))
    const guess = `<hl-${ack?.id}-abc@so.example.vn>`
    expect(await noteBounce(db, [guess, '<m1@x.example>'], 'no')).toBe(false)
    const letter = await openLetter(db, ack?.id ?? 0, 'so.example.vn', clock.now)
    const guesses = Array.from({ length: 60_000 }, (_, n) => `<hl-${n}-abc@so.example.vn>`)
    expect(await noteBounce(db, [...guesses, letter?.messageId ?? ''], 'no')).toBe(false)
    expect(await noteBounce(db, [letter?.messageId ?? ''], 'unknown')).toBe(true)
    expect(await db.select().from(deliveries)).toMatchObject([{ state: 'failed', why: 'refused' }])
  })

  test('releases what waited for the person to write', async ({ db }) => {
    const { write, clock } = await box(db)
    await write()
    await db.update(conversations).set({ blockedAt: clock.now, blockedWhy: 'blocked' })
    await db.update(deliveries).set({ state: 'held' })
    await write({ ...first, text: 'Nhãn in màu.' })
    const states = (await db.select().from(deliveries)).map((delivery) => delivery.state)
    expect(states).toEqual(['queued', 'queued'])
  })
})
