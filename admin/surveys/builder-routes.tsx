import type { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody, type Typed } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import {
  type Conflict,
  publishedIds,
  type Step,
  savePiece,
  takeStep,
} from '#core/surveys/building.ts'
import { formFaults, readForm } from '#core/surveys/form.ts'
import { frameOf, headingOf, type Piece, stampOf } from '#core/surveys/pieces.ts'
import { type Form, questionKinds, questionsOf } from '#core/surveys/shape.ts'
import { type Survey, surveyById } from '#core/surveys/surveys.ts'
import { BuilderPage } from './builder-page.tsx'
import { conditionLines } from './conditions.tsx'
import { Looks } from './looks.tsx'
import { frameFields, headingFields, PiecePage } from './piece-pages.tsx'
import { readQuestion } from './question-form.ts'
import { QuestionPage } from './question-page.tsx'

/** Building a survey's form: its order, and each piece of it by itself. */
export function builderRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const writes = allow('surveys.write')
  const { db } = deps
  app
    .get('/surveys/:id/form', writes, async (c) => {
      const { survey, form } = await draftOf(c, deps)
      const faults = formFaults(form, survey)
      return c.html(<BuilderPage c={c} survey={survey} form={form} faults={faults} />)
    })
    .post('/surveys/:id/form/steps', writes, async (c) => {
      const id = idOf(c)
      const step = stepOf(await sentBody(c))
      if (!step) throw new NotFound()
      const added = await takeStep(db, id, step, by(c))
      return redirect(c, afterStep(id, step, added))
    })
    .get('/surveys/:id/form/frame', writes, async (c) => {
      const { survey, form } = await draftOf(c, deps)
      return c.html(framePage(c, survey, frameOf(form)))
    })
    .post('/surveys/:id/form/frame', writes, async (c) => {
      const { survey } = await draftOf(c, deps)
      const typed = typedOf(await sentBody(c))
      const value = linesOf(typed, ['intro', 'introEn', 'thanks', 'thanksEn'])
      const was = typed.was ?? ''
      const conflict = await savePiece(db, survey.id, { piece: 'frame', value, was }, by(c))
      if (conflict) return c.html(framePage(c, survey, value, { was, typed, conflict }), 409)
      return saved(c, survey, '')
    })
    .get('/surveys/:id/form/sections/:section', writes, async (c) => {
      const { survey, form } = await draftOf(c, deps)
      const section = form.sections.find(({ id }) => id === c.req.param('section'))
      if (!section) throw new NotFound()
      return c.html(sectionPage(c, survey, headingOf(section)))
    })
    .post('/surveys/:id/form/sections/:section', writes, async (c) => {
      const { survey } = await draftOf(c, deps)
      const typed = typedOf(await sentBody(c))
      const { title = '', ...more } = linesOf(typed, ['title', 'titleEn', 'intro', 'introEn'])
      const value = { id: c.req.param('section'), title, ...more }
      const was = typed.was ?? ''
      const conflict = await savePiece(db, survey.id, { piece: 'section', value, was }, by(c))
      if (conflict) return c.html(sectionPage(c, survey, value, { was, typed, conflict }), 409)
      return saved(c, survey, `#s-${value.id}`)
    })
  questionRoutes(app, deps)
}

function questionRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const writes = allow('surveys.write')
  const { db } = deps
  app
    .get('/surveys/:id/form/questions/:question', writes, async (c) => {
      const { survey, form, question, free } = await questionOf(c, deps)
      const lines = conditionLines(question.when)
      const match = question.when?.match ?? 'all'
      const shown = { survey, form, question, free, lines, match, filled: emptyForm }
      return c.html(<QuestionPage c={c} {...shown} was={stampOf(question)} />)
    })
    .post('/surveys/:id/form/questions/:question', writes, async (c) => {
      const { survey, form, question: before, free } = await questionOf(c, deps)
      const body = await sentBody(c)
      const read = readQuestion(body, before, free)
      const { question, typed, faults, lines, match } = read
      const was = typed.was ?? ''
      const shown = { survey, form, question, free, lines, match, was }
      if (Object.keys(faults).length > 0) {
        return c.html(<QuestionPage c={c} {...shown} filled={{ typed, faults }} />, 422)
      }
      const conflict = await savePiece(
        db,
        survey.id,
        { piece: 'question', value: question, was },
        by(c),
      )
      if (conflict) {
        const filled = { typed, faults: {} }
        return c.html(<QuestionPage c={c} {...shown} filled={filled} conflict={conflict} />, 409)
      }
      const here = `/admin/surveys/${survey.id}/form/questions/${question.id}`
      if (typed.more !== undefined || question.kind !== before.kind) return redirect(c, here)
      return saved(c, survey, `#q-${question.id}`)
    })
    .post('/surveys/:id/form/questions/:question/looks', writes, async (c) => {
      const { survey, form, question: before, free } = await questionOf(c, deps)
      const { question } = readQuestion(await sentBody(c), before, free)
      return c.html(
        <Looks
          c={c}
          form={form}
          title={survey.title}
          anonymous={survey.anonymous}
          only={question}
        />,
      )
    })
}

/** The survey with its draft; its own division's, where one may write only there. */
export async function draftOf(
  c: AdminContext,
  { db }: AdminDeps,
): Promise<{ survey: Survey; form: Form }> {
  const survey = await surveyById(db, idOf(c))
  if (!survey) throw new NotFound()
  return { survey, form: readForm(survey.draft) }
}

/** A question of the draft; one a colleague has just taken away is an empty one, so that what was typed can be kept. */
async function questionOf(c: AdminContext, deps: AdminDeps) {
  const { survey, form } = await draftOf(c, deps)
  const id = c.req.param('question') ?? ''
  const known = questionsOf(form).find((one) => one.id === id)
  if (!known && c.req.method === 'GET') throw new NotFound()
  if (!known && !/^[a-z0-9-]{1,40}$/.test(id)) throw new NotFound()
  const published = await publishedIds(deps.db, survey.id)
  const question = known ?? { id, kind: 'text' as const, ask: '', required: false }
  return { survey, form, question, free: !published.has(id) }
}

interface Again {
  was: string
  typed: Typed
  conflict: Conflict
}

function framePage(
  c: AdminContext,
  survey: Survey,
  value: ReturnType<typeof frameOf>,
  again?: Again,
) {
  const action = `/admin/surveys/${survey.id}/form/frame`
  const about = { action, title: words(c)('survey-desk:build.frame'), fields: frameFields(value) }
  return <PiecePage {...{ c, survey, ...about }} {...begun(value, again)} />
}

function sectionPage(
  c: AdminContext,
  survey: Survey,
  value: ReturnType<typeof headingOf>,
  again?: Again,
) {
  const action = `/admin/surveys/${survey.id}/form/sections/${value.id}`
  const about = {
    action,
    title: words(c)('survey-desk:build.section'),
    fields: headingFields(value),
  }
  return <PiecePage {...{ c, survey, ...about }} {...begun(value, again)} />
}

function begun(value: Piece['value'], again: Again | undefined) {
  const filled: Filled = again ? { typed: again.typed, faults: {} } : emptyForm
  return { was: again?.was ?? stampOf(value), filled, conflict: again?.conflict }
}

function saved(c: AdminContext, survey: Survey, anchor: string) {
  flash(c, 'done', 'survey-desk:saved')
  return redirect(c, `/admin/surveys/${survey.id}/form${anchor}`)
}

function typedOf(body: Record<string, unknown>): Typed {
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function linesOf(typed: Typed, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = (typed[name] ?? '')
        .replace(/\r\n/g, '\n')
        .trim()
        .slice(0, name.startsWith('title') ? 500 : 4_000)
      return text === '' ? [] : [[name, text]]
    }),
  )
}

function stepOf(body: Record<string, unknown>): Step | undefined {
  const id = String(body.id ?? '')
  const kind = questionKinds.find((one) => one === body.kind)
  const [way, what] = String(body.do ?? '').split('-')
  if (body.do === 'add-section') return { step: 'add-section' }
  if (body.do === 'add-question' && kind) return { step: 'add-question', section: id, kind }
  if (what !== 'section' && what !== 'question') return undefined
  if (way === 'remove') return { step: `remove-${what}`, id }
  return way === 'up' || way === 'down' ? { step: `move-${what}`, id, way } : undefined
}

function afterStep(surveyId: number, step: Step, added: string | undefined): string {
  const path = `/admin/surveys/${surveyId}/form`
  if (step.step === 'add-section') return `${path}/sections/${added}`
  if (step.step === 'add-question') return added ? `${path}/questions/${added}` : path
  const anchor = step.step.endsWith('question') ? 'q' : 's'
  return step.step.startsWith('move') ? `${path}#${anchor}-${step.id}` : path
}
