import { z } from 'zod'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, readForm as readSent, tick } from '#admin/forms.ts'
import type { Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { redirect } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { may } from '#core/staff/roles.ts'
import { longestTitle, type SurveySettings, saveDraft } from '#core/surveys/drafting.ts'
import { formFaults, readForm } from '#core/surveys/form.ts'
import { surveyLinks } from '#core/surveys/links.ts'
import { stampOf } from '#core/surveys/pieces.ts'
import { readResults, versionsOf } from '#core/surveys/results.ts'
import { questionsOf } from '#core/surveys/shape.ts'
import { type Survey, standingOf, surveyById } from '#core/surveys/surveys.ts'
import { ShowSurveyPage } from './show-page.tsx'

const localMoment = z
  .string()
  .default('')
  .refine((text) => text === '' || /^20\d\d-\d\d-\d\dT\d\d:\d\d$/.test(text), {
    error: 'survey-desk:fault.moment',
  })
  .transform((text) => (text === '' ? null : new Date(`${text}:00+07:00`)))
  .refine((at) => at === null || !Number.isNaN(at.getTime()), { error: 'survey-desk:fault.moment' })

const settingsForm = z
  .object({
    title: line(longestTitle),
    unitId: optionalId.transform((id) => id ?? null),
    opensAt: localMoment,
    closesAt: localMoment,
    quota: z
      .string()
      .default('')
      .transform((text) => text.replaceAll('.', '').trim())
      .refine((text) => text === '' || /^[1-9]\d{0,5}$/.test(text), {
        error: 'survey-desk:fault.quota',
      })
      .transform((text) => (text === '' ? null : Number(text))),
    anonymous: tick,
    version: z.string().regex(/^\d+$/).transform(Number),
  })
  .refine(({ opensAt, closesAt }) => !opensAt || !closesAt || opensAt < closesAt, {
    path: ['closesAt'],
    error: 'survey-desk:fault.times',
  })

/** The page of one survey, with what was typed into its settings when they were not taken. */
export async function showPage(c: AdminContext, { db, ...deps }: AdminDeps, filled: Filled) {
  const survey = await surveyById(db, idOf(c))
  if (!survey) throw new NotFound()
  const [results, versions, office] = await Promise.all([
    readResults(db, survey.id, {}),
    versionsOf(db, survey.id),
    loadOffice(db),
  ])
  const draft = readForm(survey.draft)
  const asked = versions.at(-1)?.form
  const total = results?.total ?? 0
  const counted = new Map(results?.versions.map(({ version, n }) => [version, n]))
  const t = words(c)
  return (
    <ShowSurveyPage
      c={c}
      survey={survey}
      standing={standingOf(survey, new Date(), total)}
      responses={total}
      invitations={results?.invitations ?? { invited: 0, answered: 0 }}
      versions={versions.map(({ version, publishedAt, form }) => ({
        ...{ version, publishedAt, questions: questionsOf(form).length },
        responses: counted.get(version) ?? 0,
      }))}
      faults={formFaults(draft, survey)}
      changed={asked === undefined || stampOf(asked) !== stampOf(draft)}
      rights={{
        write: mayHere(c, 'surveys.write', survey),
        publish: mayHere(c, 'surveys.publish', survey),
        enter: mayHere(c, 'surveys.enter', survey),
      }}
      links={surveyLinks(deps.chatLinks ?? [], deps.publicUrl, survey.slug).map(
        ({ name, url }) => ({
          ...{
            url,
            name: name === 'page' || name === 'chat' ? t(`survey-desk:links.${name}`) : name,
          },
        }),
      )}
      units={office.units.map(({ id, name }) => ({ value: id, label: name }))}
      filled={filled}
    />
  )
}

function mayHere(c: AdminContext, deed: Deed, { unitId }: Survey): boolean {
  const nobody = { assigneeId: null, consultantId: null }
  return may(c.get('actor'), deed, { leadUnitId: unitId, cooperatingUnitIds: [], ...nobody })
}

/** Keeps a survey's settings; what was not taken is shown again with what is wrong at the field. */
export async function saveSettings(c: AdminContext, deps: AdminDeps) {
  const id = idOf(c)
  const survey = await surveyById(deps.db, id)
  if (!survey) throw new NotFound()
  const read = await readSent(c, settingsForm)
  if (!read.ok) return c.html(await showPage(c, deps, read), 422)
  const { version, anonymous, ...given } = read.data
  const fixed = (await readResults(deps.db, id, {}))?.total ?? 0
  const settings: Partial<SurveySettings> = fixed > 0 ? given : { ...given, anonymous }
  try {
    await saveDraft(deps.db, { id, version }, settings, by(c))
  } catch (error) {
    if (!(error instanceof Refusal) || error.key !== 'surveys:refusal.changed') throw error
    // What was typed stays in the form, over the newest version: sent again it is kept.
    const typed = { ...typedOf(read.data), version: String(survey.version) }
    const faults = { form: 'survey-desk:settings.changed' }
    return c.html(await showPage(c, deps, { typed, faults }), 409)
  }
  flash(c, 'done', 'survey-desk:saved')
  return redirect(c, `/admin/surveys/${id}`)
}

function typedOf({ title, unitId, opensAt, closesAt, quota }: z.output<typeof settingsForm>) {
  const shown = (at: Date | null) =>
    at ? new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16) : ''
  return {
    ...{ title, unitId: String(unitId ?? ''), quota: String(quota ?? '') },
    ...{ opensAt: shown(opensAt), closesAt: shown(closesAt) },
  }
}
