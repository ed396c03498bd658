import { eq, isNotNull } from 'drizzle-orm'
import { expect } from 'vitest'
import { startFetching } from '#core/files/fetch.ts'
import { history } from '#core/tickets/history.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, people } from '#db/schema/people.ts'
import { files, ratings } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { box, first, silent } from './testing-box.ts'

const unproven = true as const

test('a mail of nobody proven opens a ticket that is marked, and is not answered', async ({
  db,
}) => {
  const { write, tickets: all, office } = await box(db)
  expect(await write({ unproven, name: 'An' })).toEqual([])
  const [ticket] = await all()
  if (!ticket) return expect.unreachable()
  const { entries } = await history(db, office.coordinator, ticket)
  expect(entries.filter((entry) => entry.kind === 'event')).toMatchObject([
    { event: 'opened' },
    { event: 'unproven' },
  ])
})

test('a mail of nobody proven finds no ticket by its code alone, only by its thread', async ({
  db,
}) => {
  const { write, tickets: all, office } = await box(db)
  await write()
  await write({ unproven, subject: 'Bổ sung HL-2026-000001', text: 'Nhãn in màu.' })
  expect(await all()).toHaveLength(2)
  expect(await write({ unproven, ...first, text: 'Nhãn in xanh.' })).toEqual([])
  const [ticket, ...others] = await all()
  if (!ticket) return expect.unreachable()
  expect(others).toHaveLength(1)
  const { entries } = await history(db, office.coordinator, ticket)
  expect(entries).toContainEqual(expect.objectContaining({ event: 'unproven' }))
})

test('a mail of nobody proven ends no notices', async ({ db }) => {
  const { write } = await box(db)
  await write()
  await write({ unproven, ...first, subject: 'Re: STOP', text: 'STOP' })
  await write({ unproven, subject: 'STOP', text: '' })
  const stopped = () => db.select().from(people).where(isNotNull(people.noticesStoppedAt))
  expect(await stopped()).toEqual([])
  await write({ subject: 'STOP', text: '' })
  expect(await stopped()).toHaveLength(1)
})

test('a mail of nobody proven rates nothing and releases nothing', async ({ db }) => {
  const { write, answer, clock } = await box(db)
  await write()
  await answer()
  await db.update(conversations).set({ blockedAt: clock.now, blockedWhy: 'blocked' })
  await write({ unproven, ...first, text: '1' })
  expect(await db.select().from(ratings)).toMatchObject([{ score: null }])
  const writers = await db.select().from(conversations).where(eq(conversations.channel, 'email'))
  expect(writers).toMatchObject([{ blockedWhy: 'blocked' }])
})

test('what is wrong with a file of nobody proven is told to nobody', async ({ db }) => {
  const { write } = await box(db)
  const big = { name: 'to.pdf', size: 900_000_000, source: { uid: '1' } }
  await write({ unproven, files: [big] })
  const now = () => new Date()
  const fetching = startFetching({
    db,
    dataDir: '/nonexistent',
    channels: new Map(),
    now,
    log: silent,
  })
  await expect
    .poll(() => db.select({ state: files.state }).from(files))
    .toEqual([{ state: 'refused' }])
  await fetching.stop()
  expect(await db.select().from(deliveries)).toEqual([])
})

test('a domain is acknowledged sixty times an hour, whatever addresses it writes from', async ({
  db,
}) => {
  const { write, clock } = await box(db)
  await write({ from: 'an0@x.example' })
  const [writer] = await db.select().from(conversations).where(eq(conversations.channel, 'email'))
  const [ack] = await db.select().from(deliveries)
  if (!writer || !ack) return expect.unreachable()
  const { id: _, ...who } = writer
  const { id: __, ...what } = ack
  const others = Array.from({ length: 58 }, (___, n) => ({
    ...who,
    address: `an${n + 1}@x.example`,
  }))
  const chats = await db.insert(conversations).values(others).returning()
  await db.insert(deliveries).values(chats.map((chat) => ({ ...what, conversationId: chat.id })))
  expect(await write({ from: 'an59@x.example' })).toHaveLength(1)
  expect(await write({ from: 'an60@x.example' })).toEqual([])
  expect(await write({ from: 'an60@sub-x.example' })).toHaveLength(1)
  clock.now = new Date(clock.now.getTime() + 3_600_001)
  expect(await write({ from: 'an61@x.example' })).toHaveLength(1)
})
