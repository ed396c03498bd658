import { pino } from 'pino'
import { startSender } from '#bots/deliver.ts'
import { createMessenger } from '#bots/messenger/messenger.ts'
import { createTelegram } from '#bots/telegram/telegram.ts'
import { createZalo } from '#bots/zalo/zalo.ts'
import { createZaloBot } from '#bots/zalo-bot/zalo-bot.ts'
import type { Channel } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { connect } from '#db/client.ts'
import { databaseUrl, type Message, platform, serve } from './told.ts'

/** The desk's delivery loop with the adapter of one channel; the platforms' own limits are lifted. */
const { db, sql, close } = connect(databaseUrl, { max: 10 })
const log = pino({ level: 'warn' })
const now = () => new Date()
const common = {
  ...{ db, log, now, publicUrl: 'http://localhost', openFile: async () => undefined },
  ...{ secret: 'a secret of the bench, long enough' },
}
const hear = async () => {}

const channels: Record<string, () => Channel> = {
  telegram: () => createTelegram({ ...common, token: '1:bench', apiRoot: platform }, hear).channel,
  zalo: () =>
    createZalo(
      {
        ...common,
        ...{ appId: '1', appSecret: 'x', oaId: '1', oaSecret: 'x' },
        ...{ accessToken: 'a', refreshToken: 'r', openapiBase: platform, oauthBase: platform },
        ...{ ratePerMinute: 1e9, buttons: 'plain' as const },
      },
      hear,
    ).channel,
  messenger: () =>
    createMessenger(
      {
        ...common,
        ...{ pageId: '1', pageToken: 'x', appSecret: 'x', verifyToken: 'x' },
        ...{ humanAgent: false, graphBase: platform, perSecond: 1e6 },
      },
      hear,
    ).channel,
  'zalo-bot': () => createZaloBot({ ...common, token: '1:bench', apiRoot: platform }, hear).channel,
}

const channel = channels[process.argv[4] ?? '']?.()
if (!channel) throw new Error(`no channel ${process.argv[4]}`)
const sender = startSender({
  ...{ db, url: databaseUrl, channel, log, now },
  quietUntil: () => undefined,
})

/** Each address is somebody who wrote just now. */
async function meetAll(messages: Message[]): Promise<void> {
  const addresses = [...new Set(messages.map(({ to }) => to))]
  await sql`
    with asked as (select unnest(${addresses}::text[]) as address),
    missing as (
      select address, row_number() over () as n from asked a
      where not exists (select 1 from conversations c where c.channel = ${channel?.name ?? ''} and c.address = a.address)
    ), persons as (
      insert into people (created_at) select now() from missing returning id
    ), numbered as (select id, row_number() over () as n from persons)
    insert into conversations (channel, address, person_id, created_at, last_heard_at)
    select ${channel?.name ?? ''}, m.address, p.id, now(), now() from missing m join numbered p using (n)`
}

serve({
  async lay(messages) {
    await meetAll(messages)
    await sql`
      insert into deliveries (conversation_id, channel, cause, body, next_at, created_at)
      select c.id, c.channel, 'reply', jsonb_build_object('text', m.said -> 'text'), now(), now()
      from jsonb_array_elements(${JSON.stringify(messages)}::text::jsonb) with ordinality as m(said, n)
      join conversations c on c.channel = ${channel.name} and c.address = m.said ->> 'to'
      order by m.n`
    sender.nudge()
  },
  async say({ to, text }) {
    await db.transaction(async (tx) => {
      const [row] = await sql<{ id: number }[]>`
        select id from conversations where channel = ${channel.name} and address = ${to}`
      const where = { conversationId: row?.id ?? 0, channel: channel.name }
      await deliver(tx, { ...where, cause: 'reply', body: { text } }, now())
    })
    sender.nudge()
  },
  async stop() {
    await sender.stop()
    await close()
  },
})
