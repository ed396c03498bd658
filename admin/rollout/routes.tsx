import { Hono } from 'hono'
import type { AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { idOf } from '#admin/request.ts'
import { allow } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { say } from '#core/language.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import { listRollouts, readRollout } from '#core/plan/rollout.ts'
import { rolloutPaper } from '#core/plan/rollout-paper.ts'
import { RolloutPage, RolloutsPage } from './pages.tsx'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** The rollout of a law (promise 13): all that was told, taught, asked and recommended about it on one page. */
export function rolloutRoutes({ db }: AdminDeps) {
  return new Hono<AdminEnv>()
    .use('/rollout', allow('law.read'))
    .use('/rollout/*', allow('law.read'))
    .get('/rollout', async (c) => c.html(<RolloutsPage c={c} rows={await listRollouts(db)} />))
    .get('/rollout/:id{[0-9]+}', async (c) => {
      const rollout = await readRollout(db, idOf(c), dayOf(new Date()))
      if (rollout === undefined) throw new NotFound()
      return c.html(<RolloutPage c={c} rollout={rollout} />)
    })
    .get('/rollout/:id{[0-9]+}/report.docx', async (c) => {
      const now = new Date()
      const rollout = await readRollout(db, idOf(c), dayOf(now))
      if (rollout === undefined) throw new NotFound()
      const { reportDocx } = await import('#core/plan/report-docx.ts')
      const bytes = await reportDocx(await rolloutPaper(db, rollout, now))
      const name = nameOf({ ...rollout.document, title: '' }, 'vi').trim() || rollout.document.slug
      const file = `${say('vi', 'rollout:paper.file', { name })}.docx`
      return c.body(new Uint8Array(bytes).buffer, 200, download(file, docx))
    })
}
