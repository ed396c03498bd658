import { type SQL, sql } from 'drizzle-orm'
import { digitalChannels, ofUnit, type Records, type Scope, within } from './formula-records.ts'
import { type FormulaName, formulas, isFormula } from './formulas.ts'

const counted = sql`t.state not in ('withdrawn', 'merged')`

function tickets(which: SQL): Records {
  return (
    scope,
  ) => sql`select 'ticket' as kind, t.id::text as key, t.code as label, t.opened_at as at,
      true as hit, null::bigint as amount
    from tickets t where ${within(sql`t.opened_at`, scope)} and ${ofUnit(sql`t.lead_unit_id`, scope)} and ${which}`
}

function held(which: SQL, amount = sql`null::bigint`): Records {
  return (
    scope,
  ) => sql`select 'course' as kind, c.id::text as key, c.title as label, held.at as at, true as hit,
      ${amount} as amount
    from courses c cross join lateral (
      select coalesce(max(n.starts_at), c.held_at) as at from course_sessions n
      where n.course_id = c.id and n.cancelled_at is null) held
    where c.state in ('held', 'closed') and ${which} and ${within(sql`held.at`, scope)}
      and ${ofUnit(sql`c.lead_unit_id`, scope)}`
}

const attendees: Records = (scope) => sql`
  select distinct 'signup' as kind, s.id::text as key, c.title || ' · ' || s.number as label, s.created_at as at,
    true as hit, null::bigint as amount
  from attendances a join signups s on s.id = a.signup_id join course_sessions n on n.id = a.session_id
  join courses c on c.id = s.course_id
  where ${within(sql`n.starts_at`, scope)} and ${ofUnit(sql`c.lead_unit_id`, scope)}`

const signups: Records = (scope) => sql`
  select 'signup' as kind, s.id::text as key, c.title || ' · ' || s.number as label, s.created_at as at,
    true as hit, null::bigint as amount
  from signups s join courses c on c.id = s.course_id
  where ${within(sql`s.created_at`, scope)} and s.state <> 'cancelled' and ${ofUnit(sql`c.lead_unit_id`, scope)}`

const answersSent: Records = (scope) => sql`
  select 'ticket' as kind, t.id::text as key, t.code as label, a.sent_at as at, true as hit, null::bigint as amount
  from answers a join tickets t on t.id = a.ticket_id
  where a.state = 'sent' and ${within(sql`a.sent_at`, scope)} and ${ofUnit(sql`a.unit_id`, scope)}`

const answersPublished: Records = (scope) => sql`
  select 'published' as kind, p.id::text as key, left(p.question, 160) as label, p.published_at as at, true as hit,
    null::bigint as amount
  from published_answers p where p.state = 'published' and ${within(sql`p.published_at`, scope)}
    and ${ofUnit(sql`p.unit_id`, scope)}`

function documents(which: SQL): Records {
  return (
    scope,
  ) => sql`select 'document' as kind, d.id::text as key, coalesce(d.number, d.title) as label,
      d.shown_at as at, true as hit, null::bigint as amount
    from law_documents d where d.state = 'published' and d.origin <> 'catalogue'
      and ${within(sql`d.shown_at`, scope)} and ${which}`
}

const notices: Records = (scope) => sql`
  select 'notice' as kind, n.id::text as key, n.title as label, n.started_at as at, true as hit,
    (select count(*) from notice_recipients r where r.notice_id = n.id and r.state = 'sent') as amount
  from notices n where n.kind <> 'digest' and ${within(sql`n.started_at`, scope)}`

const difficulties: Records = (scope) => sql`
  select 'difficulty' as kind, d.id::text as key, left(d.content, 160) as label, d.raised_on::timestamptz as at,
    true as hit, null::bigint as amount
  from difficulties d where ${on(sql`d.raised_on`, scope)} and ${
    scope.unitId === undefined
      ? sql`true`
      : sql`d.field_id in (select f.id from fields f where f.lead_unit_id = ${scope.unitId})`
  }`

function recommendations(which: SQL): Records {
  return (scope) => sql`select 'recommendation' as kind, r.id::text as key,
      coalesce(nullif(r.title, ''), r.authority) as label, r.sent_at as at, true as hit, null::bigint as amount
    from recommendations r where r.state in ('sent', 'replied') and ${within(sql`r.sent_at`, scope)}
      and ${ofUnit(sql`r.unit_id`, scope)} and ${which}`
}

/** A name as it is compared: without accents, with the committee's short name spelt out. */
const committee = (name: SQL) => sql`regexp_replace(regexp_replace(translate(lower(regexp_replace(
  normalize(trim(${name}), NFKD), '[\u0300-\u036f]', '', 'g')), 'đð', 'dd'),
  '^(chu tich )?(ubnd|uy ban nhan dan) *', 'uy ban nhan dan '), '\\s+', ' ', 'g')`

/**
 * What the people's committee above the office answered to businesses' difficulties: its replies to what was
 * recommended to it. "UBND tỉnh" means the one that stands in the office's own setting.
 */
const committeeAnswers: Records = (scope) => sql`
  select 'recommendation' as kind, r.id::text as key, coalesce(nullif(r.title, ''), r.authority) as label,
    r.replied_at as at, true as hit, null::bigint as amount
  from recommendations r
  cross join (select ${committee(sql`s.value->>'parent'`)} as name from settings s where s.key = 'organisation') parent
  where r.state = 'replied' and ${within(sql`r.replied_at`, scope)} and ${ofUnit(sql`r.unit_id`, scope)}
    and parent.name like 'uy ban nhan dan %' and (starts_with(${committee(sql`r.authority`)}, parent.name)
      or ${committee(sql`r.authority`)} in ('uy ban nhan dan tinh', 'uy ban nhan dan thanh pho')
        and starts_with(parent.name, ${committee(sql`r.authority`)}))`

const consultants: Records = ({ toOn }) => sql`
  select 'consultant' as kind, c.id::text as key, c.name as label, c.since::timestamptz as at, true as hit,
    null::bigint as amount
  from consultants c
  where (c.since is null or c.since <= ${toOn}::date) and (c.ended_on is null or c.ended_on > ${toOn}::date)`

function referrals(which: SQL): Records {
  return (
    scope,
  ) => sql`select 'ticket' as kind, t.id::text as key, t.code as label, r.asked_at as at, true as hit,
      null::bigint as amount
    from referrals r join tickets t on t.id = r.ticket_id
    where r.state <> 'declined' and ${within(sql`r.asked_at`, scope)} and ${ofUnit(sql`t.lead_unit_id`, scope)}
      and ${which}`
}

function fees(day: SQL, which: SQL): Records {
  return (
    scope,
  ) => sql`select 'fee' as kind, e.id::text as key, b.name as label, ${day}::timestamptz as at,
      true as hit, e.granted_vnd as amount
    from fee_files e join businesses b on b.id = e.business_id where ${on(day, scope)} and ${which}`
}

const decided = sql`e.state in ('granted', 'refused')`

function decidedOf(size: string): Records {
  return fees(sql`e.decided_on`, sql`${decided} and e.size = ${size}`)
}

function tasks(which: (scope: Scope) => SQL): Records {
  return (
    scope,
  ) => sql`select 'task' as kind, k.id::text as key, k.number || '. ' || k.content as label,
      k.due_on::timestamptz as at, true as hit, null::bigint as amount
    from plan_tasks k where k.state <> 'dropped' and ${ofUnit(sql`k.lead_unit_id`, scope)} and ${which(scope)}`
}

function on(column: SQL, { fromOn, toOn }: Scope): SQL {
  return sql`${column} between ${fromOn}::date and ${toOn}::date`
}

const due = (scope: Scope) => on(sql`k.due_on`, scope)
const late = (scope: Scope) => sql`${due(scope)} and ((k.state = 'open' and
  k.due_on < (now() at time zone 'Asia/Ho_Chi_Minh')::date) or k.done_on > k.due_on)`

const anyone = sql`true`

/** The relation behind each figure; those of formulas stand with the formula. */
const relations: Record<string, Records> = {
  opened: tickets(anyone),
  answered: tickets(sql`t.state = 'answered'`),
  recommended: tickets(sql`t.state = 'recommended'`),
  referred: tickets(sql`t.state = 'referred'`),
  withdrawn: tickets(sql`t.state in ('withdrawn', 'merged')`),
  open: tickets(sql`t.state in ('received', 'routed', 'waiting', 'submitted')`),
  late: tickets(sql`t.was_late and ${counted}`),
  digital: tickets(
    sql`${counted} and t.channel in (${sql.join(
      digitalChannels.map((channel) => sql`${channel}`),
      sql`, `,
    )})`,
  ),
  'answers-sent': answersSent,
  'answers-published': answersPublished,
  'committee-answers': committeeAnswers,
  classes: held(sql`c.kind = 'class'`),
  conferences: held(sql`c.kind = 'conference'`),
  workshops: held(sql`c.kind = 'workshop'`),
  dialogues: held(sql`c.kind = 'dialogue'`),
  signups,
  attendees,
  budget: held(sql`c.budget_vnd > 0`, sql`c.budget_vnd`),
  society: held(sql`c.society_vnd > 0`, sql`c.society_vnd`),
  documents: documents(anyone),
  'documents-told': documents(sql`exists (select 1 from notices n
    where n.document_id = d.id and n.started_at is not null)`),
  notices,
  recipients: notices,
  difficulties,
  recommendations: recommendations(anyone),
  replied: recommendations(sql`r.replied_at is not null`),
  accepted: recommendations(sql`r.outcome in ('accepted', 'partly')`),
  declined: recommendations(sql`r.outcome = 'declined'`),
  consultants,
  consultations: referrals(anyone),
  advised: referrals(sql`r.state = 'answered'`),
  'fees-received': fees(sql`e.received_on`, anyone),
  'fees-decided': fees(sql`e.decided_on`, decided),
  'fees-medium': decidedOf('medium'),
  'fees-small': decidedOf('small'),
  'fees-micro': decidedOf('micro'),
  'fees-granted': fees(sql`e.decided_on`, sql`e.state = 'granted'`),
  'fees-money': fees(sql`e.decided_on`, sql`e.state = 'granted'`),
  'tasks-due': tasks(due),
  'tasks-done': tasks((scope) => sql`${due(scope)} and k.state = 'done'`),
  'tasks-late': tasks(late),
  'tasks-open': tasks(() => sql`k.state = 'open'`),
  responses: ofFormula('survey-responses'),
}

const rates = [
  'resolved',
  'satisfied',
  'in-time',
  'response',
  'took-part',
  'took-part-digital',
] as const
for (const name of rates) relations[name] = ofFormula(name)

function ofFormula(name: FormulaName): Records {
  return (scope) =>
    sql`select r.*, null::bigint as amount from (${formulas[name].records(scope)}) r`
}

/** The formula a figure is: of a target (`formula-classes`). */
export function formulaOf(figure: string): FormulaName | undefined {
  const name = figure.replace(/^formula-/, '')
  return name !== figure && isFormula(name) ? name : undefined
}

/**
 * The relation of a figure: a line's, a target's, or a field's or division's tickets (`field-12-opened`); undefined: no
 * figure.
 */
export function relationOf(figure: string): Records | undefined {
  if (Object.hasOwn(relations, figure)) return relations[figure]
  const formula = formulaOf(figure)
  if (formula) return ofFormula(formula)
  const [, by, id, state] =
    /^(field|unit)-(\d{1,15}|none)-(opened|answered|recommended)$/.exec(figure) ?? []
  if (by === undefined || state === undefined) return undefined
  const column = by === 'field' ? sql`t.field_id` : sql`t.lead_unit_id`
  const place = id === 'none' ? sql`${column} is null` : sql`${column} = ${Number(id)}`
  return tickets(state === 'opened' ? place : sql`${place} and t.state = ${state}`)
}
