import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { notices } from '#db/schema/notices.ts'
import { noticeOutgoing } from './body.ts'
import type { Feeding } from './feed.ts'

/** Digests may be many at a time, each of few people. */
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
  }))
}
