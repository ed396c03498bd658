import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Channel, Hear, Incoming } from '#core/channel.ts'
import { keepTrying } from '#core/channels/patience.ts'
import { MessengerAdapter } from './adapter.ts'
import { fetchFile } from './downloads.ts'
import type { MessengerEvent } from './events.ts'
import { type Failure, knownFailure } from './failures.ts'
import { type Graph, openGraph } from './graph.ts'
import { incomingOf, type Said, saidIn } from './incoming.ts'
import { partsOf } from './outgoing.ts'
import { openPace } from './pace.ts'
import { publishProfile, subscribePage } from './profile.ts'
import { type OpenFile, sender } from './sending.ts'
import { openStanding, pageHealth } from './standing.ts'
import { showTyping } from './typing.ts'
import { webhookRoutes } from './webhook.ts'

export interface MessengerOptions {
  pageId: string
  pageToken: string
  appSecret: string
  verifyToken: string
  /** what staff typed may be sent until seven days after the person's last message */
  humanAgent: boolean
  /** the Graph API, with or without a version */
  graphBase: string
  log: Logger
  openFile: OpenFile
  /** told of each webhook call without Meta's signature */
  onRefused?: (() => void) | undefined
  /** told what staff wrote to a person in Meta's own inbox; the event is taken again when it throws */
  said?: ((said: Said) => Promise<void>) | undefined
  /** messages a second, at most; Meta's limit with a margin when absent */
  perSecond?: number | undefined
  now(): Date
}

export interface MessengerBot {
  channel: Channel
  routes: Hono
  /** Publishes the page's profile in the background and keeps trying: a refusal never stops start-up. */
  start(): Promise<void>
  /** Ends what `start` began. */
  stop(): Promise<void>
  /** how many webhook calls came without Meta's signature */
  refused(): number
}

/**
 * Messenger Platform, "Rate Limiting": 300 messages a second and page. Two processes may meet in one second when one
 * takes over from the other: 200 + 2 × 20, and 30 for the typing shown beside.
 */
const messages = { perSecond: 200, burst: 20 }
const typing = { perSecond: 25, burst: 5 }
/** of the messages, so that replies find room beside notices; Meta says that more than 40 a second freeze the inbox */
const noticeShare = 0.2

/** The desk on a Facebook page. Any number of processes may serve its webhook. */
export function createMessenger(options: MessengerOptions, hear: Hear): MessengerBot {
  const { pageId, log, now } = options
  const graph = openGraph(options)
  const pace = openPace({ ...messages, perSecond: options.perSecond ?? messages.perSecond })
  const adapter = new MessengerAdapter({ graph, pageId, pace })
  adapter.use(showTyping(openPace(typing), log))
  // Whoever began the turn - the webhook, the delivery loop - decides what a failure means.
  adapter.onTurnError = (_, error) => Promise.reject(error)
  const standing = openStanding()
  const end = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let refused = 0

  async function take(event: MessengerEvent): Promise<void> {
    const incoming = incomingOf(event, now())
    if (incoming) {
      await adapter.hearActivity(incoming, (context) =>
        hear(context.activity.channelData as Incoming),
      )
    }
    const said = options.said && saidIn(event, now())
    if (said) await options.said?.(said)
  }

  return {
    channel: {
      name: 'messenger',
      notices: { perSecond: Math.ceil((options.perSecond ?? messages.perSecond) * noticeShare) },
      reach: { humanAgent: options.humanAgent },
      parts: partsOf,
      send: sender({ ...options, adapter, graph }),
      fetchFile: (source, signal) => fetchFile(graph, source, signal),
      health: async () => {
        const known = standing.current()
        return known.ok ? pageHealth(graph, pageId) : known
      },
    },
    routes: webhookRoutes({
      ...options,
      take: (events) => takeAll(events, take),
      onRefused: () => {
        refused++
        options.onRefused?.()
      },
    }),
    start: async () => {
      running = introduce({ graph, pageId, standing, log, signal: end.signal })
    },
    stop: async () => {
      end.abort()
      await running
    },
    refused: () => refused,
  }
}

/**
 * Takes a batch in: one person's events one after the other and none past a failure, different people's side by side.
 * Throws once all have come to rest when one was not stored.
 */
async function takeAll(
  events: MessengerEvent[],
  take: (event: MessengerEvent) => Promise<void>,
): Promise<void> {
  const bySender = Map.groupBy(events, ({ sender }) => sender.id)
  const taken = await Promise.allSettled(
    Array.from(bySender.values(), async (own) => {
      for (const event of own) await take(event)
    }),
  )
  const failed = taken.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

interface Introduction {
  graph: Graph
  pageId: string
  standing: ReturnType<typeof openStanding>
  log: Logger
  signal: AbortSignal
}

/** The page may have been subscribed by hand with another permission: its refusal is only noted. */
async function introduce({ graph, pageId, standing, log, signal }: Introduction): Promise<void> {
  const tell = (error: unknown) => {
    const { failure } = knownFailure(error)
    standing.failed(failure)
    log.warn({ detail: failure.detail }, 'messenger does not take the profile')
    return asked(failure)
  }
  const published = await keepTrying((cut) => publishProfile(graph, cut), tell, signal)
  if (!published) return
  standing.connected()
  const note = (error: unknown) => {
    const { failure } = knownFailure(error)
    log.warn({ detail: failure.detail }, 'the page cannot be subscribed to the app')
    return asked(failure)
  }
  await keepTrying((cut) => subscribePage(graph, pageId, cut), note, signal)
}

/** The pause of a page that may not send is for messages; what an administrator may mend any moment is tried sooner. */
function asked(failure: Failure): { retryAfterMs?: number } {
  return failure.why === 'later' ? failure : {}
}
