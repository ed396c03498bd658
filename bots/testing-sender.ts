/** A sender in a process of its own, so that a test can kill it. Says every part to the test over HTTP. */
import { pino } from 'pino'
import type { Channel, Sent } from '#core/channel.ts'
import { connect } from '#db/client.ts'
import { startSender } from './deliver.ts'

const [databaseUrl = '', platform = ''] = process.argv.slice(2)

const channel: Channel = {
  name: 'web',
  parts: (out) => out.text.split('|').map((text) => ({ text })),
  async send(to, part, signal): Promise<Sent> {
    try {
      const body = JSON.stringify({ to, text: part.text })
      const reply = await fetch(platform, { method: 'POST', body, signal })
      return (await reply.json()) as Sent
    } catch (error) {
      return { ok: false, why: 'later', detail: String(error) }
    }
  },
  fetchFile: () => Promise.reject(new Error('no files here')),
  health: async () => ({ ok: true, detail: '' }),
}

const { db } = connect(databaseUrl, { max: 2 })
startSender({
  ...{ db, channel, url: databaseUrl, now: () => new Date() },
  log: pino({ level: 'silent' }),
  quietUntil: () => undefined,
})
