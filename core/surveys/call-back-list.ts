import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may, reachOf } from '#core/staff/roles.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import { callBacks } from '#db/schema/surveys.ts'
import { tickets } from '#db/schema/tickets.ts'

export type CallBackState = 'open' | 'closed'

export interface CallBackRow {
  id: number
  source: 'answer' | 'course' | 'survey'
  score: number
  comment: string
  outcome: string
  openedAt: Date
  closedAt: Date | null
  closedBy: string | null
  personId: number | null
  ticketCode: string | null
  unitId: number | null
  unit: string | null
}

const perPage = 50

/** Whom the desk is to call back, those who wait longest first; of one's own unit where one answers only for that. */
export async function listCallBacks(
  db: Db,
  actor: Actor,
  { state, page }: { state: CallBackState; page: number },
): Promise<{ rows: CallBackRow[]; more: boolean }> {
  const closed = state === 'closed'
  const rows = await db
    .select({
      id: callBacks.id,
      source: callBacks.source,
      score: callBacks.score,
      comment: callBacks.comment,
      outcome: callBacks.outcome,
      openedAt: callBacks.openedAt,
      closedAt: callBacks.closedAt,
      closedBy: staff.name,
      personId: callBacks.personId,
      ticketCode: tickets.code,
      unitId: callBacks.unitId,
      unit: units.name,
    })
    .from(callBacks)
    .leftJoin(tickets, eq(tickets.id, callBacks.ticketId))
    .leftJoin(units, eq(units.id, callBacks.unitId))
    .leftJoin(staff, eq(staff.id, callBacks.closedBy))
    .where(and(seenBy(actor), closed ? isNotNull(callBacks.closedAt) : isNull(callBacks.closedAt)))
    .orderBy(closed ? desc(callBacks.closedAt) : asc(callBacks.openedAt), asc(callBacks.id))
    .limit(perPage + 1)
    .offset((page - 1) * perPage)
  return { rows: rows.slice(0, perPage), more: rows.length > perPage }
}

/** How many calls wait for the reader's unit, for the home page. */
export async function countCallBacks(db: Db, actor: Actor): Promise<number> {
  if (!may(actor, 'surveys.read')) return 0
  const [row] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(callBacks)
    .where(and(seenBy(actor), isNull(callBacks.closedAt)))
  return row?.n ?? 0
}

/**
 * Writes down what came of a call; `ended` closes it. Refusal when it is of another unit, was closed by a colleague
 * meanwhile (their words stay), or ends with nothing said.
 */
export async function noteCallBack(
  db: Db,
  id: number,
  { outcome, ended }: { outcome: string; ended: boolean },
  by: By & { actor: Actor },
): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(callBacks).where(eq(callBacks.id, id)).for('update')
    const { actor, now } = by
    const place = { leadUnitId: row?.unitId ?? null, cooperatingUnitIds: [] }
    const nobodys = { assigneeId: null, consultantId: null }
    if (!row || !may(actor, 'surveys.write', { ...place, ...nobodys })) {
      throw new Refusal('survey-desk:call.refusal.none')
    }
    if (row.closedAt !== null) throw new Refusal('survey-desk:call.refusal.closed')
    if (ended && outcome === '') throw new Refusal('survey-desk:call.refusal.outcome')
    const closing = ended ? { closedAt: now, closedBy: actor.id } : {}
    await tx
      .update(callBacks)
      .set({ outcome, ...closing })
      .where(eq(callBacks.id, id))
    const action = ended ? 'call-backs.closed' : 'call-backs.noted'
    const subject = { subject: 'call-back', subjectId: id }
    await audit(tx, { at: now, staffId: actor.id, action, ...subject, ip: by.ip })
  })
}

/** Who looks after all surveys, or only reads, sees every call; a division its own. */
function seenBy(actor: Actor): SQL | undefined {
  if (reachOf(actor, 'surveys.write') !== 'lead') return undefined
  return actor.unitId === undefined ? sql`false` : eq(callBacks.unitId, actor.unitId)
}
