import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { expect } from 'vitest'
import type { Db } from '#db/client.ts'
import { test } from '#db/testing.ts'
import { openLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { createServer } from './server.ts'

function serverOf(db: Db, app: Hono) {
  const lines: string[] = []
  const log = openLog('info', { write: (line) => lines.push(line) })
  const routes = [{ path: '/', app }]
  const server = createServer({ db, log, metrics: openMetrics([]), channels: [], routes })
  return { lines, ask: async (path: string) => server.request(path) }
}

test('a page that fails answers with an id that the log knows, and with nothing of the cause', async ({
  db,
}) => {
  const app = new Hono()
  app.get('/', async (c) => c.json(await db.execute(sql`select ${'0987654321'} from nowhere`)))
  const { lines, ask } = serverOf(db, app)
  const reply = await ask('/')
  const page = await reply.text()
  expect(reply.status).toBe(500)
  const request = reply.headers.get('X-Request-Id') ?? 'none'
  expect(page).toContain(request)
  expect(page).toContain('<html lang="vi">')
  expect(page).not.toContain('nowhere')
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ request, path: '/', err: { code: '42P01' } })
  expect(lines[0]).not.toContain('0987654321')
})

test('the address of a page that fails is logged without whose own link it was', async ({ db }) => {
  const app = new Hono()
  app.get('*', () => {
    throw new Error('broken')
  })
  const { lines, ask } = serverOf(db, app)
  const own = ['/khao-sat/nhu-cau/2s.secret', '/lop/ve/secret/bai/7', '/chung-nhan/secret/giay.pdf']
  for (const path of [...own, '/khao-sat/nhu-cau']) await ask(path)
  const paths = lines.map((line) => JSON.parse(line).path)
  const without = ['/khao-sat/nhu-cau/…', '/lop/ve/…/bai/7', '/chung-nhan/…/giay.pdf']
  expect(paths).toEqual([...without, '/khao-sat/nhu-cau'])
})

test('a refusal keeps its own answer and is not logged', async ({ db }) => {
  const app = new Hono()
  app.get('/', () => {
    throw new HTTPException(413, { message: 'too long' })
  })
  const { lines, ask } = serverOf(db, app)
  const reply = await ask('/')
  expect([reply.status, await reply.text()]).toEqual([413, 'too long'])
  expect(lines).toEqual([])
})

test('every channel is counted from 0 on, before anything happens on it', async ({ db }) => {
  const parts = { log: openLog('silent'), channels: [], routes: [] }
  const server = createServer({ ...parts, db, metrics: openMetrics(['web', 'telegram']) })
  const shown = await (await server.request('/metrics')).text()
  for (const channel of ['web', 'telegram']) {
    expect(shown).toContain(`hoiluat_heard_total{channel="${channel}"} 0`)
    expect(shown).toContain(`hoiluat_deliveries_total{channel="${channel}",state="sent"} 0`)
    expect(shown).toContain(`hoiluat_webhooks_refused_total{channel="${channel}"} 0`)
  }
})
