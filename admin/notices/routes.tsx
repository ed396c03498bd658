import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotAllowed, NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { readForm, tick } from '#admin/forms.ts'
import { emptyForm } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { previewAudience } from '#core/notices/audience.ts'
import { addNotice, changeNotice, noticeById, removeNotice } from '#core/notices/drafting.ts'
import { countStages, isStage, listNotices } from '#core/notices/listing.ts'
import type { Notice } from '#core/notices/notice.ts'
import { listProposals, proposeNotice } from '#core/notices/proposals.ts'
import { loadNoticeSettings, saveNoticeSettings } from '#core/notices/settings.ts'
import { may } from '#core/staff/roles.ts'
import { draftOf, emptyDraft, looseDraft, noticeForm, shownOf, typedDraft } from './form.ts'
import { NoticeListPage } from './list-page.tsx'
import { AudienceCounts, Looks } from './preview.tsx'
import { NoticeSettingsPage } from './settings-page.tsx'
import { offeredBy, showNotice, watchRoutes } from './showing.tsx'
import { steerRoutes } from './steering.ts'
import { WritePage } from './write-page.tsx'

const path = '/admin/notices'

const settingsForm = z.object({
  approval: tick,
  digestDay: z
    .string()
    .regex(/^[0-6]$/)
    .transform(Number),
  digestHour: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .refine((hour) => hour >= 7 && hour <= 20),
})

const versions = z.object({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
})

/** Who sends or agrees; a notice itself is judged by core. */
const leads = createMiddleware<AdminEnv>(async (c, next) => {
  const actor = c.get('actor')
  if (!may(actor, 'notices.send') && !may(actor, 'notices.approve')) throw new NotAllowed()
  await next()
})

/** Telling many: writing a notice, agreeing to it, sending it and watching it go. */
export function noticeRoutes(deps: AdminDeps) {
  const app = new Hono<AdminEnv>()
  app.use('/notices/*', allow('notices.read'))
  listRoutes(app, deps)
  settingsRoutes(app, deps)
  writeRoutes(app, deps)
  steerRoutes(app, deps, { leads, save: (c) => saveTyped(c, deps) })
  watchRoutes(app, deps)
  return app
}

function listRoutes(app: Hono<AdminEnv>, { db }: AdminDeps): void {
  app.get('/notices', allow('notices.read'), async (c) => {
    const asked = c.req.query('stage') ?? 'open'
    const stage = isStage(asked) ? asked : 'open'
    const page = pageOf(c)
    const [counts, { rows, more }, proposals] = await Promise.all([
      countStages(db),
      listNotices(db, stage, page),
      stage === 'open' ? listProposals(db, new Date()) : [],
    ])
    return c.html(<NoticeListPage {...{ c, stage, counts, rows, more, page, proposals }} />)
  })
}

function settingsRoutes(app: Hono<AdminEnv>, { db }: AdminDeps): void {
  app
    .get('/notices/settings', allow('settings.edit'), async (c) => {
      const set = await loadNoticeSettings(db)
      return c.html(<NoticeSettingsPage c={c} set={set} filled={emptyForm} />)
    })
    .post('/notices/settings', allow('settings.edit'), async (c) => {
      const read = await readForm(c, settingsForm)
      if (!read.ok) {
        const set = await loadNoticeSettings(db)
        return c.html(<NoticeSettingsPage c={c} set={set} filled={read} />, 422)
      }
      await saveNoticeSettings(db, read.data, by(c))
      flash(c, 'done', 'notices:settings.saved')
      return redirect(c, path)
    })
}

function writeRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db, publicUrl } = deps
  const writes = allow('notices.write')
  app
    .get('/notices/new', writes, async (c) => {
      const documentId = Number(c.req.query('document') ?? Number.NaN)
      const proposed = Number.isSafeInteger(documentId)
        ? await proposeNotice(db, documentId, publicUrl)
        : emptyDraft
      if (!proposed) throw new NotFound()
      return c.html(await writePage(c, deps, { draft: proposed, filled: emptyForm }))
    })
    .post('/notices/looks', writes, async (c) => {
      const draft = await looseDraft(c)
      const { channels } = await offeredBy(db)
      return c.html(<Looks c={c} told={draft} channels={channels} />)
    })
    .post('/notices/audience', writes, async (c) => {
      const { audience, routes, urgent } = await looseDraft(c)
      const aimed = { audience: { ...audience }, routes: { ...routes }, urgent }
      return c.html(<AudienceCounts c={c} preview={await previewAudience(db, aimed, new Date())} />)
    })
    .post('/notices', writes, async (c) => {
      const read = await readForm(c, noticeForm)
      if (!read.ok) {
        const draft = typedDraft(read.typed, emptyDraft)
        return c.html(await writePage(c, deps, { draft, filled: read }), 422)
      }
      const id = await addNotice(db, draftOf(read.data), by(c))
      flash(c, 'done', 'notices:saved')
      return redirect(c, `${path}/${id}`)
    })
    .post('/notices/:id', writes, async (c) => {
      const faulty = await saveTyped(c, deps)
      if (faulty) return faulty
      flash(c, 'done', 'notices:saved')
      return redirect(c, `${path}/${idOf(c)}`)
    })
    .post('/notices/:id/removal', writes, async (c) => {
      await removeNotice(db, idOf(c), by(c))
      flash(c, 'done', 'notices:removed')
      return redirect(c, path)
    })

  app.get('/notices/:id', async (c) => {
    const notice = await noticeById(db, idOf(c))
    if (!notice) throw new NotFound()
    const open = notice.state === 'draft' || notice.state === 'returned'
    if (open && may(c.get('actor'), 'notices.write')) {
      return c.html(await writePage(c, deps, { notice, draft: shownOf(notice), filled: emptyForm }))
    }
    return showNotice(c, deps, notice)
  })
}

/** Keeps what the form of a notice holds; the page again, with what is wrong, when it was not taken. */
async function saveTyped(c: AdminContext, deps: AdminDeps): Promise<Response | undefined> {
  const { db } = deps
  const notice = await noticeById(db, idOf(c))
  if (!notice) throw new NotFound()
  const [read, version] = [await readForm(c, noticeForm), await readForm(c, versions)]
  if (!read.ok || !version.ok) {
    const filled = read.ok ? emptyForm : read
    const draft = typedDraft(read.ok ? {} : read.typed, shownOf(notice))
    return c.html(await writePage(c, deps, { notice, draft, filled }), 422)
  }
  await changeNotice(db, { id: notice.id, ...version.data }, draftOf(read.data), by(c))
  return undefined
}

async function writePage(
  c: AdminContext,
  { db }: AdminDeps,
  written: Pick<Parameters<typeof WritePage>[0], 'draft' | 'filled'> & { notice?: Notice },
) {
  const [offered, { approval }] = await Promise.all([offeredBy(db), loadNoticeSettings(db)])
  return <WritePage c={c} offered={offered} approval={approval} {...written} />
}
