import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Articles, Channel } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { noticeBroadcasts, noticeRecipients, notices } from '#db/schema/notices.ts'
import { conversations } from '#db/schema/people.ts'
import { settings } from '#db/schema/profile.ts'
import { test } from '#db/testing.ts'
import { prepareRecipients } from './audience.ts'
import { runBroadcasts } from './broadcasts.ts'
import { includeLate } from './starting.ts'
import { chat, hoursBefore, monday, notice, recipients, subscriber } from './testing-notices.ts'

const routes = { counted: true, template: false, broadcast: true }

/** Zalo, which takes every article; `created` happens while it takes one. */
function zalo(created: () => Promise<unknown> = async () => {}) {
  const sent: string[] = []
  const articles: Articles = {
    async create() {
      await created()
      return { ok: true, token: 't' }
    },
    verify: async () => ({ ok: true, id: 'a' }),
    async broadcast(id) {
      sent.push(id)
      return { ok: true, messageId: 'm' }
    },
  }
  return { sent, channels: [{ name: 'zalo', articles } as unknown as Channel] }
}

const run = (db: Db, channels: Channel[]) => runBroadcasts(db, channels, { now: monday })

test('an article is not handed over once its notice was stopped or paused', async ({ db }) => {
  for (const state of ['stopped', 'paused'] as const) {
    const { id } = await notice(db, { routes, state: 'sending' })
    await subscriber(db, { channel: 'zalo', followed: true })
    await prepareRecipients(db, id, monday)
    const { sent, channels } = zalo(() =>
      db.update(notices).set({ state }).where(eq(notices.id, id)),
    )
    await run(db, channels)
    expect(sent).toEqual([])
    await db.update(noticeBroadcasts).set({ endedAt: monday })
  }
})

test('who followed only after the article went out gets a message of their own', async ({ db }) => {
  const audience = { lateDays: 7 }
  const { id } = await notice(db, { routes, audience, state: 'sending', startedAt: hoursBefore(3) })
  const before = await subscriber(db, { channel: 'zalo', followed: true })
  await prepareRecipients(db, id, hoursBefore(3))
  const { sent, channels } = zalo()
  await run(db, channels)
  expect(sent).toEqual(['a'])
  const later = new Date(monday.getTime() + 2 * 3_600_000)
  const late = await subscriber(db, { channel: 'zalo', followed: true, since: later })
  await db
    .update(conversations)
    .set({ followedAt: later, lastHeardAt: later })
    .where(eq(conversations.id, late.chatId))
  const reader = await subscriber(db, { channel: 'zalo', followed: true, since: later })
  await includeLate(db, later)
  await runBroadcasts(db, channels, { now: later })
  const rows = await recipients(db, id)
  expect(rows.get(before.personId)).toMatchObject({ route: 'broadcast', state: 'sent' })
  expect(rows.get(reader.personId)).toMatchObject({ route: 'broadcast', state: 'sent' })
  expect(rows.get(late.personId)).toMatchObject({ route: 'free', state: 'waiting' })
  expect(sent).toEqual(['a'])
})

test('nobody is sent anything on a channel that is not in use', async ({ db }) => {
  await db
    .insert(settings)
    .values({ key: 'reach', value: { web: {}, zalo: {} }, updatedAt: monday })
  const gone = await subscriber(db, { channel: 'telegram' })
  const both = await subscriber(db, { channel: 'telegram' })
  const zaloChat = await chat(db, both.personId, { channel: 'zalo' })
  const { id } = await notice(db)
  await prepareRecipients(db, id, monday)
  const rows = await recipients(db, id)
  expect(rows.get(gone.personId)).toMatchObject({ route: 'later', state: 'later' })
  expect(rows.get(both.personId)).toMatchObject({ conversationId: zaloChat, state: 'waiting' })
})

test('late subscribers a crash left behind in a notice that is done are told', async ({ db }) => {
  const audience = { lateDays: 7 }
  const { id } = await notice(db, { audience, state: 'done', startedAt: hoursBefore(3) })
  await subscriber(db, { since: hoursBefore(1) })
  await prepareRecipients(db, id, monday, { since: hoursBefore(3) })
  expect(await db.select().from(noticeRecipients)).toMatchObject([{ state: 'waiting' }])
  expect(await includeLate(db, monday)).toBe(0)
  expect((await db.select().from(notices))[0]?.state).toBe('sending')
})
