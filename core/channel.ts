import type { Language } from './language.ts'

export const channelNames = ['web', 'telegram', 'zalo', 'messenger', 'email', 'zalo-bot'] as const
export type ChannelName = (typeof channelNames)[number]

/** A button. `id` is ASCII, at most 48 bytes, so that it fits every platform's payload. */
export interface Choice {
  id: string
  label: string
}

/** A file somebody sent: where the adapter can fetch it again; never a token or an address holding one. */
export interface IncomingFile {
  name: string
  size?: number
  source: Record<string, string>
}

interface Heard {
  channel: ChannelName
  /** unique for the channel: the same event delivered again carries the same id */
  eventId: string
  /** the person's address on the channel */
  from: string
  at: Date
  name?: string
  language?: Language
}

/** What a person said or did, whatever the platform. */
export type Incoming = Heard &
  (
    | { kind: 'text'; text: string }
    | { kind: 'choice'; choice: string }
    | { kind: 'files'; files: IncomingFile[]; text?: string }
    | { kind: 'contact'; phone: string }
    | { kind: 'location'; latitude: number; longitude: number }
    /** `opened`: the chat was only opened, which says nothing of following; `ref`: what the link to it said */
    | { kind: 'follow'; opened?: true; ref?: string }
    | { kind: 'unfollow' }
    | { kind: 'seen' }
  )

/** What we say. Every adapter renders what its platform can and degrades the rest to numbered text. */
export interface Outgoing {
  text: string
  choices?: Choice[]
  link?: { label: string; url: string }
  file?: { id: number; name: string; type: string }
  /** ask for the person's own phone number, with the button's label */
  requestContact?: string
}

/**
 * How a sending ended. `later`: try again (after `retryAfterMs` when given; `wide` when the whole channel must
 * pause); `blocked`: the person cannot be reached until they write; `closed`: outside the platform's window;
 * `refused`: this content will never be taken; `configuration`: an administrator must act.
 */
export type Sent =
  | { ok: true; id: string }
  | {
      ok: false
      why: 'later' | 'blocked' | 'closed' | 'refused' | 'configuration'
      detail: string
      retryAfterMs?: number
      wide?: boolean
    }

export interface Health {
  ok: boolean
  detail: string
}

/** What is left of the package of messages that the account has on its platform. */
export interface Quota {
  remain: number
  total: number
}

/** What a platform's window may depend on: when the person last did something, and whether one of staff wrote this. */
export interface SendFacts {
  /** the same when it is sent again after a failure */
  deliveryId: number
  lastHeardAt: Date
  byStaff: boolean
}

/** How fast a platform lets notices go. What else is said counts with them, and never waits. */
export interface NoticeLimits {
  /** messages in any second */
  perSecond?: number
  /** one message to a chat in so many milliseconds */
  perChatMs?: number
  /** how many more calls the account may make now and still answer whoever writes */
  room?(): number
}

/** What a platform's article to all followers says. */
export interface Article {
  title: string
  /** whose it is, as readers see it */
  author: string
  /** the first lines, shown below the title */
  description: string
  body: string
  link: string
}

/** How a step of a platform's mass route ended; `doubt`: it may have been taken. */
export type Step<T> =
  | ({ ok: true } & T)
  | {
      ok: false
      why: 'later' | 'refused' | 'configuration' | 'doubt'
      detail: string
      retryAfterMs?: number
    }

/** An article to all who follow the account, in three steps; each is stored before the next. Never throws. */
export interface Articles {
  create(article: Article, signal: AbortSignal): Promise<Step<{ token: string }>>
  /** the article's id; undefined while the platform still works on it */
  verify(token: string, signal: AbortSignal): Promise<Step<{ id: string | undefined }>>
  broadcast(id: string, signal: AbortSignal): Promise<Step<{ messageId: string }>>
}

/** The whole contract with a platform. */
export interface Channel {
  name: ChannelName
  /** What the settings of the platform add to its window (core/deliveries/reach.ts has the windows themselves). */
  reach?: {
    /** Messenger's HUMAN_AGENT: what a person typed may go out for seven days */
    humanAgent?: boolean
  }
  /** Cuts what we say into what the platform takes in one sending each; pure. */
  parts(out: Outgoing): Outgoing[]
  /** Sends one part to an address; never throws for a platform's failure. `facts` are absent in a test message. */
  send(to: string, part: Outgoing, signal: AbortSignal, facts?: SendFacts): Promise<Sent>
  /** Sends, outside the window, the approved template that something waits; absent when none is configured. */
  tell?(to: string, signal: AbortSignal): Promise<Sent>
  /** Sends, outside the window, the approved template of a notice; absent when none is configured. */
  tellNotice?(
    to: string,
    notice: { title: string; link: string },
    signal: AbortSignal,
  ): Promise<Sent>
  /** Absent: notices go as fast as they can. */
  notices?: NoticeLimits
  /** The mass route; absent where there is none. */
  articles?: Articles
  /** Opens a file that `Incoming` named; throws when the platform does not give it. */
  fetchFile(
    source: Record<string, string>,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>
  /** How it is with the platform; `anew`: what was asked a while ago does not count. */
  health(anew?: boolean): Promise<Health>
  /** Asks the platform what is left of the package; undefined when it does not say. Absent where none is counted. */
  quota?(): Promise<Quota | undefined>
}

/** How an adapter hands over what it heard; resolves once it is stored, throws when nothing was stored. */
export type Hear = (incoming: Incoming) => Promise<void>
