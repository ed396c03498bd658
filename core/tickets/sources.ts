import { type ChannelName, channelNames } from '#core/channel.ts'

/** Ways a question reaches the desk outside any chat: somebody of the staff types it in. */
export const typedSources = ['phone', 'visit', 'conference'] as const
export type TypedSource = (typeof typedSources)[number]

/** Everything `tickets.channel` may say. */
export const ticketChannels: readonly (ChannelName | TypedSource)[] = [
  ...channelNames,
  ...typedSources,
]
