import type { Seat } from '#core/training/calendar-public.ts'
import { type QuizResult, quizMark } from '#core/training/lesson-results.ts'
import type { Lesson } from '#core/training/lessons.ts'
import { Icon } from '#portal/icon.tsx'
import { Frame, Trail } from '#portal/library/frame.tsx'
import type { Visit } from '#portal/library/visit.ts'
import { wordsOf } from './said.ts'

interface LessonView {
  visit: Visit
  seat: Seat
  lessons: Lesson[]
  lesson: Lesson
  /** what was chosen, for each question */
  given: number[]
  result?: QuizResult
  fault?: string
}

export function LessonPage(view: LessonView) {
  const { visit, seat, lessons, lesson, result } = view
  const t = wordsOf(visit)
  const own = `/lop/ve/${seat.token}`
  const at = lessons.findIndex(({ id }) => id === lesson.id)
  const next = lessons[at + 1]
  return (
    <Frame visit={visit} title={lesson.title} unlisted>
      <Trail visit={visit} steps={[{ href: own, name: seat.title }]} />
      <p class="found-kind">{t('lesson.of', { n: at + 1, of: lessons.length })}</p>
      <h1>{lesson.title}</h1>
      {lesson.body && (
        <div class="lesson-body">
          {lesson.body.split(/\n{2,}/).map((paragraph) => (
            <p class="passage">{paragraph}</p>
          ))}
        </div>
      )}
      <Beside t={t} own={own} lesson={lesson} />
      {result ? (
        <Result t={t} view={view} result={result} own={own} />
      ) : (
        <Quiz t={t} view={view} own={own} />
      )}
      {next && (
        <p class="again">
          <a href={`${own}/bai/${next.id}`}>{t('lesson.next', { title: next.title })}</a>
        </p>
      )}
    </Frame>
  )
}

type T = ReturnType<typeof wordsOf>

function Beside({ t, own, lesson }: { t: T; own: string; lesson: Lesson }) {
  if (!lesson.link && lesson.fileId === null) return null
  return (
    <ul class="class-files">
      {lesson.link && (
        <li>
          <a href={lesson.link} rel="noopener noreferrer">
            <Icon name="external-link" />
            {t('lesson.link')}
          </a>
        </li>
      )}
      {lesson.fileId !== null && (
        <li>
          <a href={`${own}/tep/${lesson.fileId}`}>
            <Icon name="file-down" />
            {lesson.file}
          </a>
        </li>
      )}
    </ul>
  )
}

function Quiz({ t, view, own }: { t: T; view: LessonView; own: string }) {
  const { lesson, given, fault } = view
  return (
    <section aria-labelledby="quiz">
      <h2 id="quiz">{t(lesson.quiz.length > 0 ? 'quiz' : 'lesson.read.title')}</h2>
      {fault && (
        <p class="note alarm" role="alert">
          {fault}
        </p>
      )}
      <form class="check" method="post" action={`${own}/bai/${lesson.id}`}>
        <input type="hidden" name="quiz" value={quizMark(lesson.quiz)} />
        {lesson.quiz.map(({ ask, choices }, index) => (
          <fieldset>
            <legend>
              {index + 1}. {ask}
            </legend>
            {choices.map((choice, at) => (
              <label class="quiz-choice">
                <input
                  type="radio"
                  name={`q${index}`}
                  value={String(at)}
                  required
                  checked={given[index] === at}
                />
                <span>{choice}</span>
              </label>
            ))}
          </fieldset>
        ))}
        <button type="submit" class="button">
          {t(lesson.quiz.length > 0 ? 'quiz.send' : 'lesson.read')}
        </button>
      </form>
    </section>
  )
}

function Result({
  t,
  view,
  result,
  own,
}: {
  t: T
  view: LessonView
  result: QuizResult
  own: string
}) {
  if (result.of === 0) return <p class="note">{t('lesson.read.done')}</p>
  return (
    <section aria-labelledby="quiz">
      <h2 id="quiz">{t('quiz.result', { right: result.right, of: result.of })}</h2>
      <p class="note">{t(result.passed ? 'quiz.passed' : 'quiz.failed')}</p>
      <ol class="quiz-marks">
        {result.marks.map((mark, index) => (
          <li>
            <p>
              <b>
                {index + 1}. {mark.ask}
              </b>
            </p>
            <p class={mark.right ? 'class-sign class-good' : 'class-sign class-bad'}>
              <Icon name={mark.right ? 'circle-check' : 'circle-x'} size={16} />
              {mark.chosen}
            </p>
            {!mark.right && <p>{t('quiz.answer', { answer: mark.answer })}</p>}
            {mark.why && <p class="found-by">{mark.why}</p>}
          </li>
        ))}
      </ol>
      <p>
        <a class="button quiet" href={`${own}/bai/${view.lesson.id}?lam-lai=1`}>
          {t('quiz.again')}
        </a>
      </p>
    </section>
  )
}
