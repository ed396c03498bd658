import type { Logger } from 'pino'
import type { SelfCheck } from '#core/assistant/self-check-shape.ts'
import type { ChannelName, Incoming, Outgoing } from '#core/channel.ts'
import type { HandOver } from '#core/deliveries/hand-over.ts'
import type { Language } from '#core/language.ts'
import type { Shelf } from '#core/law/shelf.ts'
import type { Office } from '#core/office.ts'
import type { Facts } from '#core/people/person.ts'
import type { Db } from '#db/client.ts'
import type { conversations } from '#db/schema/people.ts'
import type { Progress } from './dialogue.ts'

export type Conversation = typeof conversations.$inferSelect

/** What the desk's doors need: the database, the clock, and whom to wake when there is something to send. */
export interface Desk {
  db: Db
  dataDir: string
  log: Logger
  now(): Date
  nudge(channel: ChannelName): void
  /** absent, or nothing: another process sends on the channel, or has to wait */
  handOver?(channel: ChannelName): HandOver | undefined
  /** the law base to look questions up in; absent: none is looked up */
  shelf?: Shelf
  /** the queue of the language model; absent: none writes from what was found */
  drafting?: { nudge(): void }
  /** where the portal is, for links; no final slash */
  publicUrl?: string
}

/** One event being answered, inside its transaction, with the conversation locked. */
export interface Scene {
  desk: Desk
  tx: Db
  office: Office
  /** the self-checks people may take */
  selfChecks: SelfCheck[]
  conversation: Conversation
  /** what was known of the person when the event came */
  facts: Facts
  incoming: Incoming
  /** the message's row, once it is stored; shared by all copies of the scene */
  stored: { messageId: number | undefined }
  fileIds: number[]
  language: Language
  now: Date
}

/** What comes of an event: what is said, and how the conversation changes. Undefined fields stay as they are. */
export interface Reply {
  out: Outgoing[]
  progress?: Progress | null
  language?: Language
  /** the ticket this chat is about from now on; null: none */
  ticketId?: number | null
  /** the ticket the message heard, and what is replied to it, belong to */
  belongsTo?: number
  /** the ticket that only the reply is about: the button that sent a question is no part of it */
  about?: number
  welcomed?: boolean
  /** part of an anonymous survey: the message is not kept, and what is said is taken away again */
  unkept?: boolean
}
