import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { test } from '#db/testing.ts'
import { openDesk, visitor } from './testing-desk.ts'
import { freePorts } from './testing-ports.ts'

/** Stands between the desk and its database, and can be cut. */
async function cable(to: URL) {
  const sockets = new Set<Socket>()
  let server: Server
  const port = await freePorts()
  const plug = async () => {
    server = createServer((near) => {
      const far = connect(Number(to.port), to.hostname)
      for (const [one, other] of [[near, far] as const, [far, near] as const]) {
        sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => other.destroy())
      }
      near.pipe(far).pipe(near)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await plug()
  const url = new URL(to)
  url.search = ''
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    plug,
    cut() {
      server.close()
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
  }
}

test('the database gone for five seconds: the desk stays up, says so, and goes on with nothing lost', {
  timeout: 60_000,
}, async ({ url }) => {
  const line = await cable(new URL(url))
  const desk = await openDesk({ DATABASE_URL: line.url })
  try {
    const lan = visitor(desk.url)
    expect(await lan.says('menu')).toBe(202)
    await vi.waitFor(async () => expect(await lan.transcript()).toHaveLength(2), { timeout: 5_000 })
    line.cut()
    const during = fetch(`${desk.url}/healthz`).then((reply) => reply.status)
    const waiting = lan.says('Tôi muốn hỏi về nhãn hiệu', 'kept').catch(() => 500)
    const ready = (await fetch(`${desk.url}/readyz`)).status
    await pause(5_000)
    await line.plug()
    expect([await during, ready]).toEqual([200, 503])
    const first = await waiting
    await vi.waitFor(
      async () => expect(await lan.says('Tôi muốn hỏi về nhãn hiệu', 'kept')).toBe(202),
      {
        timeout: 10_000,
        interval: 300,
      },
    )
    expect([202, 500, 503]).toContain(first)
    await vi.waitFor(
      async () => {
        const spoken = await lan.transcript()
        expect(spoken.filter(({ text }) => text === 'Tôi muốn hỏi về nhãn hiệu')).toHaveLength(1)
        expect(spoken.filter(({ text }) => text.includes('thuộc lĩnh vực nào'))).toHaveLength(1)
      },
      { timeout: 15_000, interval: 500 },
    )
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(200)
  } finally {
    await desk.stop()
    line.cut()
  }
})
