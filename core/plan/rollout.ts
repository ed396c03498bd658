import { desc, eq, sql } from 'drizzle-orm'
import { documentById, type LawDocument } from '#core/law/documents/documents.ts'
import { type Day, type Validity, validityOf } from '#core/law/documents/standing.ts'
import { documentKey } from '#core/law/shelf/readings.ts'
import type { Satisfaction } from '#core/surveys/months.ts'
import { readResults } from '#core/surveys/results.ts'
import type { Db } from '#db/client.ts'
import { notices } from '#db/schema/notices.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { surveys } from '#db/schema/surveys.ts'
import { courses } from '#db/schema/training.ts'

/** All that was done to bring one law to those it concerns (004 §II): what was told, taught, asked, and handed on. */
export interface Rollout {
  document: LawDocument
  validity: Validity | undefined
  notices: {
    id: number
    title: string
    state: string
    sentAt: Date | null
    sent: number
    people: number
  }[]
  courses: {
    id: number
    title: string
    kind: string
    state: string
    startsAt: Date | null
    seated: number
    attended: number
  }[]
  /** tickets whose sent answers cite it, all and those ended, and the newest of them */
  questions: {
    n: number
    answered: number
    latest: { code: string; question: string; state: string }[]
  }
  /** answers made public that rest on it */
  published: number
  /** look-ups that were shown one of its provisions */
  lookups: number
  surveys: {
    id: number
    title: string
    state: string
    n: number
    invited: number
    satisfaction: Satisfaction | undefined
  }[]
  recommendations: (typeof recommendations.$inferSelect & { difficulties: number })[]
}

/** A law whose rollout has begun: something was told, taught, asked or recommended about it. */
export interface RolledOut {
  id: number
  number: string | null
  kind: string
  title: string
  inForceOn: Day | null
  notices: number
  courses: number
  surveys: number
  recommendations: number
}

/** The laws being rolled out, the one that enters into force last first. */
export async function listRollouts(db: Db): Promise<RolledOut[]> {
  const rows = await db.execute<RolledOut & Record<string, unknown>>(sql`
    with done as (
      select document_id, 'notices' as what from notices where document_id is not null
      union all select document_id, 'courses' from courses where document_id is not null
      union all select document_id, 'surveys' from surveys where document_id is not null
      union all select document_id, 'recommendations' from recommendations where document_id is not null)
    select d.id, d.number, d.kind, d.title, d.in_force_on::text as "inForceOn",
      count(*) filter (where what = 'notices')::int as notices, count(*) filter (where what = 'courses')::int as courses,
      count(*) filter (where what = 'surveys')::int as surveys,
      count(*) filter (where what = 'recommendations')::int as recommendations
    from done join law_documents d on d.id = done.document_id
    group by d.id order by d.in_force_on desc nulls last, d.id desc limit 200`)
  return rows.map((row) => ({ ...row, id: Number(row.id) }))
}

/** Everything that was done about one document; undefined when there is none. `today` is the day its validity is told of. */
export async function readRollout(db: Db, id: number, today: Day): Promise<Rollout | undefined> {
  const document = await documentById(db, id)
  if (!document) return undefined
  const [validities, told, taught, questions, published, lookups, asked, handedOn] =
    await Promise.all([
      validityOf(db, [id], today),
      noticesAbout(db, id),
      coursesAbout(db, id),
      questionsAbout(db, id),
      publishedAbout(db, id),
      lookupsAbout(db, id),
      surveysAbout(db, id),
      recommendationsAbout(db, id),
    ])
  return {
    ...{ document, validity: validities.get(id), notices: told, courses: taught, questions },
    ...{ published, lookups, surveys: asked, recommendations: handedOn },
  }
}

function noticesAbout(db: Db, id: number): Promise<Rollout['notices']> {
  const counted = (states: string) => sql<number>`(
    select count(*)::int from notice_recipients r where r.notice_id = "notices"."id" ${sql.raw(states)})`
  return db
    .select({
      id: notices.id,
      title: notices.title,
      state: notices.state,
      sentAt: notices.startedAt,
      sent: counted(`and r.state = 'sent'`),
      people: counted(''),
    })
    .from(notices)
    .where(eq(notices.documentId, id))
    .orderBy(desc(notices.id))
}

function coursesAbout(db: Db, id: number): Promise<Rollout['courses']> {
  return db
    .select({
      id: courses.id,
      title: courses.title,
      kind: courses.kind,
      state: courses.state,
      startsAt: sql<Date | null>`(
        select min(s.starts_at) from course_sessions s
        where s.course_id = "courses"."id" and s.cancelled_at is null)`.mapWith(courses.createdAt),
      seated: sql<number>`(
        select count(*)::int from signups n where n.course_id = "courses"."id" and n.state = 'seated')`,
      attended: sql<number>`(
        select count(distinct a.signup_id)::int from attendances a join signups n on n.id = a.signup_id
        where n.course_id = "courses"."id")`,
    })
    .from(courses)
    .where(eq(courses.documentId, id))
    .orderBy(desc(courses.id))
}

const latestQuestions = 5

async function questionsAbout(db: Db, id: number): Promise<Rollout['questions']> {
  const about = sql`
    select distinct a.ticket_id as id from citations c join answers a on a.id = c.holder_id and a.state = 'sent'
    where c.holder = 'answer' and c.document_id = ${id}`
  const [[counts], latest] = await Promise.all([
    db.execute<{ n: number; answered: number }>(sql`
      select count(*)::int as n, count(*) filter (where t.state = 'answered')::int as answered
      from tickets t join (${about}) about on about.id = t.id`),
    db.execute<{ code: string; question: string; state: string }>(sql`
      select t.code, left(t.question, 160) as question, t.state
      from tickets t join (${about}) about on about.id = t.id
      order by t.id desc limit ${latestQuestions}`),
  ])
  return { n: counts?.n ?? 0, answered: counts?.answered ?? 0, latest: [...latest] }
}

async function publishedAbout(db: Db, id: number): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`
    select count(distinct p.id)::int as n from citations c join published_answers p on p.id = c.holder_id
    where c.holder = 'published' and c.document_id = ${id} and p.state = 'published'`)
  return row?.n ?? 0
}

/** Keys of provisions begin with their document's. */
async function lookupsAbout(db: Db, id: number): Promise<number> {
  const key = documentKey(id)
  const [row] = await db.execute<{ n: number }>(sql`
    select count(*)::int as n from lookups l
    where exists (
      select 1 from jsonb_array_elements(l.shown) s where s ->> 'key' = ${key} or s ->> 'key' like ${`${key}:%`})`)
  return row?.n ?? 0
}

async function surveysAbout(db: Db, id: number): Promise<Rollout['surveys']> {
  const rows = await db
    .select({ id: surveys.id })
    .from(surveys)
    .where(eq(surveys.documentId, id))
    .orderBy(desc(surveys.id))
  const all = await Promise.all(rows.map((row) => readResults(db, row.id, {})))
  return all
    .filter((results) => results !== undefined)
    .map(({ survey, total, satisfaction, invitations: { invited } }) => ({
      ...{ id: survey.id, title: survey.title, state: survey.state, invited },
      ...{ n: total, satisfaction },
    }))
}

async function recommendationsAbout(db: Db, id: number): Promise<Rollout['recommendations']> {
  const rows = await db
    .select({
      own: recommendations,
      difficulties: sql<number>`(
        select count(*)::int from recommendation_sources s where s.recommendation_id = "recommendations"."id")`,
    })
    .from(recommendations)
    .where(eq(recommendations.documentId, id))
    .orderBy(desc(recommendations.id))
  return rows.map(({ own, difficulties }) => ({ ...own, difficulties }))
}
