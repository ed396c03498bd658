import type { Logger } from 'pino'
import type { Channel } from '#core/channel.ts'
import type { HandOver } from '#core/deliveries/hand-over.ts'
import type { Outcome } from '#core/deliveries/outcome.ts'
import type { Db } from '#db/client.ts'

/** The delivery loop of one channel. */
export interface Sender {
  /** There is something to send: look at once. */
  nudge(): void
  /** Whether this process is the one that sends on the channel. */
  sending(): boolean
  /** Where replies go at once; nothing while this process does not send, or has to wait. */
  handOver(): HandOver | undefined
  stop(): Promise<void>
}

/** What a sender is started with. */
export interface Deps {
  db: Db
  url: string
  channel: Channel
  log: Logger
  now(): Date
  onOutcome?(outcome: Outcome['state']): void
  /** a sending that takes longer is cut; tests are less patient */
  cutAfterMs?: number
  /** how old a reply is that was handed over and never taken; tests are less patient */
  strayAfterMs?: number
  /** the end of the quiet hours that a moment lies in; those of Vietnam when absent */
  quietUntil?(at: Date): Date | undefined
}
