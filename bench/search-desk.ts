import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { pino } from 'pino'
import { openShelf } from '#core/law/shelf.ts'
import { connect } from '#db/client.ts'

/**
 * A process as the portal's: a shelf over the database, and the suggestions as one types over HTTP. Started by
 * `bench:search`; tells its parent what it took.
 */
const [databaseUrl = '', dataDir = ''] = process.argv.slice(2)
/** The most processor time taken between two ticks: how long others wait, whatever else the machine does. */
let longest = 0
let before = process.threadCpuUsage()
const ticking = () => {
  const since = process.threadCpuUsage(before)
  before = process.threadCpuUsage()
  longest = Math.max(longest, (since.user + since.system) / 1000)
}
const { db, sql, close } = connect(databaseUrl, { max: 5 })
await db.execute('select 1')
const begun = performance.now()
const log = pino({ level: 'warn' })
const shelf = await openShelf({ db, sql, dataDir, log, now: () => new Date() })
const opened = performance.now() - begun
ticking()
longest = 0
const ticks = setInterval(ticking, 1)
await shelf.caughtUp()
const caughtUp = performance.now() - begun
// A settling goes on behind.
await new Promise((resolve) => setTimeout(resolve, 200))
clearInterval(ticks)

const app = new Hono()
app.get('/tim/goi-y', async (context) => {
  const found = await shelf.find(context.req.query('q') ?? '', { most: 10 }, 'vi')
  return context.html(
    html`<ol>${found.map(
      ({ key, path, label, heading, passage, validity }) =>
        html`<li data-key="${key}"><a href="${path}">${label}</a> ${heading} ${validity?.standing} ${passage.text}</li>`,
    )}</ol>`,
  )
})
const server = serve({ fetch: app.fetch, port: 0 })
await once(server, 'listening')
const { port } = server.address() as AddressInfo
// Before the parent is told: it may end this process at once.
process.once('SIGTERM', async () => {
  server.close()
  await shelf.stop()
  await close()
  process.exit(0)
})
process.send?.({ port, opened, caughtUp, longest })
