import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { giveUp } from '#core/training/seats.ts'
import { signUp } from '#core/training/sign-up.ts'
import { openCourse } from '#core/training/testing-open.ts'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { migrateUp } from '#db/migrate.ts'
import { load, median, percentile, table } from './measure.ts'

const { values: given } = parseArgs({
  options: {
    people: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '5' },
  },
})
const atOnce = Number(given.people)
const rounds = Number(given.rounds)
const seats = 40
/** The pool of the program. */
const connections = 10

const quiet = { info: () => {}, warn: console.warn, error: console.error }
const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-bench-'))
const server = await startEmbedded(folder, quiet)
await migrateUp(server.url)
const { db, sql, close } = connect(server.url, { max: connections })
const asked: number[][] = []
const whole: number[] = []
const freed: number[] = []
try {
  const desk = await makeDesk(db)
  const now = new Date()
  for (let round = 0; round <= rounds; round++) {
    const course = await openCourse(
      db,
      desk,
      { seats, title: `Lớp số ${round}`, place: `${round}` },
      now,
    )
    const people = await strangers()
    const begun = performance.now()
    const taken = await Promise.all(people.map((id) => asks(course.id, id, now)))
    const seconds = (performance.now() - begun) / 1000
    await check(course.id)
    const gone = performance.now()
    await leaveAll(course.id, now)
    const perSeat = (performance.now() - gone) / seats
    // The first round warms up.
    if (round === 0) continue
    asked.push(taken)
    whole.push(atOnce / seconds)
    freed.push(perSeat)
  }
} finally {
  await close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
const all = asked.flat()
console.log(
  `\n${atOnce} people sign up for one class of ${seats} seats at the same moment, ${connections} connections; ` +
    `median of ${rounds} rounds, ${load()}\n`,
)
console.log(
  table(
    ['', 'value'],
    [
      ['sign-ups per second', median(whole).toFixed(0)],
      ['least-most', `${Math.min(...whole).toFixed(0)}-${Math.max(...whole).toFixed(0)}`],
      ['the last of all knows after, ms', median(asked.map((ms) => Math.max(...ms))).toFixed(0)],
      ['p50 / p95, ms', `${percentile(all, 0.5).toFixed(0)} / ${percentile(all, 0.95).toFixed(0)}`],
      ['a seat given up and offered to the next, ms', median(freed).toFixed(1)],
      ['seated / waiting in order, every round', `${seats} / ${atOnce - seats}`],
    ],
  ),
)

async function strangers(): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    insert into people (created_at) select now() from generate_series(1, ${atOnce}) returning id`
  return rows.map(({ id }) => Number(id))
}

/** Milliseconds until this person knows. */
async function asks(courseId: number, personId: number, now: Date): Promise<number> {
  const begun = performance.now()
  const who = { conversationId: null, businessId: null, channel: 'zalo', staffId: null } as const
  await db.transaction((tx) =>
    signUp(tx, { courseId, personId, ...who, attendees: [`Người số ${personId}`] }, now),
  )
  return performance.now() - begun
}

/** Exactly as many as there are seats, and an ordered list without holes. */
async function check(courseId: number): Promise<void> {
  const rows = await sql<{ number: number; state: string }[]>`
    select number, state from signups where course_id = ${courseId} order by number`
  const right = rows.every(({ number, state }, index) => {
    return number === index + 1 && state === (index < seats ? 'seated' : 'waiting')
  })
  if (rows.length !== atOnce || !right) throw new Error('seats were given out wrongly')
}

/** Everybody who has a seat gives it up at once: each frees one for exactly one who waits. */
async function leaveAll(courseId: number, now: Date): Promise<void> {
  const rows = await sql<{ id: number; person_id: number }[]>`
    select id, person_id from signups where course_id = ${courseId} and state = 'seated'`
  await Promise.all(
    rows.map(({ id, person_id }) =>
      db.transaction((tx) => giveUp(tx, { personId: Number(person_id) }, Number(id), now)),
    ),
  )
  const [offered] = await sql<{ n: number; first: number; last: number }[]>`
    select count(*)::int as n, min(number) as first, max(number) as last from signups
    where course_id = ${courseId} and state = 'offered'`
  const { n, first, last } = offered ?? {}
  if (n !== seats || first !== seats + 1 || last !== 2 * seats) {
    throw new Error('freed seats were offered wrongly')
  }
}
