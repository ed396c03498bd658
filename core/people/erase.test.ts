import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { openChats } from '#core/conversation/testing-chat.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { attachText } from '#core/files/files.ts'
import { dropUnused, tidyFiles } from '#core/files/sweep.ts'
import { tempDataDir } from '#core/files/testing.ts'
import { fold } from '#core/fold.ts'
import { audit } from '#core/staff/audit.ts'
import {
  approveAndSend,
  askForMore,
  returnAnswer,
  sendAnswer,
  submitAnswer,
} from '#core/tickets/answers.ts'
import { saveDraft } from '#core/tickets/drafts.ts'
import { note, recommend, recordReply, referOutside } from '#core/tickets/endings.ts'
import { history as timeline } from '#core/tickets/history.ts'
import { merge } from '#core/tickets/merging.ts'
import { deskNumbers } from '#core/tickets/numbers.ts'
import { addToTicket } from '#core/tickets/person.ts'
import { rate, rateComment } from '#core/tickets/rating.ts'
import { route, transfer } from '#core/tickets/routing.ts'
import { addPerson, ask, at, makeDesk, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import {
  businesses,
  consents,
  conversations,
  drafts,
  heardEvents,
  messages,
  people,
} from '#db/schema/people.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { auditLog, savedViews, staff } from '#db/schema/staff.ts'
import { answers, files, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { erasePerson } from './erase.ts'
import { forgetLeftChats } from './erase-chats.ts'

const monday = at('2026-03-02 09:00')
const tuesday = at('2026-03-03 10:00')
const later = at('2026-03-04 10:00')

const name = 'Lý Thị Mẩy'
const question =
  'Xưởng tôi ở thôn Nậm Chạc nấu tinh dầu từ lá bờ lời đỏ, muốn ghi nhãn “dầu thơm Bản Mù” thì có được không?'
const identity = `${name}, điện thoại 0987 654 321, HTX Tinh dầu Khấu Chư, mã số thuế 5300.123.456`

/** What must not be found anywhere afterwards, accents or not. */
const needles = [
  'Lý Thị Mẩy',
  '0987654321',
  '0987 654 321',
  '84987654321',
  '5300123456',
  '5300.123.456',
  'Khấu Chư',
  'visitor-9a8b7c',
  '777000111',
  'Nậm Chạc',
  'bờ lời đỏ',
  'Bản Mù',
  'xã Sín Lủng',
]

interface Asker {
  personId: number
  businessId: number
  conversationId: number
  channel: 'web' | 'telegram'
  language: 'vi' | 'en'
}

/** Somebody of whom the desk knows everything it can know. */
async function asker(db: Db): Promise<Asker> {
  const person = await addPerson(db, 'web', 'visitor-9a8b7c')
  await db
    .update(people)
    .set({ name, phone: '0987654321', commune: 'xã Sín Lủng' })
    .where(eq(people.id, person.personId))
  await db
    .update(businesses)
    .set({
      name: 'HTX Tinh dầu Khấu Chư',
      taxCode: '5300123456',
      size: 'micro',
      sector: 'tinh dầu Khấu Chư',
      commune: 'xã Sín Lủng',
    })
    .where(eq(businesses.id, person.businessId))
  await db.insert(consents).values({
    personId: person.personId,
    ...{ textVersion: '1', language: 'vi', channel: 'web', givenAt: monday },
  })
  const { personId, conversationId } = person
  await db.insert(conversations).values({
    ...{ channel: 'telegram', address: '777000111', personId },
    ...{ createdAt: monday, lastHeardAt: monday, flow: 'intake', asking: 'question' },
    ...{ answers: { question, phone: '0987654321' }, replay: { given: { question } } },
    choices: [{ id: 'x', label: name }],
  })
  await db.insert(drafts).values({
    ...{ conversationId, flow: 'intake', answers: { question }, keptAt: monday },
  })
  await db.insert(heardEvents).values([
    { channel: 'web', eventId: 'visitor-9a8b7c:m1', at: monday },
    { channel: 'telegram', eventId: 'u777000', at: monday },
  ])
  return person as Asker
}

async function says(db: Db, who: Asker, text: string, ticketId?: number): Promise<number> {
  const [row] = await db
    .insert(messages)
    .values({
      ...{ conversationId: who.conversationId, kind: 'text', text, at: monday },
      ...{ eventId: 'visitor-9a8b7c:m1', ticketId: ticketId ?? null },
    })
    .returning({ id: messages.id })
  return row!.id
}

/** Tickets in every state, with all that is ever written about them; returns the data folder. */
async function history(db: Db, desk: TestDesk, who: Asker): Promise<string> {
  const dataDir = await tempDataDir()
  const { coordinator, head, officer, standardsOfficer, units, fields } = desk
  const quoting = `Kính gửi ${identity}. Bà hỏi: ${question} Sở trả lời: nhãn phải đúng nguồn gốc.`
  const routed = async () => {
    await says(db, who, question)
    const ticket = await ask(db, who, monday, { question, suggestion: { why: ['bờ lời đỏ'] } })
    const to = { fieldId: fields.ip, leadUnitId: units.technology, scope: 'general' as const }
    return route(db, coordinator, ticket.id, ticket.version, to, monday)
  }
  const answered = await routed()
  const answer = { body: quoting, basis: `Nghị định 43/2017/NĐ-CP; hồ sơ của ${name}` }
  const submitted = await submitAnswer(db, officer, answered.id, answered.version, answer, tuesday)
  const reason = { reason: `Thiếu tên ${name} ở thôn Nậm Chạc` }
  const returned = await returnAnswer(db, head, answered.id, submitted.version, reason, tuesday)
  const again = await submitAnswer(db, officer, answered.id, returned.version, answer, tuesday)
  await approveAndSend(db, head, answered.id, again.version, {}, tuesday)
  const sent = await db
    .select()
    .from(answers)
    .where(and(eq(answers.ticketId, answered.id), eq(answers.state, 'sent')))
  const rater = { personId: who.personId, language: 'vi' as const }
  await rate(db, rater, sent[0]!.id, 2, tuesday)
  await rateComment(db, rater, sent[0]!.id, `Chưa rõ, gọi tôi 0987654321`, tuesday)
  const moved = await routed()
  const there = { unitId: units.standards, reason: `Bà Mẩy ở Nậm Chạc hỏi về nhãn` }
  const transferred = await transfer(db, coordinator, moved.id, moved.version, there, monday)
  const more = { text: `Bà Mẩy cho biết lá bờ lời đỏ lấy ở đâu?` }
  const asked = await askForMore(db, standardsOfficer, moved.id, transferred.version, more, tuesday)
  await note(db, standardsOfficer, moved.id, 0, { text: `Đã gọi ${identity}` }, tuesday)
  const messageId = await says(db, who, 'Lấy ở Nậm Chạc', moved.id)
  await addToTicket(db, moved.id, { text: 'Lấy ở Nậm Chạc', messageId }, 'vi', tuesday)
  await saveDraft(
    db,
    standardsOfficer,
    asked.id,
    { kind: 'answer', body: `Kính gửi ${name}` },
    later,
  )
  const passedOn = await routed()
  const content = { authority: 'Cục Sở hữu trí tuệ', content: quoting }
  const recommended = await recommend(db, head, passedOn.id, passedOn.version, content, tuesday)
  const [recommendation] = await db.select().from(recommendations)
  const reply = { recommendationId: recommendation!.id, reply: quoting, outcome: 'partly' as const }
  await recordReply(db, head, passedOn.id, recommended.version, reply, tuesday)
  const outside = await routed()
  const agency = { agency: 'Sở Tư pháp', reason: `${name} hỏi việc dân sự` }
  await referOutside(db, head, outside.id, outside.version, agency, tuesday)
  await routed()
  const own = { conversationId: who.conversationId, made: 'export' as const }
  const text = `${question} ${identity}`
  await attachText(db, dataDir, { ...own, name: `${name}.txt`, text, type: 'text/plain' }, monday)
  await db.insert(files).values({
    ...{ conversationId: who.conversationId, ticketId: answered.id, name: `Hợp đồng ${name}.pdf` },
    ...{ source: { url: '777000111' }, state: 'fetching', nextAt: monday, createdAt: monday },
  })
  const views = [`q=${encodeURIComponent(name)}`, 'q=0987654321&state=open', 'state=open']
  for (const query of views)
    await db.insert(savedViews).values({ staffId: officer.id, name: 'x', query })
  const on = { subject: 'person', subjectId: who.personId }
  await audit(db, { at: monday, staffId: officer.id, action: 'people.contact-read', ...on })
  return dataDir
}

/** Every needle found in any row of any table, or in the bytes of a stored file. */
async function traces(sql: Sql, dataDir?: string): Promise<string[]> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
  expect(tables.length).toBeGreaterThan(25)
  const found: string[] = []
  const look = (place: string, text: string) => {
    const folded = fold(text)
    for (const needle of needles) {
      if (folded.includes(fold(needle))) found.push(`${place}: ${needle}`)
    }
  }
  for (const { schema, name: table } of tables) {
    const rows = await sql<{ row: string }[]>`
      select row_to_json(t)::text as row from ${sql(schema)}.${sql(table)} t`
    for (const { row } of rows) look(table, row)
  }
  const root = join(dataDir ?? '', 'files')
  if (dataDir && existsSync(root)) {
    const names = readdirSync(root, { recursive: true, withFileTypes: true })
    for (const entry of names) if (entry.isFile()) found.push(`bytes ${entry.name}`)
  }
  return found
}

/** All that the desk counts, of tickets that have ended. */
async function statistics(db: Db, sql: Sql) {
  return {
    desk: await deskNumbers(db, { from: '2026-01-01', to: '2026-12-31' }),
    tickets: await sql`
      select code, channel, state, field_id, lead_unit_id, scope, complex, opened_at, due_at, answered_at, closed_at,
        was_late, satisfaction, (select size from businesses b where b.id = business_id) as size
      from tickets order by id`,
    ratings: await sql`select ticket_id, score, asked_at, rated_at from ratings order by id`,
    events: await sql`select ticket_id, at, kind, staff_id from ticket_events order by id`,
    messages: await sql`select count(*) from messages`,
    recommendations:
      await sql`select outcome, sent_at, replied_at from recommendations order by id`,
  }
}

/** Open tickets end here, so that the numbers before are those of ended ones. */
async function endAll(sql: Sql): Promise<void> {
  await sql`
    update tickets set state = 'withdrawn', closed_at = ${later.toISOString()}
    where state in ('received', 'routed', 'waiting', 'submitted')`
}

test('after erasing, nothing anywhere tells who it was, and the numbers are the same', async ({
  db,
  sql,
}) => {
  const desk = await makeDesk(db)
  const who = await asker(db)
  const dataDir = await history(db, desk, who)
  const before = new Set((await traces(sql)).map((found) => found.split(':')[0]))
  expect([...before].sort()).toEqual(
    [
      ...[
        'answers',
        'businesses',
        'call_backs',
        'conversations',
        'deliveries',
        'drafts',
        'files',
        'heard_events',
      ],
      ...['messages', 'people', 'ratings', 'recommendations', 'saved_views', 'staff_drafts'],
      ...['ticket_events', 'tickets'],
    ].sort(),
  )
  await endAll(sql)
  const counted = await statistics(db, sql)
  const erased = await db.transaction((tx) => erasePerson(tx, who.personId, later))
  await dropUnused(db, dataDir, erased.hashes)
  expect(await traces(sql, dataDir)).toEqual([])
  expect(await statistics(db, sql)).toEqual(counted)
  expect(erased).toMatchObject({ withdrawn: [], tickets: 5, files: 2 })
})

test('the official answer keeps its words, without identities', async ({ db }) => {
  const desk = await makeDesk(db)
  const who = await asker(db)
  await history(db, desk, who)
  await db.transaction((tx) => erasePerson(tx, who.personId, later))
  const rows = await db.select().from(answers).where(eq(answers.state, 'sent'))
  expect(rows).toHaveLength(1)
  expect(rows[0]?.body).toMatch(/^Kính gửi \[…\].*Sở trả lời: nhãn phải đúng nguồn gốc\.$/)
  expect(rows[0]?.basis).toBe('Nghị định 43/2017/NĐ-CP; hồ sơ của […]')
  const [ticket] = await db.select().from(tickets)
  const every = await db.select().from(tickets)
  const answered = every.find(({ id }) => id === rows[0]?.ticketId)
  const { entries } = await timeline(db, desk.coordinator, answered!)
  expect(entries.flatMap((entry) => (entry.kind === 'said' ? [entry.text] : []))).toContain(
    `${rows[0]?.body}\n\n${rows[0]?.basis}`,
  )
  expect(ticket?.question).toBe('(Nội dung đã được xóa theo quy định về bảo vệ dữ liệu cá nhân.)')
})

test('open tickets are withdrawn, consents too, and the audit log stays', async ({ db }) => {
  const desk = await makeDesk(db)
  const who = await asker(db)
  await history(db, desk, who)
  const logged = await db.$count(auditLog)
  const erased = await db.transaction((tx) =>
    erasePerson(tx, who.personId, later, { by: desk.officer.id }),
  )
  expect(erased.withdrawn).toEqual(['HL-2026-000002', 'HL-2026-000005'])
  const open = await db.select({ state: tickets.state }).from(tickets).orderBy(tickets.id)
  expect(open.map((ticket) => ticket.state)).toEqual([
    ...['answered', 'withdrawn', 'recommended', 'referred', 'withdrawn'],
  ])
  expect(await db.select().from(consents)).toMatchObject([{ givenAt: monday, withdrawnAt: later }])
  expect(await db.$count(auditLog)).toBe(logged + 1)
  const [last] = await db.select().from(auditLog).where(eq(auditLog.action, 'people.erased'))
  expect(last).toMatchObject({ staffId: desk.officer.id, subjectId: String(who.personId) })
  const twice = db.transaction((tx) => erasePerson(tx, who.personId, later))
  await expect(twice).rejects.toThrow('data:refusal.erased-already')
})

test('nothing is sent to an erased person, not even what was waiting', async ({ db }) => {
  await makeDesk(db)
  const who = await asker(db)
  const to = { conversationId: who.conversationId, channel: 'web' as const, cause: 'reply' }
  for (const state of ['queued', 'sending', 'held', 'sent'] as const) {
    const id = await deliver(db, { ...to, body: { text: question } }, monday)
    await db.update(deliveries).set({ state }).where(eq(deliveries.id, id))
  }
  await db.transaction((tx) => erasePerson(tx, who.personId, later))
  const rows = await db.select().from(deliveries).orderBy(deliveries.id)
  expect(rows.map((row) => row.state)).toEqual(['dropped', 'dropped', 'dropped', 'sent'])
  expect(rows.every((row) => (row.body as Outgoing).text === '')).toBe(true)
})

test('a ticket of somebody else forgets what it took in, and keeps its own', async ({
  db,
  sql,
}) => {
  const desk = await makeDesk(db)
  const who = await asker(db)
  const other = { ...(await addPerson(db, 'web', 'other-1')), businessId: who.businessId }
  await db
    .update(people)
    .set({ businessId: who.businessId, phone: null })
    .where(eq(people.id, other.personId))
  await db.update(businesses).set({ name: 'HTX Chung', taxCode: null, sector: null, commune: null })
  const theirs = await ask(db, other, monday, { question: 'Nhãn hiệu chứng nhận là gì?' })
  const mine = await ask(db, who, monday, { question })
  const into = { intoId: theirs.id }
  await merge(db, desk.coordinator, mine.id, mine.version, into, tuesday)
  const messageId = await says(db, who, 'Lấy ở Nậm Chạc', theirs.id)
  await addToTicket(db, mine.id, { text: 'Lấy ở Nậm Chạc', messageId }, 'vi', tuesday)
  const [before] = await db.select().from(tickets).where(eq(tickets.id, theirs.id))
  expect(before?.searchText).toContain('nam chac')
  const answer = { body: `Kính gửi ${name} và các thành viên. Nhãn hiệu chứng nhận là dấu hiệu.` }
  await sendAnswer(db, desk.coordinator, theirs.id, before!.version, answer, tuesday)
  await db.transaction((tx) => erasePerson(tx, who.personId, later))
  expect(await traces(sql)).toEqual([])
  const [after] = await db.select().from(tickets).where(eq(tickets.id, theirs.id))
  expect(after?.question).toBe('Nhãn hiệu chứng nhận là gì?')
  expect(after?.searchText).toContain('nhan hieu chung nhan la gi')
  const told = await db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.conversationId, other.conversationId), eq(deliveries.cause, 'answer')))
  const texts = told.map((row) => (row.body as Outgoing).text)
  expect(texts).toEqual([expect.stringContaining('Nhãn hiệu chứng nhận là dấu hiệu.')])
})

test('a business somebody else stands for stays theirs; the tickets keep its size only', async ({
  db,
}) => {
  await makeDesk(db)
  const who = await asker(db)
  const other = await addPerson(db, 'web', 'other-1')
  await db.update(people).set({ businessId: who.businessId }).where(eq(people.id, other.personId))
  const ticket = await ask(db, who, monday)
  await db.transaction((tx) => erasePerson(tx, who.personId, later))
  const [shared] = await db.select().from(businesses).where(eq(businesses.id, who.businessId))
  expect(shared).toMatchObject({ taxCode: '5300123456', erasedAt: null })
  const [counted] = await db
    .select({ name: businesses.name, size: businesses.size, taxCode: businesses.taxCode })
    .from(tickets)
    .innerJoin(businesses, eq(businesses.id, tickets.businessId))
    .where(eq(tickets.id, ticket.id))
  expect(counted).toEqual({ name: '(đã xóa theo quy định)', size: 'micro', taxCode: null })
})

test('bytes that another person sent too are kept for them', async ({ db }) => {
  await makeDesk(db)
  const dataDir = await tempDataDir()
  const who = await asker(db)
  const other = await addPerson(db, 'web', 'other-1')
  const text = { name: 'a.txt', text: 'như nhau', type: 'text/plain', made: 'text' } as const
  for (const { conversationId } of [who, other]) {
    await attachText(db, dataDir, { conversationId, ...text }, monday)
  }
  const { hashes } = await db.transaction((tx) => erasePerson(tx, who.personId, later))
  expect(await dropUnused(db, dataDir, hashes)).toBe(0)
  await db.delete(files)
  expect(await dropUnused(db, dataDir, hashes)).toBe(1)
})

test('the whole of it is undone when the transaction fails', async ({ db, sql }) => {
  const desk = await makeDesk(db)
  const who = await asker(db)
  await history(db, desk, who)
  const before = await traces(sql)
  const failing = db.transaction(async (tx) => {
    await erasePerson(tx, who.personId, later)
    throw new Error('the power went')
  })
  await expect(failing).rejects.toThrow('the power went')
  expect(await traces(sql)).toEqual(before)
})

test('an officer who erases their own chat gets no warnings there any more', async ({ db }) => {
  const desk = await makeDesk(db)
  const who = await asker(db)
  await db
    .update(staff)
    .set({ conversationId: who.conversationId })
    .where(eq(staff.id, desk.officer.id))
  await db.transaction((tx) => erasePerson(tx, who.personId, later))
  const [row] = await db.select().from(staff).where(eq(staff.id, desk.officer.id))
  expect(row?.conversationId).toBeNull()
})

test('in chat: it is confirmed, told, and whoever writes on is somebody new', async ({
  db,
  sql,
}) => {
  const { desk, clock, person } = await openChats(db)
  const may = person('visitor-9a8b7c')
  await may.says(question)
  await may.says('1')
  await may.presses('consent.yes')
  await may.says('HTX Tinh dầu Khấu Chư')
  await may.says('bỏ qua')
  await may.says('0987654321')
  expect(await may.says('gửi')).toContain('HL-2026-000001')
  const before = await may.conversation()
  expect(await may.says('/dulieu')).toContain('0987654321')
  expect(await may.presses('do:erase')).toContain('91/2025/QH15')
  expect(await may.presses('erase.no')).toContain('chưa xóa gì')
  await may.presses('do:erase')
  await may.presses('erase.yes')
  const told = (await may.heard()).map((out) => out.text).join('\n')
  expect(told).toMatch(/Đã xóa dữ liệu của Anh\/Chị: 1 yêu cầu, \d+ tin nhắn, 0 tệp/)
  expect(told).toContain('không còn giữ thông tin nào')
  const after = await may.conversation()
  expect(after?.id).toBe(before?.id)
  expect(after?.personId).not.toBe(before?.personId)
  expect(await may.heard()).toHaveLength(2)
  const onlyAddress = (found: string) =>
    /^(conversations|heard_events): visitor-9a8b7c$/.test(found)
  expect((await traces(sql)).filter((found) => !onlyAddress(found))).toEqual([])

  clock.now = new Date(clock.now.getTime() + 25 * 3_600_000)
  expect(await forgetLeftChats(db, clock.now)).toBe(1)
  expect(await forgetLeftChats(db, clock.now)).toBe(0)
  expect(await traces(sql)).toEqual([])
  await tidyFiles(db, desk.dataDir, clock.now)

  expect(await may.says('yêu cầu của tôi')).toContain('chưa gửi yêu cầu nào')
  expect((await may.conversation())?.personId).not.toBe(after?.personId)
})

test('a chat that went on after an erasure keeps its address', async ({ db }) => {
  const { clock, person } = await openChats(db)
  const may = person('visitor-9a8b7c')
  await may.says('menu')
  await may.presses('do:erase')
  await may.presses('erase.yes')
  clock.now = new Date(clock.now.getTime() + 3_600_000)
  await may.says('menu')
  clock.now = new Date(clock.now.getTime() + 48 * 3_600_000)
  expect(await forgetLeftChats(db, clock.now)).toBe(0)
  expect(await may.conversation()).toBeDefined()
})

test('two at once erase the same person once', async ({ db }) => {
  await makeDesk(db)
  const who = await asker(db)
  const both = [1, 2].map(() => db.transaction((tx) => erasePerson(tx, who.personId, later)))
  const outcomes = await Promise.allSettled(both)
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
})
