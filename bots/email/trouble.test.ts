import { setTimeout as pause } from 'node:timers/promises'
import { asc } from 'drizzle-orm'
import PostalMime from 'postal-mime'
import { afterEach, expect, vi } from 'vitest'
import { deliveries } from '#db/schema/deliveries.ts'
import { test } from '#db/testing.ts'
import type { SmtpFailure } from './fake.ts'
import { endAll, mailFrom, open, ticketsOf } from './testing-world.ts'

afterEach(endAll)

const people = Array.from({ length: 8 }, (_, n) => `nguoi${n}@x.example`)
const busy: SmtpFailure = { code: 451, message: '4.7.1 Try again later', at: 'rcpt' }
const down: SmtpFailure = { code: 421, message: '4.3.2 Shutting down', at: 'data' }

test('trouble on both sides loses nothing, repeats nothing and keeps the order', async ({
  db,
  url,
}) => {
  const begun = Date.now()
  // A minute's patience with a busy server is half a second here.
  const now = () => new Date(begun + (Date.now() - begun) * 120)
  const world = await open({ db, url }, { now })
  const { fake } = world
  for (let turn = 0; turn < 3; turn++) {
    fake.fail(busy, down, busy)
    for (const from of people) {
      const thread = turn === 0 ? {} : { 'In-Reply-To': `<${from}-0@x.example>` }
      const mail = mailFrom(from, `${from}-${turn}`, `Nội dung thứ ${turn} về đo lường`, thread)
      fake.arrive(mail)
      if (turn === 1) fake.arrive(mail)
    }
    await pause(60)
    await fake.imapDown()
    await pause(40)
    await fake.imapUp()
  }
  await vi.waitFor(
    async () => {
      const said = await db.select().from(deliveries)
      expect(said.filter(({ state }) => state === 'sent')).toHaveLength(people.length * 3)
    },
    { timeout: 15_000, interval: 50 },
  )
  expect(await ticketsOf(db)).toHaveLength(people.length)
  expect(fake.posted).toHaveLength(people.length * 3)
  const order = await db.select().from(deliveries).orderBy(asc(deliveries.id))
  const mails = await Promise.all(
    fake.posted.map(async ({ to, raw }) => ({ ...(await PostalMime.parse(raw)), to: to[0] })),
  )
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(order.length)
  for (const address of people) {
    const ids = mails
      .filter(({ to }) => to === address)
      .map(({ messageId = '' }) => Number(/^<hl-(\d+)-/.exec(messageId)?.[1]))
    expect(ids).toHaveLength(3)
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  }
})
