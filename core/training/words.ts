import { instantOf, placeOf } from '#core/calendar/calendar.ts'
import type { Choice } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { shortDay } from '#core/tickets/told.ts'
import type { Course } from './course.ts'
import type { CourseSession } from './sessions.ts'

/** HH:mm in Việt Nam. */
function clock(at: Date): string {
  const { minute } = placeOf(at)
  return [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, '0')).join(':')
}

/** A moment in words: HH:mm, day of the week, dd/MM/yyyy. */
export function momentWords(language: Language, at: Date): string {
  return `${clock(at)}, ${dayWords(language, at)}`
}

function dayWords(language: Language, at: Date): string {
  const { day } = placeOf(at)
  const weekday = new Date(instantOf(day, 720)).getUTCDay()
  return `${say(language, `training:weekday.${weekday}`)} ${shortDay(at)}`
}

/** When a session is: 08:00 - 11:30, thứ Ba 24/11/2026. */
export function timesWords(
  language: Language,
  { startsAt, endsAt }: Pick<CourseSession, 'startsAt' | 'endsAt'>,
): string {
  const same = placeOf(startsAt).day === placeOf(endsAt).day
  if (!same) return `${momentWords(language, startsAt)} - ${momentWords(language, endsAt)}`
  return `${clock(startsAt)} - ${clock(endsAt)}, ${dayWords(language, startsAt)}`
}

/** When and where a course is, line by line; the meeting link only for those who have a seat. */
export function whenAndWhere(
  language: Language,
  course: Pick<Course, 'kind' | 'mode' | 'place' | 'meetingLink'>,
  sessions: Pick<CourseSession, 'startsAt' | 'endsAt' | 'place'>[],
  { seated }: { seated: boolean },
): string[] {
  const t = (key: string, values?: Record<string, string | number>) =>
    say(language, `training:${key}`, values)
  const { mode, place, meetingLink } = course
  const when = sessions.map((session) => timesWords(language, session))
  const [only, ...others] = when
  const elsewhere = sessions.some((session) => session.place !== '' && session.place !== place)
  return [
    ...(course.kind === 'e-learning' ? [t('when-alone')] : []),
    ...(only !== undefined && others.length === 0 ? [t('when', { when: only })] : []),
    ...(others.length > 0
      ? [
          t('when-several'),
          ...sessions.map((session, at) =>
            [`${at + 1}. ${when[at]}`, elsewhere && (session.place || place)]
              .filter(Boolean)
              .join(' · '),
          ),
        ]
      : []),
    ...(mode !== 'online' && !(elsewhere && others.length > 0)
      ? [t('where', { place: sessions[0]?.place || place })]
      : []),
    ...(course.kind !== 'e-learning' && mode !== 'in-person' ? [t(`online-${mode}`)] : []),
    ...(seated && meetingLink !== '' && mode !== 'in-person'
      ? [t('link', { link: meetingLink })]
      : []),
  ]
}

/** A button of our own about a course or a seat. */
export function button(language: Language, name: string, id: string): Choice {
  return { id, label: say(language, `training:button.${name}`) }
}

/** The address of the page with the QR code of a seat. */
export function ticketUrl(site: string | undefined, token: string): string | undefined {
  return site === undefined ? undefined : `${site}/lop/ve/${token}`
}
