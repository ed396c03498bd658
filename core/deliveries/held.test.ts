import { eq, sql } from 'drizzle-orm'
import { expect, onTestFinished } from 'vitest'
import { openChats } from '#core/conversation/testing-chat.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { claimDue, deliver } from './deliveries.ts'
import { holdConversation } from './held.ts'
import type { Outcome } from './outcome.ts'
import { holdSenderLock } from './sender-lock.ts'

/** Lan, who has blocked us, and the sender that has just found out with what it took for her. */
async function refused(db: Db, url: string) {
  const { person, clock } = await openChats(db)
  const lan = person('lan')
  await lan.says('menu')
  const { id: conversationId } = (await lan.conversation())!
  await db.delete(deliveries)
  const saying = {
    conversationId,
    channel: 'web',
    cause: 'test',
    body: { text: 'trả lời' },
  } as const
  await deliver(db, saying, clock.now)
  const lock = (await holdSenderLock(url, 'web', () => false))!
  onTestFinished(() => lock.release())
  const look = (limit: number, outcomes: Outcome[] = []) =>
    claimDue(lock.db, { channel: 'web', holder: lock.holder, limit }, clock.now, outcomes).then(
      (claimed) => claimed?.due,
    )
  const [due] = (await look(1))!
  await holdConversation(lock.db, conversationId, 'blocked', clock.now)
  const outcome: Outcome = { id: due!.id, state: 'held', partsSent: 0, why: 'blocked' }
  const state = async () => {
    const [row] = await db.select().from(deliveries).where(eq(deliveries.id, due!.id))
    return row?.state
  }
  return { lan, look, outcome, state, conversationId }
}

test('a reply is held until the person writes', async ({ db, url }) => {
  const { lan, look, outcome, state } = await refused(db, url)
  await look(0, [outcome])
  expect(await state()).toBe('held')
  await lan.says('menu')
  expect(await state()).toBe('queued')
})

test('a reply is not held when the person wrote before its outcome is stored', async ({
  db,
  url,
}) => {
  const { lan, look, outcome, state } = await refused(db, url)
  await lan.says('menu')
  const [again] = (await look(1, [outcome]))!
  expect(again).toMatchObject({ id: outcome.id, contact: { blockedAt: null } })
  expect(await state()).toBe('sending')
})

test('a reply is not held when the person is being heard just then', async ({ db, url }) => {
  const { look, outcome, state, conversationId } = await refused(db, url)
  let looking: Promise<unknown> | undefined
  await db.transaction(async (tx) => {
    await tx.execute(
      sql`select 1 from conversations where id = ${conversationId} for no key update`,
    )
    looking = look(0, [outcome])
    await new Promise((resolve) => setTimeout(resolve, 150))
    await tx
      .update(conversations)
      .set({ blockedAt: null })
      .where(eq(conversations.id, conversationId))
  })
  await looking
  expect(await state()).toBe('queued')
})

test('nobody is held for what was tried before they wrote', async ({ db, url }) => {
  const { lan, conversationId } = await refused(db, url)
  await lan.says('menu')
  const { lastHeardAt } = (await lan.conversation())!
  const before = new Date(lastHeardAt.getTime() - 1)
  for (const why of ['closed', 'blocked'] as const) {
    expect(await holdConversation(db, conversationId, why, lastHeardAt, before)).toBe(false)
    expect((await lan.conversation())?.blockedAt).toBeNull()
  }
  expect(await holdConversation(db, conversationId, 'blocked', lastHeardAt, lastHeardAt)).toBe(true)
  expect(await holdConversation(db, conversationId, 'closed', lastHeardAt, lastHeardAt)).toBe(false)
  expect((await lan.conversation())?.blockedWhy).toBe('blocked')
})
