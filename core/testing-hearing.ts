/** Hears one event in a process of its own that dies by kill -9 as it sends its n-th statement. */
import { drizzle } from 'drizzle-orm/postgres-js'
import { pino } from 'pino'
import postgres from 'postgres'
import type { Incoming } from './channel.ts'
import { hear } from './hear.ts'
import { loadOffice } from './office.ts'

const [url = '', event = '', killAt = '0'] = process.argv.slice(2)
let sent = Number.NEGATIVE_INFINITY

const sql = postgres(url, {
  max: 1,
  debug: () => {
    sent++
    if (sent === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  },
})
const db = drizzle(sql)
await loadOffice(db)
sent = 0
const log = pino({ level: 'silent' })
const desk = { db, dataDir: '/nonexistent', log, now: () => new Date(), nudge() {} }
await hear(
  desk,
  JSON.parse(event, (key, value) => (key === 'at' ? new Date(value) : value)) as Incoming,
)
process.stdout.write(String(sent))
await sql.end()
