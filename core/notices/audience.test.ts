import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { reachOf } from '#core/deliveries/reach.ts'
import { waysTo } from '#core/deliveries/ways.ts'
import { mergePeople } from '#core/people/merging.ts'
import { partPeople } from '#core/people/parting.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { conversations } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import { prepareRecipients, previewAudience } from './audience.ts'
import { audienceOf } from './notice.ts'
import { includeLate, startNotices } from './starting.ts'
import {
  chat,
  draft,
  hoursBefore,
  monday,
  notice,
  recipients,
  subscriber,
  zaloTells,
} from './testing-notices.ts'

const nobody = { staffId: null, patient: true }

describe('how a notice travels', () => {
  test('goes at once, by template, later or not at all, as the window of each chat says', async ({
    db,
  }) => {
    await zaloTells(db)
    const free = await subscriber(db, { channel: 'zalo', silentFor: 47 })
    const counted = await subscriber(db, { channel: 'zalo', silentFor: 49 })
    const closed = await subscriber(db, { channel: 'zalo', silentFor: 24 * 8 })
    const messenger = await subscriber(db, { channel: 'messenger', silentFor: 25 })
    const web = await subscriber(db, { channel: 'web', silentFor: 9_000 })
    const left = await subscriber(db, { channel: 'telegram', blocked: 'blocked' })
    const weekly = await subscriber(db, { pace: 'weekly' })
    await subscriber(db, { stopped: true })
    const { id, ...aimed } = await notice(db)
    const preview = await previewAudience(db, aimed, monday)
    expect(preview).toMatchObject({ total: 7, subscribers: 7, costVnd: 55 })
    await prepareRecipients(db, id, monday)
    const rows = await recipients(db, id)
    const of = ({ personId }: { personId: number }) => rows.get(personId)
    expect(of(free)).toMatchObject({ route: 'free', state: 'waiting', why: null })
    expect(of(counted)).toMatchObject({ route: 'counted', state: 'waiting', why: null })
    expect(of(closed)).toMatchObject({ route: 'later', state: 'later', why: 'window' })
    expect(of(messenger)).toMatchObject({ route: 'later', state: 'later', why: 'window' })
    expect(of(web)).toMatchObject({ route: 'free', state: 'waiting', channel: 'web' })
    expect(of(left)).toMatchObject({ route: 'none', state: 'dropped', why: 'blocked' })
    expect(of(weekly)).toMatchObject({ route: 'digest', state: 'digest', why: 'weekly' })
    expect(rows.size).toBe(7)

    const routes = { counted: false, template: true, broadcast: false }
    const paid = await notice(db, { routes, urgent: true })
    expect((await previewAudience(db, paid, monday)).costVnd).toBe(200)
    await prepareRecipients(db, paid.id, monday)
    const second = await recipients(db, paid.id)
    expect(second.get(counted.personId)).toMatchObject({ state: 'later', why: 'cost' })
    expect(second.get(closed.personId)).toMatchObject({ route: 'template', state: 'waiting' })
    expect(second.get(weekly.personId)).toMatchObject({ route: 'free', state: 'waiting' })
  })

  test('whom the article reaches gets no message of their own', async ({ db }) => {
    const follower = await subscriber(db, { channel: 'zalo', followed: true })
    const both = await subscriber(db, { channel: 'telegram' })
    await chat(db, both.personId, { channel: 'zalo', followed: true, silentFor: 5_000 })
    const stranger = await subscriber(db, { channel: 'zalo' })
    const { id } = await notice(db, { routes: { broadcast: true } })
    await prepareRecipients(db, id, monday)
    const rows = await recipients(db, id)
    expect(rows.get(follower.personId)).toMatchObject({ route: 'broadcast', state: 'waiting' })
    expect(rows.get(both.personId)).toMatchObject({ route: 'broadcast' })
    expect(rows.get(stranger.personId)).toMatchObject({ route: 'free' })
  })

  test('is for those who asked for one of its fields, sectors and communes, and for all who asked for all', async ({
    db,
  }) => {
    const all = await subscriber(db)
    const ip = await subscriber(db, { fieldIds: [3, 5], size: 'small' })
    const ai = await subscriber(db, { fieldIds: [7] })
    const trade = await subscriber(db, { sectors: ['thuong-mai'], communes: ['Xã Bát Xát'] })
    const aimed = async (audience: Record<string, unknown>) => {
      const { id } = await notice(db, { audience })
      await prepareRecipients(db, id, monday)
      return [...(await recipients(db, id)).keys()].sort((a, b) => a - b)
    }
    const ids = (...who: { personId: number }[]) => who.map(({ personId }) => personId)
    expect(await aimed({ fieldIds: [5] })).toEqual(ids(all, ip, trade))
    expect(await aimed({ fieldIds: [5, 7] })).toEqual(ids(all, ip, ai, trade))
    expect(await aimed({ sectors: ['du-lich'] })).toEqual(ids(all, ip, ai))
    expect(await aimed({ communes: ['Xã Bát Xát'], fieldIds: [7] })).toEqual(ids(all, ai, trade))
    expect(await aimed({ sizes: ['small', 'micro'] })).toEqual(ids(ip))
    expect(await aimed({ channels: ['zalo'] })).toEqual([])
  })

  test('goes where `waysTo` would go, whatever the chats of a person are', async ({ db }) => {
    const kinds = fc.record({
      channel: fc.constantFrom(
        'zalo' as const,
        'messenger' as const,
        'web' as const,
        'telegram' as const,
      ),
      silentFor: fc.constantFrom(1, 30, 60, 300),
      blocked: fc.constantFrom(undefined, 'blocked' as const, 'closed' as const),
    })
    await zaloTells(db)
    const worlds = fc.sample(fc.array(kinds, { minLength: 1, maxLength: 3 }), 60)
    for (const [first, ...more] of worlds) {
      const who = await subscriber(db, first as never)
      for (const one of more) await chat(db, who.personId, one as never)
    }
    const { id } = await notice(db, { routes: { template: true } })
    await prepareRecipients(db, id, monday)
    const rows = [...(await recipients(db, id)).values()]
    expect(rows).toHaveLength(60)
    const routes = {
      free: 'free',
      counted: 'counted',
      template: 'template',
      waits: 'later',
      blocked: 'none',
    }
    for (const row of rows) {
      const asked = (
        await db.select().from(conversations).where(eq(conversations.personId, row.personId))
      ).toSorted((a, b) => a.id - b.id)[0]!
      const [way] = await waysTo(db, [asked.id], monday, false)
      expect([row.conversationId, row.route]).toEqual([way!.chat.id, routes[way!.reach.can]])
      expect(reachOf(asked as never, monday, { zalo: { tells: true } }, false).can).toBe(
        way!.askedIn.reach.can,
      )
    }
  })
})

describe('nobody gets one twice', () => {
  test('prepared twice at once, each has one row', async ({ db }) => {
    for (let n = 0; n < 30; n++) await subscriber(db)
    const { id } = await notice(db)
    const added = await Promise.all([1, 2, 3].map(() => prepareRecipients(db, id, monday)))
    expect(added.reduce((sum, n) => sum + n)).toBe(30)
    expect(await db.$count(noticeRecipients)).toBe(30)
  })

  test('begun twice at once, it is prepared once and then sent', async ({ db }) => {
    await subscriber(db)
    const { id } = await notice(db, { state: 'scheduled', sendAt: monday, startedAt: null })
    await notice(db, { state: 'scheduled', sendAt: new Date(monday.getTime() + 60_000) })
    await Promise.all([startNotices(db, monday), startNotices(db, monday)])
    const rows = await db.select({ id: notices.id, state: notices.state }).from(notices)
    expect(rows.find((row) => row.id === id)?.state).toBe('sending')
    expect(rows.find((row) => row.id !== id)?.state).toBe('scheduled')
    expect(await db.$count(noticeRecipients)).toBe(1)
  })

  test('two who become one while it waits for both', async ({ db }) => {
    const older = await subscriber(db)
    const younger = await subscriber(db, { channel: 'zalo' })
    const { id } = await notice(db, { state: 'sending' })
    await prepareRecipients(db, id, monday)
    const merge = await db.transaction((tx) =>
      mergePeople(tx, [older.personId, younger.personId], nobody, monday),
    )
    const rows = await recipients(db, id)
    expect(rows.get(older.personId)).toMatchObject({ state: 'waiting' })
    expect(rows.get(younger.personId)).toMatchObject({ state: 'dropped', why: 'same-person' })
    await db.transaction((tx) => partPeople(tx, merge.id, nobody, monday))
    await prepareRecipients(db, id, monday)
    expect((await recipients(db, id)).get(younger.personId)).toMatchObject({ state: 'dropped' })
  })

  test('two who become one after one of them was told', async ({ db }) => {
    const older = await subscriber(db)
    const younger = await subscriber(db)
    const told = await notice(db, { state: 'sending' })
    await prepareRecipients(db, told.id, monday)
    await db
      .update(noticeRecipients)
      .set({ state: 'sent' })
      .where(eq(noticeRecipients.personId, younger.personId))
    await db.transaction((tx) =>
      mergePeople(tx, [older.personId, younger.personId], nobody, monday),
    )
    const rows = await recipients(db, told.id)
    expect(rows.get(older.personId)).toMatchObject({ state: 'dropped', why: 'same-person' })
    expect(rows.get(younger.personId)).toMatchObject({ state: 'sent' })
  })

  test('who was told alone and then becomes one with a subscriber of older standing is not told again', async ({
    db,
  }) => {
    const older = await subscriber(db, { stopped: true })
    const younger = await subscriber(db)
    const { id } = await notice(db, { state: 'sending' })
    await prepareRecipients(db, id, monday)
    await db.transaction((tx) =>
      mergePeople(tx, [older.personId, younger.personId], nobody, monday),
    )
    expect(await prepareRecipients(db, id, monday)).toBe(0)
    expect([...(await recipients(db, id)).keys()]).toEqual([older.personId])
  })

  test('a notice that is in the queue for one of two who become one is taken back', async ({
    db,
  }) => {
    const older = await subscriber(db)
    const younger = await subscriber(db)
    const { id } = await notice(db, { state: 'sending' })
    await prepareRecipients(db, id, monday)
    const [queued] = await db
      .insert(deliveries)
      .values({
        ...{
          conversationId: younger.chatId,
          channel: 'telegram',
          class: 'notice',
          cause: 'notice',
          noticeId: id,
        },
        ...{ body: { text: 'x' }, nextAt: monday, createdAt: monday },
      })
      .returning({ id: deliveries.id })
    await db
      .update(noticeRecipients)
      .set({ state: 'sending', deliveryId: queued!.id })
      .where(eq(noticeRecipients.personId, younger.personId))
    await db.transaction((tx) =>
      mergePeople(tx, [older.personId, younger.personId], nobody, monday),
    )
    const [after] = await db.select().from(deliveries)
    expect(after).toMatchObject({ state: 'dropped', why: 'same-person' })
    expect((await recipients(db, id)).get(younger.personId)).toMatchObject({ state: 'dropped' })
  })
})

describe('late subscribers', () => {
  test('get it within the days its author wished, once, and not after', async ({ db }) => {
    await subscriber(db)
    const audience = { ...audienceOf({ audience: {} }), lateDays: 3 }
    const { id } = await notice(db, { state: 'done', audience, startedAt: hoursBefore(48) })
    await prepareRecipients(db, id, hoursBefore(48))
    const late = await subscriber(db, { since: hoursBefore(1) })
    expect(await includeLate(db, monday)).toBe(1)
    expect(await includeLate(db, monday)).toBe(0)
    const rows = await recipients(db, id)
    expect(rows.get(late.personId)).toMatchObject({ state: 'waiting' })
    const [again] = await db.select().from(notices)
    expect(again?.state).toBe('sending')
    await subscriber(db, { since: monday })
    expect(await includeLate(db, new Date(monday.getTime() + 86_400_000 * 2))).toBe(0)
  })

  test('are left out where the author did not ask for them', async ({ db }) => {
    await notice(db, { state: 'sending', audience: { ...draft().audience } })
    await subscriber(db, { since: monday })
    expect(await includeLate(db, monday)).toBe(0)
  })
})
