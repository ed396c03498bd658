import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { lawDocuments } from '#db/schema/law.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { prepareRecipients } from './audience.ts'
import { bodiesOf, toldTogether } from './bodies.ts'
import { makeDigest, settleDigests } from './digest.ts'
import { noticeById } from './drafting.ts'
import { remindInForce } from './reminders.ts'
import { saveNoticeSettings } from './settings.ts'
import { startNotices, tendDigest } from './starting.ts'
import { member, monday, notice, recipients, subscriber } from './testing-notices.ts'

const friday = new Date('2026-03-06T08:00:00+07:00')
const minutes = (n: number, from: Date) => new Date(from.getTime() + n * 60_000)

describe('the weekly digest', () => {
  test('gathers what waits, each for whom it waits, and is sent once', async ({ db }) => {
    const both = await subscriber(db, { pace: 'weekly' })
    const one = await subscriber(db, { pace: 'weekly', fieldIds: [7] })
    const atOnce = await subscriber(db)
    const ai = await notice(db, { title: 'Luật mới về AI', audience: { fieldIds: [7] } })
    const ip = await notice(db, { title: 'Nghị định về nhãn hiệu', audience: { fieldIds: [3] } })
    await startNotices(db, monday)
    expect(await makeDigest(db, minutes(-1, friday))).toBeUndefined()
    expect(await makeDigest(db, minutes(-1440, friday))).toBeUndefined()
    await Promise.all([1, 2, 3].map(() => tendDigest(db, friday)))
    const made = await db.select().from(notices).where(eq(notices.kind, 'digest'))
    expect(made).toHaveLength(1)
    expect(made[0]).toMatchObject({ state: 'sending', title: 'Bản tin tuần 06/03/2026' })
    const digest = made[0]!
    const rows = await recipients(db, digest.id)
    expect([...rows.keys()].sort((a, b) => a - b)).toEqual([both.personId, one.personId])
    expect(rows.get(both.personId)).toMatchObject({ state: 'waiting', route: 'free' })
    expect((await recipients(db, ai.id)).get(atOnce.personId)).toMatchObject({ state: 'waiting' })

    const to = [both, one].map(({ personId }) => ({ personId, language: 'vi' }))
    const bodies = await bodiesOf(db, digest, to)
    const forBoth = bodies.get(both.personId)?.text ?? ''
    expect(forBoth).toMatch(
      /2 thông báo[\s\S]*1\. Luật mới về AI[\s\S]*2\. Nghị định về nhãn hiệu[\s\S]*Nhắn DỪNG/,
    )
    expect(bodies.get(one.personId)?.text).toContain('Luật mới về AI')
    expect(bodies.get(one.personId)?.text).not.toContain('nhãn hiệu')

    await db.update(notices).set({ state: 'stopped' }).where(eq(notices.id, ai.id))
    expect((await bodiesOf(db, digest, to)).has(one.personId)).toBe(false)
    expect(await toldTogether(db, both.personId, [digest.id])).toMatchObject([{ id: ip.id }])
    await tendDigest(db, minutes(60, friday))
    expect(await db.$count(notices, eq(notices.kind, 'digest'))).toBe(1)
  })

  test('what became of it is told by each notice in it', async ({ db }) => {
    const who = await subscriber(db, { pace: 'weekly' })
    const one = await notice(db)
    await startNotices(db, monday)
    await tendDigest(db, friday)
    const [digest] = await db.select().from(notices).where(eq(notices.kind, 'digest'))
    await settleDigests(db, friday)
    expect((await recipients(db, one.id)).get(who.personId)).toMatchObject({ state: 'digest' })
    await db
      .update(noticeRecipients)
      .set({ state: 'sent', deliveryId: 77 })
      .where(eq(noticeRecipients.noticeId, digest!.id))
    await settleDigests(db, friday)
    const row = (await recipients(db, one.id)).get(who.personId)
    expect(row).toMatchObject({ state: 'sent', deliveryId: 77, why: `in:${digest!.id}` })
  })

  test('waits with whoever cannot be reached, and holds nothing of next week', async ({ db }) => {
    const silent = await subscriber(db, { pace: 'weekly', channel: 'messenger', silentFor: 300 })
    const here = await subscriber(db, { pace: 'weekly' })
    await notice(db)
    await startNotices(db, monday)
    const late = await notice(db, { title: 'Sau giờ' })
    await prepareRecipients(db, late.id, minutes(1, friday))
    await db.update(notices).set({ state: 'sending' })
    await tendDigest(db, minutes(30, friday))
    const [digest] = await db.select().from(notices).where(eq(notices.kind, 'digest'))
    const rows = await recipients(db, digest!.id)
    expect(rows.get(silent.personId)).toMatchObject({ state: 'later', route: 'later' })
    expect(rows.get(here.personId)).toMatchObject({ state: 'waiting' })
    const bodies = await bodiesOf(db, digest!, [{ personId: here.personId, language: 'vi' }])
    expect(bodies.get(here.personId)?.text).not.toContain('Sau giờ')
    expect((await recipients(db, late.id)).get(here.personId)).toMatchObject({ why: 'weekly' })
  })

  test('of a day on which the desk was down is made up for in the days after, once', async ({
    db,
  }) => {
    await subscriber(db, { pace: 'weekly' })
    await notice(db)
    await startNotices(db, monday)
    const sunday = minutes(2 * 1440 - 120, friday)
    expect(await makeDigest(db, minutes(5 * 1440, friday))).toBeUndefined()
    expect(await makeDigest(db, sunday)).toBeDefined()
    expect(await makeDigest(db, minutes(60, sunday))).toBeUndefined()
  })

  test('comes on the day and at the hour the office set', async ({ db }) => {
    const by = (await member(db, 'coordinator'))()
    await saveNoticeSettings(db, { approval: false, digestDay: 1, digestHour: 15 }, by)
    await subscriber(db, { pace: 'weekly' })
    await notice(db)
    await startNotices(db, monday)
    expect(await makeDigest(db, friday)).toBeUndefined()
    const afternoon = new Date('2026-03-09T15:00:00+07:00')
    expect(await makeDigest(db, afternoon)).toBeTypeOf('number')
  })
})

describe('reminders before a document is in force', () => {
  const document = (inForceOn: string) => ({
    ...{ slug: `nd-${inForceOn}`, kind: 'Nghị định', title: 'Quy định về AI', inForceOn },
    ...{ state: 'published' as const, origin: 'typed' as const },
    ...{ createdAt: monday, updatedAt: monday },
  })

  test('go once to those who were told, fifteen days before', async ({ db }) => {
    const told = await subscriber(db)
    const [law] = await db.insert(lawDocuments).values(document('2026-04-01')).returning()
    const first = await notice(db, { documentId: law!.id, audience: { remind: true } })
    await startNotices(db, monday)
    await subscriber(db)
    expect(await remindInForce(db, new Date('2026-03-16T08:00:00+07:00'))).toBe(0)
    const day = new Date('2026-03-17T08:00:00+07:00')
    const written = await Promise.all([remindInForce(db, day), remindInForce(db, day)])
    expect(written.toSorted()).toEqual([0, 1])
    expect(await remindInForce(db, minutes(1440, day))).toBe(0)
    await startNotices(db, day)
    const [reminder] = await db.select().from(notices).where(eq(notices.kind, 'deadline'))
    expect(reminder).toMatchObject({
      ...{ title: 'Còn 15 ngày nữa có hiệu lực', state: 'sending', documentId: law!.id },
    })
    expect(reminder?.body).toContain('có hiệu lực từ ngày 01/04/2026')
    expect([...(await recipients(db, reminder!.id)).keys()]).toEqual([told.personId])
    expect((await noticeById(db, first.id))?.state).toBe('sending')
  })

  test('are not for a document of which people were told when little was left, nor without the wish', async ({
    db,
  }) => {
    const [soon] = await db.insert(lawDocuments).values(document('2026-03-10')).returning()
    const [quiet] = await db.insert(lawDocuments).values(document('2026-04-01')).returning()
    await notice(db, { documentId: soon!.id, audience: { remind: true } })
    await notice(db, { documentId: quiet!.id, audience: { remind: false } })
    await startNotices(db, monday)
    expect(await remindInForce(db, new Date('2026-03-05T08:00:00+07:00'))).toBe(0)
    expect(await remindInForce(db, new Date('2026-03-20T08:00:00+07:00'))).toBe(0)
    expect(await db.$count(conversations)).toBe(0)
  })
})
