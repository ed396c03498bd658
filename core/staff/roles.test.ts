import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { deeds } from './deeds.ts'
import { type Actor, may, rights, roles } from './roles.ts'
import { visibleTickets } from './visible.ts'

const own = { leadUnitId: 1, cooperatingUnitIds: [], assigneeId: null, consultantId: null }
const cooperating = { ...own, leadUnitId: 2, cooperatingUnitIds: [1] }
const others = { ...own, leadUnitId: 2 }
const somebody = (role: Actor['role'], unitId: number | undefined = 1): Actor => ({
  id: 'me',
  role,
  unitId,
  name: 'Tôi',
})

describe('rights', () => {
  test('an officer reads and notes where their unit cooperates, and decides only where it leads', () => {
    const officer = somebody('officer')
    expect(may(officer, 'ticket.read', cooperating)).toBe(true)
    expect(may(officer, 'ticket.note', cooperating)).toBe(true)
    expect(may(officer, 'ticket.send', cooperating)).toBe(false)
    expect(may(officer, 'ticket.send', own)).toBe(true)
    expect(may(officer, 'ticket.read', others)).toBe(false)
    expect(may(officer, 'ticket.read', { ...others, assigneeId: 'me' })).toBe(true)
    expect(may(officer, 'ticket.approve', own)).toBe(false)
  })

  test('a head approves for their own unit only, the leadership everywhere', () => {
    expect(may(somebody('head'), 'ticket.approve', own)).toBe(true)
    expect(may(somebody('head'), 'ticket.approve', others)).toBe(false)
    expect(may(somebody('leader', undefined), 'ticket.approve', others)).toBe(true)
    expect(may(somebody('leader', undefined), 'ticket.send', others)).toBe(false)
  })

  test('a consultant sees what was referred to them, and no contact data', () => {
    const consultant = somebody('consultant', undefined)
    expect(may(consultant, 'ticket.read', { ...others, consultantId: 'me' })).toBe(true)
    expect(may(consultant, 'ticket.read', others)).toBe(false)
    expect(may(consultant, 'ticket.send', { ...others, consultantId: 'me' })).toBe(false)
    expect(may(consultant, 'people.contact')).toBe(false)
  })

  test('an administrator decides nothing of a ticket', () => {
    const decisions = deeds.filter((deed) => deed.startsWith('ticket.') && deed !== 'ticket.read')
    expect(decisions.filter((deed) => may(somebody('administrator'), deed))).toEqual([])
  })

  test('every right is a known deed', () => {
    for (const role of roles)
      for (const deed of Object.keys(rights[role])) expect(deeds).toContain(deed)
  })

  test('the list condition keeps exactly the tickets `may` allows', async ({ db }) => {
    const desk = await makeDesk(db)
    const { technology, standards, office } = desk.units
    const staff = [desk.officer, desk.standardsOfficer, desk.head, desk.coordinator, desk.leader]
    const actors: Actor[] = [...staff, desk.consultant, desk.administrator]
    const places = fc.record({
      leadUnitId: fc.constantFrom(null, technology, standards, office),
      cooperatingUnitIds: fc.subarray([technology, standards, office]),
      assigneeId: fc.constantFrom(null, desk.officer.id, desk.standardsOfficer.id),
      consultantId: fc.constantFrom(null, desk.consultant.id),
    })
    for (const place of fc.sample(places, 25)) {
      const { id } = await ask(db, desk.person, at('2026-03-02 09:00'))
      await db.update(tickets).set(place).where(eq(tickets.id, id))
    }
    const all = await db.select().from(tickets)
    expect(all).toHaveLength(25)
    for (const actor of actors)
      for (const deed of [
        'ticket.read',
        'ticket.send',
        'ticket.approve',
        'ticket.draft',
      ] as const) {
        const seen = await db
          .select({ id: tickets.id })
          .from(tickets)
          .where(visibleTickets(actor, deed))
        const allowed = all.filter((ticket) => may(actor, deed, ticket))
        expect(seen.map(({ id }) => id).sort()).toEqual(allowed.map(({ id }) => id).sort())
      }
  })
})
