import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { checkAnswers } from '#core/surveys/answer.ts'
import { enteredSources, enterResponse } from '#core/surveys/entering.ts'
import { readerOf } from '#core/surveys/responses.ts'
import { questionsOf } from '#core/surveys/shape.ts'
import { standingNow, surveyById, versionForm } from '#core/surveys/surveys.ts'
import { groupsTold } from '#core/surveys/texts.ts'
import { sentAnswers } from './answer-fields.tsx'
import { EntryFields, EntryPage, type EntryView } from './entry-page.tsx'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Taking down what somebody answers: at an inspection, a conference, by phone, from paper. */
export function entryRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const enters = allow('surveys.enter')
  app
    .get('/surveys/:id/entry', enters, async (c) => {
      const view = await viewOf(c, deps, {})
      const standing = await standingNow(deps.db, view.survey, new Date())
      if (standing !== 'open') throw new Refusal('survey-desk:entry.not-open')
      return c.html(<EntryPage {...view} faults={[]} />)
    })
    .post('/surveys/:id/entry/questions', enters, async (c) => {
      const view = await viewOf(c, deps, await sentBody(c))
      return c.html(<EntryFields {...view} faults={[]} />)
    })
    .post('/surveys/:id/entry', enters, async (c) => {
      const body = await sentBody(c)
      const view = await viewOf(c, deps, body)
      if (view.faults.length > 0 || body.do === 'refresh') {
        const faults = body.do === 'refresh' ? [] : view.faults
        return c.html(<EntryPage {...view} faults={faults} />, faults.length > 0 ? 422 : 200)
      }
      const office = await loadOffice(deps.db)
      const { survey, form, answers, source, responseId } = view
      const groups = groupsTold(office, form, answers)
      const entered = { surveyId: survey.id, source, answers, id: responseId, ...groups }
      await enterResponse(deps.db, entered, office, by(c))
      flash(c, 'done', 'survey-desk:entry.kept')
      const again = body.do === 'again'
      return redirect(c, `/admin/surveys/${survey.id}${again ? '/entry' : ''}`)
    })
}

async function viewOf(
  c: AdminContext,
  { db }: AdminDeps,
  body: Record<string, unknown>,
): Promise<EntryView> {
  const survey = await surveyById(db, idOf(c))
  if (!survey || survey.current === 0) throw new NotFound()
  const [form, office] = await Promise.all([
    versionForm(db, survey.id, survey.current),
    loadOffice(db),
  ])
  const sent = sentAnswers(body, questionsOf(form))
  const { answers, faults } = checkAnswers(form, sent, readerOf(office, new Date()))
  const given = String(body.responseId ?? '')
  return {
    ...{ c, survey, form, sent, answers, faults },
    communes: office.communes.map(({ name }) => name),
    source: enteredSources.find((one) => one === body.source) ?? 'inspection',
    responseId: uuid.test(given) ? given : randomUUID(),
  }
}
