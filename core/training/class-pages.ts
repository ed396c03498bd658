import type { Choice, Outgoing } from '#core/channel.ts'
import { type Language, say, type Values } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import type { signups } from '#db/schema/training.ts'
import type { CourseWhole, ListedCourse } from './course-list.ts'
import { button, momentWords, ticketUrl, whenAndWhere } from './words.ts'

export type Signup = typeof signups.$inferSelect

/** Whose eyes a page is for. */
export interface Reader {
  language: Language
  site: string | undefined
  now: Date
}

export const perPage = 6

/** The classes one may sign up for, a button each. */
export function listPage(
  { language }: Reader,
  { rows, total }: { rows: ListedCourse[]; total: number },
  page: number,
): Outgoing {
  const t = (key: string, values?: Values) => say(language, `training:${key}`, values)
  const mine = button(language, 'mine', 'do:my-classes')
  if (rows.length === 0) return { text: t('list.none'), choices: [mine] }
  const lines = rows.map((course, at) => {
    const left = seatsWords(language, course.seats, course.seated + course.offered, course.waiting)
    const when = course.startsAt ? momentWords(language, course.startsAt) : t('when-alone')
    return `${at + 1}. ${course.title}\n   ${when} · ${left}`
  })
  const more = total > page * perPage
  return {
    text: [t('list.head'), ...lines, t('list.pick')].join('\n'),
    choices: [
      ...rows.map(({ id, title }) => ({ id: `class:${id}`, label: title })),
      ...(more ? [button(language, 'more', `classes:${page + 1}`)] : []),
      mine,
    ],
  }
}

/** One class on a card: what, when, where, who leads, seats left, and what one may do. */
export function classPage(
  reader: Reader,
  office: Office,
  whole: CourseWhole,
  own: Signup[],
): Outgoing {
  const { language, site, now } = reader
  const { course, sessions, counts } = whole
  const t = (key: string, values?: Values) => say(language, `training:${key}`, values)
  const taken = counts.seated + counts.offered
  const open = isOpen(whole, now)
  const lines = [
    titled(t(`kind.${course.kind}`), course.title),
    ...whenAndWhere(language, course, sessions, {
      seated: own.some(({ state }) => state === 'seated'),
    }),
    t('lead', { unit: office.unit(course.leadUnitId)?.name ?? office.name(language) }),
    ...(course.speakers === '' ? [] : [t('speakers', { speakers: course.speakers })]),
    ...(open
      ? [seatsWords(language, course.seats, taken, counts.waiting)]
      : [t(`state.${stateOf(whole, now)}`)]),
    ...(open && course.closesAt
      ? [t('closes', { at: momentWords(language, course.closesAt) })]
      : []),
    ...(course.state === 'cancelled' ? [t('reason', { reason: course.cancelReason ?? '' })] : []),
    ...(course.summary === '' ? [] : ['', course.summary]),
    ...(own.length === 0 ? [] : ['', ...own.map((signup) => seatLine(language, signup))]),
  ]
  const full = course.seats !== null && (taken >= course.seats || counts.waiting > 0)
  const join = own.length > 0 ? 'join-more' : full ? 'join-waiting' : 'join'
  return {
    text: lines.join('\n'),
    choices: [
      ...(open ? [button(language, join, `class-join:${course.id}`)] : []),
      ...own.map((signup) => seatButton(language, signup, own.length > 1)),
      ...(asksQuestions(whole) ? [button(language, 'ask', `class-ask:${course.id}`)] : []),
      button(language, 'others', 'do:classes'),
    ],
    ...(site && {
      link: { label: t('button.page'), url: `${site}/lop/${course.slug}` },
    }),
  }
}

/** The kind before the title, unless the title says it itself. */
function titled(kind: string, title: string): string {
  return title.toLowerCase().startsWith(kind.toLowerCase()) ? title : `${kind}: ${title}`
}

/** One seat: its state, when and where, and what may be done with it. */
export function seatPage(
  reader: Reader,
  whole: CourseWhole,
  signup: Signup,
  lessons: number,
): Outgoing {
  const { language, site, now } = reader
  const { course, sessions } = whole
  const t = (key: string, values?: Values) => say(language, `training:${key}`, values)
  const seated = signup.state === 'seated'
  const coming = ['published', 'running'].includes(course.state)
  const stands = ['seated', 'waiting', 'offered'].includes(signup.state)
  const over = course.state === 'held' || course.state === 'closed'
  const offered = signup.state === 'offered' && signup.offeredUntil && signup.offeredUntil > now
  const choices: Choice[] = [
    ...(offered ? [button(language, 'accept', `seat-accept:${signup.id}`)] : []),
    ...(seated && lessons > 0 ? [button(language, 'lessons', `seat-lessons:${signup.id}`)] : []),
    ...(asksQuestions(whole) ? [button(language, 'ask', `class-ask:${course.id}`)] : []),
    ...(coming && stands
      ? [button(language, offered ? 'decline' : 'leave', `seat-leave:${signup.id}`)]
      : []),
    ...(over && seated && signup.score === null
      ? [5, 4, 3, 2, 1].map((score) => ({
          id: `seat-rate:${signup.id}:${score}`,
          label: t(`score.${score}`),
        }))
      : []),
    button(language, 'others', 'do:classes'),
  ]
  const url = seated ? ticketUrl(site, signup.token) : undefined
  return {
    text: [
      course.title,
      seatLine(language, signup),
      ...(stands ? whenAndWhere(language, course, sessions, { seated }) : []),
      ...(seated && course.kind !== 'e-learning' && coming ? [t('ticket-how')] : []),
    ].join('\n'),
    choices,
    ...(url && {
      link: { label: t(course.kind === 'e-learning' ? 'button.learn' : 'button.ticket'), url },
    }),
  }
}

/** Whose seat it is and how it stands. */
function seatLine(language: Language, signup: Signup, position?: number): string {
  const { attendee, state, offeredUntil } = signup
  const until = offeredUntil ? momentWords(language, offeredUntil) : ''
  const key = state === 'waiting' && position !== undefined ? 'waiting-at' : state
  return say(language, `training:seat.${key}`, { attendee, until, position: position ?? 0 })
}

/** The button of one's own seat; with the name when there are several. */
export function seatButton(
  language: Language,
  { id, attendee }: Pick<Signup, 'id' | 'attendee'>,
  several: boolean,
): Choice {
  const label = say(language, 'training:button.seat')
  return { id: `seat:${id}`, label: several ? `${label}: ${attendee}` : label }
}

/** How many seats are left, or how many wait. */
function seatsWords(
  language: Language,
  seats: number | null,
  taken: number,
  waiting: number,
): string {
  if (seats === null) return say(language, 'training:seats.unbound')
  const left = seats - taken
  if (left <= 0 || waiting > 0) return say(language, 'training:seats.full', { seats, waiting })
  return say(language, 'training:seats.left', { left, seats })
}

/** Whether somebody may sign up now, as `signUp` decides it. */
function isOpen({ course, sessions }: CourseWhole, now: Date): boolean {
  const first = sessions[0]
  if (course.closesAt && course.closesAt <= now) return false
  if (course.kind === 'e-learning') return ['published', 'running'].includes(course.state)
  return course.state === 'published' && (!first || first.startsAt > now)
}

/** What a class that is not open is: what it says of itself, or closed to new people. */
function stateOf({ course }: CourseWhole, now: Date): string {
  if (course.state !== 'published') return course.state
  return course.closesAt && course.closesAt <= now ? 'full-closed' : 'running'
}

/** Questions are taken until it begins. */
function asksQuestions({ course }: CourseWhole): boolean {
  return course.collectsQuestions && course.state === 'published'
}
