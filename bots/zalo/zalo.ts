import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Channel, Hear } from '#core/channel.ts'
import { openAllowance } from '#core/channels/allowance.ts'
import { sealingKey } from '#core/channels/secrets.ts'
import { tellAdministrators } from '#core/channels/sign-in-alert.ts'
import { noteSaidOutside } from '#core/deliveries/said-outside.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { openArticles } from './article.ts'
import { type Client, createClient } from './client.ts'
import { type ConsentSteps, consentSteps, verifierOf } from './consent.ts'
import { coverRoutes } from './cover.ts'
import { fetchFile } from './fetching.ts'
import { type OpenFile, openFileLinks } from './file-links.ts'
import { meaningOf, type ZaloEvent } from './incoming.ts'
import { readNames } from './names.ts'
import { noticeTeller } from './notice-template.ts'
import { createOAuth } from './oauth.ts'
import { type ButtonShape, partsOf } from './outgoing.ts'
import { openPace } from './pace.ts'
import { askQuota } from './quota.ts'
import { openSending, sentOf } from './sending.ts'
import { siteRoutes } from './site.ts'
import { openStanding } from './standing.ts'
import { openTokens, secretName } from './tokens.ts'
import { openUploads } from './uploads.ts'
import { webhookRoutes } from './webhook.ts'

export interface ZaloOptions {
  appId: string
  appSecret: string
  oaId: string
  oaSecret: string
  /** the first pair; then the pair is kept in the database */
  accessToken?: string | undefined
  refreshToken?: string | undefined
  openapiBase: string
  oauthBase: string
  /** until Zalo tells its own limit */
  ratePerMinute: number
  buttons: ButtonShape
  answerTemplateId?: string | undefined
  /** the approved template in which notices go outside the window */
  noticeTemplateId?: string | undefined
  /** where templates are described */
  businessBase?: string | undefined
  /** the code with which Zalo checks that the domain is ours */
  siteVerification?: string | undefined
  publicUrl: string
  db: Db
  /** the desk's own secret: tokens are sealed and links signed under it */
  secret: string
  log: Logger
  openFile: OpenFile
  now(): Date
  /** told of each webhook call that Zalo did not sign */
  onRefused?: (() => void) | undefined
  /** the window Zalo counts calls in; tests are less patient */
  windowMs?: number
}

export interface ZaloBot {
  channel: Channel
  routes: Hono
  /** Keeps the tokens fresh, and reads the names people agreed to, at once and then every minute. */
  start(): void
  stop(): Promise<void>
  /** how many webhook calls were not signed by Zalo */
  refused(): number
  /** Takes the code with which Zalo sends an administrator back; says in words when it is not taken. */
  authorize(given: {
    code: string
    oaId?: string | undefined
  }): Promise<{ ok: boolean; detail: string }>
  /** What to do for it, step by step. */
  consentSteps(language: Language): ConsentSteps
}

const minuteMs = 60_000

/** The desk on a Zalo Official Account. */
export function createZalo(options: ZaloOptions, hear: Hear): ZaloBot {
  const { db, secret, publicUrl, log, now } = options
  const tokens = openTokens({
    ...{ db, log, now, given: options, key: sealingKey(secret) },
    oauth: createOAuth(options, now),
  })
  const allowance = openAllowance(db, secretName, options.windowMs ?? minuteMs)
  const pace = openPace(options.ratePerMinute, allowance)
  const { openapiBase, appSecret } = options
  const client = createClient({ openapiBase, appSecret, tokens, pace, now })
  const links = openFileLinks(options)
  const uploads = openUploads(client, now)
  const sending = openSending({ ...options, client, uploads, links })
  const { buttonsRefused } = sending
  const standing = openStanding({ client, tokens, now, buttonsRefused })
  let refused = 0
  const routes = webhookRoutes({
    ...{ signers: options, log, take: taker(options, hear) },
    onRefused: () => {
      refused++
      options.onRefused?.()
    },
  })
  const { answerTemplateId, noticeTemplateId, businessBase } = options
  const business = businessBase
    ? createClient({ openapiBase: businessBase, appSecret, tokens, pace, now })
    : client
  const names = readNames({ ...options, client })
  const tending = eachMinute(log, async (stopping) => {
    await tokens.tend()
    await tellAdministrators(db, { channel: 'zalo', publicUrl }, now())
    await names(stopping)
  })
  return {
    channel: {
      name: 'zalo',
      parts: partsOf,
      async send(to, part, signal) {
        const sent = await sending.send(to, part, signal)
        standing.ended(sent.ok ? undefined : sent)
        return sent
      },
      ...(answerTemplateId !== undefined && { tell: teller(client, answerTemplateId) }),
      ...(noticeTemplateId !== undefined && {
        tellNotice: noticeTeller(client, business, noticeTemplateId, now),
      }),
      notices: { room: pace.room },
      articles: openArticles(client, publicUrl),
      fetchFile: (source, signal) => fetchFile(source, openapiBase, signal),
      health: (anew) => standing.health(anew),
      quota: () => askQuota(client),
    },
    routes: new Hono()
      .route('/', routes)
      .route('/', links.routes)
      .route('/', siteRoutes(options.siteVerification))
      .route('/', coverRoutes()),
    start: tending.start,
    stop: tending.stop,
    refused: () => refused,
    async authorize({ code, oaId }) {
      if (oaId !== undefined && oaId !== options.oaId) {
        return { ok: false, detail: say('vi', 'zalo:consent.other-account', { oaId }) }
      }
      const failure = await tokens.authorize(code, [verifierOf(secret), undefined])
      if (failure) return { ok: false, detail: failure.detail }
      standing.ended(undefined)
      return { ok: true, detail: say('vi', 'zalo:consent.done') }
    },
    consentSteps: (language) => consentSteps(language, publicUrl, secret),
  }
}

/** Takes an event: what was heard to the desk's door, what staff said elsewhere to its conversation. */
function taker({ db, oaId, log, now }: ZaloOptions, hear: Hear) {
  const told = new Set<string>()
  const tellOnce = (key: string, words: string) => {
    if (told.has(key) || told.size > 500) return
    told.add(key)
    log.info({ event: key }, words)
  }
  return async (event: ZaloEvent): Promise<void> => {
    const account = accountOf(event)
    if (account !== undefined && account !== oaId) {
      tellOnce(account, 'a zalo event of another account than ZALO_OA_ID is ignored')
      return
    }
    const meaning = meaningOf(event, now())
    if ('heard' in meaning) await hear(meaning.heard)
    else if ('echo' in meaning) {
      await noteSaidOutside(db, { channel: 'zalo', ...meaning.echo, parts: partsOf }, now())
    } else tellOnce(meaning.ignored, 'a zalo event that is nothing to us')
  }
}

/** Whose event it is, where it is told. */
function accountOf({ event_name: name, oa_id: oaId, sender, recipient }: ZaloEvent) {
  if (oaId !== undefined) return oaId
  if (name.startsWith('oa_send_')) return sender?.id
  return /^user_(?:send|submit)/.test(name) ? recipient?.id : undefined
}

/** Sends the approved template that an answer waits (ZBS template by UID); it takes no values. */
function teller(client: Client, template: string): NonNullable<Channel['tell']> {
  return async (to, signal) => {
    const json = { user_id: to, template_id: template, template_data: {} }
    return sentOf(await client({ path: '/v3.0/oa/message/template', json }, signal))
  }
}

/** A renewal that is going on is given this long at a stop: its pair must be stored. */
const stopMs = 6_000

function eachMinute(log: Logger, deed: (stopping: AbortSignal) => Promise<void>) {
  let timer: NodeJS.Timeout | undefined
  let stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = deed(stopping.signal).catch((error: unknown) => {
      log.error({ err: error }, 'zalo was not looked after')
    })
  }
  return {
    start() {
      stopping = new AbortController()
      turn()
      timer = setInterval(turn, minuteMs)
    },
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await Promise.race([running, pause(stopMs, undefined, { ref: false })])
    },
  }
}
