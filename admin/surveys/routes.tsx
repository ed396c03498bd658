import { Hono } from 'hono'
import { toString as qrSvg } from 'qrcode'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { emptyForm } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import { documentById, type LawDocument } from '#core/law/documents/documents.ts'
import { loadOffice } from '#core/office.ts'
import {
  closeSurvey,
  createSurvey,
  longestTitle,
  openSurvey,
  publishSurvey,
  saveDraft,
} from '#core/surveys/drafting.ts'
import { readSurveyFile, surveyFile } from '#core/surveys/form-file.ts'
import { surveyPage } from '#core/surveys/links.ts'
import { listStates, listSurveys } from '#core/surveys/listing.ts'
import { versionsOf } from '#core/surveys/results.ts'
import { sendSurvey } from '#core/surveys/sending.ts'
import { type Purpose, purposes, surveyById } from '#core/surveys/surveys.ts'
import { templates } from '#core/surveys/templates.ts'
import { builderRoutes, draftOf } from './builder-routes.tsx'
import { entryRoutes } from './entry-routes.tsx'
import { ImportPage } from './import-page.tsx'
import { SurveyListPage } from './list-page.tsx'
import { NewSurveyPage } from './new-page.tsx'
import { resultsRoutes } from './results-routes.tsx'
import { saveSettings, showPage } from './showing.tsx'
import { VersionPage } from './version-page.tsx'

const path = '/admin/surveys'

/** Surveys: made, published, answered by staff, sent, and what came of them. */
export function surveyRoutes(deps: AdminDeps) {
  const app = new Hono<AdminEnv>()
  listRoutes(app, deps)
  fileRoutes(app, deps)
  builderRoutes(app, deps)
  resultsRoutes(app, deps)
  entryRoutes(app, deps)
  showRoutes(app, deps)
  return app
}

function listRoutes(app: Hono<AdminEnv>, { db }: AdminDeps): void {
  app
    .get('/surveys', allow('surveys.read'), async (c) => {
      const state = listStates.find((one) => one === c.req.query('state')) ?? 'open'
      const page = pageOf(c)
      const [{ rows, more }, office] = await Promise.all([
        listSurveys(db, { state, page }, new Date()),
        loadOffice(db),
      ])
      const { satisfied: target } = office.targets
      return c.html(<SurveyListPage {...{ c, state, rows, more, page, target }} />)
    })
    .get('/surveys/new', allow('surveys.write'), async (c) => {
      const about = await documentAbout(db, c.req.query('document'))
      const page = { offered: templates(), filled: emptyForm, faults: [] }
      return c.html(<NewSurveyPage c={c} about={about} {...page} />)
    })
    .post('/surveys', allow('surveys.write'), async (c) => {
      const { purpose, document } = await sentBody(c)
      const name = purposes.find((one) => one === purpose)
      if (!name) throw new NotFound()
      const about = await documentAbout(db, document)
      const begun = { ...begunFrom(c, name), ...(about && { documentId: about.id }) }
      const title = about ? `${begun.title}: ${aboutName(c, about)}` : begun.title
      const { id } = await createSurvey(
        db,
        { ...begun, title: title.slice(0, longestTitle) },
        by(c),
      )
      flash(c, 'done', 'survey-desk:created')
      return redirect(c, `${path}/${id}/form`)
    })
    .post('/surveys/import', allow('surveys.write'), async (c) => {
      const text = await fileText(c)
      const about = await documentAbout(db, (await sentBody(c)).document)
      const read = readSurveyFile(text)
      if ('faults' in read) {
        const filled = { typed: { text }, faults: {} }
        const page = { about, offered: templates(), filled, faults: read.faults }
        return c.html(<NewSurveyPage c={c} {...page} />, 422)
      }
      const begun = { ...read.file, ...(about && { documentId: about.id }) }
      const { id } = await createSurvey(db, begun, by(c))
      flash(c, 'done', 'survey-desk:import.done')
      return redirect(c, `${path}/${id}/form`)
    })
}

/** The law that a survey is about, when it is begun from that law's rollout. */
async function documentAbout(db: AdminDeps['db'], id: unknown) {
  return typeof id === 'string' && /^\d{1,9}$/.test(id) ? documentById(db, Number(id)) : undefined
}

function aboutName(c: AdminContext, { kind, number, title }: LawDocument): string {
  return nameOf({ kind, number, title }, c.get('language'))
}

/** A copy of a template, or a form with one empty section. */
function begunFrom(c: AdminContext, purpose: Purpose) {
  const template = templates().find((one) => one.purpose === purpose)
  if (!template) {
    const title = c.get('language') === 'en' ? 'New survey' : 'Khảo sát mới'
    return { title, purpose, form: { sections: [{ id: 'phan-1', title: '', questions: [] }] } }
  }
  const { title, anonymous, form } = template
  return { title, purpose, anonymous, form }
}

function fileRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  app
    .get('/surveys/:id/form.json', allow('surveys.read'), async (c) => {
      const { survey } = await draftOf(c, deps)
      const name = `${survey.slug}.json`
      return c.body(surveyFile(survey), 200, download(name, 'application/json; charset=utf-8'))
    })
    .get('/surveys/:id/import', allow('surveys.write'), async (c) => {
      const { survey } = await draftOf(c, deps)
      return c.html(<ImportPage c={c} survey={survey} filled={emptyForm} faults={[]} />)
    })
    .post('/surveys/:id/import', allow('surveys.write'), async (c) => {
      const { survey } = await draftOf(c, deps)
      const text = await fileText(c)
      const read = readSurveyFile(text)
      const filled = { typed: { text }, faults: {} }
      if ('faults' in read) {
        const page = { survey, filled, faults: read.faults }
        return c.html(<ImportPage c={c} {...page} />, 422)
      }
      const seen = Number((await sentBody(c)).version)
      if (seen !== survey.version) {
        const overtaken = { ...filled, faults: { form: 'survey-desk:import.changed' } }
        return c.html(<ImportPage c={c} survey={survey} filled={overtaken} faults={[]} />, 409)
      }
      const { title, form } = read.file
      await saveDraft(db, { id: survey.id, version: seen }, { title, form }, by(c))
      flash(c, 'done', 'survey-desk:import.done')
      return redirect(c, `${path}/${survey.id}/form`)
    })
}

/** What was chosen as a file, else what was pasted. */
async function fileText(c: AdminContext): Promise<string> {
  const { file, text } = await sentBody(c)
  if (file instanceof File && file.size > 0) return file.text()
  return typeof text === 'string' ? text : ''
}

function showRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db, publicUrl } = deps
  const publishes = allow('surveys.publish')
  app
    .get('/surveys/:id', allow('surveys.read'), async (c) =>
      c.html(await showPage(c, deps, emptyForm)),
    )
    .post('/surveys/:id/settings', allow('surveys.write'), (c) => saveSettings(c, deps))
    .post('/surveys/:id/publication', publishes, async (c) => {
      const id = idOf(c)
      const version = Number((await sentBody(c)).version)
      const published = await publishSurvey(db, { id, version }, by(c))
      flash(c, 'done', 'survey-desk:published', { version: published })
      return redirect(c, `${path}/${id}`)
    })
    .post('/surveys/:id/opening', publishes, async (c) => {
      await openSurvey(db, idOf(c), by(c))
      flash(c, 'done', 'survey-desk:opened')
      return redirect(c, `${path}/${idOf(c)}`)
    })
    .post('/surveys/:id/closing', publishes, async (c) => {
      await closeSurvey(db, idOf(c), by(c))
      flash(c, 'done', 'survey-desk:closed')
      return redirect(c, `${path}/${idOf(c)}`)
    })
    .post('/surveys/:id/sending', publishes, async (c) => {
      const audience = {
        ...{ fieldIds: [], sectors: [], communes: [], sizes: [], channels: [] },
        ...{ lateDays: 0, remind: true },
      }
      const noticeId = await sendSurvey(db, idOf(c), audience, by(c), { publicUrl })
      flash(c, 'done', 'survey-desk:send.drafted')
      return redirect(c, `/admin/notices/${noticeId}`)
    })
    .get('/surveys/:id/qr.svg', allow('surveys.read'), async (c) => {
      const survey = await surveyById(db, idOf(c))
      if (!survey) throw new NotFound()
      const svg = await qrSvg(surveyPage(publicUrl, survey.slug), { type: 'svg', margin: 2 })
      return c.body(svg, 200, { 'Content-Type': 'image/svg+xml; charset=utf-8' })
    })
    .get('/surveys/:id/versions/:version', allow('surveys.read'), async (c) => {
      const [survey, versions] = await Promise.all([
        surveyById(db, idOf(c)),
        versionsOf(db, idOf(c)),
      ])
      const found = versions.find(({ version }) => version === idOf(c, 'version'))
      if (!survey || !found) throw new NotFound()
      return c.html(<VersionPage c={c} survey={survey} {...found} />)
    })
}
