import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, optionalLine, readForm, sentBody } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import {
  addDifficulty,
  changeDifficulty,
  difficultyOfTicket,
  dropDifficulty,
  typedDifficultySources,
} from '#core/plan/difficulty.ts'
import { parseDifficultyFilter } from '#core/plan/difficulty-filter.ts'
import {
  groupDifficulties,
  listGroups,
  renameGroup,
  ungroupDifficulty,
} from '#core/plan/difficulty-groups.ts'
import { difficultyPage, difficultyTrend, listDifficulties } from '#core/plan/difficulty-list.ts'
import { similarDifficulties, suggestGroups } from '#core/plan/difficulty-similar.ts'
import { Refusal } from '#core/refusal.ts'
import { suggest } from '#core/tickets/triage.ts'
import { exportDifficulties } from './export.ts'
import { GroupsPage } from './groups-page.tsx'
import { labelsOf } from './labels.ts'
import { DifficultyListPage } from './list-page.tsx'
import { markingRoutes } from './marking.tsx'
import { DifficultyPage } from './show-page.tsx'

const path = '/admin/difficulties'
const sureEnough = 0.5
const form = z.object({
  version: z.string().default(''),
  content: line(4_000, 'difficulties:refusal.empty'),
  field: optionalId,
  commune: optionalLine(100),
  size: optionalLine(20),
  source: z.enum(typedDifficultySources).default('typed'),
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/, { error: 'panel:fault.invalid' }),
})

/** Difficulties: the list, one of them, groups, and those of tickets. */
export function difficultyRoutes(deps: AdminDeps) {
  const { db } = deps
  const app = new Hono<AdminEnv>()
  app.use('/difficulties/*', allow('difficulties.read'))
  groupRoutes(app, deps)
  markingRoutes(app, deps)
  return app
    .get('/difficulties', (c) => showList(c, deps))
    .get('/difficulties/export.xlsx', (c) => exportDifficulties(c, deps))
    .get('/difficulties/new', allow('difficulties.write'), (c) => showOne(c, deps, emptyForm))
    .get('/difficulties/:id{[0-9]+}', (c) => showOne(c, deps, emptyForm, idOf(c)))
    .post('/difficulties', allow('difficulties.write'), (c) => save(c, deps))
    .post('/difficulties/:id{[0-9]+}', allow('difficulties.write'), (c) => save(c, deps, idOf(c)))
    .post('/difficulties/:id{[0-9]+}/removal', allow('difficulties.write'), async (c) => {
      await dropDifficulty(db, c.get('actor'), idOf(c))
      flash(c, 'done', 'difficulties:done.dropped')
      return redirect(c, path)
    })
    .post('/difficulties/:id{[0-9]+}/leaving', allow('difficulties.write'), async (c) => {
      await ungroupDifficulty(db, c.get('actor'), idOf(c))
      flash(c, 'done', 'difficulties:done.changed')
      return redirect(c, `${path}/${idOf(c)}`)
    })
    .post('/difficulties/of-ticket/:id{[0-9]+}', allow('difficulties.write'), async (c) => {
      const { content } = await sentBody(c)
      const what = { content: String(content ?? '').slice(0, 4_000), fieldId: null }
      const id = await difficultyOfTicket(db, c.get('actor'), idOf(c), what, new Date())
      flash(c, 'done', 'difficulties:done.added')
      return redirect(c, `${path}/${id}`)
    })
}

function groupRoutes(app: Hono<AdminEnv>, { db }: AdminDeps): void {
  app
    .get('/difficulties/groups', async (c) => {
      const asked = c.req.query('field')
      const field = asked !== undefined && /^\d{1,15}$/.test(asked) ? Number(asked) : undefined
      const [groups, office, heaps] = await Promise.all([
        listGroups(db),
        loadOffice(db),
        field === undefined ? [] : suggestGroups(db, field || null),
      ])
      return c.html(<GroupsPage {...{ c, groups, field, heaps }} labels={labelsOf(c, office)} />)
    })
    .post('/difficulties/groups', allow('difficulties.write'), async (c) => {
      const body = await sentBody(c)
      const ids = idsIn(body.ids)
      const groupId = idsIn(body.group)[0]
      const what = { ids, title: String(body.title ?? '').slice(0, 200), groupId }
      const made = await groupDifficulties(db, c.get('actor'), what, new Date())
      flash(c, 'done', 'difficulties:done.grouped')
      return redirect(c, `${path}?group=${made}`)
    })
    .post('/difficulties/groups/:id{[0-9]+}', allow('difficulties.write'), async (c) => {
      const { title } = await sentBody(c)
      await renameGroup(db, c.get('actor'), idOf(c), String(title ?? '').slice(0, 200))
      flash(c, 'done', 'difficulties:done.changed')
      return redirect(c, `${path}/groups`)
    })
}

/** The rows' numbers in a field that may be sent once, often, or not at all. */
export function idsIn(value: unknown): number[] {
  const all = [value].flat().flatMap((one) => String(one ?? '').split(/[\s,;]+/))
  return [...new Set(all.filter((one) => /^\d{1,15}$/.test(one)).map(Number))]
}

async function showList(c: AdminContext, { db }: AdminDeps) {
  const filter = parseDifficultyFilter(new URL(c.req.url).searchParams)
  const page = pageOf(c)
  const [list, trend, office] = await Promise.all([
    listDifficulties(db, filter, page),
    difficultyTrend(db, filter, dayOf(new Date())),
    loadOffice(db),
  ])
  const labels = labelsOf(c, office)
  return c.html(<DifficultyListPage {...{ c, filter, page, trend, labels }} {...list} />)
}

async function showOne(c: AdminContext, { db }: AdminDeps, filled: Filled, id?: number) {
  const [office, one] = await Promise.all([
    loadOffice(db),
    id === undefined ? undefined : difficultyPage(db, id),
  ])
  if (id !== undefined && !one) throw new NotFound()
  const similar = one ? await similarDifficulties(db, one) : []
  const { fieldId, sure } = suggest(office.triage, one?.content ?? filled.typed.content ?? '')
  const suggested = fieldId !== undefined && sure >= sureEnough ? { fieldId, sure } : undefined
  const labels = labelsOf(c, office)
  const today = dayOf(new Date())
  const faulty = Object.keys(filled.faults).length > 0
  const props = {
    c,
    filled,
    labels,
    today,
    similar,
    suggested: one?.fieldId ? undefined : suggested,
  }
  return c.html(<DifficultyPage {...props} {...(one && { one })} />, faulty ? 422 : 200)
}

async function save(c: AdminContext, deps: AdminDeps, id?: number) {
  const read = await readForm(c, form)
  if (!read.ok) return showOne(c, deps, read, id)
  const { db } = deps
  const { version, content, field, commune, size, source, day } = read.data
  const office = await loadOffice(db)
  const guess = suggest(office.triage, content)
  const guessed = guess.sure >= sureEnough ? (guess.fieldId ?? null) : null
  const facts = {
    ...{ content, commune: commune || null, size: size || null, raisedOn: day },
    fieldId: field ?? (id === undefined ? guessed : null),
  }
  const actor = c.get('actor')
  try {
    const now = new Date()
    if (id !== undefined) await changeDifficulty(db, actor, { id, version }, facts, now)
    const key = id ?? (await addDifficulty(db, actor, { ...facts, source }, now))
    flash(c, 'done', `difficulties:done.${id === undefined ? 'added' : 'changed'}`)
    return redirect(c, `${path}/${key}`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { field: fieldId, ...rest } = read.data
    const typed = { ...rest, field: fieldId === undefined ? '' : String(fieldId) }
    return showOne(c, deps, { typed, faults: { form: error.key } }, id)
  }
}
