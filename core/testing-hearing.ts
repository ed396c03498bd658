/** Hears one event in a process of its own that dies by kill -9 instead of sending its n-th flight of statements. */
import { Socket } from 'node:net'
import { pino } from 'pino'
import { connect } from '#db/client.ts'
import type { Incoming } from './channel.ts'
import { hear } from './hear.ts'
import { loadOffice } from './office.ts'

const [url = '', event = '', killAt = '0'] = process.argv.slice(2)
const { db, close } = connect(url, { max: 1 })
await loadOffice(db)

let sent = 0
const write = Socket.prototype.write
Socket.prototype.write = function (this: Socket, ...args: unknown[]) {
  if (this !== process.stdout && ++sent === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  return write.apply(this, args as Parameters<typeof write>)
} as typeof write

const log = pino({ level: 'silent' })
const desk = { db, dataDir: '/nonexistent', log, now: () => new Date(), nudge() {} }
const dated = (key: string, value: unknown) => (key === 'at' ? new Date(String(value)) : value)
await hear(desk, JSON.parse(event, dated) as Incoming)
const flights = sent
await close()
process.stdout.write(String(flights))
