import type { Outgoing } from '#core/channel.ts'
import type { Reply, Scene } from '#core/conversation/scene.ts'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { ended } from './class-ended.ts'
import type { LessonTaken, Start } from './class-flows.ts'
import type { Reader } from './class-pages.ts'
import { getCourse } from './course-list.ts'
import { answerLesson, progressOf } from './lesson-results.ts'
import { lessonsOf } from './lessons.ts'
import { ownSeat } from './own-seats.ts'
import { button, ticketUrl } from './words.ts'

const mostShown = 12

/** The lessons of a course and how far one has come. */
export async function lessonsPage(
  tx: Db,
  { language }: Reader,
  personId: number,
  signupId: number,
): Promise<Outgoing> {
  const signup = await ownSeat(tx, personId, signupId)
  if (signup.state !== 'seated') throw new Refusal('training:refusal.no-seat')
  const lessons = await progressOf(tx, signupId)
  if (lessons.length === 0) return { text: say(language, 'training:lessons.none') }
  const lines = lessons.map(({ title, done, tried, right, of }, at) => {
    const key = done ? 'done' : tried ? 'tried' : 'open'
    const state = say(language, `training:lessons.${key}`, { right, of })
    return `${at + 1}. ${title} · ${state}`
  })
  const next = lessons.findIndex(({ done }) => !done)
  const from = Math.max(0, Math.min(Math.max(next, 0), lessons.length - mostShown))
  return {
    text: [say(language, 'training:lessons.head'), ...lines].join('\n'),
    choices: lessons.slice(from, from + mostShown).map(({ id, title }) => ({
      id: `seat-lesson:${signupId}:${id}`,
      label: title,
    })),
  }
}

/** A lesson as it is read in chat, then its questions; one without questions is done when it is opened. */
export async function lessonPage(
  scene: Scene,
  { language, site }: Reader,
  { signupId, lessonId }: { signupId: number; lessonId: number },
  start: Start,
): Promise<Reply> {
  const { tx, conversation } = scene
  const signup = await ownSeat(tx, conversation.personId, signupId)
  const lesson = (await lessonsOf(tx, signup.courseId)).find(({ id }) => id === lessonId)
  if (!lesson || signup.state !== 'seated') throw new Refusal('training:refusal.no-seat')
  const ticket = ticketUrl(site, signup.token)
  const link =
    lesson.link !== ''
      ? { label: say(language, 'training:lessons.link'), url: lesson.link }
      : lesson.file && ticket
        ? { label: lesson.file, url: ticket }
        : undefined
  const text = [lesson.title, lesson.body].filter((part) => part !== '').join('\n\n')
  const page = { text, ...(link && { link }) }
  const quiz = lesson.quiz.map(({ ask, choices }) => ({ ask, choices }))
  const reply = await start(scene, 'class-lesson', { signupId, lessonId, quiz })
  return { ...reply, out: [page, ...reply.out] }
}

/** The last question is answered: marks, what was right, and the next lesson. */
export function afterLesson(scene: Scene, taken: LessonTaken): Promise<Reply> {
  const again = { id: `seat-lesson:${taken.signupId}:${taken.lessonId}` }
  const choices = [{ ...again, label: say(scene.language, 'training:button.again') }]
  return ended(scene, choices, () => marked(scene, taken))
}

async function marked(scene: Scene, taken: LessonTaken): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const { signupId, lessonId, answers, mark } = taken
  const signup = await ownSeat(tx, conversation.personId, signupId)
  const result = await answerLesson(tx, { signupId, lessonId }, answers, now, mark)
  const lessons = await progressOf(tx, signupId)
  const next = lessons.find(({ done }) => !done)
  const wrong = result.marks.filter(({ right }) => !right)
  const lines = [
    result.of === 0
      ? say(language, 'training:quiz.read')
      : say(language, `training:quiz.${result.passed ? 'passed' : 'failed'}`, {
          right: result.right,
          of: result.of,
        }),
    ...wrong.map(({ ask, answer, why }) =>
      [say(language, 'training:quiz.right', { ask, answer }), why].filter(Boolean).join(' '),
    ),
    ...(next ? [] : [await finished(tx, signup.courseId, language)]),
  ]
  const again = { id: `seat-lesson:${signupId}:${lessonId}` }
  return {
    progress: null,
    out: [
      {
        text: lines.join('\n\n'),
        choices: [
          ...(result.passed ? [] : [{ ...again, label: say(language, 'training:button.again') }]),
          ...(next && next.id !== lessonId
            ? [{ id: `seat-lesson:${signupId}:${next.id}`, label: next.title }]
            : []),
          button(language, 'lessons', `seat-lessons:${signupId}`),
          ...(next || signup.score !== null
            ? []
            : [5, 4, 3, 2, 1].map((score) => ({
                id: `seat-rate:${signupId}:${score}`,
                label: say(language, `training:score.${score}`),
              }))),
        ],
      },
    ],
  }
}

async function finished(tx: Db, courseId: number, language: Scene['language']): Promise<string> {
  const whole = await getCourse(tx, { id: courseId })
  return say(language, 'training:lessons.finished', { title: whole?.course.title ?? '' })
}
