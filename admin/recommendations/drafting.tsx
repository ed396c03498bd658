import type { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { labelsOf } from '#admin/difficulties/labels.ts'
import { idsIn } from '#admin/difficulties/routes.tsx'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, optionalLine, readForm, sentBody } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { documentById, documentByNumber } from '#core/law/documents/documents.ts'
import { loadOffice } from '#core/office.ts'
import { difficultyPage, everyDifficulty } from '#core/plan/difficulty-list.ts'
import { changeRecommendation, draftRecommendation } from '#core/plan/recommendation.ts'
import { recommendationPage } from '#core/plan/recommendation-list.ts'
import { Refusal } from '#core/refusal.ts'
import { RecommendationFormPage } from './form-page.tsx'

const path = '/admin/recommendations'

const form = z.object({
  version: z.coerce.number().int().catch(0),
  title: line(300),
  authority: line(300, 'tickets:refusal.no-authority'),
  content: line(10_000, 'tickets:refusal.no-content'),
  field: optionalId,
  unit: optionalId,
  document: optionalLine(100),
  ids: optionalLine(4_000),
})
/** Drafting a recommendation from difficulties, and changing the draft. */
export function draftRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const write = allow('recommendations.write')
  app
    .get('/recommendations/new', write, async (c) => {
      const ids = await idsAsked(c, deps)
      return showForm(c, deps, emptyForm, { ids })
    })
    .post('/recommendations/from', write, async (c) => {
      const { ids } = await sentBody(c)
      return redirect(c, `${path}/new?difficulty=${idsIn(ids).slice(0, 200).join(',')}`)
    })
    .post('/recommendations', write, (c) => save(c, deps))
    .get('/recommendations/:id{[0-9]+}/edit', write, (c) =>
      showForm(c, deps, emptyForm, { id: idOf(c) }),
    )
    .post('/recommendations/:id{[0-9]+}', write, (c) => save(c, deps, idOf(c)))
}

/** Who does it, from where. */
export function who(c: AdminContext) {
  const { actor, ip } = by(c)
  return ip === undefined ? actor : { ...actor, ip }
}

async function idsAsked(c: AdminContext, { db }: AdminDeps): Promise<number[]> {
  const ids = idsIn(c.req.query('difficulty'))
  const [group] = idsIn(c.req.query('group'))
  if (group === undefined) return ids
  for await (const { id } of everyDifficulty(db, { group })) ids.push(id)
  return [...new Set(ids)]
}

async function showForm(
  c: AdminContext,
  { db }: AdminDeps,
  filled: Filled,
  { id, ids = [] }: { id?: number | undefined; ids?: number[] },
) {
  const [office, page] = await Promise.all([
    loadOffice(db),
    id === undefined ? undefined : recommendationPage(db, id),
  ])
  if (id !== undefined && !page) throw new NotFound()
  const asked = page?.documentId ?? idsIn(c.req.query('document'))[0]
  const document = asked === undefined ? undefined : await documentById(db, asked)
  const drawn = await Promise.all(ids.slice(0, 200).map((one) => difficultyPage(db, one)))
  const sources = drawn.filter((one) => one !== undefined)
  const labels = labelsOf(c, office)
  const field = office.fields.find((one) => one.id === sources[0]?.fieldId)
  const own = { fieldId: field?.id ?? null, unitId: field?.leadUnitId ?? c.get('actor').unitId }
  const props = { c, page, filled, labels, sources, own, number: document?.number ?? '' }
  const faulty = Object.keys(filled.faults).length > 0
  return c.html(<RecommendationFormPage {...props} />, faulty ? 422 : 200)
}

async function save(c: AdminContext, deps: AdminDeps, id?: number) {
  const { db } = deps
  const read = await readForm(c, form)
  const ids = read.ok ? idsIn(read.data.ids) : idsIn(read.typed.ids)
  if (!read.ok) return showForm(c, deps, read, { id, ids })
  const { version, field, unit, document, ids: listed, ...rest } = read.data
  const named = (value?: number) => (value === undefined ? '' : String(value))
  const typed = { ...rest, document, ids: listed, field: named(field), unit: named(unit) }
  const law = document === '' ? undefined : await documentByNumber(db, document)
  if (document !== '' && !law) {
    const faults = { document: 'difficulties:refusal.no-document' }
    return showForm(c, deps, { typed, faults }, { id, ids })
  }
  const where = { fieldId: field ?? null, unitId: unit ?? null, documentId: law?.id ?? null }
  const facts = { ...rest, ...where }
  try {
    if (id !== undefined) await changeRecommendation(db, who(c), { id, version }, facts)
    const key = id ?? (await draftRecommendation(db, who(c), facts, ids, new Date()))
    flash(c, 'done', `difficulties:done.${id === undefined ? 'drafted' : 'changed'}`)
    return redirect(c, `${path}/${key}`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return showForm(c, deps, { typed, faults: { form: error.key } }, { id, ids })
  }
}
