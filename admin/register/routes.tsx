import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { loadOffice } from '#core/office.ts'
import { type Columns, columnNames } from '#core/plan/register-columns.ts'
import { registerCounts } from '#core/plan/register-counts.ts'
import {
  chooseColumns,
  dropImport,
  findImport,
  handInRegister,
  listImports,
  type RegisterImport,
} from '#core/plan/register-import.ts'
import { listRegistered, type RegisterFilter } from '#core/plan/register-list.ts'
import {
  foreseen,
  linesOf,
  lineViews,
  startImport,
  takeRegister,
} from '#core/plan/register-taking.ts'
import { Refusal } from '#core/refusal.ts'
import { loadSetting } from '#core/settings.ts'
import { exportRegister } from './export.ts'
import { ImportPage } from './import-page.tsx'
import { linesCsv } from './lines-csv.ts'
import { BusinessesPage } from './list-page.tsx'
import { RegisterPage } from './page.tsx'

const shownLines = 50
const shownImports = 20

/** The business register: what it has, a file handed in, looked at, taken over, and what became of its lines. */
export function registerRoutes({ db, dataDir, log }: AdminDeps) {
  const list = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const [counts, imports, sectorName] = await Promise.all([
      registerCounts(db),
      listImports(db, shownImports),
      sectorsOf(c),
    ])
    return c.html(<RegisterPage {...{ c, counts, imports, sectorName, filled }} />, status)
  }
  const sectorsOf = async (c: AdminContext) => {
    const office = await loadOffice(db)
    return (code: string) => office.sectorName(code, c.get('language'))
  }
  const named = async (c: AdminContext): Promise<RegisterImport> => {
    const found = await findImport(db, idOf(c))
    if (!found) throw new NotFound()
    return found
  }
  const show = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const found = await named(c)
    const usual = found.state === 'preview' && found.rejected > 0 ? 'rejected' : 'all'
    const view = lineViews.find((one) => one === c.req.query('view')) ?? usual
    const after = Number(c.req.query('after') ?? 0) || 0
    const lines = await linesOf(db, found.id, view, after, shownLines + 1)
    const told = found.state === 'preview' ? await foreseen(db, found.id) : undefined
    const props = { c, found, view, lines, filled, told, sectorName: await sectorsOf(c) }
    return c.html(<ImportPage {...props} most={shownLines} />, status)
  }
  /** A deed on an import; an expected no shows the page again with the reason. */
  const deed = async (
    c: AdminContext,
    run: (version: number, sent: Record<string, unknown>) => Promise<unknown>,
    done: string,
    to: string,
  ) => {
    const sent = await sentBody(c)
    try {
      await run(Number(sent.version), sent)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return show(c, { typed: {}, faults: { form: error.key } }, 422)
    }
    flash(c, 'done', done)
    return redirect(c, to)
  }
  return new Hono<AdminEnv>()
    .use('/register/*', allow('register.import'))
    .get('/register', (c) => list(c, emptyForm, 200))
    .post('/register', async (c) => {
      const { file } = await c.req.parseBody()
      if (!(file instanceof File) || file.name === '') {
        return list(c, { typed: {}, faults: { file: 'register:refusal.no-file' } }, 422)
      }
      const { actor, now } = by(c)
      const given = { name: file.name, stream: file.stream() }
      try {
        const { id } = await handInRegister(db, dataDir, { ...actor, ip: c.get('ip') }, given, now)
        return redirect(c, `/admin/register/${id}`)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const values = { file: error.values }
        return list(c, { typed: {}, faults: { file: error.key }, values }, 422)
      }
    })
    .get('/register/businesses', async (c) => {
      const filter = filterOf(c)
      const page = pageOf(c)
      const [list, office, sectorName] = await Promise.all([
        listRegistered(db, filter, page),
        loadOffice(db),
        sectorsOf(c),
      ])
      const sectors = ((await loadSetting(db, 'sectors')) ?? []).map(({ code }) => {
        return { code, name: sectorName(code) }
      })
      const communes = office.communes.map(({ kind, name }) => `${kind} ${name}`).sort()
      const props = { c, filter, page, list, sectors, communes, sectorName }
      return c.html(<BusinessesPage {...props} />)
    })
    .get('/register/businesses/export.xlsx', async (c) =>
      exportRegister(c, db, filterOf(c), await sectorsOf(c)),
    )
    .get('/register/:id', (c) => show(c, emptyForm, 200))
    .post('/register/:id/columns', (c) => {
      const run = (version: number, sent: Record<string, unknown>) =>
        chooseColumns(db, dataDir, by(c).actor, idOf(c), version, columnsOf(sent))
      return deed(c, run, 'register:columns.changed', `/admin/register/${idOf(c)}`)
    })
    .post('/register/:id/start', (c) => {
      const { actor, now } = by(c)
      const run = async (version: number) => {
        await startImport(db, { ...actor, ip: c.get('ip') }, idOf(c), version, now)
        // The job of every minute would do it too; whoever waits sees it at once.
        takeRegister(db, now).catch((error: unknown) => {
          log.error({ err: error }, 'an import of the register stumbled, the job goes on with it')
        })
      }
      return deed(c, run, 'register:started', `/admin/register/${idOf(c)}`)
    })
    .post('/register/:id/removal', (c) => {
      const { actor, now } = by(c)
      const run = (version: number) => dropImport(db, actor, idOf(c), version, now)
      return deed(c, run, 'register:dropped', '/admin/register')
    })
    .get('/register/:id/lines.csv', async (c) => {
      const { id } = await named(c)
      const view = lineViews.find((one) => one === c.req.query('view')) ?? 'rejected'
      c.header('Content-Type', 'text/csv; charset=utf-8')
      c.header('Content-Disposition', `attachment; filename="so-doanh-nghiep-${id}-${view}.csv"`)
      return stream(c, async (out) => {
        for await (const part of linesCsv(c, db, id, view)) await out.write(part)
      })
    })
}

function filterOf(c: AdminContext): RegisterFilter {
  const of = (name: string) => c.req.query(name)?.replaceAll('\0', '').slice(0, 200) || undefined
  return { q: of('q'), size: of('size'), sector: of('sector'), commune: of('commune') }
}

function columnsOf(sent: Record<string, unknown>): Columns {
  return Object.fromEntries(
    columnNames
      .filter((name) => /^\d{1,2}$/.test(String(sent[name] ?? '')))
      .map((name) => [name, Number(sent[name])]),
  )
}
