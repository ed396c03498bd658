import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { noticeRecipients, subscriptions } from '#db/schema/notices.ts'

/**
 * Two people became one: the kept one takes the other's subscription when they have none, and what was told or is to be
 * told to the other; of a notice meant for both only one goes out. Returns the subscriptions that moved.
 */
export async function mergeNotices(tx: Db, keptId: number, mergedId: number): Promise<number[]> {
  const moved = await tx
    .update(subscriptions)
    .set({ personId: keptId })
    .where(
      and(
        eq(subscriptions.personId, mergedId),
        sql`not exists (select 1 from subscriptions k where k.person_id = ${keptId})`,
      ),
    )
    .returning({ id: subscriptions.id })
  await dropTwins(tx, sql`(values (${keptId}::bigint, ${mergedId}::bigint))`)
  await tx.execute(sql`
    update notice_recipients m set person_id = ${keptId}
    where m.person_id = ${mergedId} and not exists (
      select 1 from notice_recipients k where k.notice_id = m.notice_id and k.person_id = ${keptId})`)
  return moved.map(({ id }) => id)
}

/** Undoes it: what belongs to the chats that went back goes with them; nobody is told anything again. */
export async function partNotices(
  tx: Db,
  { keptId, mergedId, at }: { keptId: number; mergedId: number; at: Date },
  {
    conversations: chats,
    subscriptions: theirs,
  }: { conversations: number[]; subscriptions: number[] },
): Promise<void> {
  await tx
    .update(subscriptions)
    .set({ personId: mergedId })
    .where(and(eq(subscriptions.personId, keptId), inArray(subscriptions.id, theirs)))
  // It is not known which of the two said dừng while they were one: neither is told anything.
  await tx.execute(sql`
    update people m set notices_stopped_at = k.notices_stopped_at from people k
    where m.id = ${mergedId} and k.id = ${keptId} and m.notices_stopped_at is null
      and k.notices_stopped_at >= ${at.toISOString()}::timestamptz`)
  await tx.execute(sql`
    update subscriptions s set conversation_id = o.id
    from (select id, person_id from conversations where person_id in (${keptId}::bigint, ${mergedId}::bigint)
      order by last_heard_at desc) o
    where s.person_id = o.person_id and s.person_id in (${keptId}::bigint, ${mergedId}::bigint)
      and not exists (
        select 1 from conversations c where c.id = s.conversation_id and c.person_id = s.person_id)`)
  await tx
    .update(noticeRecipients)
    .set({ personId: mergedId })
    .where(
      and(
        eq(noticeRecipients.personId, keptId),
        inArray(noticeRecipients.conversationId, chats),
        sql`not exists (select 1 from notice_recipients m
          where m.notice_id = ${noticeRecipients.noticeId} and m.person_id = ${mergedId})`,
      ),
    )
}

/**
 * People who became one while a notice was being prepared for each: one row of the two is enough. The few pairs are read
 * first: joined at once, a million rows fresh in the table would be compared with each other.
 */
export async function dropTwinsOf(db: Db, noticeId: number): Promise<void> {
  await db.transaction(async (tx) => {
    const has = (person: SQL) =>
      sql`exists (select 1 from notice_recipients r where r.notice_id = ${noticeId} and r.person_id = ${person})`
    const merged = await tx.execute<{ kept: number; merged: number }>(sql`
      select kept_id as kept, merged_id as merged from person_merges
      where undone_at is null and ${has(sql`kept_id`)} and ${has(sql`merged_id`)}`)
    for (const { kept, merged: other } of merged) {
      const pair = sql`(values (${kept}::bigint, ${other}::bigint))`
      await dropTwins(tx, pair, sql`and k.notice_id = ${noticeId}`)
    }
  })
}

/**
 * Of two rows of a notice for pairs (kept, merged) drops the one that has not gone out: the merged one's if neither has.
 * A message that holds several notices is let go: the others in it would be lost.
 */
async function dropTwins(tx: Db, pairs: SQL, only: SQL = sql``): Promise<void> {
  await tx.execute(sql`
    with twins as (
      select k.notice_id, pair.kept_id, pair.merged_id, k.state as k_state, m.state as m_state,
        k.delivery_id as k_delivery, m.delivery_id as m_delivery,
        k.state in ('waiting', 'later', 'digest') or (k.state = 'sending' and dk.notice_id is not null and dk.state in ('queued', 'held')) as k_open,
        m.state in ('waiting', 'later', 'digest') or (m.state = 'sending' and dm.notice_id is not null and dm.state in ('queued', 'held')) as m_open
      from ${pairs} as pair(kept_id, merged_id)
      join notice_recipients k on k.person_id = pair.kept_id ${only}
      join notice_recipients m on m.person_id = pair.merged_id and m.notice_id = k.notice_id
      left join deliveries dk on dk.id = k.delivery_id
      left join deliveries dm on dm.id = m.delivery_id
    ), losing as (
      select notice_id,
        case when m_open and k_state not in ('dropped', 'stopped', 'failed') then merged_id
          when k_open and m_state in ('sending', 'sent', 'unknown') then kept_id end as person_id,
        case when m_open and k_state not in ('dropped', 'stopped', 'failed') then m_delivery
          when k_open and m_state in ('sending', 'sent', 'unknown') then k_delivery end as delivery_id
      from twins
    ), unsaid as (
      update deliveries d set state = 'dropped', why = 'same-person'
      from losing l where d.id = l.delivery_id and d.state in ('queued', 'held')
      returning d.id
    )
    update notice_recipients r set state = 'dropped', why = 'same-person'
    from losing l
    where r.notice_id = l.notice_id and r.person_id = l.person_id
      and (r.state in ('waiting', 'later', 'digest') or r.delivery_id in (select id from unsaid))`)
}
