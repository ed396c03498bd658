import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Card } from '#admin/parts.tsx'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { type DocumentFacts, saveFacts } from '#core/law/documents/facts.ts'
import { lawChoices, listDocuments, readLawFilter } from '#core/law/documents/list.ts'
import { publishDocument, reviewDocument } from '#core/law/documents/publishing.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { exportLaw } from './export.ts'
import { FactsForm } from './facts-form.tsx'
import { lawFileRoutes } from './file-routes.ts'
import { readFacts, typedFacts } from './forms.ts'
import { LawListPage } from './list-page.tsx'
import { lawRelationRoutes } from './relation-routes.tsx'
import { refusedForm, showLaw, takenBy } from './show.tsx'
import { lawTextRoutes } from './text-routes.tsx'

const pageSize = 50

/** Legal documents: the list, one document, what is done to it. */
export function lawRoutes(deps: AdminDeps) {
  const { db } = deps
  return new Hono<AdminEnv>()
    .use('/law', allow('law.read'))
    .use('/law/*', allow('law.read'))
    .get('/law', (c) => list(c, deps))
    .get('/law/export.xlsx', async (c) => {
      const now = new Date()
      const filter = readLawFilter(new URL(c.req.url).searchParams)
      const [rows, office] = await Promise.all([
        listDocuments(db, filter, dayOf(now)),
        loadOffice(db),
      ])
      return exportLaw(c, rows, office.fields, now)
    })
    .get('/law/new', allow('law.edit'), (c) => blank(c, deps, emptyForm, 200))
    .post('/law', allow('law.edit'), async (c) => {
      const read = await readFacts(c)
      if (!read.ok) return blank(c, deps, read, 422)
      const saved = await save(c, deps, read.data)
      if ('filled' in saved) return blank(c, deps, saved.filled, 422)
      flash(c, 'done', 'law:done.added')
      return redirect(c, `/admin/law/${saved.id}`)
    })
    .get('/law/:id{[0-9]+}', (c) => showLaw(c, deps, idOf(c)))
    .post('/law/:id{[0-9]+}', allow('law.edit'), async (c) => {
      const id = idOf(c)
      const read = await readFacts(c)
      if (!read.ok) return showLaw(c, deps, id, { filled: read }, 422)
      const saved = await save(c, deps, { ...read.data, id })
      if ('filled' in saved) return showLaw(c, deps, id, { filled: saved.filled }, 422)
      flash(c, 'done', 'law:done.saved')
      return redirect(c, `/admin/law/${id}`)
    })
    .post('/law/:id{[0-9]+}/review', allow('law.edit'), async (c) => {
      const seen = await seenVersion(c)
      await reviewDocument(db, actorOf(c), { id: idOf(c), ...seen }, new Date())
      flash(c, 'done', 'law:done.reviewed')
      return redirect(c, `/admin/law/${idOf(c)}`)
    })
    .post('/law/:id{[0-9]+}/publication', allow('law.publish'), async (c) => {
      const { version } = await seenVersion(c)
      await publishDocument(db, actorOf(c), idOf(c), new Date(), version)
      flash(c, 'done', 'law:done.published')
      return redirect(c, `/admin/law/${idOf(c)}`)
    })
    .route('/', lawRelationRoutes(deps))
    .route('/', lawTextRoutes(deps))
    .route('/', lawFileRoutes(deps))
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}

async function list(c: AdminContext, { db }: AdminDeps) {
  const filter = readLawFilter(new URL(c.req.url).searchParams)
  const page = pageOf(c)
  const [all, choices, office] = await Promise.all([
    listDocuments(db, filter, dayOf(new Date())),
    lawChoices(db),
    loadOffice(db),
  ])
  const rows = all.slice((page - 1) * pageSize, page * pageSize)
  const more = all.length > page * pageSize
  const paging = { rows, total: all.length, page, more }
  return c.html(
    <LawListPage c={c} filter={filter} choices={choices} fields={office.fields} {...paging} />,
  )
}

async function blank(c: AdminContext, deps: AdminDeps, filled: Filled, status: 200 | 422) {
  const t = words(c)
  const [office, taken] = await Promise.all([loadOffice(deps.db), takenBy(deps, filled)])
  const trail = [{ href: '/admin/law', label: t('panel:nav.law') }]
  return c.html(
    <Layout c={c} title={t('law:add')} area="law" trail={trail} lead={t('law:add-lead')}>
      <Card>
        <FactsForm c={c} fields={office.fields} filled={filled} taken={taken} />
      </Card>
    </Layout>,
    status,
  )
}

async function save(
  c: AdminContext,
  { db }: AdminDeps,
  facts: DocumentFacts,
): Promise<{ id: number } | { filled: Filled }> {
  try {
    return await saveFacts(db, actorOf(c), facts, new Date())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { filled: refusedForm(error, typedFacts(facts)) }
  }
}

/** The state of the document that the person saw when they pressed the button. */
async function seenVersion(c: AdminContext): Promise<{ version?: number }> {
  const { version } = await sentBody(c)
  const read = z.coerce.number().int().positive().safeParse(version)
  return read.success ? { version: read.data } : {}
}
