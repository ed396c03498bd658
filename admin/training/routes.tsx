import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import type { Typed } from '#admin/forms.ts'
import { emptyForm } from '#admin/inputs.tsx'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { documentById } from '#core/law/documents/documents.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { reachOf } from '#core/staff/roles.ts'
import { yearOfClasses } from '#core/training/calendar-year.ts'
import { changeCourse, createCourse } from '#core/training/course.ts'
import { type CourseFilter, getCourse, listCourses } from '#core/training/course-list.ts'
import { setSessions } from '#core/training/sessions.ts'
import { afterRoutes } from './after-routes.tsx'
import { checkInRoutes } from './check-in-routes.tsx'
import { kinds, readCourse, rowsOf, shownCourse, typedRows } from './form.ts'
import { CourseFormPage, type FormView } from './form-page.tsx'
import { type Asked, CourseListPage, stages } from './list-page.tsx'
import { materialRoutes } from './material-routes.tsx'
import { peopleRoutes } from './people-routes.tsx'
import { YearPlanPage } from './plan-page.tsx'
import { showRoutes } from './show-routes.tsx'

const perPage = 50
const path = '/admin/courses'

/** Classes: planning, announcing and holding them, who comes, and what is left of them. */
export function trainingRoutes(deps: AdminDeps) {
  const app = new Hono<AdminEnv>()
  app.use('/courses/*', allow('training.read'))
  listRoutes(app, deps)
  checkInRoutes(app, deps)
  peopleRoutes(app, deps)
  materialRoutes(app, deps)
  afterRoutes(app, deps)
  showRoutes(app, deps)
  formRoutes(app, deps)
  return app
}

const inStage: Record<Asked['stage'], CourseFilter> = {
  open: { states: ['draft', 'published', 'running'] },
  held: { states: ['held', 'closed'] },
  cancelled: { states: ['cancelled'] },
}

function listRoutes(app: Hono<AdminEnv>, { db }: AdminDeps): void {
  app
    .get('/courses', allow('training.read'), async (c) => {
      const asked = askedOf(c)
      const { q, unit, field, kind } = asked
      const filter: CourseFilter = {
        ...inStage[asked.stage],
        ...(q !== '' && { words: q }),
        ...(unit !== undefined && { unitId: unit }),
        ...(field !== undefined && { fieldId: field }),
        ...(kind && { kinds: [kind] }),
      }
      const [office, { rows, total }] = await Promise.all([
        loadOffice(db),
        listCourses(db, filter, { limit: perPage, offset: (asked.page - 1) * perPage }),
      ])
      const more = total > asked.page * perPage
      const { units, fields } = office
      return c.html(<CourseListPage {...{ c, asked, rows, more, units, fields }} />)
    })
    .get('/courses/plan', async (c) => {
      const given = Number(c.req.query('year') ?? dayOf(new Date()).slice(0, 4))
      const sound = Number.isInteger(given) && given >= 2020 && given <= 2099
      const year = sound ? given : Number(dayOf(new Date()).slice(0, 4))
      return c.html(<YearPlanPage c={c} year={year} units={await yearOfClasses(db, year)} />)
    })
}

function askedOf(c: AdminContext): Asked & { kind: (typeof kinds)[number] | undefined } {
  const id = (name: string) => {
    const value = c.req.query(name) ?? ''
    return /^\d{1,15}$/.test(value) ? Number(value) : undefined
  }
  return {
    stage: stages.find((one) => one === c.req.query('stage')) ?? 'open',
    q: (c.req.query('q') ?? '').trim().slice(0, 100),
    ...{ unit: id('unit'), field: id('field'), page: pageOf(c) },
    kind: kinds.find((one) => one === c.req.query('kind')),
  }
}

function formRoutes(app: Hono<AdminEnv>, { db }: AdminDeps): void {
  const writes = allow('training.write')
  const page = async (c: AdminContext, view: Omit<FormView, 'c' | 'office' | 'now'>) => (
    <CourseFormPage c={c} office={await loadOffice(db)} now={new Date()} {...view} />
  )
  app
    .get('/courses/new', writes, async (c) => {
      const filled = { ...emptyForm, typed: await freshCourse(c, db) }
      return c.html(await page(c, { filled, rows: rowsOf([]) }))
    })
    .post('/courses', writes, async (c) => {
      const read = await readCourse(c, db)
      if (!read.ok) {
        return c.html(
          await page(c, { filled: read.filled, rows: typedRows(read.filled.typed) }),
          422,
        )
      }
      const { draft, sessions, typed } = read
      try {
        const id = await db.transaction(async (tx) => {
          const made = await createCourse(tx, actorOf(c), draft, new Date())
          const which = { id: made.id, version: 1 }
          await setSessions(tx, actorOf(c), which, sessions, new Date())
          return made.id
        })
        flash(c, 'done', 'courses:done.saved')
        return redirect(c, `${path}/${id}`)
      } catch (error) {
        const refused = refusedOf(error)
        const filled = { typed, faults: {} }
        return c.html(await page(c, { filled, rows: typedRows(typed), refused }), 422)
      }
    })
    .get('/courses/:id{[0-9]+}/edit', writes, async (c) => {
      const whole = await getCourse(db, { id: idOf(c) })
      if (!whole) throw new NotFound()
      const typed = shownCourse(whole.course, await numberOf(db, whole.course.documentId))
      const view = { course: whole.course, filled: { typed, faults: {} } }
      return c.html(await page(c, { ...view, rows: rowsOf(whole.sessions) }))
    })
    .post('/courses/:id{[0-9]+}', writes, async (c) => {
      const whole = await getCourse(db, { id: idOf(c) })
      if (!whole) throw new NotFound()
      const read = await readCourse(c, db)
      const { course } = whole
      if (!read.ok) {
        const { filled } = read
        return c.html(await page(c, { course, filled, rows: typedRows(filled.typed) }), 422)
      }
      const { draft, sessions, version, typed } = read
      try {
        await db.transaction(async (tx) => {
          await changeCourse(tx, actorOf(c), { id: course.id, version }, draft, new Date())
          const which = { id: course.id, version: version + 1 }
          const over = ['held', 'closed', 'cancelled'].includes(course.state)
          if (!over) await setSessions(tx, actorOf(c), which, sessions, new Date())
        })
      } catch (error) {
        const refused = refusedOf(error)
        const filled = { typed, faults: {} }
        return c.html(await page(c, { course, filled, rows: typedRows(typed), refused }), 422)
      }
      flash(c, 'done', 'courses:done.saved')
      return redirect(c, `${path}/${course.id}`)
    })
}

/** What a new course begins with: the own division, a quarter of the plan, the document a class is for. */
async function freshCourse(c: AdminContext, db: AdminDeps['db']): Promise<Typed> {
  const actor = c.get('actor')
  const unit = c.req.query('unit') ?? ''
  const quarter = c.req.query('quarter') ?? ''
  const asked = Number(c.req.query('document') ?? Number.NaN)
  const document = Number.isSafeInteger(asked) ? await documentById(db, asked) : undefined
  const own = reachOf(actor, 'training.write') === 'any' && unit !== '' ? unit : actor.unitId
  return {
    ...{ kind: 'class', mode: 'in-person', version: '1', leadUnitId: String(own ?? '') },
    ...(/^\d{4}-Q[1-4]$/.test(quarter) && { plannedFor: quarter }),
    ...(document?.number && {
      ...{ documentNumber: document.number, fieldId: document.fieldIds.join(',') },
      title: document.title.slice(0, 200),
    }),
  }
}

async function numberOf(db: AdminDeps['db'], documentId: number | null): Promise<string> {
  if (documentId === null) return ''
  return (await documentById(db, documentId))?.number ?? ''
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}

function refusedOf(error: unknown): { key: string; values: Refusal['values'] } {
  if (!(error instanceof Refusal)) throw error
  return { key: error.key, values: error.values }
}
