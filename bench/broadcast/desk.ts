import { pino } from 'pino'
import { startSender } from '#bots/deliver.ts'
import { createTelegram } from '#bots/telegram/telegram.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { connect } from '#db/client.ts'
import { moment } from '../delivery/told.ts'
import type { Answer, Word } from './told.ts'

/** The desk's sender for Telegram in a process of its own; without a limit in its third argument nothing slows it. */
const [databaseUrl = '', platform = '', perSecond] = process.argv.slice(2)
const { db, sql, close } = connect(databaseUrl, { max: 4 })
const log = pino({ level: 'warn' })
const { channel } = createTelegram(
  {
    ...{ token: '1:bench', apiRoot: platform, publicUrl: 'http://localhost', log },
    openFile: async () => undefined,
  },
  async () => {},
)
const notices = perSecond ? { ...channel.notices, perSecond: Number(perSecond) } : {}
const sender = startSender({
  ...{ db, url: databaseUrl, channel: { ...channel, notices }, log },
  now: () => new Date(),
  quietUntil: () => undefined,
})

async function say(to: string, text: string): Promise<void> {
  const [row] = await sql<{ id: number }[]>`
    select id from conversations where channel = 'telegram' and address = ${to}`
  const where = { conversationId: row?.id ?? 0, channel: 'telegram', cause: 'reply' } as const
  await db.transaction((tx) => deliver(tx, { ...where, body: { text } }, new Date()))
  process.send?.({ kind: 'stored', text, at: moment() } satisfies Answer)
  sender.nudge()
}

process.on('message', async (word: Word) => {
  if (word.kind === 'say') return say(word.to, word.text)
  await sender.stop()
  await close()
  process.exit(0)
})
process.once('disconnect', () => process.exit(1))
process.send?.({ kind: 'ready' } satisfies Answer)
