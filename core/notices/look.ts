import type { ChannelName, Outgoing } from '#core/channel.ts'
import { isWebAddress, piecesOf, withNumbers } from '#core/outgoing.ts'

/** How a notice looks on a channel: its messages in order, and the button below the last. */
export interface Look {
  channel: ChannelName
  messages: string[]
  button?: string
}

interface Kind {
  /** the longest single message */
  limit: number
  /** what a link becomes: a button, a line of the text, or both */
  link: 'button' | 'text' | 'both'
  /** a text longer than this has the link as a line instead of a button */
  buttonUpTo?: number
}

/** The limits of the platforms as their adapters hold them (bots/<platform>/outgoing.ts). */
const kinds: Record<ChannelName, Kind> = {
  zalo: { limit: 2_000, link: 'both' },
  telegram: { limit: 4_096, link: 'button' },
  messenger: { limit: 2_000, link: 'button', buttonUpTo: 640 },
  web: { limit: 20_000, link: 'button' },
  email: { limit: 100_000, link: 'text' },
  'zalo-bot': { limit: 2_000, link: 'text' },
}

/** What a person sees on a channel. */
export function lookOn(channel: ChannelName, out: Outgoing): Look {
  const { limit, link, buttonUpTo = limit } = kinds[channel]
  const fits = out.link !== undefined && isWebAddress(out.link.url)
  const button = fits && link !== 'text' && Array.from(out.text).length <= buttonUpTo
  const asText = !button || link === 'both'
  const { link: _, ...bare } = out
  const text = withNumbers(asText ? out : bare)
  return {
    channel,
    messages: piecesOf(text, limit),
    ...(button && out.link && { button: out.link.label }),
  }
}
