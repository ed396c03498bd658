import { asc, desc, eq, inArray } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { ChannelName } from '#core/channel.ts'
import type { Language } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { isVisited, type Reach, reachable, reachOf } from './reach.ts'
import { reachRulesSql } from './reach-rules.ts'

interface Chat {
  id: number
  channel: ChannelName
  language: Language
  lastHeardAt: Date
}

/** Where something said in a chat goes now, and what can be said there. */
export interface Way {
  /** the chat in which it was asked */
  askedIn: { id: number; channel: ChannelName; reach: Reach }
  /** the one it goes to: the same, unless only another chat of the person can be reached */
  chat: Chat
  reach: Reach
}

/**
 * Where what is to be said in each of these chats goes now: there if the person can be reached there; else to the chat
 * of theirs that was heard last among those that can be reached; else it waits where it was asked.
 */
export async function waysTo(db: Db, askedIn: number[], now: Date, byStaff = true): Promise<Way[]> {
  if (askedIn.length === 0) return []
  const asked = alias(conversations, 'asked')
  const rows = await db
    .select({
      askedId: asked.id,
      id: conversations.id,
      channel: conversations.channel,
      language: conversations.language,
      lastHeardAt: conversations.lastHeardAt,
      blockedAt: conversations.blockedAt,
      blockedWhy: conversations.blockedWhy,
      rules: reachRulesSql(),
    })
    .from(asked)
    .innerJoin(conversations, eq(conversations.personId, asked.personId))
    .where(inArray(asked.id, askedIn))
    .orderBy(asc(asked.id), desc(conversations.lastHeardAt), desc(conversations.id))
  const chats = rows.map((row) => ({ ...row, reach: reachOf(row, now, row.rules ?? {}, byStaff) }))
  return [...Map.groupBy(chats, ({ askedId }) => askedId)].flatMap(([askedId, all]) => {
    const own = all.find(({ id }) => id === askedId)
    return own ? [wayOf(own, all)] : []
  })
}

type Candidate = Omit<Chat, 'channel' | 'language'> & {
  channel: string
  language: string
  reach: Reach
}

function wayOf(own: Candidate, all: Candidate[]): Way {
  const taken = reachable(own.reach) ? own : (all.find((other) => mayStandIn(other, own)) ?? own)
  const { id, channel, language, lastHeardAt, reach } = taken
  return {
    askedIn: { id: own.id, channel: own.channel as ChannelName, reach: own.reach },
    chat: { id, channel: channel as ChannelName, language: language as Language, lastHeardAt },
    reach,
  }
}

/** Nobody is called to the web chat: it stands in where the person was last, or for a chat they have left. */
function mayStandIn(other: Candidate, own: Candidate): boolean {
  if (!reachable(other.reach)) return false
  return (
    !isVisited(other.channel) || own.reach.can === 'blocked' || other.lastHeardAt > own.lastHeardAt
  )
}
