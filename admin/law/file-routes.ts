import { Hono } from 'hono'
import type { AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { addFile, openLawFile, removeFile } from '#core/law/documents/files.ts'
import { Refusal } from '#core/refusal.ts'

/** The files of a document: always an attachment, never guessed at by the browser. */
export function lawFileRoutes({ db, dataDir }: AdminDeps) {
  const path = '/law/:id{[0-9]+}/files'
  return new Hono<AdminEnv>()
    .get(`${path}/:file{[0-9]+}`, async (c) => {
      const file = await openLawFile(db, dataDir, idOf(c), idOf(c, 'file'))
      if (file === undefined) throw new NotFound()
      const headers = { 'Content-Length': String(file.size), ...download(file.name, file.type) }
      return c.body(file.stream, 200, headers)
    })
    .post(path, allow('law.edit'), async (c) => {
      const { file } = await c.req.parseBody()
      const actor = { ...c.get('actor'), ip: c.get('ip') }
      const here = `/admin/law/${idOf(c)}#files`
      if (!(file instanceof File) || file.size === 0) {
        flash(c, 'warning', 'law:files.choose')
        return redirect(c, here)
      }
      try {
        await addFile(db, dataDir, actor, { documentId: idOf(c), file }, new Date())
        flash(c, 'done', 'law:done.file', { name: file.name })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        flash(c, 'problem', error.key, error.values)
      }
      return redirect(c, here)
    })
    .post(`${path}/:file{[0-9]+}/removal`, allow('law.edit'), async (c) => {
      const actor = { ...c.get('actor'), ip: c.get('ip') }
      const which = { documentId: idOf(c), id: idOf(c, 'file') }
      await removeFile(db, actor, which, new Date())
      flash(c, 'done', 'law:done.file-removed')
      return redirect(c, `/admin/law/${idOf(c)}#files`)
    })
}
