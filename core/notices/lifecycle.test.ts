import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients } from '#db/schema/notices.ts'
import { auditLog } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { addNotice, changeNotice, noticeById, removeNotice } from './drafting.ts'
import {
  pauseNotice,
  recallNotice,
  resumeNotice,
  retryFailed,
  returnNotice,
  scheduleNotice,
  stopNotice,
  submitNotice,
} from './lifecycle.ts'
import { saveNoticeSettings } from './settings.ts'
import { startNotices } from './starting.ts'
import { draft, member, monday, notice, recipients, subscriber } from './testing-notices.ts'

describe('where the leadership agrees first', () => {
  test('a notice is submitted, returned with a reason, and goes out only after they agreed', async ({
    db,
  }) => {
    const officer = (await member(db, 'officer'))()
    const coordinator = (await member(db, 'coordinator'))()
    const leader = (await member(db, 'leader'))()
    await saveNoticeSettings(db, { approval: true, digestDay: 5, digestHour: 8 }, coordinator)
    const id = await addNotice(db, draft(), officer)
    const refused = { key: 'notices:refusal.role' }
    await expect(scheduleNotice(db, id, null, coordinator)).rejects.toMatchObject(refused)
    await submitNotice(db, id, monday, officer)
    await expect(scheduleNotice(db, id, null, officer)).rejects.toMatchObject(refused)
    await expect(returnNotice(db, id, 'x', coordinator)).rejects.toMatchObject(refused)
    await returnNotice(db, id, 'Ghi rõ ai phải làm gì', leader)
    expect(await noticeById(db, id)).toMatchObject({
      state: 'returned',
      reason: 'Ghi rõ ai phải làm gì',
    })
    const { version } = (await noticeById(db, id))!
    await changeNotice(db, { id, version }, draft({ title: 'Rõ hơn' }), officer)
    await submitNotice(db, id, monday, officer)
    await scheduleNotice(db, id, monday, leader)
    expect(await noticeById(db, id)).toMatchObject({
      ...{ state: 'scheduled', title: 'Rõ hơn', approverId: leader.actor.id, reason: null },
    })
    await startNotices(db, monday)
    expect((await noticeById(db, id))?.state).toBe('sending')
    const done = await db.select({ action: auditLog.action }).from(auditLog)
    expect(done.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'notices.written',
        'notices.submitted',
        'notices.returned',
        'notices.scheduled',
      ]),
    )
  })
})

describe('where it is not asked for', () => {
  test('whoever may send schedules, recalls, pauses, resumes and stops', async ({ db }) => {
    const head = (await member(db, 'head'))()
    const officer = (await member(db, 'officer'))()
    const id = await addNotice(db, draft(), head)
    await expect(scheduleNotice(db, id, null, officer)).rejects.toMatchObject({
      key: 'notices:refusal.role',
    })
    await scheduleNotice(db, id, new Date(monday.getTime() + 1_000), head)
    const state = async () => (await noticeById(db, id))?.state
    expect(await state()).toBe('scheduled')
    await expect(recallNotice(db, id, officer)).rejects.toMatchObject({
      key: 'notices:refusal.role',
    })
    await recallNotice(db, id, head)
    expect(await state()).toBe('draft')
    await scheduleNotice(db, id, null, head)
    await startNotices(db, monday)
    await pauseNotice(db, id, head)
    expect(await state()).toBe('paused')
    await resumeNotice(db, id, head)
    await stopNotice(db, id, head)
    expect(await state()).toBe('stopped')
    await expect(resumeNotice(db, id, head)).rejects.toMatchObject({ key: 'notices:refusal.state' })
  })

  test('what is on its way is not rewritten, nor what another has changed meanwhile', async ({
    db,
  }) => {
    const head = (await member(db, 'head'))()
    const id = await addNotice(db, draft(), head)
    await changeNotice(db, { id, version: 1 }, draft({ title: 'Một' }), head)
    await expect(
      changeNotice(db, { id, version: 1 }, draft({ title: 'Hai' }), head),
    ).rejects.toMatchObject({
      key: 'notices:refusal.changed',
    })
    expect((await noticeById(db, id))?.title).toBe('Một')
    await scheduleNotice(db, id, null, head)
    await expect(removeNotice(db, id, head)).rejects.toMatchObject({
      key: 'notices:refusal.on-its-way',
    })
  })
})

describe('trying again', () => {
  test('takes up those it did not reach, never those in doubt or half told', async ({ db }) => {
    const head = (await member(db, 'head'))()
    const { id } = await notice(db, { state: 'done', endedAt: monday })
    const outcome = async (state: 'failed' | 'unknown' | 'sent' | 'dropped', partsSent = 0) => {
      const { personId, chatId } = await subscriber(db)
      const sent = { state: state === 'failed' ? 'failed' : 'sent', partsSent } as const
      const [delivery] = await db
        .insert(deliveries)
        .values({
          ...{
            conversationId: chatId,
            channel: 'telegram',
            class: 'notice',
            cause: 'notice',
            noticeId: id,
          },
          ...{ body: { text: 'x' }, nextAt: monday, createdAt: monday, ...sent },
        })
        .returning({ id: deliveries.id })
      const row = {
        noticeId: id,
        personId,
        conversationId: chatId,
        channel: 'telegram',
        at: monday,
      }
      await db
        .insert(noticeRecipients)
        .values({ ...row, route: 'free', state, deliveryId: delivery!.id, why: 'refused' })
      return personId
    }
    const failed = await outcome('failed')
    const half = await outcome('failed', 1)
    const others = [await outcome('unknown'), await outcome('sent'), await outcome('dropped')]
    const counts = await Promise.all([retryFailed(db, id, head), retryFailed(db, id, head)])
    expect(counts.toSorted()).toEqual([0, 1])
    const rows = await recipients(db, id)
    expect(rows.get(failed)).toMatchObject({ state: 'waiting', deliveryId: null, why: null })
    expect(rows.get(half)).toMatchObject({ state: 'failed' })
    expect(others.map((who) => rows.get(who)?.state)).toEqual(['unknown', 'sent', 'dropped'])
    expect(await noticeById(db, id)).toMatchObject({ state: 'sending', endedAt: null })
    expect(await db.$count(noticeRecipients, eq(noticeRecipients.state, 'waiting'))).toBe(1)
  })
})
