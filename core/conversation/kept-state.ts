import type { ReplayState } from '@grammyjs/conversations'

/** The replay engine's state without the names of its parts, which are half of its length. */
type Packed = { asked: string[]; got: [ask: number, value: unknown][] }

/** As the conversation row keeps it; dialogues begun before it was packed have it as the engine does. */
export type KeptState = Packed | ReplayState

export function packed({ send, receive }: ReplayState): Packed {
  return {
    asked: send.map(({ payload }) => payload),
    got: receive.map((one) => [one.send, one.returnValue]),
  }
}

/** With lists of its own, since the engine adds to them and takes from their ends; what is in them it leaves alone. */
export function unpacked(kept: KeptState): ReplayState {
  if ('send' in kept) return { send: [...kept.send], receive: [...kept.receive] }
  return {
    send: kept.asked.map((payload) => ({ payload })),
    receive: kept.got.map(([send, returnValue]) => ({ send, returnValue })),
  }
}
