import type { PublicCourse } from '#core/training/calendar-public.ts'
import { Icon } from '#portal/icon.tsx'
import type { Visit } from '#portal/library/visit.ts'
import { day, hour, wordsOf } from './said.ts'

/** A class in a list: when, what, where, and whether there is still a seat. */
export function CourseCard({ visit, course }: { visit: Visit; course: PublicCourse }) {
  const t = wordsOf(visit)
  const { startsAt, slug, title, kind, summary, mode, place } = course
  const unit = visit.office.unit(course.leadUnitId)?.name
  return (
    <article class="class-card">
      {startsAt ? (
        <time class="class-day" datetime={startsAt.toISOString()}>
          <b>{day(startsAt).slice(0, 5)}</b>
          <span>{hour(startsAt)}</span>
        </time>
      ) : (
        <span class="class-day" aria-hidden="true">
          <Icon name={kind === 'e-learning' ? 'book-open' : 'calendar'} />
        </span>
      )}
      <div>
        <p class="found-kind">
          <span>{t(`kind.${kind}`)}</span>
          <SeatSign visit={visit} course={course} />
        </p>
        <h3>
          <a href={`/lop/${slug}`}>{title}</a>
        </h3>
        {summary && <p class="class-summary">{summary}</p>}
        <p class="found-by">
          {[mode === 'online' ? t('mode.online') : place, unit].filter(Boolean).join(' · ')}
        </p>
      </div>
    </article>
  )
}

type Sign = { key: string; icon: string; look: string; n?: number }

/** How it stands with a class: seats left, full, closed, cancelled, over. */
export function standingOf(course: PublicCourse, now: Date): Sign {
  const { state, seats, taken, closesAt, startsAt, endsAt, kind } = course
  if (state === 'cancelled') return { key: 'cancelled', icon: 'circle-x', look: 'bad' }
  const over = state === 'held' || state === 'closed' || (endsAt !== null && endsAt < now)
  if (over && kind !== 'e-learning') return { key: 'over', icon: 'check', look: 'quiet' }
  const begun = kind !== 'e-learning' && (state !== 'published' || !startsAt || startsAt <= now)
  if (begun && (state === 'running' || (startsAt && startsAt <= now))) {
    return { key: 'running', icon: 'presentation', look: 'watch' }
  }
  if (begun || (closesAt && closesAt <= now)) return { key: 'shut', icon: 'lock', look: 'quiet' }
  if (seats === null) return { key: 'open', icon: 'circle-check', look: 'good' }
  const left = seats - taken
  if (left <= 0) return { key: 'full', icon: 'hourglass', look: 'watch' }
  return { key: 'left', icon: 'circle-check', look: 'good', n: left }
}

export function SeatSign({ visit, course }: { visit: Visit; course: PublicCourse }) {
  const { key, icon, look, n } = standingOf(course, visit.now)
  return (
    <span class={`class-sign class-${look}`}>
      <Icon name={icon} size={16} />
      {wordsOf(visit)(`standing.${key}`, n === undefined ? {} : { n })}
    </span>
  )
}

/** Whether somebody may still sign up, if only to wait. */
export function takesPeople(course: PublicCourse, now: Date): boolean {
  return ['open', 'left', 'full'].includes(standingOf(course, now).key)
}

/** The first `most` for the front page: those that still take people before the others, none that was cancelled. */
export function nextOf(courses: PublicCourse[], most: number, now: Date): PublicCourse[] {
  const on = courses.filter(({ state }) => state !== 'cancelled')
  const late = (course: PublicCourse) => (takesPeople(course, now) ? 0 : 1)
  return on.sort((one, other) => late(one) - late(other)).slice(0, most)
}

/** The next classes, for the front page; nothing when there are none. */
export function NextClasses({ visit, courses }: { visit: Visit; courses: PublicCourse[] }) {
  const t = wordsOf(visit)
  if (courses.length === 0) return null
  return (
    <section class="block" aria-labelledby="classes">
      <h2 id="classes">{t('home.title')}</h2>
      <p>{t('home.lead')}</p>
      <ul class="class-next">
        {courses.map((course) => (
          <li>
            <CourseCard visit={visit} course={course} />
          </li>
        ))}
      </ul>
      <p class="again">
        <a href="/lop">{t('home.all')}</a>
      </p>
    </section>
  )
}
