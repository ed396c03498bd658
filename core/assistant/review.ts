import { and, desc, eq, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { lookups } from '#db/schema/assistant.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { type Labelled, labelledShown } from './shown-labels.ts'

export const verdicts = ['helped', 'sent', 'human', 'none'] as const
export const results = ['shown', 'nothing'] as const
export const judgements = ['right', 'wrong', 'none'] as const

export interface LookupFilter {
  verdict?: (typeof verdicts)[number] | undefined
  result?: (typeof results)[number] | undefined
  judgement?: (typeof judgements)[number] | undefined
  asked?: 'chat' | 'portal' | 'ticket' | undefined
  q?: string | undefined
  from?: Date | undefined
  /** exclusive */
  to?: Date | undefined
}

const columns = {
  id: lookups.id,
  at: lookups.at,
  asked: lookups.asked,
  question: lookups.question,
  shown: lookups.shown,
  state: lookups.state,
  verdict: lookups.verdict,
  judgement: lookups.judgement,
  judgedNote: lookups.judgedNote,
  judgedAt: lookups.judgedAt,
  judgedBy: staff.name,
  draft: lookups.draft,
  ticketCode: tickets.code,
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number]
export type ReviewedLookup = Omit<Row, 'shown'> & { shown: Labelled[] }

/** A page of the review log, newest first, with what was shown in words, and whether there is more. */
export async function listLookups(
  db: Db,
  filter: LookupFilter,
  language: Language,
  page: number,
  size = 50,
): Promise<{ rows: ReviewedLookup[]; more: boolean }> {
  const rows = await rowsOf(db, conditions(filter), { limit: size + 1, offset: (page - 1) * size })
  return {
    rows: await withLabels(db, rows.slice(0, size), language),
    more: rows.length > size,
  }
}

/** One look-up of the review log; undefined when there is none. */
export async function reviewedLookup(
  db: Db,
  id: number,
  language: Language,
): Promise<ReviewedLookup | undefined> {
  const rows = await rowsOf(db, [eq(lookups.id, id)], { limit: 1, offset: 0 })
  return (await withLabels(db, rows, language))[0]
}

export interface LookupCounts {
  asked: number
  /** something good enough was found */
  shown: number
  helped: number
  /** sent to the office, or a human asked for, after something was shown */
  sent: number
  wrong: number
}

/** What the look-ups of a filter came to. */
export async function countLookups(db: Db, filter: LookupFilter): Promise<LookupCounts> {
  const n = (when: SQL) => sql<number>`count(*) filter (where ${when})::int`
  const found = sql`${lookups.state} <> 'nothing'`
  const [row] = await db
    .select({
      asked: sql<number>`count(*)::int`,
      shown: n(found),
      helped: n(sql`${lookups.verdict} = 'helped'`),
      sent: n(sql`${found} and ${lookups.verdict} in ('sent', 'human')`),
      wrong: n(sql`${lookups.judgement} = 'wrong'`),
    })
    .from(lookups)
    .where(and(...conditions(filter)))
  return row ?? { asked: 0, shown: 0, helped: 0, sent: 0, wrong: 0 }
}

/** Notes whether what was shown answered the question. Refusal when there is no such look-up any more. */
export async function judgeLookup(
  db: Db,
  id: number,
  { judgement, note }: { judgement: 'right' | 'wrong'; note: string },
  { actor, ip, now }: By,
): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .update(lookups)
      .set({ judgement, judgedNote: note, judgedBy: actor.id, judgedAt: now })
      .where(eq(lookups.id, id))
      .returning({ id: lookups.id })
    if (!row) throw new Refusal('lookups:refusal.gone')
    const subject = { subject: 'lookup', subjectId: id }
    await audit(tx, {
      ...{ at: now, staffId: actor.id, action: 'assistant.judged', ...subject, ip },
      detail: { judgement },
    })
  })
}

function rowsOf(db: Db, where: SQL[], { limit, offset }: { limit: number; offset: number }) {
  return db
    .select(columns)
    .from(lookups)
    .leftJoin(tickets, eq(tickets.id, lookups.ticketId))
    .leftJoin(staff, eq(staff.id, lookups.judgedBy))
    .where(and(...where))
    .orderBy(desc(lookups.at), desc(lookups.id))
    .limit(limit)
    .offset(offset)
}

async function withLabels(db: Db, rows: Row[], language: Language): Promise<ReviewedLookup[]> {
  const all = rows.flatMap(({ shown }) => shown.map(({ key }) => key))
  const labels = await labelledShown(db, all, language)
  return rows.map(({ shown, ...row }) => ({
    ...row,
    shown: shown.map(({ key }) => labels.get(key) ?? { key, label: key }),
  }))
}

function conditions(filter: LookupFilter): SQL[] {
  const { verdict, result, judgement, asked, q, from, to } = filter
  return [
    ...(verdict === undefined
      ? []
      : [verdict === 'none' ? isNull(lookups.verdict) : eq(lookups.verdict, verdict)]),
    ...(result === undefined
      ? []
      : [result === 'nothing' ? eq(lookups.state, 'nothing') : notNothing()]),
    ...(judgement === undefined
      ? []
      : [judgement === 'none' ? isNull(lookups.judgement) : eq(lookups.judgement, judgement)]),
    ...(asked === undefined ? [] : [inArray(lookups.asked, [asked])]),
    ...(q === undefined || q === '' ? [] : [contains(q)]),
    ...(from === undefined ? [] : [gte(lookups.at, from)]),
    ...(to === undefined ? [] : [lt(lookups.at, to)]),
  ]
}

const notNothing = () => sql`${lookups.state} <> 'nothing'`

function contains(q: string): SQL {
  return sql`${lookups.question} ilike ${`%${q.replace(/[\\%_]/g, '\\$&')}%`}`
}
