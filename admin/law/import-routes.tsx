import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { openStored } from '#core/files/store.ts'
import { documentById } from '#core/law/documents/documents.ts'
import { compareText } from '#core/law/documents/text.ts'
import { importById, importsOf, type OneImport, recentImports } from '#core/law/import/imports.ts'
import {
  documentFor,
  dropImport,
  factChanges,
  keepCorrections,
  publishTaken,
  takeAsNew,
  takeInto,
} from '#core/law/import/take.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { may } from '#core/staff/roles.ts'
import { ComparePage } from './import-compare-page.tsx'
import { correctedOf, readCorrections } from './import-form.ts'
import { ImportListPage, ImportRows } from './import-list-page.tsx'
import { ImportPage } from './import-page.tsx'
import { receiveImports } from './import-upload.ts'

/** Files that become documents: handed in, read, looked through, taken, published. */
export function lawImportRoutes(deps: AdminDeps) {
  const { db, dataDir } = deps
  return new Hono<AdminEnv>()
    .use('/law/import', allow('law.edit'))
    .use('/law/import/*', allow('law.edit'))
    .get('/law/import', async (c) => {
      const { batch, rows } = await asked(c, deps)
      return c.html(<ImportListPage c={c} rows={rows} {...(batch && { batch })} />)
    })
    .get('/law/import/rows', async (c) => {
      const { batch, rows } = await asked(c, deps)
      return c.html(<ImportRows c={c} rows={rows} {...(batch && { batch })} />)
    })
    .post('/law/import', async (c) => {
      const { batch, count, tooMany } = await receiveImports(c, deps)
      if (count === 0) {
        const filled = { typed: {}, faults: { files: 'law-import:fault.no-file' } }
        const rows = await recentImports(db)
        return c.html(<ImportListPage c={c} rows={rows} filled={filled} />, 422)
      }
      if (tooMany) flash(c, 'warning', 'law-import:too-many', { count })
      return redirect(c, `/admin/law/import?batch=${batch}`)
    })
    .get('/law/import/:id', async (c) => show(c, deps, await found(c, deps), emptyForm, 200))
    .get('/law/import/:id/file', async (c) => {
      const file = await found(c, deps)
      const stored = file.sha256 ? await openStored(dataDir, file.sha256) : undefined
      if (!stored) throw new NotFound()
      const name = encodeURIComponent(file.name)
      return c.body(stored.stream, 200, {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
        'Content-Length': String(stored.size),
      })
    })
    .post('/law/import/:id', (c) => correct(c, deps))
    .post('/law/import/:id/drop', async (c) => {
      const file = await found(c, deps)
      await dropImport(db, file.id)
      flash(c, 'done', 'law-import:dropped', { name: file.name })
      return redirect(c, `/admin/law/import?batch=${file.batch}`)
    })
    .get('/law/import/:id/compare', (c) => compare(c, deps))
    .post('/law/import/:id/replace', (c) => replace(c, deps))
    .post('/law/import/:id/publish', allow('law.publish'), async (c) => {
      const { documentId, id } = await found(c, deps)
      if (documentId === null) throw new NotFound()
      await publishTaken(db, c.get('actor'), documentId, new Date())
      flash(c, 'done', 'law-import:published')
      return redirect(c, `/admin/law/import/${id}`)
    })
}

async function asked(c: AdminContext, { db }: AdminDeps) {
  const batch = c.req.query('batch')
  if (batch === undefined || !/^[\w-]{1,60}$/.test(batch)) return { rows: await recentImports(db) }
  return { batch, rows: await importsOf(db, batch) }
}

async function found(c: AdminContext, { db }: AdminDeps): Promise<OneImport> {
  const file = await importById(db, idOf(c))
  if (!file) throw new NotFound()
  return file
}

/** By which a form knows that the text it shows is still the one that is kept. */
function markOf(file: OneImport): string {
  const kept = JSON.stringify([file.text, file.facts])
  return createHash('sha256').update(kept).digest('base64url').slice(0, 16)
}

async function show(
  c: AdminContext,
  { db }: AdminDeps,
  file: OneImport,
  filled: Filled,
  status: 200 | 422,
) {
  const { text, facts } = correctedOf(file)
  const [office, document, twin] = await Promise.all([
    loadOffice(db),
    file.documentId === null ? undefined : documentById(db, file.documentId),
    documentFor(db, filled.typed.number ?? facts.number),
  ])
  const mayPublish = may(c.get('actor'), 'law.publish')
  const shown = { text: filled.typed.text ?? text, facts, document, twin, mayPublish }
  const more = { fields: office.fields, filled, mark: markOf(file) }
  return c.html(<ImportPage c={c} file={file} {...shown} {...more} />, status)
}

/** Keeps what was corrected; then reads it anew, takes it, or goes on to the comparison with the document there is. */
async function correct(c: AdminContext, deps: AdminDeps) {
  const { db } = deps
  const file = await found(c, deps)
  const read = await readCorrections(c)
  if (!read.ok) return show(c, deps, file, read, 422)
  const here = `/admin/law/import/${file.id}`
  if (read.mark !== markOf(file)) {
    const faults = { form: 'law-import:fault.changed-meanwhile' }
    return show(c, deps, file, { typed: read.typed, faults }, 422)
  }
  const { corrected } = read
  corrected.facts.pictures = file.facts?.pictures ?? 0
  await keepCorrections(db, file.id, corrected)
  if (read.deed !== 'take') return redirect(c, `${here}#preview`)
  if (await documentFor(db, corrected.facts.number)) return redirect(c, `${here}/compare`)
  try {
    await takeAsNew(db, c.get('actor'), file.id, corrected, new Date())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const again = { typed: read.typed, faults: { form: error.key } }
    return show(c, deps, await found(c, deps), again, 422)
  }
  flash(c, 'done', 'law-import:taken', { name: file.name })
  return redirect(c, here)
}

async function compare(c: AdminContext, deps: AdminDeps) {
  const file = await found(c, deps)
  const corrected = correctedOf(file)
  const document = await documentFor(deps.db, corrected.facts.number)
  if (file.state !== 'read' || !document) return redirect(c, `/admin/law/import/${file.id}`)
  const { changes } = await compareText(deps.db, document.id, corrected.text)
  const facts = factChanges(document, corrected)
  return c.html(<ComparePage c={c} {...{ file, document, changes, facts, mark: markOf(file) }} />)
}

async function replace(c: AdminContext, deps: AdminDeps) {
  const file = await found(c, deps)
  const body = await c.req.parseBody()
  const [documentId, version] = [Number(body.documentId), Number(body.version)]
  if (!Number.isSafeInteger(documentId) || !Number.isSafeInteger(version)) throw new NotFound()
  if (body.mark !== markOf(file)) throw new Refusal('law-import:fault.changed-meanwhile')
  const into = { documentId, version, facts: body.facts !== undefined }
  await takeInto(deps.db, c.get('actor'), file.id, correctedOf(file), into, new Date())
  flash(c, 'done', 'law-import:replaced', { name: file.name })
  return redirect(c, `/admin/law/import/${file.id}`)
}
