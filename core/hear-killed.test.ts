import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, heardEvents, messages, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import type { Incoming } from './channel.ts'
import { openChats } from './conversation/testing-chat.ts'
import { hear } from './hear.ts'

/** Runs the event in a process that is killed at its n-th flight of flights; says how many it sent when it lived. */
async function hearAndDie(
  url: string,
  event: Incoming,
  killAt: number,
): Promise<number | undefined> {
  const file = join(import.meta.dirname, 'testing-hearing.ts')
  const preload = join(import.meta.dirname, '..', 'loader-hooks.ts')
  const args = ['--import', preload, file, url, JSON.stringify(event), String(killAt)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (child.signalCode === 'SIGKILL') return undefined
  expect(child.exitCode).toBe(0)
  return Number(printed)
}

test('kill -9 between any two statements loses nothing and doubles nothing', {
  timeout: 90_000,
}, async ({ db, url }) => {
  const { desk, person } = await openChats(db)
  const lan = person('lan')
  await lan.says('Tôi muốn đăng ký nhãn hiệu cho sản phẩm quế của hợp tác xã')
  await lan.says('1')
  await lan.says('không')
  const tables = [deliveries, messages, conversations, people, heardEvents, tickets]
  const count = () => Promise.all(tables.map((table) => db.$count(table)))
  const before = await count()
  const event = {
    channel: 'web',
    kind: 'text',
    text: 'gửi',
    from: 'lan',
    eventId: 'last',
    at: desk.now(),
  } as Incoming
  let flights = 1
  for (; flights < 40; flights++) {
    if ((await hearAndDie(url, event, flights)) !== undefined) break
    const after = await count()
    // Killed as it sent COMMIT, the event may have been stored whole; anywhere before, nothing was.
    if (after.join() !== before.join()) break
  }
  expect(flights).toBeGreaterThan(4)
  await hear(desk, event)
  await hear(desk, event)
  const [said = 0, heard = 0, chats, persons, events = 0] = before
  expect(await count()).toEqual([said + 1, heard + 1, chats, persons, events + 1, 1])
  expect((await lan.heard()).at(-1)?.text).toContain('HL-2026-000001')
})
