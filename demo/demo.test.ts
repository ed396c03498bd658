import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyPassword } from 'better-auth/crypto'
import type { Sql } from 'postgres'
import { describe, expect, test as plainTest } from 'vitest'
import { installCatalogue } from '#core/law/catalogue/install.ts'
import { readTaxCode } from '#core/people/tax-code.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { deskNumbers } from '#core/tickets/numbers.ts'
import { ticketStates } from '#core/tickets/ticket.ts'
import { test } from '#db/testing.ts'
import { banner } from './banner.ts'
import { businessLine, taxCodeOf } from './chat.ts'
import { demoPassword } from './office.ts'
import { ends, readDemoData } from './read-data.ts'
import { NotADemo, seedIn } from './seed.ts'

const now = new Date('2026-11-22T14:30:00+07:00')
const profile = loadProfile('lao-cai-skhcn')
const data = readDemoData()

describe('the sample office', () => {
  test('has lived through eight months, once', async ({ db, sql, onTestFinished }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'hoi-luat-demo-'))
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
    await installProfile(db, 'lao-cai-skhcn', profile, now)
    await installCatalogue(db, now)
    await sql`insert into settings (key, value, updated_at) values ('reach', '{"web": {}}', now())`
    const seeding = { dataDir, now, telegram: true, publicUrl: 'http://localhost:8080' }
    expect(await db.transaction((tx) => seedIn(tx, seeding))).toBe(true)

    await everyStateIsThere(sql)
    await everybodySignsIn(sql)
    await nothingIsInTheFuture(sql)
    await lawIsAtWork(sql)
    const { total } = await deskNumbers(db, { from: '2026-03-01', to: '2026-11-22' })
    expect(total.opened.count).toBeGreaterThan(150)
    expect(total.resolved.percent).toBeGreaterThan(74)
    expect(total.resolved.percent).toBeLessThan(86)
    expect(total.satisfied.percent).toBeGreaterThan(86)
    expect(total.satisfied.percent).toBeLessThan(95)
    expect(total.inTime.percent).toBeLessThan(100)

    const before = await countAll(sql)
    expect(await db.transaction((tx) => seedIn(tx, seeding))).toBe(false)
    expect(await countAll(sql)).toEqual(before)
  }, 120_000)

  test('does not move in where others work', async ({ db }) => {
    const { ensureAdministrator } = await import('#core/staff/first.ts')
    await installProfile(db, 'lao-cai-skhcn', profile, now)
    await ensureAdministrator(db, { email: 'a@b.example', password: 'somebody real' }, now)
    const seeding = { dataDir: tmpdir(), now, telegram: false, publicUrl: '' }
    await expect(db.transaction((tx) => seedIn(tx, seeding))).rejects.toThrow(NotADemo)
  })
})

async function everyStateIsThere(sql: Sql) {
  const states = await sql`select distinct state from tickets`
  expect(states.map(({ state }) => state).sort()).toEqual([...ticketStates].sort())
  const levels = await sql`select distinct warning_level from tickets where closed_at is null`
  expect(levels.map((row) => row.warning_level).sort()).toEqual(
    ['calm', 'half', 'late', 'twice-late'].sort(),
  )
  const [seen] = await sql`select
    exists (select from tickets where state = 'received' and unread_since is not null) as unread,
    exists (select from tickets where state = 'routed' and assignee_id is null) as unassigned,
    exists (select from tickets where state = 'routed' and reopened_at is not null) as reopened,
    exists (select from tickets where consultant_id is not null and closed_at is null) as consulted,
    exists (select from answers where state = 'returned') as returned,
    exists (select from staff_drafts where kind = 'answer') as drafted,
    exists (select from recommendations where outcome is null) as pending,
    (select count(distinct outcome) from recommendations where outcome is not null)::int as outcomes,
    exists (select from ticket_events where kind = 'transferred') as transferred,
    exists (select from ticket_events where kind = 'note') as noted,
    (select count(distinct score) from ratings where score is not null)::int as scores,
    (select count(*) from files where state = 'stored')::int as files,
    exists (select from deliveries where state = 'held') as held,
    not exists (select from deliveries where state in ('queued', 'sending')) as quiet`
  expect(seen).toEqual({
    ...{ unread: true, unassigned: true, reopened: true, consulted: true, returned: true },
    ...{ drafted: true, pending: true, outcomes: 3, transferred: true, noted: true },
    ...{ scores: 5, files: 9, held: true, quiet: true },
  })
}

async function everybodySignsIn(sql: Sql) {
  const rows = await sql`select s.email, s.must_change_password, a.password
    from staff s join accounts a on a.user_id = s.id`
  expect(rows.map(({ email }) => email).sort()).toEqual(data.staff.map(({ email }) => email).sort())
  const [first] = rows
  expect(await verifyPassword({ hash: first?.password, password: demoPassword })).toBe(true)
  for (const row of rows) {
    expect(row.password).toBe(first?.password)
    expect(row.must_change_password).toBe(false)
  }
}

async function nothingIsInTheFuture(sql: Sql) {
  const [row] = await sql`select greatest(
    (select max(at) from ticket_events), (select max(at) from messages),
    (select max(created_at) from deliveries), (select max(at) from audit_log)) as latest`
  expect(new Date(row?.latest).getTime()).toBeLessThanOrEqual(now.getTime())
}

async function lawIsAtWork(sql: Sql) {
  const [seen] = await sql`select
    (select count(*) from law_documents where origin = 'typed' and state = 'published')::int as guides,
    (select count(*) from published_answers where state = 'published')::int as published,
    (select count(*) from published_answers where state in ('draft', 'submitted'))::int as underway,
    (select count(*) from published_answers where state = 'withdrawn')::int > 40 as declined,
    (select value from settings where key = 'reach') as reach,
    exists (select from notice_recipients where channel = 'telegram' and state = 'sent') as telegram,
    exists (select from notice_recipients where state = 'failed') as failed,
    (select count(*) from published_answers where corrected_at is not null)::int as corrected,
    (select count(*) from review_tasks where closed_at is null)::int as reviews,
    (select count(*) from subscriptions)::int as subscribers,
    exists (select from subscriptions where stopped_at is not null) as stopped,
    exists (select from notices where kind = 'digest' and state = 'done') as digests,
    (select array_agg(state || ' ' || kind order by id) from notices where kind <> 'digest') as notices,
    not exists (select from notice_recipients where state in ('waiting', 'sending')) as arrived,
    (select count(*) from lookups)::int as lookups,
    exists (select from lookups where state = 'shown' and verdict = 'helped') as helped,
    (select count(*) from lookups where state = 'nothing')::int as nothing,
    (select count(*) from lookups where ticket_id is not null)::int as sent`
  expect(seen).toEqual({
    ...{ guides: 4, published: 10, underway: 3, corrected: 1, reviews: 1, subscribers: 15 },
    ...{ declined: true, reach: { web: {} }, telegram: true, failed: true },
    ...{ stopped: true, digests: true, arrived: true, lookups: 27, helped: true, sent: 3 },
    notices: ['done law', 'done class', 'done conference', 'scheduled law', 'draft other'],
    nothing: expect.toSatisfy((n: number) => n >= 4 && n <= 9),
  })
  const wrong =
    await sql`select question from lookups where verdict = 'helped' and state = 'nothing'`
  expect(wrong).toEqual([])
}

async function countAll(sql: Sql) {
  const [row] = await sql`select (select count(*) from tickets) as tickets,
    (select count(*) from staff) as staff, (select count(*) from messages) as messages,
    (select count(*) from deliveries) as deliveries, (select count(*) from audit_log) as audit,
    (select count(*) from canned_answers) as canned, (select count(*) from settings) as settings`
  return row
}

describe('the sample texts', () => {
  const asks = data.topics.flatMap((topic) => topic.asks)
  const texts = [
    ...data.topics.flatMap(({ answer, basis }) => [answer, basis]),
    ...data.canned.map(({ body }) => body),
    ...asks.flatMap((ask) => [
      ...[ask.q, ask.reason, ask.recommends, ask.reply, ask.comment, ask.draft, ask.repeat],
      ...[ask.adds, ask.returned, ask.again?.q, ask.again?.answer, ask.more?.ask, ...ask.notes],
    ]),
  ].filter((text) => text !== undefined)

  plainTest('name businesses with valid tax codes and communes of the profile', () => {
    for (const business of data.businesses) {
      const code = taxCodeOf(business.tax)
      if (code !== undefined) expect(readTaxCode(code)).toEqual({ value: code })
      expect(profile.communes).toContain(business.commune)
      expect(profile.sectors.map(({ code: sector }) => sector)).toContain(business.sector)
    }
    const lines = data.businesses.map(businessLine)
    expect(new Set(lines).size).toBe(lines.length)
  })

  plainTest('are plain text that no sheet takes for a formula', () => {
    for (const text of texts) {
      expect(text).toBe(text.normalize('NFC'))
      expect(text).not.toMatch(/<[a-z/!]|&[a-z]+;|\{\{/i)
      expect(text).not.toMatch(/^[=+\-@\t\r]/)
    }
  })

  plainTest('cite no decree that has lost its force', () => {
    const answers = data.topics.map(({ basis }) => basis).join('\n')
    expect(answers).not.toMatch(
      /(?:43\/2017|111\/2021|132\/2008|74\/2018|13\/2022|13\/2023)\/NĐ-CP/,
    )
    expect(answers).not.toMatch(/29\/2013\/QH13|18\/2008\/QH12|24\/2018\/QH14/)
  })

  plainTest('let every business ask and every end be reached', () => {
    const keys = data.businesses.map(({ key }) => key)
    for (const { by } of asks) expect(keys).toContain(by)
    expect(new Set(asks.map(({ end }) => end))).toEqual(new Set(ends))
  })
})

plainTest('the greeting shows where to go and how to sign in', () => {
  const url = 'http://localhost:8123'
  const text = banner(data, { url, dataDir: '.data/demo', seeded: true, seconds: 4.2 })
  for (const path of ['/', '/chat', '/admin']) expect(text).toContain(`${url}${path}\n`)
  expect(text.split(demoPassword)).toHaveLength(8)
  expect(text).not.toMatch(/demo:|undefined|\{\{/)
})
