import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { conversations } from '#db/schema/people.ts'
import { bodiesOf } from './bodies.ts'
import { noticeOutgoing } from './body.ts'
import type { Feeding } from './feed.ts'

/** So many at a time; the others come when these are through. */
const most = 12

/**
 * The notices that are being sent out and that somebody on a channel still waits for, urgent ones first; in quiet hours
 * only those. Of many the first.
 */
export async function loadFeedings(
  db: Db,
  channel: ChannelName,
  quiet: boolean,
): Promise<Feeding[]> {
  const found = await db
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.state, 'sending'),
        ...(quiet ? [eq(notices.urgent, true)] : []),
        sql`exists (select 1 from notice_recipients r
          where r.channel = ${channel} and r.notice_id = ${notices.id}
            and r.state in ('waiting', 'sending') and r.route <> 'broadcast' and r.state = 'waiting')`,
      ),
    )
    .orderBy(desc(notices.urgent), asc(notices.id))
    .limit(most)
  return found.map((notice) => ({
    ...{ noticeId: notice.id, version: notice.version, after: 0 },
    ...{ vi: noticeOutgoing(notice, 'vi'), en: noticeOutgoing(notice, 'en') },
    ...(notice.kind === 'digest' && { digest: notice }),
  }))
}

/** Reads what the next recipients of a digest are told, each their own; who has nothing left to read in it is dropped. */
export async function withPersonal(
  db: Db,
  feeding: Feeding,
  { channel, limit, now }: { channel: ChannelName; limit: number; now: Date },
): Promise<Feeding> {
  const { digest, noticeId, after } = feeding
  if (!digest) return feeding
  const r = noticeRecipients
  const next = await db
    .select({ personId: r.personId, language: conversations.language })
    .from(r)
    .innerJoin(conversations, eq(conversations.id, r.conversationId))
    .where(
      and(
        ...[eq(r.channel, channel), eq(r.noticeId, noticeId), gt(r.personId, after)],
        ...[sql`${r.state} in ('waiting', 'sending') and ${r.route} <> 'broadcast'`],
        eq(r.state, 'waiting'),
      ),
    )
    .orderBy(asc(r.personId))
    .limit(limit)
  const bodies = await bodiesOf(db, digest, next)
  const empty = next.map(({ personId }) => personId).filter((id) => !bodies.has(id))
  if (empty.length > 0) {
    await db
      .update(r)
      .set({ state: 'dropped', why: 'nothing', at: now })
      .where(and(eq(r.noticeId, noticeId), eq(r.state, 'waiting'), inArray(r.personId, empty)))
  }
  return { ...feeding, personal: Object.fromEntries(bodies) }
}
