import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Contact, reachable, reachOf } from './reach.ts'

const heard = new Date('2026-03-02T09:00:00+07:00')
const hoursOn = (hours: number) => new Date(heard.getTime() + hours * 3_600_000)
const chat = (channel: string, more: Partial<Contact> = {}): Contact => ({
  ...{ channel, lastHeardAt: heard, blockedAt: null, blockedWhy: null },
  ...more,
})

describe('Zalo OA', () => {
  test('is free for two days, counted until the seventh, then closed', () => {
    const zalo = chat('zalo')
    expect(reachOf(zalo, hoursOn(47))).toEqual({
      ...{ can: 'free', until: hoursOn(48), closesAt: hoursOn(168) },
    })
    expect(reachOf(zalo, hoursOn(48))).toMatchObject({ can: 'counted', until: hoursOn(168) })
    expect(reachOf(zalo, hoursOn(167)).costVnd).toBe(55)
    expect(reachOf(zalo, hoursOn(168))).toEqual({ can: 'waits' })
  })

  test('tells by template what waits, where one is configured', () => {
    const rules = { zalo: { tells: true } }
    expect(reachOf(chat('zalo'), hoursOn(168), rules)).toEqual({ can: 'template', costVnd: 200 })
    expect(reachOf(chat('zalo'), hoursOn(167), rules)).toMatchObject({ can: 'counted' })
  })
})

describe('Messenger', () => {
  const rules = { messenger: { humanAgent: true } }

  test('is open for a day', () => {
    expect(reachOf(chat('messenger'), hoursOn(23))).toMatchObject({
      can: 'free',
      until: hoursOn(24),
    })
    expect(reachOf(chat('messenger'), hoursOn(24))).toEqual({ can: 'waits' })
  })

  test('is open for a week for what a person typed, where the page may do that', () => {
    expect(reachOf(chat('messenger'), hoursOn(100), rules, true).can).toBe('free')
    expect(reachOf(chat('messenger'), hoursOn(100), rules, false).can).toBe('waits')
    expect(reachOf(chat('messenger'), hoursOn(168), rules, true).can).toBe('waits')
  })

  test('keeps open for a person what it closed to the desk itself', () => {
    const closed = chat('messenger', { blockedAt: hoursOn(1), blockedWhy: 'closed' })
    expect(reachOf(closed, hoursOn(30), rules, true).can).toBe('free')
    expect(reachOf(closed, hoursOn(2), rules, false).can).toBe('waits')
  })
})

test.for(['telegram', 'web', 'email', 'zalo-bot'])('%s knows no window', (channel) => {
  expect(reachOf(chat(channel), hoursOn(10_000))).toEqual({ can: 'free' })
})

test('somebody who does not want us is not to be had anywhere, whatever the time', () => {
  const channel = fc.constantFrom('zalo', 'messenger', 'telegram', 'web', 'email')
  const why = fc.constantFrom('blocked' as const, null)
  const rules = { zalo: { tells: true }, messenger: { humanAgent: true } }
  fc.assert(
    fc.property(channel, why, fc.integer({ min: -10, max: 1000 }), (name, blockedWhy, hours) => {
      const contact = chat(name, { blockedAt: heard, blockedWhy })
      expect(reachOf(contact, hoursOn(hours), rules)).toEqual({ can: 'blocked' })
    }),
  )
})

test('what can be said now has an end that lies ahead, and nothing opens again without the person', () => {
  const rules = fc.record({
    zalo: fc.record({ tells: fc.boolean() }),
    messenger: fc.record({ humanAgent: fc.boolean() }),
  })
  const hours = fc.double({ min: 0, max: 400, noNaN: true })
  fc.assert(
    fc.property(
      ...[fc.constantFrom('zalo', 'messenger'), rules, fc.boolean(), hours, hours],
      (channel, given, byStaff, a, b) => {
        const [soon, late] = [hoursOn(Math.min(a, b)), hoursOn(Math.max(a, b))]
        const first = reachOf(chat(channel), soon, given, byStaff)
        const second = reachOf(chat(channel), late, given, byStaff)
        if (reachable(first)) expect(first.until!.getTime()).toBeGreaterThan(soon.getTime())
        if (!reachable(first)) expect(reachable(second)).toBe(false)
        else expect(reachable(second)).toBe(late < first.closesAt!)
      },
    ),
  )
})
