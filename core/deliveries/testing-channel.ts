import type { Channel, ChannelName } from '#core/channel.ts'

/** A channel whose settings say this much, and which sends nothing. */
export function testChannel(of: {
  name: ChannelName
  tells?: boolean
  humanAgent?: boolean
  left?: number
}): Channel {
  const { name, tells, humanAgent = false, left } = of
  const send = () => Promise.reject(new Error('nothing is sent here'))
  return {
    ...{ name, send, reach: { humanAgent } },
    ...(tells && { tell: send }),
    ...(left !== undefined && { quota: async () => ({ remain: left, total: 2_000 }) }),
    parts: (out) => [out],
    fetchFile: () => Promise.reject(new Error('no files here')),
    health: async () => ({ ok: true, detail: '' }),
  }
}
