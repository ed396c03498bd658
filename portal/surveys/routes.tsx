import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { largestFile } from '#core/files/store.ts'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { wordsIn } from '#core/surveys/asking-questions.ts'
import { hasConsented, noteWebConsent } from '#core/surveys/consent.ts'
import { completeResponse, keepAnswers, readerOf } from '#core/surveys/responses.ts'
import { publicSurveys, type Survey, versionForm } from '#core/surveys/surveys.ts'
import { firstOpen, stepAt, stepBefore, takeStep } from '#core/surveys/web.ts'
import { showMissing } from '#portal/library/missing.tsx'
import { type Visit, visitOf } from '#portal/library/visit.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { type Filling, noteAnswered, openFilling, standingAnswers, surveyAt } from './filling.ts'
import { SaidPage, StepPage, type StepView, SurveysPage } from './pages.tsx'
import { countPage, postedFields, storePosted } from './posted.ts'

const mostBytes = 2 * largestFile

/** `/khao-sat`: surveys answered on the web, one section a page, without any script; personal links tie to a person. */
export function surveyRoutes(settings: PortalSettings): Hono {
  const app = new Hono()
  app.get('/khao-sat', compress(), async (c) => {
    const visit = await visitOf(c, settings)
    secure(c, "'none'", 'private, no-cache')
    return c.html(
      <SurveysPage visit={visit} surveys={await publicSurveys(settings.db, visit.now)} />,
    )
  })
  app.get('/khao-sat/:slug/xong', compress(), (c) => withSurvey(c, settings, showDone))
  for (const path of ['/khao-sat/:slug', '/khao-sat/:slug/:token']) {
    app.get(path, compress(), (c) => withSurvey(c, settings, showFirst))
    app.post(path, bodyLimit({ maxSize: mostBytes }), (c) => withSurvey(c, settings, takePage))
  }
  return app
}

interface Place {
  c: Context
  settings: PortalSettings
  visit: Visit
  survey: Survey
}

/** Runs a deed for the survey of an address; an expected no is a page that says so. */
async function withSurvey(
  c: Context,
  settings: PortalSettings,
  deed: (place: Place) => Promise<Response>,
): Promise<Response> {
  const visit = await visitOf(c, settings)
  const survey = await surveyAt(c, settings)
  if (!survey) return showMissing(c, visit)
  secure(c, "'none'", 'private, no-store')
  if (c.req.param('token') !== undefined) c.header('X-Robots-Tag', 'noindex')
  try {
    return await deed({ c, settings, visit, survey })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.key === 'surveys:refusal.link') return showMissing(c, visit)
    const text = say(visit.language, error.key, error.values)
    return c.html(<SaidPage visit={visit} title={survey.title} text={text} />)
  }
}

async function showFirst({ c, settings, visit, survey }: Place): Promise<Response> {
  const filling = await openFilling(c, settings, visit, survey)
  const { answers } = standingAnswers(filling, visit)
  const resumed = Object.keys(answers).length > 0 ? firstOpen(filling.form, answers) : undefined
  const step = stepAt(filling.form, answers, resumed)
  const consented = await consentedBefore(settings, filling)
  if (!step) throw new Refusal('surveys:refusal.gone')
  return c.html(<StepPage {...{ visit, filling, step, consented }} />)
}

/** What was agreed before is not asked again: by the person, or with what stands in this response already. */
async function consentedBefore({ db }: PortalSettings, filling: Filling): Promise<boolean> {
  if (Object.keys(filling.begun.answers).length > 0) return true
  return filling.personId !== null && (await hasConsented(db, filling.personId))
}

async function takePage(place: Place): Promise<Response> {
  const { c, settings, visit, survey } = place
  if (c.req.header('sec-fetch-site') === 'cross-site') return c.body(null, 403)
  if (c.req.param('token') === undefined) await countPage(c, settings, visit)
  const posted = await c.req.parseBody({ all: true })
  const filling = await openFilling(c, settings, visit, survey, posted)
  const fields = postedFields(filling, posted)
  const consented = posted.consent === '1' || (await consentedBefore(settings, filling))
  const reader = readerOf(visit.office, visit.now)
  if (filling.asksConsent && !consented) {
    const kept = takeStep(filling.form, fields.section, filling.typed, fields, reader)
    const step = stepAt(filling.form, kept.answers, fields.section)
    if (!step) throw new Refusal('surveys:refusal.gone')
    const again = { ...filling, typed: kept.typed }
    return show(c, { visit, filling: again, step, consented, refused: true }, 422)
  }
  const stored = await storePosted(c, settings, filling, posted, visit)
  const taken = takeStep(filling.form, fields.section, filling.typed, withFiles(), reader)
  const now = { ...filling, typed: taken.typed, files: stored.files }
  const { responseId } = filling.begun
  if (filling.asksConsent && filling.personId !== null && posted.consent === '1') {
    await noteWebConsent(settings.db, filling.personId, visit)
  }
  if (responseId !== null) await keepAnswers(settings.db, responseId, taken.answers)
  if (posted.go === 'back') {
    const step = stepBefore(filling.form, taken.answers, fields.section)
    if (step) return show(c, { visit, filling: now, step, consented })
  }
  const { faults, added } = taken
  const { untaken } = stored
  if (faults.length + added.length + untaken.length > 0) {
    const step = stepAt(filling.form, taken.answers, fields.section)
    if (step) return show(c, { visit, filling: now, step, faults, added, untaken, consented }, 422)
  }
  const next = stepAfter(filling, taken.answers, fields.section)
  if (next) return show(c, { visit, filling: now, step: next, consented })
  return finish(place, now)

  function withFiles() {
    const shown = [...fields.shown, ...fields.files]
    return { shown, posted: { ...fields.posted, ...stored.answers } }
  }
}

function show(c: Context, view: StepView, status: 200 | 422 = 200): Response | Promise<Response> {
  return c.html(<StepPage {...view} />, status)
}

function stepAfter({ form }: Filling, answers: Filling['begun']['answers'], sectionId: string) {
  const at = form.sections.findIndex(({ id }) => id === sectionId)
  const next = form.sections[at + 1]
  return next && stepAt(form, answers, next.id)
}

/** All pages are answered: the response is complete, once; the thanks have an address of their own. */
async function finish({ c, settings, visit, survey }: Place, filling: Filling): Promise<Response> {
  const { begun, personId, pageId, typed } = filling
  const responseId = begun.responseId ?? pageId
  const { version } = begun
  await settings.db.transaction((tx) =>
    completeResponse(
      tx,
      { surveyId: survey.id, version, responseId, personId, channel: 'web', answers: typed },
      visit.office,
      visit.now,
    ),
  )
  if (personId === null) noteAnswered(c, survey)
  return c.redirect(`/khao-sat/${survey.slug}/xong`, 303)
}

async function showDone({ c, settings, visit, survey }: Place): Promise<Response> {
  const form = await versionForm(settings.db, survey.id, survey.current)
  const own = form.thanks && wordsIn(visit.language, form.thanks, form.thanksEn)
  const title = say(visit.language, 'surveys:web.done.title')
  const text = own || say(visit.language, 'surveys:web.done.text')
  return c.html(<SaidPage {...{ visit, title, text }} />)
}
