import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, people } from '#db/schema/people.ts'
import { staff } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { keepSecret, noteSecretState, sealingKey } from './secrets.ts'
import { signInAlert, tellAdministrators } from './sign-in-alert.ts'

const hour = 3_600_000
const at = new Date('2026-11-22T09:00:00+07:00')
const after = (hours: number) => new Date(at.getTime() + hours * hour)
const zalo = { channel: 'zalo' as const, publicUrl: 'https://hoi.example.vn/' }

async function keep(db: Db): Promise<void> {
  await keepSecret(db, sealingKey('secret'), 'zalo', { value: {}, at, state: { failure: null } })
}

async function fail(db: Db, why: string): Promise<void> {
  await noteSecretState(db, 'zalo', { failure: { at: at.toISOString(), why, detail: '' } })
}

test('a sign-in that renews itself alerts nobody', async ({ db }) => {
  expect(await signInAlert(db, 'zalo', at)).toBeUndefined()
  await keep(db)
  expect(await signInAlert(db, 'zalo', after(24 * 79))).toBeUndefined()
  expect(await tellAdministrators(db, zalo, at)).toBe(0)
})

test('a refusal alerts at once, an outage only when it lasts', async ({ db }) => {
  await keep(db)
  await fail(db, 'unreachable')
  expect(await signInAlert(db, 'zalo', after(21))).toBeUndefined()
  expect(await signInAlert(db, 'zalo', after(23))).toMatchObject({ kind: 'failed' })
  await fail(db, 'refused')
  expect(await signInAlert(db, 'zalo', after(1))).toEqual({ kind: 'failed', days: 89 })
  await keep(db)
  expect(await signInAlert(db, 'zalo', after(1))).toBeUndefined()
})

test('what renews it is told of ten days before its end', async ({ db }) => {
  await keep(db)
  expect(await signInAlert(db, 'zalo', after(24 * 80 + 1))).toEqual({ kind: 'ending', days: 9 })
  expect(await signInAlert(db, 'zalo', after(24 * 99))).toEqual({ kind: 'ending', days: 0 })
})

test('administrators who linked a chat are told once a day, nobody else', async ({ db }) => {
  const { coordinator } = await makeDesk(db)
  const [person] = await db.insert(people).values({ createdAt: at }).returning()
  const chats = await db
    .insert(conversations)
    .values(
      ['11', '22'].map((address) => ({
        ...{ channel: 'telegram', address, personId: person!.id, createdAt: at, lastHeardAt: at },
      })),
    )
    .returning()
  const linked = { conversationId: chats[0]!.id }
  await db.update(staff).set({ conversationId: chats[1]!.id }).where(eq(staff.id, coordinator.id))
  const named = { role: 'administrator' as const, createdAt: at, updatedAt: at }
  await db.insert(staff).values([
    { ...named, ...linked, id: 'a1', name: 'Sùng A Chu', email: 'a1@so.example.vn' },
    { ...named, id: 'a2', name: 'Lò Thị Mai', email: 'a2@so.example.vn' },
  ])
  await keep(db)
  await fail(db, 'refused')
  const asked = [1, 2, 3].map(() => tellAdministrators(db, zalo, at))
  expect((await Promise.all(asked)).sort()).toEqual([0, 0, 1])
  expect(await tellAdministrators(db, zalo, after(14))).toBe(0)
  expect(await db.select().from(deliveries)).toMatchObject([
    {
      ...{ conversationId: chats[0]!.id, channel: 'telegram', class: 'notice', cause: 'warning' },
      body: {
        text: expect.stringContaining('Zalo'),
        link: { url: 'https://hoi.example.vn/admin/channels' },
      },
    },
  ])
  expect(await tellAdministrators(db, zalo, after(24))).toBe(1)
})
