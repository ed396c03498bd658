import { asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { deliver } from './deliveries.ts'
import { noteSaidOutside } from './said-outside.ts'

const parts = (out: Outgoing) => out.text.split('|').map((text) => ({ text }))

async function chatOnZalo(db: Db) {
  const { person, clock } = await openChats(db)
  await person('77', 'zalo').says('menu')
  await db.update(deliveries).set({ state: 'sent', sentAt: clock.now, attempts: 1 })
  const [chat] = await db.select().from(conversations)
  const said = { channel: 'zalo', to: '77', bare: false, at: clock.now, parts } as const
  const note = (text: string, platformId: string, more: object = {}) =>
    noteSaidOutside(db, { ...said, text, platformId, ...more }, clock.now)
  const outside = () =>
    db.select().from(deliveries).where(eq(deliveries.cause, 'outside')).orderBy(asc(deliveries.id))
  const ours = async (body: Outgoing, row: Partial<typeof deliveries.$inferInsert>) => {
    const saying = { conversationId: chat!.id, channel: 'zalo', cause: 'answer', body } as const
    const id = await deliver(db, saying, clock.now)
    await db
      .update(deliveries)
      .set({ attempts: 1, ...row })
      .where(eq(deliveries.id, id))
  }
  return { chat: chat!, clock, note, outside, ours }
}

test('what staff said elsewhere stands in the conversation, once, with the ticket at hand', async ({
  db,
}) => {
  const { chat, clock, note, outside } = await chatOnZalo(db)
  await db.update(conversations).set({ ticketId: 5 })
  expect(await Promise.all([1, 2, 3].map(() => note('Sở đã nhận hồ sơ.', 'e1')))).toContain(true)
  expect(await note('Sở đã nhận hồ sơ.', 'e2')).toBe(true)
  expect(await outside()).toMatchObject(
    ['e1', 'e2'].map((platformId) => ({
      ...{ conversationId: chat.id, ticketId: 5, channel: 'zalo', state: 'sent', platformId },
      ...{ body: { text: 'Sở đã nhận hồ sơ.' }, sentAt: clock.now, staffId: null },
    })),
  )
})

test('our own words are known again: by id, by each part, while they are still being sent', async ({
  db,
}) => {
  const { note, outside, ours, clock } = await chatOnZalo(db)
  await ours({ text: 'câu một.|câu  hai.' }, { state: 'sent', sentAt: clock.now, platformId: 'p' })
  await ours({ text: 'đang gửi' }, { state: 'sending' })
  await ours({ text: 'gửi lại' }, { state: 'queued' })
  expect(await note('khác hẳn', 'p')).toBe(false)
  for (const text of ['câu một.', 'câu hai.', 'đang gửi', 'gửi lại']) {
    expect(await note(text, `id of ${text}`)).toBe(false)
  }
  expect(await outside()).toEqual([])
})

test('the same words said by staff later, or before ours went out, are theirs', async ({ db }) => {
  const { note, ours, clock } = await chatOnZalo(db)
  await ours({ text: 'Dạ vâng.' }, { state: 'sent', sentAt: clock.now })
  await ours({ text: 'Chưa gửi.' }, { state: 'queued', attempts: 0 })
  const later = new Date(clock.now.getTime() + 3 * 60_000 + 1)
  expect(await note('Dạ vâng.', 'e1', { at: later })).toBe(true)
  expect(await note('Chưa gửi.', 'e2')).toBe(true)
})

test('a file of ours is known again without words, a file of staff is kept', async ({ db }) => {
  const { note, ours, clock } = await chatOnZalo(db)
  await db.delete(deliveries)
  expect(await note('[Hình ảnh]', 'e1', { bare: true })).toBe(true)
  const file = { id: 1, name: 'a.pdf', type: 'application/pdf' }
  await ours({ text: '', file }, { state: 'sent', sentAt: clock.now })
  expect(await note('a.pdf', 'e2', { bare: true })).toBe(false)
  expect(await note('a.pdf\nhttps://hoi.example.vn/x', 'e3')).toBe(false)
})

test('what is said to somebody we never heard of is nothing to us', async ({ db }) => {
  const { note, outside } = await chatOnZalo(db)
  expect(await note('Chào', 'e1', { to: '78' })).toBe(false)
  expect(await outside()).toEqual([])
})
