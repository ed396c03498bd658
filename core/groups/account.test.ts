import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { forgetSecret, renewingAlone, sealingKey } from '#core/channels/secrets.ts'
import { test } from '#db/testing.ts'
import { keepAccount, keepGroups, readAccount } from './account.ts'

const key = sealingKey('a long secret of the desk')
const by = { actor: { id: 'staff-1' }, ip: undefined, now: new Date() }

test('a list of groups that comes late does not bring back a cookie', async ({ db }) => {
  await keepAccount(db, key, { name: 'Lan', credentials: { cookie: 'c' }, groups: [] }, by)
  let kept = false
  const keeping = await renewingAlone(db, 'zalo-personal', async (tx) => {
    const late = keepGroups(db, key, [{ id: '1', name: 'Sa Pa' }]).then(() => {
      kept = true
    })
    await pause(100)
    expect(kept).toBe(false)
    await forgetSecret(tx, 'zalo-personal')
    return { late }
  })
  await keeping.late
  expect(await readAccount(db, key)).toEqual({ state: 'out' })
})
