import type { ChannelName } from '#core/channel.ts'
import { type Due, recoverStrays } from '#core/deliveries/deliveries.ts'
import type { Outcome } from '#core/deliveries/outcome.ts'
import type { Db } from '#db/client.ts'

/** The replies that a sender has in hand: of which it is not stored yet what became of them. */
export interface InHand {
  all: ReadonlySet<number>
  /** those of them that the platform took */
  sent: ReadonlySet<number>
  taken(turn: Due[]): void
  ended(outcomes: Outcome[]): void
  stored(outcomes: Outcome[]): void
  dropped(): void
  /**
   * Now and then queues what was stored as being sent just when another process, which held the lock then, ended:
   * nobody has it in hand. True when there was any.
   */
  seekStrays(db: Db, channel: ChannelName, now: Date): Promise<boolean>
}

const usualStrayMs = 15_000

/** `strayAfterMs`: how old a reply is that nobody took, and how often it is looked for. */
export function emptyHands(strayAfterMs = usualStrayMs): InHand {
  const all = new Set<number>()
  const sent = new Set<number>()
  let soughtAt = 0
  return {
    all,
    sent,
    taken(turn) {
      for (const { id } of turn) all.add(id)
    },
    ended(outcomes) {
      for (const { id, state } of outcomes) if (state === 'sent') sent.add(id)
    },
    stored(outcomes) {
      for (const { id } of outcomes) {
        all.delete(id)
        sent.delete(id)
      }
    },
    dropped() {
      all.clear()
      sent.clear()
    },
    async seekStrays(db, channel, now) {
      if (Date.now() - soughtAt < strayAfterMs) return false
      soughtAt = Date.now()
      return recoverStrays(db, channel, [...all], new Date(now.getTime() - strayAfterMs))
    },
  }
}
