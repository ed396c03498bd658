import { asc, eq, ne, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openChats, type Person } from '#core/conversation/testing-chat.ts'
import { openFile } from '#core/files/files.ts'
import { addStaff } from '#core/tickets/testing-desk.ts'
import { typeIn } from '#core/tickets/type-in.ts'
import type { Db } from '#db/client.ts'
import { personMerges } from '#db/schema/channels.ts'
import { businesses, consents, conversations, people } from '#db/schema/people.ts'
import { auditLog } from '#db/schema/staff.ts'
import { files, ticketEvents, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { erasePerson } from './erase.ts'
import { mergeByStaff, mergesOf, partByStaff } from './merge-by-staff.ts'
import { twinsOf } from './twins.ts'

const business = 'HTX Quế Văn Bàn, 5300123467'
const phone = '0912 345 678'
const unsure = 'Tôi chưa rõ, nhờ Sở xác định'

/** Sends a question as a stranger does: everything asked, everything answered. */
async function asks(person: Person, about: string, number = phone): Promise<string> {
  await person.says(about)
  await person.says(unsure)
  await person.says('đồng ý')
  await person.says(business)
  await person.says('bỏ qua')
  await person.says(number)
  return /HL-\d{4}-\d{6}/.exec(await person.says('gửi'))?.[0] ?? 'no code'
}

async function openTwo(db: Db) {
  const chats = await openChats(db)
  const web = chats.person('visitor-1', 'web')
  const phoneChat = chats.person('777', 'telegram')
  const first = await asks(web, 'Nhãn hiệu tập thể cho quế cần hồ sơ gì?')
  const second = await asks(phoneChat, 'Cân đồng hồ lò xo phải kiểm định không?', '+84912345678')
  const by = await addStaff(db, { role: 'coordinator', unitId: undefined, name: 'Nguyễn Hoa' })
  const ids = [await personOf(web), await personOf(phoneChat)] as [number, number]
  return { ...chats, web, telegram: phoneChat, first, second, by, ids }
}

async function personOf(person: Person): Promise<number> {
  return (await person.conversation())?.personId ?? 0
}

/** Tickets that belong to somebody else than the chat they were asked in. */
function strays(db: Db) {
  return db
    .select({ code: tickets.code })
    .from(tickets)
    .innerJoin(conversations, eq(conversations.id, tickets.conversationId))
    .where(ne(conversations.personId, tickets.personId))
}

/** Everything of both people that a merge may touch. */
async function everything(db: Db) {
  const facts = { id: people.id, name: people.name, phone: people.phone, commune: people.commune }
  return {
    people: await db
      .select({ ...facts, businessId: people.businessId, stopped: people.noticesStoppedAt })
      .from(people)
      .orderBy(asc(people.id)),
    chats: await db
      .select({ id: conversations.id, personId: conversations.personId })
      .from(conversations)
      .orderBy(asc(conversations.id)),
    tickets: await db
      .select({
        code: tickets.code,
        personId: tickets.personId,
        conversationId: tickets.conversationId,
      })
      .from(tickets)
      .orderBy(asc(tickets.id)),
    consents: await db
      .select({ id: consents.id, personId: consents.personId })
      .from(consents)
      .orderBy(asc(consents.id)),
  }
}

describe('two records of one person', () => {
  test('are suggested by tax code and phone number, never merged by themselves', async ({ db }) => {
    const { ids } = await openTwo(db)
    expect(await twinsOf(db, ids[0])).toMatchObject([{ id: ids[1], channels: ['telegram'] }])
    expect(await twinsOf(db, ids[1])).toMatchObject([{ id: ids[0], channels: ['web'] }])
    expect(await db.select().from(personMerges)).toEqual([])
    await db.update(people).set({ phone: '0987654321' }).where(eq(people.id, ids[1]))
    expect(await twinsOf(db, ids[0])).toEqual([])
  })

  test('merged, are one in every chat: requests, data, answers', async ({ db }) => {
    const { clock, web, telegram, first, second, by, ids } = await openTwo(db)
    await mergeByStaff(db, by, ids, clock.now)
    expect(await personOf(web)).toBe(await personOf(telegram))
    for (const chat of [web, telegram]) {
      const mine = await chat.says('yêu cầu của tôi')
      expect([first, second].every((code) => mine.includes(code))).toBe(true)
      const shown = await chat.says('/dulieu')
      expect(shown).toContain('Telegram')
      expect(shown).toContain('trang web')
      expect(shown).toContain('Yêu cầu: 2')
    }
    expect(await twinsOf(db, ids[0])).toEqual([])
    const kinds = await db
      .select({ kind: ticketEvents.kind, staffId: ticketEvents.staffId })
      .from(ticketEvents)
      .where(eq(ticketEvents.kind, 'person-merged'))
    expect(kinds).toEqual([{ kind: 'person-merged', staffId: by.id }])
    const [noted] = await db.select().from(auditLog).where(eq(auditLog.action, 'people.merged'))
    expect(noted).toMatchObject({ staffId: by.id, subjectId: String(ids[0]) })
  })

  test('merged, read everything of both chats in the one where they ask for it', async ({ db }) => {
    const { clock, desk, web, telegram, second, by, ids } = await openTwo(db)
    await mergeByStaff(db, by, ids, clock.now)
    await telegram.says('xin chào')
    await web.says('tải dữ liệu của tôi')
    const here = (await web.conversation())?.id
    const made = await db.select().from(files).where(sql`${files.source} ->> 'made' = 'export'`)
    expect(made.map(({ conversationId }) => conversationId)).toEqual([here, here])
    const stored = await openFile(db, desk.dataDir, made[0]?.id ?? 0)
    expect(await new Response(stored?.stream).text()).toContain(second)
  })

  test('parted, are exactly as they were', async ({ db }) => {
    const { clock, telegram, by, ids } = await openTwo(db)
    await db.update(people).set({ phone: null, commune: null }).where(eq(people.id, ids[0]))
    await db.update(people).set({ name: 'Lý Thị Mẩy' }).where(eq(people.id, ids[1]))
    await telegram.says('dừng')
    const before = await everything(db)
    await mergeByStaff(db, by, ids, clock.now)
    const [kept] = await db.select().from(people).where(eq(people.id, ids[0]))
    expect(kept).toMatchObject({ name: 'Lý Thị Mẩy', phone: '0912345678' })
    expect(kept?.noticesStoppedAt).not.toBeNull()
    expect(await everything(db)).not.toEqual(before)
    const [merge] = await mergesOf(db, ids[0])
    await partByStaff(db, by, merge?.id ?? 0, clock.now)
    expect(await everything(db)).toEqual(before)
    expect(await twinsOf(db, ids[0])).toEqual([])
    expect(await mergesOf(db, ids[1])).toMatchObject([
      { by: 'Nguyễn Hoa', undoneBy: 'Nguyễn Hoa', undoneAt: clock.now },
    ])
  })

  test('parted, a request opened since goes back with the chat it was asked in', async ({ db }) => {
    const { clock, web, telegram, second, by, ids } = await openTwo(db)
    await mergeByStaff(db, by, ids, clock.now)
    await telegram.says('/hoi')
    await telegram.says('Mã số mã vạch đăng ký ở đâu?')
    await telegram.says(unsure)
    await telegram.says('bỏ qua')
    const since = /HL-\d{4}-\d{6}/.exec(await telegram.says('gửi'))?.[0] ?? 'no code'
    // The web chat now stands at a ticket that was asked in the other one.
    await web.says(second)
    const [merge] = await mergesOf(db, ids[0])
    await partByStaff(db, by, merge?.id ?? 0, clock.now)
    const mine = await telegram.says('yêu cầu của tôi')
    expect(mine).toContain(since)
    const theirs = await web.says('yêu cầu của tôi')
    expect(theirs).not.toContain(since)
    expect(theirs).not.toContain(second)
    expect((await web.conversation())?.ticketId).toBeNull()
    expect(await web.says(second)).toContain('không tìm thấy')
  })

  test('are merged while the person writes in both chats, and nothing is lost', async ({ db }) => {
    const { clock, web, telegram, by, ids } = await openTwo(db)
    for (const round of [1, 2, 3]) {
      for (const chat of [web, telegram]) {
        for (const said of ['/hoi', `Câu hỏi ${round} về nhãn hiệu quế?`, unsure, 'bỏ qua']) {
          await chat.says(said)
        }
      }
      const [merge] = (await mergesOf(db, ids[0])).filter(({ undoneAt }) => undoneAt === null)
      const turn = merge
        ? partByStaff(db, by, merge.id, clock.now)
        : mergeByStaff(db, by, ids, clock.now)
      const sent = await Promise.all([web.says('gửi'), telegram.says('gửi'), turn])
      expect(sent[0]).toContain('HL-2026-')
      expect(sent[1]).toContain('HL-2026-')
      expect(await strays(db)).toEqual([])
    }
    expect(await db.select().from(tickets)).toHaveLength(8)
  })

  test('are merged while somebody types in a question for one of them', async ({ db }) => {
    const { clock, by, ids } = await openTwo(db)
    const typed = {
      ...{ form: crypto.randomUUID(), source: 'phone' as const, note: '', question: 'Hỏi thêm' },
      ...{ fieldId: undefined, ours: false, consent: 'oral' as const, knownId: ids[1] },
      facts: {
        ...{ name: null, phone: '0912345678', commune: null },
        business: { name: 'HTX Quế Văn Bàn', taxCode: '5300123467' },
      },
    }
    const [ticket] = await Promise.all([
      typeIn(db, by, typed, clock.now),
      mergeByStaff(db, by, ids, clock.now),
    ])
    const [after] = await db.select().from(tickets).where(eq(tickets.id, ticket.id))
    expect(after?.personId).not.toBe(ids[1])
    expect(await strays(db)).toEqual([])
  })

  test('merged twice, by two members of staff at once, are merged once', async ({ db }) => {
    const { clock, by, ids } = await openTwo(db)
    const both = await Promise.allSettled([
      mergeByStaff(db, by, ids, clock.now),
      mergeByStaff(db, by, [ids[1], ids[0]], clock.now),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const [merge] = await mergesOf(db, ids[0])
    const undone = await Promise.allSettled([
      partByStaff(db, by, merge?.id ?? 0, clock.now),
      partByStaff(db, by, merge?.id ?? 0, clock.now),
    ])
    expect(undone.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('in a row are parted in the other order only', async ({ db }) => {
    const { clock, by, ids, person } = await openTwo(db)
    const third = person('888', 'telegram')
    await third.says('xin chào')
    const last = await personOf(third)
    await mergeByStaff(db, by, [ids[1], last], clock.now)
    await mergeByStaff(db, by, ids, clock.now)
    const [later, earlier] = await mergesOf(db, ids[1])
    await expect(partByStaff(db, by, earlier?.id ?? 0, clock.now)).rejects.toThrow('later-first')
    await partByStaff(db, by, later?.id ?? 0, clock.now)
    await partByStaff(db, by, earlier?.id ?? 0, clock.now)
    expect(await personOf(third)).toBe(last)
  })

  test('erased after a merge, are gone in every row, and no undoing brings them back', async ({
    db,
  }) => {
    const { clock, web, by, ids } = await openTwo(db)
    await db.update(people).set({ name: 'Lý Thị Mẩy' }).where(eq(people.id, ids[1]))
    await mergeByStaff(db, by, ids, clock.now)
    const away = db.transaction((tx) => erasePerson(tx, ids[1], clock.now))
    await expect(away).rejects.toThrow('data:refusal.merged')
    await web.says('xóa dữ liệu của tôi')
    await web.says('Xóa dữ liệu của tôi')
    const rows = await db.select().from(people)
    const theirs = rows.filter(({ id }) => ids.includes(id))
    expect(theirs.map(({ name, phone, businessId }) => ({ name, phone, businessId }))).toEqual([
      { name: null, phone: null, businessId: null },
      { name: null, phone: null, businessId: null },
    ])
    const [firm] = await db.select().from(businesses)
    expect(firm?.taxCode).toBeNull()
    const addresses = await db.select({ address: conversations.address }).from(conversations)
    expect(addresses.map(({ address }) => address)).not.toContain('777')
    const [merge] = await mergesOf(db, ids[0])
    await expect(partByStaff(db, by, merge?.id ?? 0, clock.now)).rejects.toThrow('merge-erased')
  })

  test('are no matter of an officer', async ({ db }) => {
    const { clock, ids } = await openTwo(db)
    const officer = await addStaff(db, { role: 'officer', unitId: undefined, name: 'Lê Minh' })
    await expect(mergeByStaff(db, officer, ids, clock.now)).rejects.toThrow('may-not-merge')
  })
})
