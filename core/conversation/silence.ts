import { and, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { isLanguage, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations, heardEvents } from '#db/schema/people.ts'
import { storeDraft } from './drafts.ts'

const hour = 60 * 60 * 1000
const remindAfterMs = 24 * hour
const closeAfterMs = 7 * 24 * hour
/** Platforms redeliver for a day at most. */
const eventsKeptMs = 3 * 24 * hour

/**
 * Looks after dialogues in which nobody answers: reminds once after a day, ends them after seven and keeps an
 * unfinished question as a draft. Returns how many were reminded and ended.
 */
export async function sweepSilence(
  db: Db,
  now: Date,
): Promise<{ reminded: number; ended: number }> {
  const ended = await endOld(db, now)
  const reminded = await remind(db, now)
  await db.delete(heardEvents).where(lt(heardEvents.at, new Date(now.getTime() - eventsKeptMs)))
  return { reminded, ended }
}

async function endOld(db: Db, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const old = await tx
      .select()
      .from(conversations)
      .where(
        and(
          isNotNull(conversations.flow),
          lt(conversations.askingSince, new Date(now.getTime() - closeAfterMs)),
        ),
      )
      .limit(500)
      .for('update', { skipLocked: true })
    for (const { id, flow, answers } of old) {
      if (flow) await storeDraft(tx, id, { flow, answers }, now)
      await tx
        .update(conversations)
        .set({
          ...{ flow: null, flowVersion: null, asking: null, askingSince: null },
          ...{ answers: {}, replay: null, choices: [], remindedAt: null },
        })
        .where(eq(conversations.id, id))
    }
    return old.length
  })
}

async function remind(db: Db, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const silent = await tx
      .select({
        id: conversations.id,
        channel: conversations.channel,
        language: conversations.language,
      })
      .from(conversations)
      .where(
        and(
          eq(conversations.flow, 'intake'),
          isNull(conversations.remindedAt),
          isNull(conversations.blockedAt),
          sql`${conversations.answers} ? 'question'`,
          lt(conversations.askingSince, new Date(now.getTime() - remindAfterMs)),
        ),
      )
      .limit(500)
      .for('update', { skipLocked: true })
    for (const { id, channel, language } of silent) {
      const text = say(isLanguage(language) ? language : 'vi', 'conversation:reminder')
      await deliver(
        tx,
        {
          ...{ conversationId: id, channel: channel as ChannelName },
          ...{ class: 'notice', cause: 'reminder', body: { text } },
        },
        now,
      )
      await tx.update(conversations).set({ remindedAt: now }).where(eq(conversations.id, id))
    }
    return silent.length
  })
}
