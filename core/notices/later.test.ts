import { eq, sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { openChats } from '#core/conversation/testing-chat.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'

/** Lan wrote once; then notices came that wait until she writes again. */
async function waiting(db: Db, titles: string[]) {
  const { person, clock, desk } = await openChats(db)
  const lan = person('lan', 'zalo')
  await lan.says('menu')
  const chat = (await lan.conversation())!
  for (const title of titles) {
    const [notice] = await db
      .insert(notices)
      .values({
        ...{ kind: 'law', title, body: 'Điều gì thay đổi', state: 'done' },
        ...{ createdAt: clock.now, updatedAt: clock.now },
      })
      .returning()
    await db.insert(noticeRecipients).values({
      ...{ noticeId: notice!.id, personId: chat.personId, conversationId: chat.id },
      ...{ channel: 'zalo', route: 'later', state: 'later', why: 'window', at: clock.now },
    })
  }
  await db.delete(deliveries)
  return { lan, person, chat, desk }
}

const said = (db: Db) => db.select().from(deliveries).orderBy(deliveries.id)

test('a notice that waited goes out behind the reply when the person writes, once', async ({
  db,
}) => {
  const { lan } = await waiting(db, ['Nghị định 13'])
  await lan.says('menu')
  await lan.says('menu')
  const rows = await said(db)
  expect(rows.filter(({ class: kind }) => kind === 'notice')).toHaveLength(1)
  const at = rows.findIndex(({ class: kind }) => kind === 'notice')
  expect(at).toBeGreaterThan(0)
  expect(JSON.stringify(rows[at]!.body)).toContain('Nghị định 13')
  const [recipient] = await db.select().from(noticeRecipients)
  expect(recipient).toMatchObject({ state: 'sending', deliveryId: rows[at]!.id })
  expect(rows[at]!.noticeId).toBe(recipient!.noticeId)
})

test('several that waited come as one message', async ({ db }) => {
  const { lan } = await waiting(db, ['Nghị định 13', 'Nghị định 14', 'Luật 15'])
  await lan.says('menu')
  const notice = (await said(db)).filter(({ class: kind }) => kind === 'notice')
  expect(notice).toHaveLength(1)
  for (const title of ['Nghị định 13', 'Nghị định 14', 'Luật 15']) {
    expect(JSON.stringify(notice[0]!.body)).toContain(title)
  }
  const recipients = await db.select().from(noticeRecipients)
  expect(recipients.map(({ deliveryId }) => deliveryId)).toEqual(Array(3).fill(notice[0]!.id))
})

test('it goes to whichever chat the person writes in, even when they write in two at once', async ({
  db,
}) => {
  const { lan, person, chat } = await waiting(db, ['Nghị định 13'])
  const other = person('lan-tg', 'telegram')
  await other.says('menu')
  const elsewhere = (await other.conversation())!
  await db.execute(
    sql`update conversations set person_id = ${chat.personId} where id = ${elsewhere.id}`,
  )
  await db.delete(deliveries)
  await Promise.all([other.says('menu'), lan.says('menu')])
  expect((await said(db)).filter(({ class: kind }) => kind === 'notice')).toHaveLength(1)
})

test('what was stopped, or is not wanted any more, does not come', async ({ db }) => {
  const { lan, chat } = await waiting(db, ['Nghị định 13', 'Nghị định 14'])
  const [first] = await db.select().from(notices).orderBy(notices.id)
  await db.update(notices).set({ state: 'stopped' }).where(eq(notices.id, first!.id))
  await db.update(people).set({ noticesStoppedAt: new Date() }).where(eq(people.id, chat.personId))
  await lan.says('menu')
  expect((await said(db)).filter(({ class: kind }) => kind === 'notice')).toHaveLength(0)
})
