import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { asc, eq } from 'drizzle-orm'
import { afterEach, describe, expect, vi } from 'vitest'
import { openFile } from '#core/files/files.ts'
import type { HearMail } from '#core/mail/hear-mail.ts'
import { mails } from '#db/schema/channels.ts'
import { messages } from '#db/schema/people.ts'
import { files, ratings } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import {
  an,
  answerNewest,
  endAll,
  header,
  mailFrom,
  open,
  patient,
  posted,
  question,
  ticketsOf,
} from './testing-world.ts'

afterEach(endAll)

describe('a question by e-mail', () => {
  test('opens a ticket, is answered in its thread, and goes on with a reply', async ({
    db,
    url,
  }) => {
    const world = await open({ db, url })
    world.fake.arrive(mailFrom(an, 'q1', `${question}\n\nTrân trọng,\nAn\n0912345678`))
    const [ack] = await posted(world, 1)
    const [ticket] = await ticketsOf(db)
    const code = ticket?.code ?? 'none'
    expect(ticket).toMatchObject({ channel: 'email', question: `Nhãn hiệu\n\n${question}` })
    expect(ack).toMatchObject({
      subject: `Re: Nhãn hiệu [${code}]`,
      inReplyTo: '<q1@x.example>',
      references: '<q1@x.example>',
      to: [{ address: 'an@x.example' }],
    })
    expect(header(ack, 'auto-submitted')).toBe('auto-replied')
    expect(ack?.text).toContain(code)
    expect(ack?.text).toContain('https://hoi.example.vn/email/consent?token=')
    expect(ack?.html).toContain('href="https://hoi.example.vn/email/consent?token=')
    const [kept] = await db.select().from(mails).where(eq(mails.direction, 'in'))
    expect(kept?.cut).toContain('0912345678')

    await answerNewest(world, 'Hồ sơ gồm tờ khai & mẫu nhãn.')
    const sent = await posted(world, 4)
    const answer = sent.find((mail) => mail.text?.includes('tờ khai & mẫu nhãn'))
    expect(answer?.subject).toBe(`Re: Nhãn hiệu [${code}]`)
    expect(answer?.references?.split(' ').slice(0, 2)).toEqual(['<q1@x.example>', ack?.messageId])
    expect(header(answer, 'auto-submitted')).toBeUndefined()
    expect(answer?.html).toContain('tờ khai &amp; mẫu nhãn')
    expect(sent.at(-1)?.text).toContain('5 - Rất hài lòng')

    const reply = { 'In-Reply-To': answer?.messageId ?? '', Subject: 'Re: khac' }
    world.fake.arrive(mailFrom(an, 'q2', 'Mẫu nhãn in màu có được không?\n\n> Hồ sơ gồm', reply))
    await posted(world, 5)
    const after = await ticketsOf(db)
    expect(after).toMatchObject([{ id: ticket?.id, state: 'routed', reopenedAt: expect.any(Date) }])
    const [, added] = await db.select().from(messages).orderBy(asc(messages.id))
    expect(added).toMatchObject({ text: 'Mẫu nhãn in màu có được không?', ticketId: ticket?.id })
  })

  test('takes a digit for the score, once', async ({ db, url }) => {
    const world = await open({ db, url })
    await world.fake.write({ from: an, subject: 'Nhãn hiệu', text: question })
    await posted(world, 2)
    await answerNewest(world, 'Theo Điều 87.')
    const asked = (await posted(world, 5)).at(-1)
    const reply = { 'In-Reply-To': asked?.messageId ?? '' }
    const quote = `On Mon, Sở wrote:\n> ${asked?.text?.split('\n').join('\n> ')}`
    world.fake.arrive(mailFrom(an, 's1', `5\n\n${quote}`, reply))
    world.fake.arrive(mailFrom(an, 's2', '2', reply))
    await posted(world, 7)
    expect(await db.select().from(ratings)).toMatchObject([{ score: 5 }])
    expect(await ticketsOf(db)).toMatchObject([{ state: 'answered', satisfaction: 5 }])
  })

  test('brings its files, by the rules for files', async ({ db, url }) => {
    const world = await open({ db, url })
    const raw = readFileSync(new URL('./fixtures/outlook-html.eml', import.meta.url))
    world.fake.arrive(raw)
    await vi.waitFor(async () => {
      expect(await db.select().from(files)).toMatchObject([{ state: 'stored' }])
    }, patient)
    const [file] = await db.select().from(files)
    const [ticket] = await ticketsOf(db)
    expect(file).toMatchObject({
      ...{ name: 'Giấy kiểm định.pdf', type: 'application/pdf', size: 69, ticketId: ticket?.id },
    })
    const opened = await openFile(db, world.dataDir, file?.id ?? 0)
    expect((await new Response(opened?.stream).text()).slice(0, 8)).toBe('%PDF-1.4')
  })

  test('is heard once, however often it lies in the mailbox', async ({ db, url }) => {
    const world = await open({ db, url })
    const mail = mailFrom(an, 'q1', question)
    for (let copy = 0; copy < 3; copy++) world.fake.arrive(mail)
    await world.heard()
    expect(await ticketsOf(db)).toHaveLength(1)
    await pause(150)
    expect(world.fake.posted).toHaveLength(1)
  })

  test('is found though somebody of the staff read it first', async ({ db, url }) => {
    const world = await open({ db, url })
    world.fake.arrive(mailFrom('old@x.example', 'old', 'Thư cũ đã đọc từ trước'), ['\\Seen'])
    world.fake.arrive(mailFrom(an, 'q1', question))
    await posted(world, 1)
    world.fake.arrive(mailFrom('binh@x.example', 'q2', 'Đo lường cân đĩa'), ['\\Seen'])
    await posted(world, 2)
    expect((await ticketsOf(db)).map((ticket) => ticket.question)).toEqual([
      `Nhãn hiệu\n\n${question}`,
      'Nhãn hiệu\n\nĐo lường cân đĩa',
    ])
  })

  test('waits in the mailbox until it can be stored', async ({ db, url }) => {
    let deaf = true
    const hear =
      (real: HearMail): HearMail =>
      async (mail) => {
        if (deaf) throw new Error('the database is gone')
        return real(mail)
      }
    const world = await open({ db, url }, { hear })
    world.fake.arrive(mailFrom(an, 'q1', question))
    await pause(200)
    expect(world.fake.messages()[0]?.flags).toEqual([])
    deaf = false
    await posted(world, 1)
    expect(await ticketsOf(db)).toHaveLength(1)
  })
})
