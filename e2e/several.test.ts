import { expect, vi } from 'vitest'
import { test } from '#db/testing.ts'
import { openDesk, visitor } from './testing-desk.ts'

test('several processes start together on one database and share the work', {
  timeout: 90_000,
}, async ({ url }) => {
  const settings = {
    DATABASE_URL: url,
    AUTH_SECRET: 'one secret for all the processes of this desk',
  }
  const [web, worker, both] = await Promise.all([
    openDesk({ ...settings, ROLES: 'web' }),
    openDesk({ ...settings, ROLES: 'worker' }),
    openDesk(settings),
  ])
  try {
    const lan = visitor(web.url)
    const mai = visitor(both.url)
    const asking = ['menu', 'yêu cầu của tôi', 'ngôn ngữ', 'tiếng việt', 'menu']
    for (const text of asking) {
      expect(await lan.says(text)).toBe(202)
      expect(await mai.says(text)).toBe(202)
    }
    for (const somebody of [lan, mai]) {
      await vi.waitFor(
        async () => {
          const spoken = await somebody.transcript()
          expect(spoken.filter(({ from }) => from === 'desk')).toHaveLength(asking.length)
        },
        { timeout: 15_000, interval: 300 },
      )
    }
    expect((await fetch(`${worker.url}/chat`)).status).toBe(404)
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(200)
  } finally {
    await Promise.all([web, worker, both].map((desk) => desk.stop()))
  }
})
