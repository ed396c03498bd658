import { expect, vi } from 'vitest'
import { test } from '#db/testing.ts'
import { byHand } from '../demo/by-hand.ts'
import { startPretended } from '../demo/pretended.ts'
import { openDesk } from './testing-desk.ts'
import { freePorts } from './testing-ports.ts'

test('what somebody says by hand on any pretended platform is answered there', {
  timeout: 40_000,
}, async ({ url }) => {
  const base = await freePorts(10)
  const desk = `http://localhost:${base + 9}`
  const platforms = await startPretended(base, desk)
  const settings = Object.assign({}, ...platforms.map((one) => one.settings))
  const running = await openDesk({ ...settings, DATABASE_URL: url, PORT: String(base + 9) })
  const door = byHand(platforms)
  try {
    for (const { name } of platforms) {
      const body = 'Tôi muốn đăng ký nhãn hiệu'
      expect((await door.request(`/${name}/lan`, { method: 'POST', body })).status).toBe(200)
    }
    for (const { name } of platforms) {
      const told = async () => (await door.request(`/${name}/lan`)).text()
      const options = { timeout: 15_000, interval: 100 }
      await vi.waitFor(async () => expect([name, await told()]).not.toEqual([name, '']), options)
      expect(await (await door.request(`/${name}/mai`)).text()).toBe('')
    }
    const consent = await door.request('/consent')
    expect(consent.headers.get('location')).toContain(`${desk}/admin/channels/zalo/callback?code=`)
  } finally {
    await running.stop()
    await Promise.all(platforms.map(({ close }) => close()))
  }
})
