import { verifyPassword } from 'better-auth/crypto'
import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { conversations } from '#db/schema/people.ts'
import { accounts, sessions, staff } from '#db/schema/staff.ts'
import { ticketEvents, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { countAttempt, sweepAttempts } from './attempts.ts'
import { createSetupToken, ensureAdministrator, setUpAdministrator } from './first.ts'
import { deactivateStaff } from './leaving.ts'
import { issueLinkCode, linkStaff } from './link.ts'
import { changeStaff, findStaff, inviteStaff, listStaff, resetPassword } from './staff.ts'

const now = at('2026-03-02 09:00')
const boss = { email: 'quantri@laocai.gov.vn', password: 'một câu dài dễ nhớ' }

async function firstAdministrator(db: Parameters<typeof listStaff>[0]) {
  await ensureAdministrator(db, boss, now)
  const [member] = await listStaff(db)
  if (member === undefined) throw new Error('no administrator')
  return { by: { actor: { id: member.id }, ip: '10.0.0.1', now }, id: member.id }
}

describe('accounts', () => {
  test('an initial password opens the account once it was shown, and only its hash is kept', async ({
    db,
  }) => {
    const { by } = await firstAdministrator(db)
    const facts = {
      name: 'Lê Minh',
      email: ' Minh@LaoCai.gov.vn ',
      role: 'leader' as const,
      unitId: undefined,
    }
    const { id, password } = await inviteStaff(db, facts, by)
    const [account] = await db.select().from(accounts).where(eq(accounts.userId, id))
    expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
    expect(account?.password).not.toContain(password)
    expect(await verifyPassword({ hash: account?.password ?? '', password })).toBe(true)
    expect(await findStaff(db, id)).toMatchObject({
      email: 'minh@laocai.gov.vn',
      mustChangePassword: true,
    })
    await expect(inviteStaff(db, facts, by)).rejects.toMatchObject({
      key: 'staff:refusal.email-taken',
    })
  })

  test('the last administrator stays, even when two are let go at once', async ({ db }) => {
    const { by, id } = await firstAdministrator(db)
    const facts = { name: 'B', role: 'administrator' as const, unitId: undefined }
    const other = await inviteStaff(db, { ...facts, email: 'b@laocai.gov.vn' }, by)
    const outcomes = await Promise.allSettled([
      deactivateStaff(db, id, by),
      changeStaff(db, other.id, { ...facts, role: 'leader' }, by),
    ])
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    const left = await listStaff(db)
    expect(
      left.filter((one) => one.role === 'administrator' && one.deactivatedAt === null),
    ).toHaveLength(1)
  })

  test('who leaves gives open tickets back, loses sessions, and keeps their name in the history', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const { by } = await firstAdministrator(db)
    const [open, done] = [await ask(db, desk.person, now), await ask(db, desk.person, now)]
    const held = { assigneeId: desk.officer.id, leadUnitId: desk.units.technology }
    await db
      .update(tickets)
      .set({ ...held, state: 'routed' })
      .where(eq(tickets.id, open.id))
    await db
      .update(tickets)
      .set({ ...held, state: 'answered' })
      .where(eq(tickets.id, done.id))
    const session = {
      id: 's',
      userId: desk.officer.id,
      token: 't',
      expiresAt: now,
      createdAt: now,
      updatedAt: now,
    }
    await db.insert(sessions).values(session)
    expect(await deactivateStaff(db, desk.officer.id, by)).toBe(1)
    const [after] = await db.select().from(tickets).where(eq(tickets.id, open.id))
    expect(after).toMatchObject({
      assigneeId: null,
      leadUnitId: desk.units.technology,
      version: open.version + 1,
    })
    const [ended] = await db.select().from(tickets).where(eq(tickets.id, done.id))
    expect(ended?.assigneeId).toBe(desk.officer.id)
    expect(await db.select().from(sessions)).toEqual([])
    const events = await db
      .select()
      .from(ticketEvents)
      .where(eq(ticketEvents.ticketId, open.id))
      .orderBy(asc(ticketEvents.id))
    expect(events.at(-1)).toMatchObject({ kind: 'released', staffId: by.actor.id })
    expect(await deactivateStaff(db, desk.officer.id, by)).toBe(0)
  })

  test('who changes unit or role gives back what they could not be given now', async ({ db }) => {
    const desk = await makeDesk(db)
    const { by } = await firstAdministrator(db)
    const { officer, consultant, units } = desk
    const own = { state: 'routed', leadUnitId: units.technology } as const
    const give = async (set: Partial<typeof tickets.$inferInsert>) => {
      const { id } = await ask(db, desk.person, now)
      await db.update(tickets).set(set).where(eq(tickets.id, id))
      return id
    }
    const shared = { ...own, cooperatingUnitIds: [units.standards] }
    const [led, both] = [
      await give({ ...own, assigneeId: officer.id }),
      await give({ ...shared, assigneeId: officer.id }),
    ]
    const asked = await give({ ...own, consultantId: consultant.id })
    const facts = { name: 'Lê Minh', role: 'head' as const, unitId: units.technology }
    expect(await changeStaff(db, officer.id, facts, by)).toEqual({ released: 0 })
    const elsewhere = { ...facts, unitId: units.standards }
    expect(await changeStaff(db, officer.id, elsewhere, by)).toEqual({ released: 1 })
    const leaves = { name: 'An', role: 'officer' as const, unitId: units.standards }
    expect(await changeStaff(db, consultant.id, leaves, by)).toEqual({ released: 1 })
    const rows = await db.select().from(tickets)
    const holders = new Map(rows.map((row) => [row.id, row.assigneeId ?? row.consultantId]))
    expect([led, both, asked].map((id) => holders.get(id))).toEqual([null, officer.id, null])
  })

  test('a new password ends every session', async ({ db }) => {
    const { by, id } = await firstAdministrator(db)
    const session = {
      id: 's',
      userId: id,
      token: 't',
      expiresAt: now,
      createdAt: now,
      updatedAt: now,
    }
    await db.insert(sessions).values(session)
    await resetPassword(db, id, by)
    expect(await db.select().from(sessions)).toEqual([])
    expect((await findStaff(db, id))?.mustChangePassword).toBe(true)
  })
})

describe('the first administrator', () => {
  test('is opened once by processes that start together', async ({ db }) => {
    const opened = await Promise.all([1, 2, 3].map(() => ensureAdministrator(db, boss, now)))
    expect(opened.filter(Boolean)).toHaveLength(1)
    expect(await listStaff(db)).toHaveLength(1)
  })

  test('comes from one link only, used once, within a week', async ({ db }) => {
    const [one, two] = [await createSetupToken(db, now), await createSetupToken(db, now)]
    const first = { name: 'Giàng A Páo', ...boss }
    const late = new Date(now.getTime() + 8 * 86_400_000)
    const used = { key: 'staff:refusal.setup-used' }
    await expect(
      setUpAdministrator(db, one ?? '', first, { now: late, ip: undefined }),
    ).rejects.toMatchObject(used)
    const both = [one, two].map((token) =>
      setUpAdministrator(db, token ?? '', first, { now, ip: undefined }),
    )
    const outcomes = await Promise.allSettled(both)
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await createSetupToken(db, now)).toBeUndefined()
  })
})

test('attempts at once are all counted, and forgotten after the window', async ({ db }) => {
  const limit = { max: 5, windowMs: 60_000 }
  const all = await Promise.all(Array.from({ length: 20 }, () => countAttempt(db, 'k', limit, now)))
  expect(all.filter(({ allowed }) => allowed)).toHaveLength(5)
  const soon = new Date(now.getTime() + 59_000)
  expect(await countAttempt(db, 'k', limit, soon)).toMatchObject({ allowed: false, waitSeconds: 1 })
  const later = new Date(now.getTime() + 60_000)
  expect(await countAttempt(db, 'k', limit, later)).toEqual({ allowed: true })
})

test('a count is swept a day after it was needed', async ({ db }) => {
  const limit = { max: 1, windowMs: 60_000 }
  const hours = (many: number) => new Date(now.getTime() + many * 3_600_000)
  await countAttempt(db, 'old', limit, now)
  await countAttempt(db, 'new', limit, hours(24))
  expect(await sweepAttempts(db, hours(25))).toBe(1)
  expect(await countAttempt(db, 'new', limit, hours(24))).toMatchObject({ allowed: false })
})

test('a linking code works once, in any case, and not for a closed account', async ({ db }) => {
  const desk = await makeDesk(db)
  const { conversationId } = await addPerson(db, 'telegram', '42')
  const code = await issueLinkCode(db, desk.officer.id)
  expect(code).toMatch(/^[a-z0-9]{6,16}$/)
  expect(await linkStaff(db, code.toUpperCase(), conversationId, now)).toBe(true)
  expect(await linkStaff(db, code, conversationId, now)).toBe(false)
  const [linked] = await db.select().from(staff).where(eq(staff.id, desk.officer.id))
  expect(linked?.conversationId).toBe(conversationId)
  const other = await issueLinkCode(db, desk.head.id)
  await db.update(staff).set({ deactivatedAt: now }).where(eq(staff.id, desk.head.id))
  expect(await linkStaff(db, other, conversationId, now)).toBe(false)
  expect(await db.select({ id: conversations.id }).from(conversations)).toHaveLength(2)
})
