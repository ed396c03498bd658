import type { Channel, ChannelName, Quota } from '#core/channel.ts'

/** What is known of a chat that decides whether something can be said in it. */
export interface Contact {
  channel: string
  lastHeardAt: Date
  blockedAt: Date | null
  blockedWhy: 'blocked' | 'closed' | null
}

/**
 * What can be said now. `free`, and `counted` (against the platform's package) go out at once; `template`: only the
 * notice that something waits; `waits`: nothing until the person writes; `blocked`: they do not want us, or cannot be
 * found. `until` is the end of what holds now, `closesAt` of all that can be sent; absent: no end.
 */
export interface Reach {
  can: 'free' | 'counted' | 'template' | 'waits' | 'blocked'
  until?: Date
  closesAt?: Date
  /** of one message, at most */
  costVnd?: number
  /** what is left of the package it is counted against, as the platform last said */
  left?: number
}

interface Rule {
  humanAgent?: boolean
  tells?: boolean
  /** a template of its own carries a notice outside the window */
  tellsNotices?: boolean
  quota?: Quota
}

/** What the settings of the channels in use add to the windows, and what their platforms last said of the package. */
export type ReachRules = Partial<Record<ChannelName, Rule>>

const hour = 60 * 60 * 1000
const day = 24 * hour

/** How long after the person last did something a platform takes what we say. */
interface Window {
  freeMs: number
  /** counted against the package until then */
  countedMs?: number
  countedVnd?: number
  /** what a person typed goes out until then, where the setting allows it */
  humanAgentMs?: number
  templateVnd?: number
}

/**
 * Zalo OA (oa.zalo.me, tin Tư vấn, 2026): free for 48 hours, then of the package, beyond it 55 đ a message, error -230
 * after seven days; a ZBS template about 200 đ. Messenger (Messenger Platform, messaging window): 24 hours, with the
 * tag HUMAN_AGENT seven days for a person's answer, error 2018278 after. The other channels know no window.
 */
export const windows: Partial<Record<string, Window>> = {
  zalo: { freeMs: 48 * hour, countedMs: 7 * day, countedVnd: 55, templateVnd: 200 },
  messenger: { freeMs: 24 * hour, humanAgentMs: 7 * day },
}

/** Whether something can be said in a chat now, until when and at what cost; `byStaff`: a person typed it. */
export function reachOf(
  contact: Contact,
  now: Date,
  rules: ReachRules = {},
  byStaff = true,
): Reach {
  const { channel, lastHeardAt, blockedAt, blockedWhy } = contact
  if (blockedAt !== null && blockedWhy !== 'closed') return { can: 'blocked' }
  const window = windows[channel]
  if (!window) return blockedAt === null ? { can: 'free' } : { can: 'waits' }
  const rule = rules[channel as ChannelName] ?? {}
  const after = (ms: number) => new Date(lastHeardAt.getTime() + ms)
  const typed = byStaff && rule.humanAgent ? after(window.humanAgentMs ?? 0) : undefined
  const open = blockedAt === null
  const free = typed ?? after(open ? window.freeMs : 0)
  const counted = after(open ? (window.countedMs ?? 0) : 0)
  const closesAt = new Date(Math.max(free.getTime(), counted.getTime()))
  if (now < free) return { can: 'free', until: free, closesAt }
  if (now < counted) {
    const left = rule.quota && { left: rule.quota.remain }
    return { can: 'counted', until: counted, closesAt, costVnd: window.countedVnd ?? 0, ...left }
  }
  return rule.tells ? { can: 'template', costVnd: window.templateVnd ?? 0 } : { can: 'waits' }
}

/** Whether it can be sent as it is, now. */
export function reachable({ can }: Reach): boolean {
  return can === 'free' || can === 'counted'
}

/** What one message costs at most on a route, in đồng. */
export function costOf(channel: string, route: string): number {
  if (route === 'counted') return windows[channel]?.countedVnd ?? 0
  return route === 'template' ? (windows[channel]?.templateVnd ?? 0) : 0
}

/** On the web chat nobody is called: what is said there is read when the person opens it. */
export function isVisited(channel: string): boolean {
  return channel === 'web'
}

/** What a channel's own settings say. */
export function ruleOf(channel: Pick<Channel, 'reach' | 'tell' | 'tellNotice'>) {
  const { reach, tell, tellNotice } = channel
  return {
    ...{ humanAgent: reach?.humanAgent ?? false, tells: tell !== undefined },
    tellsNotices: tellNotice !== undefined,
  }
}

/** What somebody of the staff typed; all else is said by the desk itself in their name. */
const typedCauses = [
  'answer',
  'more',
  'recommended',
  'recommendation-reply',
  'referred',
  'withdrawn',
]

/** Whether a person wrote what is said: Meta lets only that out after the first day. */
export function isTyped(delivery: { cause: string; staffId: string | null }): boolean {
  return delivery.staffId !== null && typedCauses.includes(delivery.cause)
}
