import { and, eq, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { ChannelName } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { tellStaff } from '#core/staff/linked.ts'
import type { Db } from '#db/client.ts'
import { channelSecrets } from '#db/schema/channels.ts'
import { staff } from '#db/schema/staff.ts'

/**
 * Why an administrator must soon let the desk act for an account anew: its sign-in was not renewed, or what renews it
 * ends in `days`.
 */
export interface SignInAlert {
  kind: 'failed' | 'ending'
  days: number
}

const dayMs = 86_400_000
/** Zalo's refresh token lives three months; each renewal brings another one. */
const lifeMs = 90 * dayMs
const soonMs = 10 * dayMs
/** A platform that was not reached is asked again every minute: only what lasts concerns anybody. */
const overdueMs = 22 * 60 * 60_000

/** What is wrong with a channel's sign-in, for administrators; undefined while it renews itself. */
export async function signInAlert(
  db: Db,
  channel: ChannelName,
  now: Date,
): Promise<SignInAlert | undefined> {
  const [row] = await db
    .select({ state: channelSecrets.state, renewedAt: channelSecrets.renewedAt })
    .from(channelSecrets)
    .where(eq(channelSecrets.channel, channel))
  if (!row) return undefined
  const age = now.getTime() - row.renewedAt.getTime()
  const days = Math.max(0, Math.floor((lifeMs - age) / dayMs))
  if (age > lifeMs - soonMs) return { kind: 'ending', days }
  const { why } = Object(row.state.failure) as { why?: unknown }
  const failed = why === 'unreachable' ? age > overdueMs : why !== undefined
  return failed ? { kind: 'failed', days } : undefined
}

/** The alert in words, as the panel and chats show it. */
export function alertWords(language: Language, channel: ChannelName, alert: SignInAlert): string {
  const values = { channel: say(language, `panel:channel.${channel}`), days: alert.days }
  return say(language, `channels:alert.${alert.kind}`, values)
}

/**
 * Tells administrators by the chat they linked, once a day as long as it lasts; any number of processes may ask.
 * Returns how many were told.
 */
export async function tellAdministrators(
  db: Db,
  { channel, publicUrl }: { channel: ChannelName; publicUrl: string },
  now: Date,
): Promise<number> {
  const alert = await signInAlert(db, channel, now)
  if (!alert) return 0
  return db.transaction(async (tx) => {
    if (!(await isFirstToday(tx, channel, now))) return 0
    const url = `${publicUrl.replace(/\/+$/, '')}/admin/channels`
    return tellStaff(
      tx,
      eq(staff.role, 'administrator'),
      (language) => {
        const link = { label: say(language, 'channels:alert.open'), url }
        return { text: alertWords(language, channel, alert), link }
      },
      now,
    )
  })
}

/** Notes the day; false when it is noted already. */
async function isFirstToday(tx: Db, channel: ChannelName, now: Date): Promise<boolean> {
  const toldOn = dayOf(now)
  const noted = await tx
    .update(channelSecrets)
    .set({ state: sql`${channelSecrets.state} || ${JSON.stringify({ toldOn })}::jsonb` })
    .where(
      and(
        eq(channelSecrets.channel, channel),
        sql`${channelSecrets.state}->>'toldOn' is distinct from ${toldOn}`,
      ),
    )
    .returning({ channel: channelSecrets.channel })
  return noted.length > 0
}
