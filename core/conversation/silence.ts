import { and, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { isLanguage, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations, heardEvents } from '#db/schema/people.ts'
import { leaveDialogue } from './leave.ts'

const hour = 60 * 60 * 1000
const remindAfterMs = 24 * hour
const closeAfterMs = 7 * 24 * hour
/** Platforms redeliver for a day at most. */
const eventsKeptMs = 3 * 24 * hour

/**
 * Looks after dialogues in which nobody answers: reminds once of a question after a day, never at night, and ends
 * dialogues after seven days without losing what was written. Returns how many were reminded and ended.
 */
export async function sweepSilence(
  db: Db,
  now: Date,
): Promise<{ reminded: number; ended: number }> {
  const ended = await endOld(db, now)
  const reminded = isNight(now) ? 0 : await remind(db, now)
  await db.delete(heardEvents).where(lt(heardEvents.at, new Date(now.getTime() - eventsKeptMs)))
  return { reminded, ended }
}

/** Quiet hours, 21:30-06:30 in Việt Nam. */
function isNight(now: Date): boolean {
  const minutes = ((now.getTime() / 60_000 + 7 * 60) % (24 * 60)) | 0
  return minutes >= 21 * 60 + 30 || minutes < 6 * 60 + 30
}

const silentSince = (now: Date, ms: number) =>
  lt(conversations.lastHeardAt, new Date(now.getTime() - ms))

async function endOld(db: Db, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const old = await tx
      .select()
      .from(conversations)
      .where(and(isNotNull(conversations.flow), silentSince(now, closeAfterMs)))
      .limit(500)
      .for('no key update', { skipLocked: true })
    for (const conversation of old) {
      const { id, flow, answers } = conversation
      // Who read the passages and said no more has been served.
      if (flow && flow !== 'found') await leaveDialogue(tx, conversation, { flow, answers }, now)
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
      .select()
      .from(conversations)
      .where(
        and(
          eq(conversations.flow, 'intake'),
          isNull(conversations.remindedAt),
          isNull(conversations.blockedAt),
          sql`${conversations.answers} ? 'question'`,
          silentSince(now, remindAfterMs),
        ),
      )
      .limit(500)
      .for('no key update', { skipLocked: true })
    for (const { id, channel, language, choices } of silent) {
      const text = say(isLanguage(language) ? language : 'vi', 'conversation:reminder')
      await deliver(
        tx,
        {
          ...{ conversationId: id, channel: channel as ChannelName },
          ...{ class: 'notice', cause: 'reminder', body: { text, choices } },
        },
        now,
      )
      await tx.update(conversations).set({ remindedAt: now }).where(eq(conversations.id, id))
    }
    return silent.length
  })
}
