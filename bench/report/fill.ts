import { fill as fillTickets } from '#bench/inbox/fill.ts'
import { connect } from '#db/client.ts'

export interface YearSize {
  tickets: number
  classes: number
  responses: number
}

/**
 * Fills an empty database with one year of a department: the inbox benchmark's tickets drawn together into a year, classes
 * with their sign-ups and attendances, survey responses, and what else a report counts.
 */
export async function fillYear(url: string, size: YearSize): Promise<void> {
  await fillTickets(url, size.tickets)
  const { sql, close } = connect(url, { max: 1 })
  try {
    for (const statement of statements(size)) await sql.unsafe(statement)
  } finally {
    await close()
  }
}

/** Three years become less than one: each moment's distance from now, divided. */
const drawnTogether = (column: string) => `${column} = now() - (now() - ${column}) / 3.3`

function statements({ classes, responses }: YearSize): string[] {
  return [
    'set session_replication_role = replica; set synchronous_commit = off; set work_mem = "256MB"',
    'select setseed(0.5)',
    `update tickets set ${['opened_at', 'answered_at', 'closed_at', 'updated_at', 'due_at'].map(drawnTogether).join(', ')}`,
    `update answers set ${['sent_at', 'created_at'].map(drawnTogether).join(', ')}`,
    `update ratings set ${['asked_at', 'rated_at'].map(drawnTogether).join(', ')}`,
    `update tickets t set commune = c.name from (
       select name, row_number() over (order by name) - 1 as n, count(*) over () as all_of from communes) c
     where t.id % c.all_of = c.n`,
    `insert into registered_businesses (tax_code, name, size, sector, commune, imported_at)
     select (5300000000 + g)::text, 'Doanh nghiệp ' || g, (array['micro', 'small', 'medium'])[1 + g % 3], null,
       'Xã Văn Bàn', now() from generate_series(1, 8000) g`,
    `insert into courses (slug, kind, title, lead_unit_id, mode, seats, state, budget_vnd, society_vnd, created_at,
       updated_at, field_ids)
     select 'lop-' || g, (array['class', 'class', 'class', 'conference', 'workshop', 'dialogue'])[1 + g % 6], 'Lớp ' || g,
       1 + g % 8, (array['in-person', 'online', 'both'])[1 + g % 3], 60, 'held', 12000000, 3000000, now(), now(),
       jsonb_build_array(1 + g % 9)
     from generate_series(1, ${classes}) g`,
    `insert into course_sessions (course_id, starts_at, ends_at, attend_code)
     select id, now() - id * interval '5 days', now() - id * interval '5 days' + interval '3 hours', '1234' from courses`,
    `insert into signups (course_id, number, person_id, business_id, attendee, attendee_key, state, channel, token,
       created_at, changed_at, score, rating_asked_at, rated_at)
     select c.id, g, p.id, p.business_id, 'Người ' || g, 'nguoi ' || g, 'seated',
       (array['zalo', 'web', 'telegram', 'phone'])[1 + g % 4], c.id || '-' || g, now() - c.id * interval '5 days',
       now(), case when g % 2 = 0 then 3 + g % 3 end, now() - c.id * interval '5 days',
       case when g % 2 = 0 then now() - c.id * interval '5 days' end
     from courses c cross join generate_series(1, 50) g join people p on p.id = 1 + (c.id * 53 + g * 7) % 6000`,
    `insert into attendances (session_id, signup_id, at, how)
     select n.id, s.id, n.starts_at, 'scan' from signups s join course_sessions n on n.course_id = s.course_id
     where s.number % 5 <> 0`,
    `insert into surveys (slug, title, purpose, unit_id, state, current, draft, created_at, updated_at)
     select 'khao-sat-' || g, 'Khảo sát ' || g, 'own', 1 + g % 8, 'open', 1, '{}', now(), now()
     from generate_series(1, 6) g`,
    `insert into survey_responses (survey_id, version, state, answers, channel, commune, size, completed_on)
     select 1 + g % 6, 1, 'complete', jsonb_build_object('q1', g % 5), 'web', 'Xã Văn Bàn', 'small',
       current_date - (g % 320) from generate_series(1, ${responses}) g`,
    `insert into difficulties (source, content, field_id, commune, raised_on, created_at)
     select 'typed', 'Khó khăn ' || g, 1 + g % 9, 'Xã Văn Bàn', current_date - (g % 320), now()
     from generate_series(1, 2000) g`,
    `insert into recommendations (authority, content, unit_id, state, staff_id, sent_at)
     select 'Bộ', 'Kiến nghị ' || g, 1 + g % 8, 'sent', 'x', now() - g * interval '1 day' from generate_series(1, 200) g`,
    'set session_replication_role = origin',
    'vacuum analyze',
  ]
}
