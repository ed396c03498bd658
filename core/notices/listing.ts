import { and, asc, count, desc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { noticeBroadcasts, noticeRecipients, notices } from '#db/schema/notices.ts'
import { staff } from '#db/schema/staff.ts'
import type { NoticeState } from './notice.ts'

export type Recipient = typeof noticeRecipients.$inferSelect
export type RecipientState = Recipient['state']

/** The tabs of the list: what is being written, waits for agreement, goes out, and went out. */
const stages = {
  open: ['draft', 'returned', 'submitted', 'scheduled', 'preparing', 'sending', 'paused'],
  submitted: ['submitted'],
  ended: ['done', 'stopped'],
} as const satisfies Record<string, NoticeState[]>
export type Stage = keyof typeof stages

export function isStage(text: string): text is Stage {
  return Object.hasOwn(stages, text)
}

const columns = {
  id: notices.id,
  kind: notices.kind,
  title: notices.title,
  state: notices.state,
  sendAt: notices.sendAt,
  startedAt: notices.startedAt,
  updatedAt: notices.updatedAt,
  author: staff.name,
}

/** One page of notices, what was touched last first, and whether there are more. */
export async function listNotices(db: Db, stage: Stage, page: number, size = 25) {
  const rows = await db
    .select(columns)
    .from(notices)
    .leftJoin(staff, eq(staff.id, notices.authorId))
    .where(inArray(notices.state, stages[stage]))
    .orderBy(desc(notices.updatedAt), desc(notices.id))
    .limit(size + 1)
    .offset((page - 1) * size)
  return { rows: rows.slice(0, size), more: rows.length > size }
}

export type NoticeRow = Awaited<ReturnType<typeof listNotices>>['rows'][number]

/** How many notices stand in each stage. */
export async function countStages(db: Db): Promise<Record<Stage, number>> {
  const rows = await db
    .select({ state: notices.state, n: count() })
    .from(notices)
    .groupBy(notices.state)
  const sum = (states: readonly NoticeState[]) =>
    rows.filter(({ state }) => states.includes(state)).reduce((all, { n }) => all + n, 0)
  return {
    open: sum(stages.open),
    submitted: sum(stages.submitted),
    ended: sum(stages.ended),
  }
}

/** Who wrote a notice and who agreed to it, by name. */
export async function signedBy(
  db: Db,
  { authorId, approverId }: { authorId: string | null; approverId: string | null },
): Promise<{ author: string | null; approver: string | null }> {
  const ids = [authorId, approverId].filter((id) => id !== null)
  const rows = await db
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, ids))
  const name = (id: string | null) => rows.find((row) => row.id === id)?.name ?? null
  return { author: name(authorId), approver: name(approverId) }
}

/** How many recipients stand where, and why. */
export interface Outcome {
  channel: string
  route: Recipient['route']
  state: RecipientState
  why: string | null
  n: number
}

/** What has become of a notice so far, grouped. */
export async function outcomeOf(db: Db, noticeId: number): Promise<Outcome[]> {
  const r = noticeRecipients
  return db
    .select({ channel: r.channel, route: r.route, state: r.state, why: whySql, n: count() })
    .from(r)
    .where(eq(r.noticeId, noticeId))
    .groupBy(r.channel, r.route, r.state, whySql)
    .orderBy(desc(count()))
}

/** Which digest it is does not matter to who counts. */
const whySql = sql<string | null>`case when ${noticeRecipients.why} like 'in:%' then 'in-digest'
  else ${noticeRecipients.why} end`

/** The mass route of a notice, if it has one. */
export async function broadcastOf(db: Db, noticeId: number) {
  const [row] = await db
    .select()
    .from(noticeBroadcasts)
    .where(eq(noticeBroadcasts.noticeId, noticeId))
  return row
}

export interface RecipientFilter {
  state?: string | undefined
  channel?: string | undefined
  why?: string | undefined
}

/** A page of recipients from the person after `after` on; no contact data. */
export async function listRecipients(
  db: Db,
  noticeId: number,
  filter: RecipientFilter,
  { after = 0, size = 50 }: { after?: number; size?: number },
): Promise<{ rows: Recipient[]; more: boolean }> {
  const rows = await db
    .select()
    .from(noticeRecipients)
    .where(and(...conditions(noticeId, filter), gt(noticeRecipients.personId, after)))
    .orderBy(asc(noticeRecipients.personId))
    .limit(size + 1)
  return { rows: rows.slice(0, size), more: rows.length > size }
}

/** All of them, batch by batch, so that memory stays flat however many there are. */
export async function* everyRecipient(
  db: Db,
  noticeId: number,
  filter: RecipientFilter,
): AsyncGenerator<Recipient, void, undefined> {
  for (let after = 0; ; ) {
    const { rows, more } = await listRecipients(db, noticeId, filter, { after, size: 2_000 })
    yield* rows
    after = rows.at(-1)?.personId ?? 0
    if (!more) return
  }
}

function conditions(noticeId: number, { state, channel, why }: RecipientFilter): SQL[] {
  return [
    eq(noticeRecipients.noticeId, noticeId),
    ...(state ? [sql`${noticeRecipients.state} = ${state}`] : []),
    ...(channel ? [sql`${noticeRecipients.channel} = ${channel}`] : []),
    ...(why ? [sql`${whySql} = ${why}`] : []),
  ]
}
