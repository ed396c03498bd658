import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'

/** What a record is called now. */
export interface RecordName {
  label: string
  at: Date | null
  /** it was emptied because somebody wished to be forgotten */
  erased: boolean
  /** of a sign-up: its course */
  courseId: number | null
}

type Named = (keys: SQL) => SQL

const kept = sql`false as erased, null::bigint as course_id`

/** How records are found by what they are: their key, name, day, and whether they were erased. */
const names: Record<string, Named> = {
  ticket: (
    keys,
  ) => sql`select t.id as key, t.code as label, t.opened_at as at, p.erased_at is not null as erased,
      null::bigint as course_id from tickets t join people p on p.id = t.person_id where t.id in (${keys})`,
  business: (
    keys,
  ) => sql`select b.id as key, b.name || coalesce(' (' || b.tax_code || ')', '') as label,
      null::timestamptz as at, b.erased_at is not null as erased, null::bigint as course_id
    from businesses b where b.id in (${keys})`,
  registered: (keys) => sql`select r.tax_code as key, r.name || ' (' || r.tax_code || ')' as label,
      null::timestamptz as at, ${kept} from registered_businesses r where r.tax_code in (${keys})`,
  signup: (
    keys,
  ) => sql`select s.id as key, c.title || ' · ' || s.number as label, s.created_at as at,
      p.erased_at is not null as erased, s.course_id
    from signups s join courses c on c.id = s.course_id join people p on p.id = s.person_id where s.id in (${keys})`,
  fee: (keys) => sql`select e.id as key, b.name as label, e.received_on::timestamptz as at,
      b.erased_at is not null as erased, null::bigint as course_id
    from fee_files e join businesses b on b.id = e.business_id where e.id in (${keys})`,
  course: (
    keys,
  ) => sql`select c.id as key, c.title as label, (select max(n.starts_at) from course_sessions n
      where n.course_id = c.id and n.cancelled_at is null) as at, ${kept} from courses c where c.id in (${keys})`,
  document: (
    keys,
  ) => sql`select d.id as key, coalesce(d.number, d.title) as label, d.shown_at as at, ${kept}
    from law_documents d where d.id in (${keys})`,
  recommendation: (
    keys,
  ) => sql`select r.id as key, coalesce(nullif(r.title, ''), r.authority) as label,
      r.sent_at as at, ${kept} from recommendations r where r.id in (${keys})`,
  task: (
    keys,
  ) => sql`select k.id as key, k.number || '. ' || k.content as label, k.due_on::timestamptz as at, ${kept}
    from plan_tasks k where k.id in (${keys})`,
  survey: (keys) => sql`select v.id as key, v.title as label, null::timestamptz as at, ${kept}
    from surveys v where v.id in (${keys})`,
  published: (
    keys,
  ) => sql`select p.id as key, left(p.question, 160) as label, p.published_at as at, ${kept}
    from published_answers p where p.id in (${keys})`,
  notice: (keys) => sql`select n.id as key, n.title as label, n.started_at as at, ${kept}
    from notices n where n.id in (${keys})`,
  difficulty: (
    keys,
  ) => sql`select d.id as key, left(d.content, 160) as label, d.raised_on::timestamptz as at, ${kept}
    from difficulties d where d.id in (${keys})`,
  consultant: (keys) => sql`select c.id as key, c.name as label, c.since::timestamptz as at, ${kept}
    from consultants c where c.id in (${keys})`,
}

/** The records of one kind by their keys; those that are gone are not in it. */
export async function namesOf(
  db: Db,
  kind: string,
  keys: string[],
): Promise<Map<string, RecordName>> {
  const named = names[kind]
  if (!named || keys.length === 0) return new Map()
  const list = sql.join(
    keys.map((key) => (kind === 'registered' ? sql`${key}` : sql`${Number(key)}`)),
    sql`, `,
  )
  const rows = await db.execute<Record<string, unknown>>(named(list))
  return new Map(
    rows.map((row) => [
      String(row.key),
      {
        label: String(row.label),
        at: row.at === null ? null : new Date(String(row.at)),
        erased: row.erased === true,
        courseId: row.course_id === null ? null : Number(row.course_id),
      },
    ]),
  )
}
