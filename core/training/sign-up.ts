import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { fold, tidy } from '#core/fold.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import type { CourseKind, CourseState } from './course.ts'

/** Who signs whom up, and how. */
export interface NewSignUp {
  courseId: number
  personId: number
  conversationId: number | null
  businessId: number | null
  /** the names of those who come */
  attendees: string[]
  channel: ChannelName | 'phone' | 'in-person'
  /** one of staff, for somebody who phones or stands at the door */
  staffId: string | null
}

export interface NewSeat {
  id: number
  number: number
  attendee: string
  state: 'seated' | 'waiting'
  token: string
  /** of those who wait: the how-manieth */
  position: number
}

export interface SignedUp {
  seats: NewSeat[]
  /** who was down already, by the person or by their business */
  already: string[]
}

const mostAtOnce = 20
const longestName = 100

interface Door {
  state: CourseState
  kind: CourseKind
  closes_at: string | null
  starts_at: string | null
  /** the keys of those they signed up before */
  held: string[] | null
}

/**
 * Signs people up for a course, in the order of asking: seated while seats are free and nobody waits, else on the
 * waiting list. Whoever is down already stays as they are. Staff may sign up at the door as long as there are seats. The
 * course's row is locked until the transaction ends. Refusal when sign-up is closed, the course is not open, no name is
 * given, or one person without staff would have more than twenty.
 */
export async function signUp(tx: Db, asked: NewSignUp, now: Date): Promise<SignedUp> {
  const names = namesOf(asked.attendees)
  const [door] = await tx.execute<Door & Record<string, unknown>>(sql`
    select c.state, c.kind, c.closes_at, (
      select min(s.starts_at) from course_sessions s where s.course_id = c.id and s.cancelled_at is null) as starts_at, (
      select array_agg(n.attendee_key) from signups n where n.course_id = c.id and n.person_id = ${asked.personId}
        and n.state in ('seated', 'waiting', 'offered')) as held
    from courses c where c.id = ${asked.courseId} for update of c`)
  if (!door) throw new Refusal('training:refusal.gone')
  const begun = checkOpen(door, asked.staffId !== null, now)
  if (asked.staffId === null) checkMost(names, door.held ?? [])
  const given = names.map((name, at) => ({
    at,
    ...name,
    token: randomBytes(16).toString('base64url'),
  }))
  const rows = await seat(tx, asked, given, now)
  if (begun && rows.some(({ state }) => state === 'waiting')) {
    throw new Refusal('training:refusal.full')
  }
  const taken = new Set(rows.map(({ attendee }) => attendee))
  return {
    seats: rows.map((row) => ({ ...row, position: Number(row.position) })),
    already: names.map(({ attendee }) => attendee).filter((attendee) => !taken.has(attendee)),
  }
}

/** The names as they are written down, each once. */
export function namesOf(attendees: string[]): { attendee: string; key: string }[] {
  const named = attendees
    .map((name) => tidy(name).slice(0, longestName))
    .filter((name) => /\p{L}{2}/u.test(name))
    .map((attendee) => ({ attendee, key: keyOf(attendee) }))
  const names = named.filter(({ key }, at) => named.findIndex((one) => one.key === key) === at)
  if (names.length === 0) throw new Refusal('training:refusal.no-name')
  if (names.length > mostAtOnce)
    throw new Refusal('training:refusal.too-many', { most: mostAtOnce })
  return names
}

/** Two spellings of one name are one attendee. */
function keyOf(attendee: string): string {
  return fold(attendee)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Refusal when nobody is taken any more; true when the course has begun, so that nobody can wait for a seat. */
function checkOpen(door: Door, byStaff: boolean, now: Date): boolean {
  const { state, kind } = door
  const alone = kind === 'e-learning'
  const passed = (at: string | null) => at !== null && new Date(at) <= now
  const begun = !alone && (state === 'running' || passed(door.starts_at))
  if (state !== 'published' && !(state === 'running' && (alone || byStaff))) {
    throw new Refusal(`training:refusal.when-${state}`)
  }
  if (!byStaff && (begun || passed(door.closes_at))) {
    throw new Refusal('training:refusal.sign-up-closed')
  }
  return begun
}

/** Nobody takes a whole class for themselves; who brings more is signed up by staff. */
function checkMost(names: { key: string }[], held: string[]): void {
  if (new Set([...held, ...names.map(({ key }) => key)]).size > mostAtOnce) {
    throw new Refusal('training:refusal.too-many-held', { most: mostAtOnce })
  }
}

type Given = { at: number; attendee: string; key: string; token: string }[]

/**
 * One statement, begun after the course is locked and so seeing everybody before: who is new, how many seats are free,
 * the numbers, and the rows.
 */
function seat(tx: Db, asked: NewSignUp, given: Given, now: Date) {
  const { courseId, personId, conversationId, businessId, channel, staffId } = asked
  const at = sql`${now.toISOString()}::timestamptz`
  return tx.execute<NewSeat & Record<string, unknown>>(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g(at int, attendee text, key text, token text)
    ), fresh as (
      select g.*, row_number() over (order by g.at) as n from given g
      where not exists (
        select 1 from signups s
        where s.course_id = ${courseId} and s.attendee_key = g.key and s.state in ('seated', 'waiting', 'offered')
          and (s.person_id = ${personId} or s.business_id = ${businessId}::bigint))
    ), stand as (
      select count(*) filter (where state <> 'waiting') as taken, count(*) filter (where state = 'waiting') as waiting
      from signups where course_id = ${courseId} and state in ('seated', 'waiting', 'offered')
    ), course as (
      update courses set next_number = next_number + (select count(*) from fresh) where id = ${courseId}
      returning seats, next_number - (select count(*) from fresh) - 1 as before
    ), room as (
      select before, waiting, case
        when waiting > 0 and seats is not null then 0
        when seats is null then null else greatest(seats - taken, 0) end as free
      from course, stand
    ), written as (
      insert into signups (course_id, number, person_id, conversation_id, business_id, attendee, attendee_key, state,
        channel, staff_id, token, created_at, changed_at)
      select ${courseId}, before + n, ${personId}, ${conversationId}::bigint, ${businessId}::bigint, attendee, key,
        case when free is null or n <= free then 'seated' else 'waiting' end, ${channel}, ${staffId}::text, token, ${at}, ${at}
      from fresh, room order by n
      returning id, number, attendee, state, token
    )
    select w.id, w.number, w.attendee, w.state, w.token, case
      when w.state = 'waiting' then room.waiting + row_number() over (partition by w.state order by w.number)
      else 0 end as position
    from written w, room order by w.number`)
}
