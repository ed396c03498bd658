import { and, asc, eq, gt, inArray, isNotNull, lte, sql } from 'drizzle-orm'
import { countNoticed } from '#core/surveys/sending.ts'
import type { Db } from '#db/client.ts'
import { notices } from '#db/schema/notices.ts'
import { prepareRecipients } from './audience.ts'
import { makeDigest, prepareDigest, settleDigests } from './digest.ts'
import { audienceOf, type Notice } from './notice.ts'

const dayMs = 86_400_000

/**
 * Begins what is due: writes down whom it is for, then lets it be sent. Also goes on with what a crash left half
 * prepared. Returns how many notices are on their way now.
 */
export async function startNotices(db: Db, now: Date): Promise<number> {
  await db
    .update(notices)
    .set({
      state: 'preparing',
      startedAt: now,
      updatedAt: now,
      version: sql`${notices.version} + 1`,
    })
    .where(and(eq(notices.state, 'scheduled'), lte(notices.sendAt, now)))
  const preparing = await db
    .select()
    .from(notices)
    .where(eq(notices.state, 'preparing'))
    .orderBy(asc(notices.id))
  for (const notice of preparing) await begin(db, notice, now)
  return preparing.length
}

async function begin(db: Db, notice: Notice, now: Date): Promise<void> {
  if (notice.kind === 'digest') await prepareDigest(db, notice, now)
  else await prepareRecipients(db, notice.id, now)
  await db.transaction(async (tx) => {
    const begun = await tx
      .update(notices)
      .set({
        state: 'sending',
        startedAt: notice.startedAt ?? now,
        ...{ updatedAt: now, version: sql`${notices.version} + 1` },
      })
      .where(and(eq(notices.id, notice.id), eq(notices.state, 'preparing')))
      .returning({ id: notices.id })
    if (begun.length > 0) await countNoticed(tx, notice)
  })
}

/** Those who subscribed since a notice was sent get it too, as long as its author wished. Returns how many people. */
export async function includeLate(db: Db, now: Date): Promise<number> {
  const open = await db
    .select()
    .from(notices)
    .where(
      and(
        inArray(notices.state, ['sending', 'done']),
        isNotNull(notices.startedAt),
        gt(notices.startedAt, new Date(now.getTime() - 30 * dayMs)),
        sql`(${notices.audience} ->> 'lateDays')::int > 0`,
      ),
    )
    .orderBy(asc(notices.id))
  let added = 0
  for (const notice of open) {
    const since = notice.startedAt ?? now
    if (since.getTime() + audienceOf(notice).lateDays * dayMs <= now.getTime()) continue
    const late = await prepareRecipients(db, notice.id, now, { since })
    if (late > 0) await countNoticed(db, notice)
    added += late
    await reopen(db, notice.id, now)
  }
  return added
}

/** Where somebody waits now, whoever wrote them down: a crash may have come in between. */
async function reopen(db: Db, id: number, now: Date): Promise<void> {
  const waits = sql`exists (
    select 1 from notice_recipients r where r.notice_id = ${id} and r.state = 'waiting')`
  await db
    .update(notices)
    .set({ state: 'sending', endedAt: null, updatedAt: now })
    .where(and(eq(notices.id, id), eq(notices.state, 'done'), waits))
}

/** The hourly round of the weekly digest: makes it when its hour has come, and tells what became of earlier ones. */
export async function tendDigest(db: Db, now: Date): Promise<void> {
  await settleDigests(db, now)
  const made = await makeDigest(db, now)
  if (made !== undefined) await startNotices(db, now)
}
