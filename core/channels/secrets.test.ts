import { expect, it } from 'vitest'
import { channelSecrets } from '#db/schema/channels.ts'
import { test } from '#db/testing.ts'
import {
  forgetSecret,
  keepSecret,
  noteSecretState,
  readSecret,
  renewingAlone,
  seal,
  sealingKey,
  unseal,
} from './secrets.ts'

const key = sealingKey('a long secret of the desk')
const at = new Date('2026-11-22T09:00:00+07:00')

it('opens what was sealed with the same key for the same channel only', () => {
  const sealed = seal(key, 'zalo', { token: 'bí mật' })
  expect(sealed).not.toContain('bí mật')
  expect(unseal(key, 'zalo', sealed)).toEqual({ token: 'bí mật' })
  expect(unseal(key, 'messenger', sealed)).toBeUndefined()
  expect(unseal(sealingKey('another secret'), 'zalo', sealed)).toBeUndefined()
})

it('never seals the same value alike, and notices every changed character', () => {
  const sealed = seal(key, 'zalo', 'x')
  expect(seal(key, 'zalo', 'x')).not.toBe(sealed)
  for (let place = 0; place < sealed.length; place += 5) {
    const other = sealed[place] === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, place) + other + sealed.slice(place + 1)
    expect(unseal(key, 'zalo', changed)).toBeUndefined()
  }
  for (const broken of ['', 'v1.', 'v2.abc', sealed.slice(0, 20)]) {
    expect(unseal(key, 'zalo', broken)).toBeUndefined()
  }
})

test('a secret is kept sealed, replaced, and forgotten', async ({ db }) => {
  expect(await readSecret(db, key, 'zalo')).toBeUndefined()
  await keepSecret(db, key, 'zalo', { value: { token: 'first' }, state: { seed: 1 }, at })
  const [row] = await db.select().from(channelSecrets)
  expect(JSON.stringify(row)).not.toContain('first')
  const later = new Date(at.getTime() + 1)
  await keepSecret(db, key, 'zalo', { value: { token: 'second' }, state: { tries: 2 }, at: later })
  expect(await readSecret(db, key, 'zalo')).toEqual({
    value: { token: 'second' },
    state: { seed: 1, tries: 2 },
    renewedAt: later,
  })
  await noteSecretState(db, 'zalo', { tries: 3 })
  expect(await readSecret(db, sealingKey('changed'), 'zalo')).toMatchObject({
    value: undefined,
    state: { seed: 1, tries: 3 },
  })
  await forgetSecret(db, 'zalo')
  expect(await readSecret(db, key, 'zalo')).toBeUndefined()
})

test('two who change a secret do it one after the other', async ({ db }) => {
  const order: string[] = []
  const deed = (name: string) =>
    renewingAlone(db, 'zalo', async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 30))
      order.push(`${name} ends`)
    })
  await Promise.all([deed('a'), deed('b')])
  const [first] = order[0]!
  const second = first === 'a' ? 'b' : 'a'
  expect(order).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`])
})
