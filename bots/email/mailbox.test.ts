import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HearMail } from '#core/mail/hear-mail.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, messages } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { createEmail } from './email.ts'
import { startMailFake } from './fake.ts'
import { waitAfter } from './reading.ts'
import {
  afterwards,
  an,
  endAll,
  mailFrom,
  open,
  optionsFor,
  patient,
  posted,
  question,
  ticketsOf,
} from './testing-world.ts'

afterEach(endAll)

describe('machines', () => {
  test('open nothing and get no answer, and are counted', async ({ db, url }) => {
    const world = await open({ db, url })
    const names = ['vacation', 'newsletter', 'mailing-list', 'read-receipt', 'ourselves']
    for (const name of names) {
      world.fake.arrive(readFileSync(new URL(`./fixtures/${name}.eml`, import.meta.url)))
    }
    await world.heard()
    expect(world.unanswered.toSorted()).toEqual(['auto', 'auto', 'list', 'list', 'self'])
    expect(await db.select().from(conversations)).toHaveLength(1)
    await pause(100)
    expect(world.fake.posted).toEqual([])
  })

  test('that answer us unmarked are not answered for ever', async ({ db, url }) => {
    const world = await open({ db, url })
    for (let turn = 0; turn < 10; turn++) {
      world.fake.arrive(mailFrom(an, `loop${turn}`, `Tôi đã nhận được thư ${turn}.`))
    }
    await world.heard()
    await pause(200)
    expect(world.fake.posted).toHaveLength(6)
    expect(await db.select().from(messages)).toHaveLength(10)
  })

  test('that bring a mail of ours back make its delivery fail, with the reason', async ({
    db,
    url,
  }) => {
    const world = await open({ db, url })
    world.fake.arrive(mailFrom(an, 'q1', question))
    const [ack] = await posted(world, 1)
    await vi.waitFor(async () => {
      expect(await db.select().from(deliveries)).toMatchObject([{ state: 'sent' }])
    }, patient)
    const dsn = readFileSync(new URL('./fixtures/bounce-dsn.eml', import.meta.url), 'utf8')
    world.fake.arrive(dsn.replaceAll('<hl-1-abc@so.example.vn>', ack?.messageId ?? ''))
    await world.heard()
    expect(await db.select().from(deliveries)).toMatchObject([
      { state: 'failed', why: 'refused', detail: expect.stringContaining('User unknown') },
    ])
    expect(world.unanswered).toEqual(['bounce'])
    expect(await ticketsOf(db)).toHaveLength(1)
  })
})

describe('the mailbox', () => {
  test('is read again after the connection was lost, from where it stopped', async ({
    db,
    url,
  }) => {
    const world = await open({ db, url })
    world.fake.arrive(mailFrom(an, 'q1', question))
    await posted(world, 1)
    expect(await world.email.channel.health()).toMatchObject({ ok: true })
    await world.fake.imapDown()
    world.fake.arrive(mailFrom('binh@x.example', 'q2', 'Đo lường cân đĩa'))
    await vi.waitFor(async () => {
      expect(await world.email.channel.health()).toMatchObject({ ok: false })
    }, patient)
    await world.fake.imapUp()
    await posted(world, 2)
    expect(await ticketsOf(db)).toHaveLength(2)
    expect(await world.email.channel.health()).toMatchObject({ ok: true })
  })

  test('is not heard twice when the connection breaks before a mail could be marked', async ({
    db,
    url,
  }) => {
    let times = 0
    const hear =
      (real: HearMail): HearMail =>
      async (mail) => {
        await real(mail)
        times++
        if (times === 1) await world.fake.imapDown()
      }
    const world = await open({ db, url }, { hear })
    world.fake.arrive(mailFrom(an, 'q1', question))
    await posted(world, 1)
    expect(world.fake.messages()[0]?.flags).toEqual([])
    await world.fake.imapUp()
    await world.heard()
    expect(times).toBe(2)
    expect(await ticketsOf(db)).toHaveLength(1)
    expect(await db.select().from(messages)).toHaveLength(1)
    expect(world.fake.posted).toHaveLength(1)
  })

  test('keeps a mail that cannot be stored until it can, and holds up no other by it', async ({
    db,
    url,
  }) => {
    let failures = 0
    const hear =
      (real: HearMail): HearMail =>
      async (mail) => {
        if (mail.from === 'an@x.example' && ++failures <= 2) throw new Error('the database is away')
        await real(mail)
      }
    const world = await open({ db, url }, { hear })
    world.fake.arrive(mailFrom(an, 'q1', question))
    world.fake.arrive(mailFrom('binh@x.example', 'q2', 'Đo lường cân đĩa'))
    expect((await posted(world, 2)).map(({ to }) => to?.[0]?.address)).toEqual([
      'binh@x.example',
      'an@x.example',
    ])
    await world.heard()
    expect(failures).toBe(3)
  })

  it('tries such a mail ever more seldom, but never gives it up', () => {
    expect([1, 2, 3, 30].map(waitAfter)).toEqual([250, 500, 1_000, 3_600_000])
  })

  test('is asked now and then where the server has no IDLE', async ({ db, url }) => {
    const world = await open({ db, url }, { idle: false })
    await pause(100)
    world.fake.arrive(mailFrom(an, 'q1', question))
    await posted(world, 1)
    expect(await ticketsOf(db)).toHaveLength(1)
  })

  test('rests and begins anew without hearing anything twice', async ({ db, url }) => {
    const world = await open({ db, url })
    world.fake.arrive(mailFrom(an, 'q1', question))
    await posted(world, 1)
    await world.email.rest()
    world.fake.arrive(mailFrom('binh@x.example', 'q2', 'Đo lường cân đĩa'))
    await pause(400)
    expect(await ticketsOf(db)).toHaveLength(1)
    await world.email.start()
    await posted(world, 2)
    expect(await ticketsOf(db)).toHaveLength(2)
  })

  test('says in words that it refuses to be opened', async ({ db }) => {
    const fake = await startMailFake()
    afterwards(() => fake.close())
    const imapUrl = fake.imapUrl.replace(/:[^:@]*@/, ':wrong@')
    const email = createEmail({ ...optionsFor(fake, db), imapUrl }, async () => {})
    afterwards(() => email.stop())
    expect(await email.channel.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('IMAP_URL'),
    })
  })
})
