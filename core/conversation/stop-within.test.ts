import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { subscribe } from '#core/notices/subscriptions.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { subscriptions } from '#db/schema/notices.ts'
import { conversations, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { openChats } from './testing-chat.ts'

/** Lan, who gets notices, being asked something in a dialogue. */
async function asked(db: Db, ...said: string[]) {
  const { person, clock } = await openChats(db)
  const lan = person('lan')
  await lan.says('menu')
  const { id, personId, channel } = (await lan.conversation())!
  const wanted = { fieldIds: [], sectors: [], communes: [], pace: 'now' as const }
  await subscribe(db, { personId, conversationId: id }, wanted, clock.now)
  for (const one of said) await lan.says(one)
  const told = (body: { text: string }) =>
    db.insert(deliveries).values({
      ...{ conversationId: id, channel, class: 'notice', cause: 'notice', body },
      ...{ nextAt: clock.now, createdAt: clock.now },
    })
  return { lan, told, isStopped: () => stopped(db, personId) }
}

async function stopped(db: Db, personId: number): Promise<boolean> {
  const [who] = await db.select().from(people).where(eq(people.id, personId))
  return who?.noticesStoppedAt !== null
}

const consent = ['đăng ký nhận tin', 'tất cả lĩnh vực', 'tất cả ngành nghề', 'bỏ qua', '1']

for (const typed of ['dừng', 'DỪNG', 'stop', 'Dừng nhận tin']) {
  test(`${typed} stops notices also where yes or no is asked`, async ({ db }) => {
    const { lan, isStopped } = await asked(db, ...consent)
    expect(await lan.says(typed)).toContain('Sở sẽ không gửi thông báo')
    expect(await isStopped()).toBe(true)
    expect((await db.select().from(subscriptions))[0]?.stoppedAt).not.toBeNull()
  })
}

test('dừng stops notices also where words are asked for', async ({ db }) => {
  const { lan, isStopped } = await asked(db, 'đặt câu hỏi')
  expect(await lan.says('dừng')).toContain('Sở sẽ không gửi thông báo')
  expect(await isStopped()).toBe(true)
  expect((await lan.conversation())?.flow).toBe('intake')
})

test('dung without accents is yes to a question, and stops notices when one has just come', async ({
  db,
}) => {
  const first = await asked(db, ...consent)
  expect(await first.lan.says('dung')).toContain('Sở đã ghi nhận')
  expect(await first.isStopped()).toBe(false)
  for (const one of consent) await first.lan.says(one)
  await first.told({ text: 'Văn bản mới. Nhắn DỪNG để thôi nhận tin.' })
  expect(await first.lan.says('dung')).toContain('Sở sẽ không gửi thông báo')
  expect(await first.isStopped()).toBe(true)
})

test('a number after a notice means what was offered before it came', async ({ db }) => {
  const { lan, told } = await asked(db, 'menu')
  await told({ text: 'Văn bản mới' })
  expect(await lan.says('1')).not.toContain('chưa hiểu')
  const [chat] = await db.select().from(conversations)
  expect(chat?.flow).toBe('intake')
})
