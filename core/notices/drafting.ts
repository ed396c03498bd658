import { and, eq, inArray, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { notices } from '#db/schema/notices.ts'
import type { Audience, Notice, NoticeKind, Routes } from './notice.ts'

/** What somebody of the staff writes. */
export interface Draft {
  kind: Exclude<NoticeKind, 'digest'>
  title: string
  body: string
  titleEn: string
  bodyEn: string
  /** an address people can open, or '' */
  link: string
  documentId: number | null
  audience: Audience
  urgent: boolean
  routes: Routes
}

const mayChange = ['draft', 'returned'] as const

/** Writes a new notice; nothing is sent. Returns its id. */
export async function addNotice(db: Db, draft: Draft, by: By): Promise<number> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(notices)
      .values({
        ...valuesOf(draft),
        ...{ authorId: by.actor.id, createdAt: by.now, updatedAt: by.now },
      })
      .returning({ id: notices.id })
    if (!row) throw new Error('a notice was not written')
    await noted(tx, 'notices.written', row.id, by)
    return row.id
  })
}

/**
 * Replaces what a draft says. Refusal when it is on its way by now, or was changed since `version` was read: nothing
 * of the other's words is lost.
 */
export async function changeNotice(
  db: Db,
  { id, version }: { id: number; version: number },
  draft: Draft,
  by: By,
): Promise<void> {
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(notices)
      .set({ ...valuesOf(draft), version: sql`${notices.version} + 1`, updatedAt: by.now })
      .where(
        and(eq(notices.id, id), eq(notices.version, version), inArray(notices.state, mayChange)),
      )
      .returning({ id: notices.id })
    if (changed.length === 0) await refuseChange(tx, id)
    await noted(tx, 'notices.changed', id, by)
  })
}

/** Takes a draft away for good. */
export async function removeNotice(db: Db, id: number, by: By): Promise<void> {
  await db.transaction(async (tx) => {
    const gone = await tx
      .delete(notices)
      .where(and(eq(notices.id, id), inArray(notices.state, mayChange)))
      .returning({ id: notices.id })
    if (gone.length === 0) await refuseChange(tx, id)
    await noted(tx, 'notices.removed', id, by)
  })
}

async function refuseChange(tx: Db, id: number): Promise<never> {
  const [row] = await tx.select({ state: notices.state }).from(notices).where(eq(notices.id, id))
  if (!row) throw new Refusal('notices:refusal.gone')
  const open = (mayChange as readonly string[]).includes(row.state)
  throw new Refusal(open ? 'notices:refusal.changed' : 'notices:refusal.on-its-way')
}

function valuesOf({ audience, routes, ...words }: Draft) {
  return { ...words, audience: { ...audience }, routes: { ...routes } }
}

/** A notice as it is now. */
export async function noticeById(db: Db, id: number): Promise<Notice | undefined> {
  const [row] = await db.select().from(notices).where(eq(notices.id, id))
  return row
}

/** Writes who did what to a notice. */
export async function noted(
  tx: Db,
  action: string,
  id: number,
  by: By,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await audit(tx, {
    ...{ at: by.now, staffId: by.actor.id, ip: by.ip },
    ...{ action, subject: 'notice', subjectId: id, detail },
  })
}
