import { type SQL, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Db } from '#db/client.ts'
import { plannedAnew } from '#db/transaction.ts'
import { ofUnit, type Scope, within } from './formula-records.ts'

/** Everything else in one statement, one value each. */
export async function countsOf(db: Db, scope: Scope, now: Date) {
  const parts = { ...trainingParts(scope), ...outwardParts(scope), ...inwardParts(scope, now) }
  const columns = Object.entries(parts).map(
    ([name, part]) => sql`(${part}) as ${sql.identifier(name)}`,
  )
  const [row] = await db.execute<Record<string, unknown>>(
    sql`${sql.raw(plannedAnew)} select ${sql.join(columns, sql`, `)}`,
  )
  const n = (name: keyof typeof parts) => Number(row?.[name] ?? 0)
  return {
    answersSent: n('answersSent'),
    answersPublished: n('answersPublished'),
    training: {
      classes: n('classes'),
      conferences: n('conferences'),
      workshops: n('workshops'),
      dialogues: n('dialogues'),
      attendances: n('attendances'),
      attendees: n('attendees'),
      businesses: n('businesses'),
      signups: n('signups'),
      budgetVnd: n('budgetVnd'),
      societyVnd: n('societyVnd'),
    },
    surveys: { answered: n('surveysAnswered'), responses: n('responses') },
    documents: { published: n('documents'), told: n('documentsTold') },
    notices: { sent: n('notices'), recipients: n('recipients') },
    difficulties: { raised: n('difficulties') },
    recommendations: {
      sent: n('recommendations'),
      replied: n('replied'),
      accepted: n('accepted'),
      partly: n('partly'),
      declined: n('declined'),
    },
    consultants: { registered: n('consultants'), referred: n('referred'), answered: n('advised') },
    fees: { decided: n('feesDecided'), granted: n('feesGranted'), grantedVnd: n('feesVnd') },
    tasks: {
      due: n('tasksDue'),
      done: n('tasksDone'),
      late: n('tasksLate'),
      open: n('tasksOpen'),
      always: n('tasksAlways'),
    },
  }
}

function trainingParts(scope: Scope) {
  const held = (what: SQL, kind: SQL) => sql`select ${what} from courses c
    cross join lateral (select coalesce(max(n.starts_at), c.held_at) as at from course_sessions n
      where n.course_id = c.id and n.cancelled_at is null) held
    where c.state in ('held', 'closed') and ${kind} and ${within(sql`held.at`, scope)}
      and ${ofUnit(sql`c.lead_unit_id`, scope)}`
  const ofKind = (kind: string) => held(sql`count(*)`, sql`c.kind = ${kind}`)
  const attended = (what: SQL) => sql`select ${what} from attendances a
    join signups s on s.id = a.signup_id join course_sessions n on n.id = a.session_id
    join courses c on c.id = s.course_id
    where ${within(sql`n.starts_at`, scope)} and ${ofUnit(sql`c.lead_unit_id`, scope)}`
  return {
    classes: ofKind('class'),
    conferences: ofKind('conference'),
    workshops: ofKind('workshop'),
    dialogues: ofKind('dialogue'),
    budgetVnd: held(sql`sum(c.budget_vnd)`, sql`true`),
    societyVnd: held(sql`sum(c.society_vnd)`, sql`true`),
    attendances: attended(sql`count(*)`),
    attendees: attended(sql`count(distinct s.id)`),
    businesses: attended(sql`count(distinct s.business_id)`),
    signups: sql`select count(*) from signups s join courses c on c.id = s.course_id
      where ${within(sql`s.created_at`, scope)} and s.state <> 'cancelled' and ${ofUnit(sql`c.lead_unit_id`, scope)}`,
  }
}

/** What went out: answers, documents, notices, recommendations. */
function outwardParts(scope: Scope) {
  const shown = sql`from law_documents d where d.state = 'published' and d.origin <> 'catalogue'
    and ${within(sql`d.shown_at`, scope)}`
  const recommended = sql`from recommendations r where r.state in ('sent', 'replied')
    and ${within(sql`r.sent_at`, scope)} and ${ofUnit(sql`r.unit_id`, scope)}`
  const outcome = (which: string) => sql`select count(*) ${recommended} and r.outcome = ${which}`
  const notices = sql`from notices n where n.kind <> 'digest' and ${within(sql`n.started_at`, scope)}`
  return {
    answersSent: sql`select count(*) from answers a where a.state = 'sent' and ${within(sql`a.sent_at`, scope)}
      and ${ofUnit(sql`a.unit_id`, scope)}`,
    answersPublished: sql`select count(*) from published_answers p where p.state = 'published'
      and ${within(sql`p.published_at`, scope)} and ${ofUnit(sql`p.unit_id`, scope)}`,
    documents: sql`select count(*) ${shown}`,
    documentsTold: sql`select count(*) ${shown} and exists (select 1 from notices n
      where n.document_id = d.id and n.started_at is not null)`,
    notices: sql`select count(*) ${notices}`,
    recipients: sql`select count(*) from notice_recipients r where r.state = 'sent'
      and r.notice_id in (select n.id ${notices})`,
    recommendations: sql`select count(*) ${recommended}`,
    replied: sql`select count(*) ${recommended} and r.replied_at is not null`,
    accepted: outcome('accepted'),
    partly: outcome('partly'),
    declined: outcome('declined'),
  }
}

/** What was heard and done inside: surveys, difficulties, consultants, fees, tasks. */
function inwardParts(scope: Scope, now: Date) {
  const { fromOn, toOn } = scope
  const days = sql`between ${fromOn}::date and ${toOn}::date`
  const responses = sql`from survey_responses r join surveys v on v.id = r.survey_id
    where r.state = 'complete' and r.completed_on ${days} and ${ofUnit(sql`v.unit_id`, scope)}`
  const tasks = (which: SQL) => sql`select count(*) from plan_tasks k where k.state <> 'dropped'
    and ${ofUnit(sql`k.lead_unit_id`, scope)} and ${which}`
  const ofField = sql`select f.id from fields f where ${ofUnit(sql`f.lead_unit_id`, scope)}`
  const fees = sql`from fee_files e where e.state in ('granted', 'refused') and e.decided_on ${days}`
  const referred = sql`from referrals r join tickets t on t.id = r.ticket_id
    where r.state <> 'declined' and ${within(sql`r.asked_at`, scope)} and ${ofUnit(sql`t.lead_unit_id`, scope)}`
  return {
    responses: sql`select count(*) ${responses}`,
    surveysAnswered: sql`select count(distinct r.survey_id) ${responses}`,
    difficulties: sql`select count(*) from difficulties d where d.raised_on ${days}
      ${scope.unitId === undefined ? sql`` : sql`and d.field_id in (${ofField})`}`,
    consultants: sql`select count(*) from consultants c
      where (c.since is null or c.since <= ${toOn}::date) and (c.ended_on is null or c.ended_on > ${toOn}::date)`,
    referred: sql`select count(*) ${referred}`,
    advised: sql`select count(*) ${referred} and r.state = 'answered'`,
    feesDecided: sql`select count(*) ${fees}`,
    feesGranted: sql`select count(*) ${fees} and e.state = 'granted'`,
    feesVnd: sql`select sum(e.granted_vnd) ${fees} and e.state = 'granted'`,
    tasksDue: tasks(sql`k.due_on ${days}`),
    tasksDone: tasks(sql`k.due_on ${days} and k.state = 'done'`),
    tasksLate: tasks(
      sql`k.due_on ${days} and ((k.state = 'open' and k.due_on < ${dayOf(now)}::date) or k.done_on > k.due_on)`,
    ),
    tasksOpen: tasks(sql`k.state = 'open'`),
    tasksAlways: tasks(sql`k.deadline = 'always'`),
  }
}
