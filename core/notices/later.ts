import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { isLanguage } from '#core/language.ts'
import { type Db, driverOf } from '#db/client.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { people } from '#db/schema/people.ts'
import { toldTogether } from './bodies.ts'
import { digestOutgoing, type Told } from './body.ts'

/** A chat in which somebody has just written for whom notices wait. */
export interface Heard {
  id: number
  channel: string
  personId: number
  language: string
}

/**
 * What waits until these people write goes out behind the replies to them, which are given to the transaction before:
 * one message each, however many notices wait. Whoever has just stopped all notices is told of none.
 */
export async function releaseLater(tx: Db, chats: Heard[], now: Date): Promise<void> {
  if (chats.length === 0) return
  const ids = chats.map(({ personId }) => personId)
  const waiting = await tx
    .select({ personId: noticeRecipients.personId, noticeId: notices.id })
    .from(noticeRecipients)
    .innerJoin(notices, eq(notices.id, noticeRecipients.noticeId))
    .innerJoin(people, eq(people.id, noticeRecipients.personId))
    .where(
      and(
        inArray(noticeRecipients.personId, ids),
        sql`${noticeRecipients.state} in ('later', 'digest') and ${noticeRecipients.state} = 'later'`,
        inArray(notices.state, ['sending', 'done']),
        isNull(people.noticesStoppedAt),
      ),
    )
    .orderBy(asc(notices.id))
    .for('update', { of: noticeRecipients })
  const rows = []
  for (const [personId, all] of Map.groupBy(waiting, (one) => one.personId)) {
    const chat = chats.find((one) => one.personId === personId)
    const noticeIds = all.map(({ noticeId }) => noticeId)
    const told = await toldTogether(tx, personId, noticeIds)
    if (chat) rows.push(rowOf(chat, noticeIds, told, now))
  }
  if (rows.length === 0) return
  const driver = driverOf(tx)
  driver.last(driver.unsafe(releasing, [JSON.stringify(rows)]))
}

/** `body` is absent when nothing is left of what waited. */
function rowOf(chat: Heard, noticeIds: number[], told: Told[], now: Date) {
  const language = isLanguage(chat.language) ? chat.language : 'vi'
  const body = told.length > 0 ? digestOutgoing(told, language, { later: true }) : null
  return {
    ...{ conversation_id: chat.id, channel: chat.channel, person_id: chat.personId, body, at: now },
    notice_id: noticeIds.length === 1 ? noticeIds[0] : null,
    notice_ids: noticeIds,
  }
}

const releasing = `
  with due as (
    select * from jsonb_to_recordset($1::jsonb) as d(
      conversation_id bigint, channel text, person_id bigint, body jsonb, at timestamptz, notice_id bigint, notice_ids bigint[])
  ), written as (
    insert into deliveries (conversation_id, channel, class, cause, body, notice_id, next_at, created_at)
    select conversation_id, channel, 'notice', 'notice', body, notice_id, at, at from due where body is not null
    returning id, conversation_id
  )
  update notice_recipients r
  set state = case when w.id is null then 'dropped' else 'sending' end,
      why = case when w.id is null then 'nothing' end, delivery_id = w.id, conversation_id = due.conversation_id, channel = due.channel, at = due.at
  from due left join written w on w.conversation_id = due.conversation_id
  where r.person_id = due.person_id and r.notice_id = any (due.notice_ids)`
