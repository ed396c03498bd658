import { and, eq, notInArray } from 'drizzle-orm'
import { postText, queuePosts } from '#core/groups/posts.ts'
import { Refusal } from '#core/refusal.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { groupPosts } from '#db/schema/channels.ts'
import type { Notice } from './notice.ts'

/** What a group reads of a notice: plain text, and where the rest is. */
function relayed({ title, body, link }: Pick<Notice, 'title' | 'body' | 'link'>) {
  return { text: `${title}\n\n${body}`, url: link }
}

/** Whether a notice was posted to groups, or waits to be. */
export async function isRelayed(db: Db, notice: Notice): Promise<boolean> {
  const same = eq(groupPosts.text, postText(relayed(notice)))
  const stands = notInArray(groupPosts.state, ['failed', 'stopped'])
  return (await db.$count(groupPosts, and(same, stands))) > 0
}

/** Posts a notice that is being sent or was sent to the Zalo groups that were picked, once; answers how many. */
export async function relayNotice(db: Db, notice: Notice, by: By): Promise<number> {
  if (notice.state !== 'sending' && notice.state !== 'done') {
    throw new Refusal('notices:refusal.not-published')
  }
  if (notice.link === '') throw new Refusal('notices:refusal.no-link')
  if (await isRelayed(db, notice)) throw new Refusal('notices:refusal.relayed')
  return queuePosts(db, relayed(notice), by)
}
