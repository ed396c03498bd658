import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import { createAdmin } from '#admin/app.tsx'
import { startSender } from '#bots/deliver.ts'
import type { Sender } from '#bots/sender.ts'
import { createWebChat } from '#bots/web/web.ts'
import { installSelfChecks } from '#core/assistant/self-checks.ts'
import type { Channel, ChannelName, Hear } from '#core/channel.ts'
import type { Desk } from '#core/conversation/scene.ts'
import { saveReachRules } from '#core/deliveries/reach-rules.ts'
import { startFetching } from '#core/files/fetch.ts'
import { hear } from '#core/hear.ts'
import { installCatalogue } from '#core/law/catalogue/install.ts'
import { openShelf } from '#core/law/shelf.ts'
import { quietUntil } from '#core/notices/quiet-hours.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { createSetupToken, ensureAdministrator } from '#core/staff/first.ts'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { migrateUp } from '#db/migrate.ts'
import { createPortal } from '#portal/app.tsx'
import { openGroups, openPlatforms, type Platform } from './channels.ts'
import { type Config, configFromEnvironment, WrongSettings } from './config.ts'
import { openDataFolder, ownSecret } from './data-folder.ts'
import { errorAsText, openLog } from './log.ts'
import { openMetrics } from './metrics.ts'
import { createServer } from './server.ts'
import { startModel, startWork, type Writing } from './work.ts'

export interface RunningDesk {
  url: string
  /** the database, for whoever seeds or inspects it */
  databaseUrl: string
  /** the one-time address of the set-up page; undefined once there is an administrator */
  setupUrl: string | undefined
  stop(): Promise<void>
}

/** Ends in the reverse order of the beginnings. */
type Ending = () => Promise<unknown> | unknown

/** Starts the whole desk and resolves when it takes questions. What was begun is ended when a later step fails. */
export async function startDesk(config: Config, log: Logger): Promise<RunningDesk> {
  const endings: Ending[] = []
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) {
      await Promise.resolve(end()).catch((error: unknown) => log.error({ err: error }, 'stopping'))
    }
  }
  try {
    return { ...(await begin(config, log, endings)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function begin(config: Config, log: Logger, endings: Ending[]) {
  const dataDir = await openDataFolder(config.dataDir)
  const databaseUrl = config.databaseUrl ?? (await ownDatabase(dataDir, log, endings))
  await migrateUp(databaseUrl)
  const connection = connect(databaseUrl, { max: 14 })
  endings.push(() => connection.close())
  // A pool of its own: neither do people who write keep the panel waiting, nor the panel's reports them.
  const talking = connect(databaseUrl, { max: 10, keyed: true })
  endings.push(() => talking.close())
  const { db, sql } = connection
  const now = () => new Date()
  await installProfile(db, config.profile, loadProfile(config.profile), now())
  await installCatalogue(db, now())
  await installSelfChecks(db, now())
  if (config.admin) await ensureAdministrator(db, config.admin, now())
  const setupToken = await createSetupToken(db, now())

  const secret = config.authSecret ?? (await ownSecret(dataDir))
  const metrics = openMetrics(namesIn(config))
  const senders = new Map<ChannelName, Sender>()
  const nudge = (channel: ChannelName) => wakeSender(channel, senders, sql)
  const shelf = await openShelf({ db, sql, dataDir, log, now })
  endings.push(() => shelf.stop())
  const { publicUrl, embedOrigins } = config
  const works = config.roles.includes('worker')
  const drafting = await startDrafts({ db, log, now, config, nudge }, works, endings)
  const desk: Desk = {
    ...{ db: talking.db, dataDir, log, now, nudge, shelf, publicUrl },
    handOver: (channel) => senders.get(channel)?.handOver(),
    ...(drafting && { drafting }),
  }
  const fetchFiles = () => fetching?.nudge()
  const hearing: Hear = async (incoming) => {
    await hear(desk, incoming)
    metrics.heard.inc({ channel: incoming.channel })
    if (incoming.kind === 'files') fetchFiles()
  }
  const web = createWebChat({ db, sql, dataDir, publicUrl, embedOrigins, log }, hearing)
  endings.push(() => web.stop())
  const own = { desk: { ...desk, db }, url: databaseUrl, secret, log, metrics, fetchFiles }
  const platforms = await openPlatforms(config, own, hearing)
  // Begun before the senders, so that they are closed after them: what is being sent ends first.
  for (const { close } of platforms) endings.push(close)
  const channels: Channel[] = [web.channel, ...platforms.map(({ channel }) => channel)]
  await saveReachRules(db, channels, now())
  const byName = new Map(channels.map((channel) => [channel.name, channel]))

  const fetching = works ? startFetching({ db, dataDir, channels: byName, now, log }) : undefined
  if (fetching) endings.push(() => fetching.stop())
  const jobs = works
    ? await startWork({ db, dataDir, url: databaseUrl, log, now, config, channels }, endings)
    : undefined
  if (works) {
    for (const channel of channels) {
      const onOutcome = (state: string) => metrics.deliveries.inc({ channel: channel.name, state })
      const sender = startSender({
        ...{ db, url: databaseUrl, channel, log, now, onOutcome },
        quietUntil: (at) => quietUntil(at, config.timeZone),
      })
      senders.set(channel.name, sender)
      endings.push(() => sender.stop())
    }
    await sql.listen(wire, (channel) => senders.get(channel as ChannelName)?.nudge())
  }
  for (const platform of platforms) endings.push(platform.begin())
  const groups = config.zaloPersonal
    ? await openGroups({ db, url: databaseUrl, secret, works, log, now })
    : undefined
  if (groups) endings.push(() => groups.stop())
  const zalo = platforms.find(({ consent }) => consent)?.consent
  const chatLinks = chatLinksOf(config, platforms)
  const admin = createAdmin({
    ...{ db, sql, publicUrl, authSecret: secret, dataDir, log, shelf, chatLinks },
    ...{ timeZone: config.timeZone, channels: () => statesOf(channels, platforms) },
    check: async (name) => {
      const asked = channels.filter((channel) => channel.name === name)
      return (await statesOf(asked, platforms, true))[0]
    },
    ...(groups && { groups: groups.desk }),
    ...(zalo && { zalo }),
  })
  const routes = config.roles.includes('web')
    ? [
        ...platforms.map(({ routes: app }) => ({ path: '/', app })),
        { path: '/admin', app: admin as unknown as Hono },
        { path: '/', app: web.routes },
        {
          path: '/',
          app: createPortal({
            ...{ db, publicUrl, embedOrigins, timeZone: config.timeZone, web, shelf, dataDir, now },
            chatLinks,
          }),
        },
      ]
    : []
  const server = createServer({
    ...{ db, log, metrics, channels, routes },
    ...(jobs && { jobsReady: () => jobs.boss.isInstalled() }),
  })
  const port = await listen(server, config.port, endings)
  const url = config.port === 0 ? `http://localhost:${port}` : publicUrl
  log.info(
    { url, roles: config.roles, channels: channels.map(({ name }) => name) },
    'the desk is open',
  )
  const setupUrl = setupToken && `${url}/admin/setup?token=${setupToken}`
  return { url, databaseUrl, setupUrl }
}

/** A worker's queue of the model; a process that only takes questions leaves them to it. */
async function startDrafts(writing: Writing, works: boolean, endings: Ending[]) {
  const { model } = writing.config
  if (!model) return undefined
  if (!works) return { nudge: () => {} }
  const drafting = await startModel(writing, model)
  endings.push(() => drafting.stop())
  return drafting
}

const wire = 'deliveries'

/** There is something to send: wakes our own sender, or the one of the process that holds the channel. */
function wakeSender(channel: ChannelName, senders: Map<ChannelName, Sender>, sql: Sql): void {
  const own = senders.get(channel)
  if (own?.sending()) own.nudge()
  else sql.notify(wire, channel).catch(() => {})
}

async function ownDatabase(dataDir: string, log: Logger, endings: Ending[]): Promise<string> {
  const database = await startEmbedded(dataDir, log)
  endings.push(() => database.stop())
  return database.url
}

/** The channels there are settings for, in the order of the panel's page. */
function namesIn({ telegram, zalo, messenger, zaloBot, email }: Config): ChannelName[] {
  return [
    'web',
    ...(telegram ? (['telegram'] as const) : []),
    ...(zalo ? (['zalo'] as const) : []),
    ...(messenger ? (['messenger'] as const) : []),
    ...(zaloBot ? (['zalo-bot'] as const) : []),
    ...(email ? (['email'] as const) : []),
  ]
}

/** Where a person finds the desk in the apps they have; Telegram's comes once it has told the bot's name. */
function chatLinksOf({ zalo, messenger }: Config, platforms: Platform[]) {
  const links = [
    ...(zalo ? [{ name: 'Zalo', url: `https://zalo.me/${zalo.oaId}` }] : []),
    ...(messenger ? [{ name: 'Messenger', url: `https://m.me/${messenger.pageId}` }] : []),
  ]
  for (const { address } of platforms) {
    void address?.().then((url) => url && links.push({ name: 'Telegram', url }))
  }
  return links
}

/** How every channel is, and where its platform must post. */
async function statesOf(channels: Channel[], platforms: Platform[], anew = false) {
  return Promise.all(
    channels.map(async (channel) => {
      const webhook = platforms.find((one) => one.channel === channel)?.webhook
      return { name: channel.name, ...(await channel.health(anew)), ...(webhook && { webhook }) }
    }),
  )
}

async function listen(server: Hono, port: number, endings: Ending[]): Promise<number> {
  const http = serve({ fetch: server.fetch, port })
  try {
    await once(http, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(
      `Cổng ${port} đang có chương trình khác dùng; đặt PORT khác. (Port ${port} is taken; set PORT.)`,
    )
  }
  endings.push(
    () =>
      new Promise((resolve) => {
        http.close(resolve)
        if ('closeAllConnections' in http) http.closeAllConnections()
      }),
  )
  return (http.address() as AddressInfo).port
}

/**
 * A whole program: starts the desk, hands it to `opened`, and stops it once on the first signal. Throws when the desk
 * does not start or `opened` fails; nothing is left running then.
 */
export async function runDesk(
  config: Config,
  log: Logger,
  opened: (desk: RunningDesk) => unknown,
): Promise<void> {
  const starting = startDesk(config, log)
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), 9_500).unref()
    const desk = await starting.catch(() => undefined)
    await desk?.stop()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a fault that nobody caught')
    process.exit(1)
  })
  const desk = await starting
  try {
    await opened(desk)
  } catch (error) {
    // Once a signal is being obeyed, what was going on fails because the desk is closing.
    if (stopping) return
    await desk.stop()
    throw error
  }
}

async function run(): Promise<void> {
  const config = configFromEnvironment()
  const log = openLog(config.logLevel)
  await runDesk(config, log, ({ setupUrl }) => {
    if (setupUrl) log.warn(`Mở trang thiết lập lần đầu (open the set-up page): ${setupUrl}`)
  })
}

if (import.meta.main) {
  run().catch((error: unknown) => {
    const words = error instanceof WrongSettings ? error.message : errorAsText(error)
    process.stderr.write(`${words}\n`)
    process.exit(1)
  })
}
