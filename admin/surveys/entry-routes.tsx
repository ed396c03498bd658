import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { checkAnswers } from '#core/surveys/answer.ts'
import { enteredSources, enterResponse } from '#core/surveys/entering.ts'
import { readerOf } from '#core/surveys/responses.ts'
import { type FormQuestion, questionsOf } from '#core/surveys/shape.ts'
import { standingNow, surveyById, versionForm } from '#core/surveys/surveys.ts'
import { groupsTold } from '#core/surveys/texts.ts'
import { takeUpload, uploadedNames } from '#core/surveys/uploads.ts'
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
      const view = await viewOf(c, deps, body, true)
      const refused = view.faults.length + view.untaken.length > 0
      if (refused || body.do === 'refresh') {
        const faults = body.do === 'refresh' ? [] : view.faults
        return c.html(<EntryPage {...view} faults={faults} />, refused ? 422 : 200)
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

/** What was sent so far; `taking`: files that came with it are kept for the response. */
async function viewOf(
  c: AdminContext,
  deps: AdminDeps,
  body: Record<string, unknown>,
  taking = false,
): Promise<EntryView> {
  const { db } = deps
  const survey = await surveyById(db, idOf(c))
  if (!survey || survey.current === 0) throw new NotFound()
  const [form, office] = await Promise.all([
    versionForm(db, survey.id, survey.current),
    loadOffice(db),
  ])
  const given = String(body.responseId ?? '')
  const responseId = uuid.test(given) ? given : randomUUID()
  const questions = questionsOf(form)
  const sent = sentAnswers(body, questions)
  const taken = await takeFiles(c, deps, { body: taking ? body : {}, questions, sent, responseId })
  const { answers, faults } = checkAnswers(form, sent, readerOf(office, new Date()))
  return {
    ...{ c, survey, form, sent, answers, faults },
    communes: office.communes.map(({ name }) => name),
    source: enteredSources.find((one) => one === body.source) ?? 'inspection',
    ...{ responseId, ...taken },
  }
}

/** Puts the files of a sent page into its answers, beside those it had; a number of another's file is left out. */
async function takeFiles(
  c: AdminContext,
  { db, dataDir }: AdminDeps,
  of: {
    body: Record<string, unknown>
    questions: FormQuestion[]
    sent: Record<string, string | string[]>
    responseId: string
  },
): Promise<{ files: Map<number, string>; untaken: string[] }> {
  const { body, questions, sent, responseId } = of
  const asked = questions.filter(({ kind }) => kind === 'file')
  const numbers = asked.flatMap(({ id }) => [sent[id] ?? []].flat().map(Number))
  const files = await uploadedNames(db, responseId, numbers.filter(Number.isSafeInteger))
  const untaken: string[] = []
  const t = words(c)
  for (const question of asked) {
    const ids = [sent[question.id] ?? []].flat().filter((id) => files.has(Number(id)))
    for (const file of [body[`a.${question.id}`] ?? []].flat()) {
      if (!(file instanceof File) || file.size === 0) continue
      const bytes = file.stream() as ReadableStream<Uint8Array>
      const taken = await takeUpload(
        db,
        dataDir,
        { name: file.name, bytes },
        responseId,
        new Date(),
      )
      if ('why' in taken) {
        const why = t(`files:reason.${taken.why}`)
        untaken.push(t('surveys:web.file-refused', { name: taken.name, why }))
        continue
      }
      ids.push(String(taken.id))
      files.set(taken.id, taken.name)
    }
    if (ids.length > 0) sent[question.id] = ids
    else delete sent[question.id]
  }
  return { files, untaken }
}
