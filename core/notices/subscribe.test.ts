import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openChats, type Person } from '#core/conversation/testing-chat.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients, notices, subscriptions } from '#db/schema/notices.ts'
import { people } from '#db/schema/people.ts'
import { fields } from '#db/schema/profile.ts'
import { test } from '#db/testing.ts'

/** The number under which something was last offered. */
async function numberOf(person: Person, label: string): Promise<string> {
  const choices = (await person.heard()).at(-1)?.choices ?? []
  const at = choices.findIndex((one) => one.label === label)
  if (at < 0) throw new Error(`nothing is called ${label}`)
  return String(at + 1)
}

async function fieldId(db: Db, name: string): Promise<number> {
  const [row] = await db.select({ id: fields.id }).from(fields).where(eq(fields.name, name))
  return row!.id
}

async function subscribesToAll(person: Person): Promise<void> {
  await person.says('đăng ký nhận tin')
  await person.says('1')
  await person.says('1')
  await person.says('bỏ qua')
  await person.says('ngay khi có')
  await person.says('tôi đồng ý')
}

describe('subscribing in chat', () => {
  test('asks for fields, sectors, commune and pace, and keeps them once agreed', async ({ db }) => {
    const { person, clock } = await openChats(db)
    const an = person('an')
    expect(await an.says('/nhantin')).toContain('lĩnh vực nào')
    const ai = await numberOf(an, 'Trí tuệ nhân tạo (AI)')
    const ip = await numberOf(an, 'Sở hữu trí tuệ')
    expect(await an.says(`${ip}, ${ai}`)).toContain('ngành nghề nào')
    await an.says(await numberOf(an, 'Bán buôn, bán lẻ'))
    expect(await an.says('đủ rồi')).toContain('xã, phường nào')
    expect(await an.says('sa pa')).toContain('ngay khi có')
    const review = await an.says('mỗi tuần một bản tin')
    expect(review).toContain('Sở hữu trí tuệ; Trí tuệ nhân tạo')
    expect(review).toContain('Bán buôn, bán lẻ')
    expect(review).toContain('Phường Sa Pa')
    expect(await db.select().from(subscriptions)).toEqual([])
    expect(await an.says('đồng ý')).toContain('Sở đã ghi nhận')
    const [kept] = await db.select().from(subscriptions)
    expect(kept).toMatchObject({
      fieldIds: [await fieldId(db, 'Sở hữu trí tuệ'), await fieldId(db, 'Trí tuệ nhân tạo (AI)')],
      ...{ sectors: ['thuong-mai'], communes: ['Phường Sa Pa'], pace: 'weekly' },
      ...{ consentVersion: 'notices-2026-1', consentedAt: clock.now, stoppedAt: null },
    })
    expect(await an.says('nhan tin')).toContain('Phường Sa Pa')
  })

  test('keeps nothing of whoever does not agree', async ({ db }) => {
    const { person } = await openChats(db)
    const an = person('an')
    await an.says('đăng ký nhận tin')
    await an.says('tất cả lĩnh vực')
    await an.says('tất cả ngành nghề')
    await an.says('bỏ qua')
    await an.says('1')
    expect(await an.says('không')).toContain('không lưu lựa chọn nào')
    expect(await db.select().from(subscriptions)).toEqual([])
  })

  test('takes a change in place of what was said before, once a person', async ({ db }) => {
    const { person, clock } = await openChats(db)
    const an = person('an')
    await subscribesToAll(an)
    clock.now = new Date(clock.now.getTime() + 60_000)
    await an.says('nhận tin')
    await an.presses('do:subscribe')
    await an.says('sở hữu trí tuệ')
    await an.says('đủ rồi')
    await an.says('1')
    await an.says('bỏ qua')
    await an.says('2')
    await an.says('có')
    const kept = await db.select().from(subscriptions)
    expect(kept).toHaveLength(1)
    expect(kept[0]).toMatchObject({
      fieldIds: [await fieldId(db, 'Sở hữu trí tuệ')],
      ...{ sectors: [], pace: 'weekly', consentedAt: clock.now },
    })
  })

  test('a wrong number is asked again with what to do', async ({ db }) => {
    const { person } = await openChats(db)
    const an = person('an')
    await an.says('đăng ký nhận tin')
    expect(await an.says('2, 99')).toContain('cách nhau bằng dấu phẩy')
    expect(await an.says('linh tinh')).toContain('cách nhau bằng dấu phẩy')
  })
})

describe('stopping', () => {
  test('dừng takes back all that has not gone out, with the reason; nhận lại resumes', async ({
    db,
  }) => {
    const { person, clock } = await openChats(db)
    const an = person('an')
    await subscribesToAll(an)
    const chat = (await an.conversation())!
    const ids = await Promise.all(
      ['waiting', 'later', 'digest', 'sending', 'sent'].map((state) =>
        told(db, chat, state as never, clock.now),
      ),
    )
    expect(await an.says('DỪNG')).toContain('nhận lại')
    const rows = await db.select().from(noticeRecipients)
    const by = (id: number | undefined) => rows.find(({ noticeId }) => noticeId === id)
    for (const id of ids.slice(0, 4)) {
      expect(by(id)).toMatchObject({ state: 'dropped', why: 'unsubscribed' })
    }
    expect(by(ids[4])).toMatchObject({ state: 'sent' })
    const queued = await db.select().from(deliveries).where(eq(deliveries.noticeId, ids[3]!))
    expect(queued).toMatchObject([{ state: 'dropped', why: 'unsubscribed' }])
    const [stopped] = await db.select().from(subscriptions)
    expect(stopped?.stoppedAt).toEqual(clock.now)
    expect(await an.says('nhận tin')).toContain('đã dừng')
    expect(await an.says('nhận lại')).toContain('tất cả')
    const [again] = await db.select().from(subscriptions)
    expect(again?.stoppedAt).toBeNull()
    const [who] = await db.select().from(people).where(eq(people.id, chat.personId))
    expect(who?.noticesStoppedAt).toBeNull()
  })

  test('nhận lại of somebody who never subscribed asks what about', async ({ db }) => {
    const { person } = await openChats(db)
    expect(await person('an').says('nhận lại')).toContain('lĩnh vực nào')
  })
})

describe('the data of a subscription', () => {
  test('is shown, exported, and erased', async ({ db }) => {
    const { person, clock } = await openChats(db)
    const an = person('an')
    await subscribesToAll(an)
    expect(await an.says('/dulieu')).toContain('Đăng ký nhận tin: mọi lĩnh vực; Ngay khi có')
    await told(db, (await an.conversation())!, 'digest', clock.now)
    await an.says('xóa dữ liệu của tôi')
    await an.says('1')
    const rows = await db.select().from(noticeRecipients)
    expect(rows).toMatchObject([{ state: 'dropped', why: 'erased' }])
    expect(await db.select().from(subscriptions)).toEqual([])
  })
})

/** A notice in a state, with this person among its recipients. */
async function told(
  db: Db,
  chat: { id: number; personId: number; channel: string },
  state: 'waiting' | 'later' | 'digest' | 'sending' | 'sent',
  now: Date,
): Promise<number> {
  const whole = { title: state, body: 'x', state: 'sending' as const }
  const [notice] = await db
    .insert(notices)
    .values({ kind: 'other', ...whole, createdAt: now, updatedAt: now })
    .returning({ id: notices.id })
  const noticeId = notice!.id
  const going = state === 'sending' || state === 'sent'
  const [delivery] = going
    ? await db
        .insert(deliveries)
        .values({
          ...{ conversationId: chat.id, channel: chat.channel, cause: 'notice', noticeId },
          ...{ class: 'notice' as const, body: { text: 'x' }, nextAt: now, createdAt: now },
          state: state === 'sent' ? ('sent' as const) : ('queued' as const),
        })
        .returning({ id: deliveries.id })
    : []
  await db.insert(noticeRecipients).values({
    ...{ noticeId, personId: chat.personId, conversationId: chat.id, channel: chat.channel },
    ...{ route: 'free' as const, state, deliveryId: delivery?.id ?? null, at: now },
  })
  return noticeId
}
