import { and, eq, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { noted } from './drafting.ts'
import type { Notice, NoticeState } from './notice.ts'
import { loadNoticeSettings } from './settings.ts'

/** Who acts, whole: what they may do depends on their role. */
export type Doer = Omit<By, 'actor'> & { actor: Actor }

/** Hands a draft to the leadership, with the time it is meant to go out; null: as soon as they agree. */
export async function submitNotice(db: Db, id: number, sendAt: Date | null, by: Doer) {
  if (!may(by.actor, 'notices.write')) throw new Refusal('notices:refusal.role')
  await move(db, id, ['draft', 'returned'], by, 'notices.submitted', () => ({
    ...{ state: 'submitted', sendAt, reason: null, authorId: by.actor.id },
  }))
}

/** Takes back what was submitted or scheduled, to write on. */
export async function recallNotice(db: Db, id: number, by: Doer): Promise<void> {
  await move(db, id, ['submitted', 'scheduled'], by, 'notices.recalled', (notice) => {
    const own = notice.state === 'submitted' && may(by.actor, 'notices.write')
    if (!own && !mayLead(by.actor)) throw new Refusal('notices:refusal.role')
    return { state: 'draft', approverId: null }
  })
}

/** The leadership wants it otherwise, and says how. */
export async function returnNotice(db: Db, id: number, reason: string, by: Doer): Promise<void> {
  if (!may(by.actor, 'notices.approve')) throw new Refusal('notices:refusal.role')
  await move(db, id, ['submitted'], by, 'notices.returned', () => ({ state: 'returned', reason }))
}

/**
 * Lets a notice go out at a time, or at once. Where the office wants the leadership's agreement only they can do it, with
 * what was submitted; otherwise whoever may send.
 */
export async function scheduleNotice(db: Db, id: number, sendAt: Date | null, by: Doer) {
  const { approval } = await loadNoticeSettings(db)
  const leads = may(by.actor, 'notices.approve')
  const from: NoticeState[] = approval ? ['submitted'] : ['draft', 'returned', 'submitted']
  if (approval ? !leads : !mayLead(by.actor)) throw new Refusal('notices:refusal.role')
  await move(db, id, from, by, 'notices.scheduled', () => ({
    ...{ state: 'scheduled', sendAt: sendAt ?? by.now, reason: null },
    approverId: leads ? by.actor.id : null,
  }))
}

export async function pauseNotice(db: Db, id: number, by: Doer): Promise<void> {
  await lead(db, id, ['sending'], by, 'notices.paused', { state: 'paused' })
}

export async function resumeNotice(db: Db, id: number, by: Doer): Promise<void> {
  await lead(db, id, ['paused'], by, 'notices.resumed', { state: 'sending' })
}

/** From now on nobody else gets it; whoever has it keeps it. */
export async function stopNotice(db: Db, id: number, by: Doer): Promise<void> {
  const open: NoticeState[] = ['scheduled', 'preparing', 'sending', 'paused', 'done']
  await lead(db, id, open, by, 'notices.stopped', { state: 'stopped', endedAt: by.now })
}

/**
 * Tries again those whom it did not reach for a reason that may have passed. Never those of whom it is not known whether
 * it reached them, nor those whom a part of it reached: nobody gets one twice. Returns how many.
 */
export async function retryFailed(db: Db, id: number, by: Doer): Promise<number> {
  if (!mayLead(by.actor)) throw new Refusal('notices:refusal.role')
  return db.transaction(async (tx) => {
    const notice = await lock(tx, id, ['sending', 'paused', 'done'])
    const again = await tx.execute(sql`
      update ${noticeRecipients} r set state = 'waiting', why = null, delivery_id = null, at = ${by.now.toISOString()}::timestamptz
      where r.notice_id = ${id} and r.state = 'failed' and r.route <> 'broadcast'
        and not exists (select 1 from deliveries d where d.id = r.delivery_id and (d.parts_sent > 0 or d.state <> 'failed'))`)
    if (again.count === 0) return 0
    const state = notice.state === 'paused' ? 'paused' : 'sending'
    await write(tx, id, { state, endedAt: null }, by)
    await noted(tx, 'notices.retried', id, by, { people: again.count })
    return again.count
  })
}

function mayLead(actor: Actor): boolean {
  return may(actor, 'notices.send') || may(actor, 'notices.approve')
}

type Change = Partial<typeof notices.$inferInsert>

async function lead(
  db: Db,
  id: number,
  from: NoticeState[],
  by: Doer,
  action: string,
  change: Change,
): Promise<void> {
  if (!mayLead(by.actor)) throw new Refusal('notices:refusal.role')
  await move(db, id, from, by, action, () => change)
}

async function move(
  db: Db,
  id: number,
  from: NoticeState[],
  by: Doer,
  action: string,
  change: (notice: Notice) => Change,
): Promise<void> {
  await db.transaction(async (tx) => {
    const notice = await lock(tx, id, from)
    await write(tx, id, change(notice), by)
    await noted(tx, action, id, by)
  })
}

async function lock(tx: Db, id: number, from: NoticeState[]): Promise<Notice> {
  const [notice] = await tx.select().from(notices).where(eq(notices.id, id)).for('update')
  if (!notice) throw new Refusal('notices:refusal.gone')
  if (!from.includes(notice.state)) throw new Refusal('notices:refusal.state')
  return notice
}

async function write(tx: Db, id: number, change: Change, { now }: Doer): Promise<void> {
  await tx
    .update(notices)
    .set({ ...change, version: sql`${notices.version} + 1`, updatedAt: now })
    .where(and(eq(notices.id, id)))
}
