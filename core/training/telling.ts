import { and, eq, isNull, like, lte, type SQL, sql } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import type { Way } from '#core/deliveries/ways.ts'
import { isLanguage } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { courseFiles, courseSessions, courses, courseTold, signups } from '#db/schema/training.ts'
import { callAsWell, tendCalls } from './calls.ts'
import { owed } from './owed.ts'
import { waysFor } from './reaching.ts'
import { type ToSay, tellingOf, toRate } from './told.ts'

export interface Telling {
  now: Date
  /** where the portal is, for the link to a ticket */
  site: string | undefined
}

const atOnce = 100

/**
 * Tells everybody what they are owed to hear of their courses. Each message is written in the transaction in which its
 * mark is taken away, so that it is said once, whoever runs this at the same time. A chat in which somebody is being
 * heard just now has its turn the next time. Returns how many messages went out.
 */
export async function tellCourses(db: Db, telling: Telling): Promise<number> {
  await db.transaction((tx) => tendCalls(tx, telling.now))
  let said = 0
  for (;;) {
    const round = await db.transaction((tx) => tellOwed(tx, telling))
    said += round.said
    if (round.settled < atOnce) return said
  }
}

/**
 * The same for what is owed by one course, within the transaction that owes it, as far as nobody is being heard in those
 * chats: whoever holds a course or a chat does not wait for another.
 */
export async function tellNow(tx: Db, courseId: number, now: Date): Promise<void> {
  await tellOwed(tx, { now, site: undefined }, courseId)
}

async function tellOwed(
  tx: Db,
  { now, site }: Telling,
  courseId?: number,
): Promise<{ said: number; settled: number }> {
  const due = await owedNow(tx, now, courseId)
  if (due.length === 0) return { said: 0, settled: 0 }
  const ways = await waysFor(
    tx,
    due.map(({ signup }) => signup),
    now,
  )
  let [said, settled] = [0, 0]
  const together = Map.groupBy(
    due,
    ({ course, signup, what }) =>
      `${course.id} ${ways.get(signup.id)?.chat.id ?? '-'} ${togetherOf(what)}`,
  )
  for (const all of together.values()) {
    const [first] = all
    if (!first) continue
    const way = ways.get(first.signup.id)
    if (!way) {
      await settle(tx, all, 'call:', now)
      settled += all.length
      continue
    }
    if (!(await isFree(tx, way.chat.id))) continue
    await settle(tx, all, '', now)
    settled += all.length
    if (!(await sayTo(tx, way, all, { now, site }))) continue
    said += 1
    const marks = all.map(({ signup, what }) => {
      return { signupId: signup.id, what: what.slice(owed.length) }
    })
    await callAsWell(tx, way, marks, now)
  }
  return { said, settled }
}

type Due = Awaited<ReturnType<typeof owedNow>>[number]

/** At night a mark waits for its hour in the morning. */
function owedNow(tx: Db, now: Date, courseId: number | undefined) {
  // What has a link waits for the clock, which knows where the portal is.
  const which: SQL | undefined =
    courseId === undefined
      ? undefined
      : and(
          eq(courses.id, courseId),
          sql`${courseTold.what} !~ '^owed:(certificate|materials|rating|remind)'`,
        )
  return tx
    .select({ what: courseTold.what, signup: signups, course: courses })
    .from(courseTold)
    .innerJoin(signups, eq(signups.id, courseTold.signupId))
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(and(like(courseTold.what, `${owed}%`), lte(courseTold.at, now), which))
    .orderBy(courseTold.at, signups.number, beginningOf(courseTold.what))
    .limit(atOnce)
    .for('update', { of: courseTold, skipLocked: true })
}

/** When the session that a mark is about begins, so that two reminders of one moment come in the order of the day. */
function beginningOf(what: typeof courseTold.what): SQL {
  return sql`(
    select s.starts_at from course_sessions s
    where s.course_id = ${courses.id} and s.id::text = split_part(${what}, ':', 3))`
}

/** Locks a chat; false while somebody is being heard there. */
async function isFree(tx: Db, chatId: number): Promise<boolean> {
  const locked = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, chatId))
    .for('no key update', { skipLocked: true })
  return locked.length > 0
}

async function settle(tx: Db, all: Due[], mark: '' | 'call:', now: Date): Promise<void> {
  for (const { signup, what } of all) {
    const which = and(eq(courseTold.signupId, signup.id), eq(courseTold.what, what))
    const told = mark + what.slice(owed.length)
    await tx.execute(sql`
      delete from course_told where signup_id = ${signup.id} and what = ${told}`)
    await tx.update(courseTold).set({ what: told, at: now }).where(which)
  }
}

async function sayTo(tx: Db, way: Way, all: Due[], { now, site }: Telling): Promise<boolean> {
  const [first] = all
  if (!first) return false
  const { id: conversationId, channel, language } = way.chat
  const sessions = await tx
    .select()
    .from(courseSessions)
    .where(and(eq(courseSessions.courseId, first.course.id), isNull(courseSessions.cancelledAt)))
    .orderBy(courseSessions.startsAt)
  const kind = kindOf(first.what)
  const files = await tx.$count(courseFiles, eq(courseFiles.courseId, first.course.id))
  const said: ToSay = {
    ...{ kind, course: first.course, sessions, site, now, files: files > 0 },
    about: Number(first.what.split(':')[2] ?? 0),
    signups: [...new Map(all.map(({ signup }) => [signup.id, signup])).values()],
    language: isLanguage(language) ? language : 'vi',
  }
  const bodies = tellingOf(said)
  for (const body of bodies) {
    const cause = `course-${kind}`
    await deliver(tx, { conversationId, channel: channel as ChannelName, cause, body }, now)
  }
  const asked = kind === 'rating' ? toRate(said.signups) : undefined
  if (asked) await tx.update(signups).set({ ratingAskedAt: now }).where(eq(signups.id, asked.id))
  return bodies.length > 0
}

/** Changes one after the other are one message; each session is reminded of by itself. */
function togetherOf(what: string): string {
  const kind = kindOf(what)
  return kind.startsWith('remind-') ? what : kind
}

/** `owed:remind-2h:17` is of the kind `remind-2h`. */
function kindOf(what: string): string {
  return what.split(':')[1] ?? ''
}
