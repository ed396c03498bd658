import type { Context } from 'hono'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import type { Seat } from '#core/training/calendar-public.ts'
import {
  answerLesson,
  markQuiz,
  progressOf,
  type QuizResult,
} from '#core/training/lesson-results.ts'
import { type Lesson, lessonsOf } from '#core/training/lessons.ts'
import { showMissing } from '#portal/library/missing.tsx'
import type { Visit } from '#portal/library/visit.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { LessonPage } from './lesson-page.tsx'
import { withSeat } from './seat.tsx'

/** `/lop/ve/:token/bai/:lesson`: a lesson, and its quiz. */
export function showLesson(c: Context, settings: PortalSettings): Promise<Response> {
  return withSeat(c, settings, async (visit, seat) => {
    const lessons = await lessonsFor(settings, seat)
    const lesson = lessons.find(({ id }) => String(id) === c.req.param('lesson'))
    if (!lesson) return showMissing(c, visit)
    const done = (await progressOf(settings.db, seat.signupId)).find(({ id }) => id === lesson.id)
    const given = done?.tried ? (done.answers ?? []) : []
    const result = done?.tried ? markQuiz(lesson.quiz, given) : undefined
    const again = visit.query.has('lam-lai')
    return page(
      c,
      { visit, seat, lessons, lesson, given: again ? [] : given },
      again ? undefined : result,
    )
  })
}

/** `POST /lop/ve/:token/bai/:lesson`: the answers to its quiz. */
export function takeLesson(c: Context, settings: PortalSettings): Promise<Response> {
  return withSeat(c, settings, async (visit, seat) => {
    const lessons = await lessonsFor(settings, seat)
    const lesson = lessons.find(({ id }) => String(id) === c.req.param('lesson'))
    if (!lesson) return showMissing(c, visit)
    const body = await c.req.parseBody()
    const given = lesson.quiz.map((_, index) => {
      const value = body[`q${index}`]
      return typeof value === 'string' && /^\d$/.test(value) ? Number(value) : -1
    })
    const view = { visit, seat, lessons, lesson, given }
    try {
      const { db } = settings
      const which = { signupId: seat.signupId, lessonId: lesson.id }
      const mark = typeof body.quiz === 'string' ? body.quiz : undefined
      const result = await db.transaction((tx) => answerLesson(tx, which, given, visit.now, mark))
      return page(c, view, result)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const stale = error.key === 'training:refusal.quiz-changed' && { given: [] }
      const fault = say(visit.language, error.key, error.values)
      return page(c, { ...view, ...stale, fault }, undefined)
    }
  })
}

async function lessonsFor({ db }: PortalSettings, { id, seat }: Seat): Promise<Lesson[]> {
  return seat === 'seated' ? lessonsOf(db, id) : []
}

interface View {
  visit: Visit
  seat: Seat
  lessons: Lesson[]
  lesson: Lesson
  given: number[]
  fault?: string
}

function page(c: Context, view: View, result: QuizResult | undefined) {
  secure(c, "'none'", 'private, no-store')
  const shown = <LessonPage {...view} {...(result && { result })} />
  return Promise.resolve(c.html(shown, view.fault === undefined ? 200 : 422))
}
