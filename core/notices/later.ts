import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { isLanguage } from '#core/language.ts'
import { type Db, driverOf } from '#db/client.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { people } from '#db/schema/people.ts'
import { digestOutgoing } from './body.ts'
import type { Notice } from './notice.ts'

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
    .select({ personId: noticeRecipients.personId, notice: notices })
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
  const rows = [...Map.groupBy(waiting, ({ personId }) => personId)].flatMap(([personId, all]) => {
    const chat = chats.find((one) => one.personId === personId)
    const told = all.map(({ notice }) => notice)
    return chat ? [rowOf(chat, told, now)] : []
  })
  if (rows.length === 0) return
  const driver = driverOf(tx)
  driver.last(driver.unsafe(releasing, [JSON.stringify(rows)]))
}

function rowOf(chat: Heard, told: Notice[], now: Date) {
  const language = isLanguage(chat.language) ? chat.language : 'vi'
  const body: Outgoing = digestOutgoing(told, language, { later: true })
  const [only, ...more] = told.map(({ id }) => id)
  return {
    ...{ conversation_id: chat.id, channel: chat.channel, person_id: chat.personId, body, at: now },
    notice_id: more.length === 0 ? only : null,
    notice_ids: [only, ...more],
  }
}

const releasing = `
  with due as (
    select * from jsonb_to_recordset($1::jsonb) as d(
      conversation_id bigint, channel text, person_id bigint, body jsonb, at timestamptz, notice_id bigint, notice_ids bigint[])
  ), written as (
    insert into deliveries (conversation_id, channel, class, cause, body, notice_id, next_at, created_at)
    select conversation_id, channel, 'notice', 'notice', body, notice_id, at, at from due
    returning id, conversation_id
  )
  update notice_recipients r
  set state = 'sending', why = null, delivery_id = w.id, conversation_id = w.conversation_id, channel = due.channel, at = due.at
  from due join written w on w.conversation_id = due.conversation_id
  where r.person_id = due.person_id and r.notice_id = any (due.notice_ids)`
