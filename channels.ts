import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type { AdminDeps } from '#admin/deps.ts'
import { pollAlone } from '#bots/telegram/poll-alone.ts'
import { createTelegram } from '#bots/telegram/telegram.ts'
import type { Channel, Hear } from '#core/channel.ts'
import { sealingKey } from '#core/channels/secrets.ts'
import type { Desk } from '#core/conversation/scene.ts'
import { doAlone } from '#core/deliveries/alone.ts'
import { noteSaidOutside } from '#core/deliveries/said-outside.ts'
import { openFile } from '#core/files/files.ts'
import { hearMail } from '#core/mail/hear-mail.ts'
import { assetUrl } from '#portal/assets.ts'
import type { Config } from './config.ts'
import type { Metrics } from './metrics.ts'

type Ending = () => Promise<unknown> | unknown

/** One platform the desk is on. */
export interface Platform {
  channel: Channel
  routes: Hono
  /** where the platform posts what it hears; absent when it is asked instead */
  webhook?: string
  /** where people open the chat, when only the platform knows it */
  address?(): Promise<string | undefined>
  /** Begins to hear in the background: a platform's refusal never stops start-up. Gives what ends it. */
  begin(): Ending
  /** Ends sending; after it nothing more goes out. */
  close(): Promise<unknown> | unknown
  /** Zalo: an administrator gives the desk a new pair of tokens */
  consent?: NonNullable<AdminDeps['zalo']>
}

export interface PlatformDeps {
  desk: Desk
  /** the database, for the locks of what only one process may do */
  url: string
  secret: string
  log: Logger
  metrics: Metrics
  /** somebody sent files: they are to be fetched from their platform */
  fetchFiles(): void
}

/** The platforms that settings were given for; libraries of the others are not even read. */
export async function openPlatforms(
  config: Config,
  deps: PlatformDeps,
  hearing: Hear,
): Promise<Platform[]> {
  const opening = [openTelegram, openZalo, openMessenger, openZaloBot, openEmail]
  const opened = await Promise.all(opening.map((open) => open(config, deps, hearing)))
  return opened.filter((platform) => platform !== undefined)
}

type Open = (config: Config, deps: PlatformDeps, hearing: Hear) => Promise<Platform | undefined>

const openTelegram: Open = async (config, deps, hearing) => {
  if (!config.telegram) return undefined
  const bot = createTelegram(
    { ...config.telegram, publicUrl: config.publicUrl, ...common(deps, 'telegram') },
    hearing,
  )
  const polls = config.telegram.webhookSecret === undefined
  return {
    channel: bot.channel,
    routes: bot.routes,
    ...(!polls && { webhook: `${config.publicUrl}/webhooks/telegram` }),
    address: bot.address,
    begin: () => (polls ? pollAlone(bot, deps) : begun(bot)),
    close: bot.stop,
  }
}

const openZalo: Open = async (config, deps, hearing) => {
  if (!config.zalo) return undefined
  const { createZalo } = await import('#bots/zalo/zalo.ts')
  const { db } = deps.desk
  const { publicUrl } = config
  const options = { ...config.zalo, publicUrl, db, secret: deps.secret, ...common(deps, 'zalo') }
  const bot = createZalo(options, hearing)
  return {
    channel: bot.channel,
    routes: bot.routes,
    webhook: `${publicUrl}/webhooks/zalo`,
    begin: () => begun(bot),
    close: bot.stop,
    consent: bot,
  }
}

const openMessenger: Open = async (config, deps, hearing) => {
  if (!config.messenger) return undefined
  const { createMessenger } = await import('#bots/messenger/messenger.ts')
  const { db, now } = deps.desk
  const bot = createMessenger(
    {
      ...config.messenger,
      ...common(deps, 'messenger'),
      said: async (said) => {
        const { parts } = bot.channel
        await noteSaidOutside(db, { channel: 'messenger', bare: false, parts, ...said }, now())
      },
    },
    hearing,
  )
  return {
    channel: bot.channel,
    routes: bot.routes,
    webhook: `${config.publicUrl}/webhooks/messenger`,
    begin: () => begun(bot),
    close: bot.stop,
  }
}

const openZaloBot: Open = async (config, deps, hearing) => {
  if (!config.zaloBot) return undefined
  const { createZaloBot } = await import('#bots/zalo-bot/zalo-bot.ts')
  const { publicUrl } = config
  const bot = createZaloBot({ ...config.zaloBot, publicUrl, ...common(deps, 'zalo-bot') }, hearing)
  const polls = config.zaloBot.webhookSecret === undefined
  return {
    channel: bot.channel,
    routes: bot.routes,
    ...(!polls && { webhook: `${publicUrl}/webhooks/zalo-bot` }),
    begin: () => (polls ? doAlone('zalo bot polling', bot, deps) : begun(bot)),
    close: bot.rest,
  }
}

const openEmail: Open = async (config, deps) => {
  if (!config.email) return undefined
  const { createEmail } = await import('#bots/email/email.ts')
  const { desk, secret, metrics } = deps
  const mailDesk = { ...desk, publicUrl: config.publicUrl, secret }
  const { log, openFile, now } = common(deps, 'email')
  const mail = createEmail(
    {
      ...config.email,
      ...{ db: desk.db, secret, log, openFile, now, styles: [assetUrl('portal.css')] },
      onUnanswered: (why) => metrics.mailsUnanswered.inc({ why }),
    },
    async (heard) => {
      await hearMail(mailDesk, heard)
      metrics.heard.inc({ channel: 'email' })
      if (heard.files.length > 0) deps.fetchFiles()
    },
  )
  return {
    channel: mail.channel,
    routes: mail.routes,
    begin: () => doAlone('reading mail', mail, deps),
    close: mail.stop,
  }
}

/** What every adapter works with. */
function common({ desk, log, metrics }: PlatformDeps, channel: Channel['name']) {
  const { db, dataDir, now } = desk
  return {
    ...{ log, now },
    openFile: async (id: number) => {
      const file = await openFile(db, dataDir, id)
      return file && new Uint8Array(await new Response(file.stream).arrayBuffer())
    },
    onRefused: () => metrics.refused.inc({ channel }),
  }
}

function begun(bot: { start(): unknown }): Ending {
  void bot.start()
  return () => {}
}

interface GroupDeps {
  db: Desk['db']
  url: string
  secret: string
  works: boolean
  log: Logger
  now(): Date
}

/** The account that posts to Zalo groups; its library is read only where the setting is on. */
export async function openGroups({ secret, ...deps }: GroupDeps) {
  const { createZaloGroups } = await import('#bots/zalo-personal/zalo-personal.ts')
  const { createZcaSender } = await import('#bots/zalo-personal/zca.ts')
  return createZaloGroups({ ...deps, key: sealingKey(secret), sender: createZcaSender() })
}
