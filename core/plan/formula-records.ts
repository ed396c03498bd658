import { type SQL, sql } from 'drizzle-orm'
import { endOf, startOf } from '#core/tickets/conditions.ts'

/** Which records a figure is made of: from a day to a day (YYYY-MM-DD, both counted), of one unit when named. */
export interface Scope {
  fromOn: string
  toOn: string
  unitId?: number | undefined
}

/**
 * Every formula is a relation of records `kind, key, label, at, hit`: its figure counts them, its page lists them, so that
 * a figure and the list behind it cannot differ. `hit` are the ones that count for the numerator.
 */
export type Records = (scope: Scope) => SQL

/** Channels over which somebody is reached digitally (nền tảng số). */
export const digitalChannels = ['web', 'telegram', 'zalo', 'messenger', 'email', 'zalo-bot']

const list = (texts: string[]) =>
  sql.join(
    texts.map((text) => sql`${text}`),
    sql`, `,
  )
const digital = list(digitalChannels)

const since = ({ fromOn }: Scope) => sql`${startOf(fromOn).toISOString()}::timestamptz`
const until = ({ toOn }: Scope) => sql`${endOf(toOn).toISOString()}::timestamptz`

/** A moment within the scope. */
export function within(column: SQL, scope: Scope): SQL {
  return sql`${column} >= ${since(scope)} and ${column} < ${until(scope)}`
}

/** Of the scope's unit, when it names one. */
export function ofUnit(column: SQL, { unitId }: Scope): SQL {
  return unitId === undefined ? sql`true` : sql`${column} = ${unitId}`
}

/** Tickets opened in the scope, as the desk's own numbers count them. */
function ticketsWhere(scope: Scope, which: SQL, hit: SQL): SQL {
  return sql`select 'ticket' as kind, t.id::text as key, t.code as label, t.opened_at as at, ${hit} as hit
    from tickets t where ${within(sql`t.opened_at`, scope)} and ${ofUnit(sql`t.lead_unit_id`, scope)}
      and ${which}`
}

const counted = sql`t.state not in ('withdrawn', 'merged')`

function signupsWhere(scope: Scope, at: SQL, hit: SQL): SQL {
  return sql`select 'signup' as kind, s.id::text as key, c.title || ' · ' || s.number as label, ${at} as at, ${hit} as hit
    from signups s join courses c on c.id = s.course_id
    where ${within(at, scope)} and ${ofUnit(sql`c.lead_unit_id`, scope)}`
}

/** Satisfied = 4 or 5 stars, with answers and with classes. */
export const satisfied: Records = (scope) => sql`
  ${ticketsWhere(scope, sql`t.satisfaction is not null`, sql`t.satisfaction >= 4`)}
  union all ${signupsWhere(scope, sql`s.rated_at`, sql`s.score >= 4`)}`

export const response: Records = (scope) => sql`
  ${ticketsWhere(scope, sql`t.answered_at is not null`, sql`t.satisfaction is not null`)}
  union all ${signupsWhere(scope, sql`s.rating_asked_at`, sql`s.score is not null`)}`

export const resolved: Records = (scope) =>
  ticketsWhere(scope, counted, sql`t.state in ('answered', 'recommended')`)

export const inTime: Records = (scope) =>
  ticketsWhere(
    scope,
    sql`${counted} and (t.state in ('answered', 'recommended', 'referred') or t.was_late)`,
    sql`t.state in ('answered', 'recommended', 'referred') and not t.was_late`,
  )

export const digitalTickets: Records = (scope) =>
  ticketsWhere(scope, counted, sql`t.channel in (${digital})`)

/** Courses whose last session lies in the scope and which were held. */
function heldCourses(scope: Scope, which: SQL): SQL {
  return sql`select 'course' as kind, c.id::text as key, c.title as label, held.at as at, true as hit
    from courses c cross join lateral (
      select coalesce(max(n.starts_at), c.held_at) as at from course_sessions n
      where n.course_id = c.id and n.cancelled_at is null) held
    where c.state in ('held', 'closed') and ${which} and ${within(sql`held.at`, scope)}
      and ${ofUnit(sql`c.lead_unit_id`, scope)}`
}

export const classes: Records = (scope) => heldCourses(scope, sql`c.kind = 'class'`)

export const events: Records = (scope) =>
  heldCourses(scope, sql`c.kind in ('conference', 'workshop', 'dialogue')`)

const digitalFields = list(['chuyen-doi-so', 'ai', 'khoi-nghiep'])

/** Classes on digital skills and start-ups (kế hoạch 57-NQ/TW của tỉnh năm 2026, phụ lục 01, mục III.4). */
export const skillsClasses: Records = (scope) =>
  heldCourses(
    scope,
    sql`c.kind = 'class' and exists (select 1 from fields f
      where f.code in (${digitalFields}) and c.field_ids @> to_jsonb(f.id))`,
  )

/** Who attended a class, an event or an online lesson in the scope: their business and how they were reached. */
export function attended(scope: Scope, which: SQL = sql`true`): SQL {
  const of = sql`from signups s join courses c on c.id = s.course_id join people p on p.id = s.person_id`
  const business = sql`coalesce(s.business_id, p.business_id) as business_id`
  const unit = ofUnit(sql`c.lead_unit_id`, scope)
  return sql`select ${business}, (a.how = 'code' or c.mode = 'online' or s.channel in (${digital})) as digitally
    ${of} join attendances a on a.signup_id = s.id join course_sessions n on n.id = a.session_id
    where ${within(sql`n.starts_at`, scope)} and ${unit} and ${which}
    union all select ${business}, true ${of} join lesson_results r on r.signup_id = s.id
    where ${within(sql`r.at`, scope)} and ${unit} and ${which}`
}

/** The registered businesses, and which of them took part in legal training. */
export const tookPart: Records = (scope) =>
  registered(sql`select b.tax_code, min(b.id) as id from (${attended(scope)}) a
    join businesses b on b.id = a.business_id where b.tax_code is not null group by b.tax_code`)

/**
 * The register's businesses, with those of `found` (tax_code, id) for hits. A hit is known by its row at the desk, so that
 * nothing kept of it outlives an erasure; the others by the tax code that the public register gives.
 */
function registered(found: SQL): SQL {
  return sql`select case when found.id is null then 'registered' else 'business' end as kind,
      coalesce(found.id::text, r.tax_code) as key, r.name || ' (' || r.tax_code || ')' as label,
      null::timestamptz as at, found.id is not null as hit
    from registered_businesses r left join (${found}) found on found.tax_code = r.tax_code`
}

const business = sql`'business' as kind, b.id::text as key,
  b.name || coalesce(' (' || b.tax_code || ')', '') as label, null::timestamptz as at`

/** Of those who took part: who signed up, attended or learnt over a digital channel. */
export const tookPartDigitally: Records = (scope) => sql`
  select ${business}, bool_or(a.digitally) as hit
  from (${attended(scope)}) a join businesses b on b.id = a.business_id group by b.id, b.tax_code, b.name`

/** Businesses helped with digital matters: a question of that field answered, or a class of it attended. */
export const digitalSupported: Records = (scope) => sql`
  select ${business}, true as hit
  from businesses b where b.id in (
    select t.business_id from tickets t join fields f on f.id = t.field_id
    where f.code in ('chuyen-doi-so', 'ai') and t.state = 'answered' and ${within(sql`t.opened_at`, scope)}
      and ${ofUnit(sql`t.lead_unit_id`, scope)}
    union select a.business_id from (${attended(
      scope,
      sql`exists (select 1 from fields f where f.code in ('chuyen-doi-so', 'ai') and c.field_ids @> to_jsonb(f.id))`,
    )}) a)`

/** The registered businesses, and which of them can be reached over a digital channel at the end of the scope. */
export const reachedDigitally: Records = (scope) =>
  registered(sql`select b.tax_code, min(b.id) as id from conversations v
    join people p on p.id = v.person_id join businesses b on b.id = p.business_id
    where b.tax_code is not null and v.channel in (${digital}) and v.created_at < ${until(scope)}
    group by b.tax_code`)

/** Documents newly shown to the public, and which of them a notice went out about. */
export const documentsTold: Records = (scope) => sql`
  select 'document' as kind, d.id::text as key, coalesce(d.number, d.title) as label, d.shown_at as at,
    exists (select 1 from notices n where n.document_id = d.id and n.started_at is not null) as hit
  from law_documents d where d.state = 'published' and d.origin <> 'catalogue'
    and ${within(sql`d.shown_at`, scope)}`

export const recommendationsReplied: Records = (scope) => sql`
  select 'recommendation' as kind, r.id::text as key, coalesce(nullif(r.title, ''), r.authority) as label,
    r.sent_at as at, r.replied_at is not null as hit
  from recommendations r where r.state in ('sent', 'replied') and ${within(sql`r.sent_at`, scope)}
    and ${ofUnit(sql`r.unit_id`, scope)}`

export const tasksDone: Records = (scope) => sql`
  select 'task' as kind, k.id::text as key, k.number || '. ' || k.content as label,
    k.due_on::timestamptz as at, k.state = 'done' as hit
  from plan_tasks k where k.state <> 'dropped' and k.due_on between ${scope.fromOn}::date and ${scope.toOn}::date
    and ${ofUnit(sql`k.lead_unit_id`, scope)}`

export const surveyResponses: Records = (scope) => sql`
  select 'survey' as kind, r.survey_id::text as key, v.title as label, r.completed_on::timestamptz as at,
    true as hit
  from survey_responses r join surveys v on v.id = r.survey_id
  where r.state = 'complete' and r.completed_on between ${scope.fromOn}::date and ${scope.toOn}::date
    and ${ofUnit(sql`v.unit_id`, scope)}`
