import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { optionalId, readForm } from '#admin/forms.ts'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { shownResult } from '#core/assistant/result-message.ts'
import { answersOf, nextQuestion } from '#core/assistant/self-check.ts'
import { readSelfCheck, writtenSelfCheck } from '#core/assistant/self-check-reading.ts'
import { listSelfChecks, type StoredCheck, saveSelfCheck } from '#core/assistant/self-checks.ts'
import type { Fault } from '#core/fault.ts'
import { Refusal } from '#core/refusal.ts'
import { CheckPage, ChecksPage } from './pages.tsx'
import { TryPage } from './try-page.tsx'

const form = z.object({
  text: z.string().min(1, { error: 'panel:fault.required' }),
  version: optionalId,
  shown: z.string().optional(),
  deed: z.enum(['save', 'preview']).default('save'),
})

interface Edited {
  text: string
  shown: boolean
  version: number | undefined
  faults: Fault[]
  refusal?: Refusal
  preview?: StoredCheck['check']
}

/** Self-checks as data: listed, written, looked over, tried and put before the public. */
export function selfCheckRoutes({ db }: AdminDeps) {
  const stored = async (id: number) => {
    const found = (await listSelfChecks(db)).find((one) => one.id === id)
    if (!found) throw new NotFound()
    return found
  }
  const page = async (c: AdminContext, id: number | undefined, edited?: Edited) => {
    const known = id === undefined ? undefined : await stored(id)
    const status = edited && (edited.refusal || edited.faults.length > 0) ? 422 : 200
    const now = edited ?? {
      text: known ? writtenSelfCheck(known.check) : '',
      shown: known?.shown ?? false,
      version: known?.version,
      faults: [],
    }
    return c.html(<CheckPage c={c} edited={now} {...(known && { known })} />, status)
  }
  const save = async (c: AdminContext, id: number | undefined) => {
    const read = await readForm(c, form)
    if (!read.ok) {
      const fault = { line: 1, key: 'self-check-editor:fault.empty', values: {} }
      return page(c, id, { text: '', shown: false, version: undefined, faults: [fault] })
    }
    const { text, version, deed } = read.data
    const shown = read.data.shown === 'on'
    const checked = readSelfCheck(text)
    const edited = { text, shown, version }
    if ('faults' in checked) return page(c, id, { ...edited, faults: checked.faults })
    const { check } = checked
    if (deed === 'preview') return page(c, id, { ...edited, faults: [], preview: check })
    try {
      await saveSelfCheck(db, c.get('actor'), check, { id, version, shown }, by(c))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return page(c, id, { ...edited, faults: [], refusal: error })
    }
    flash(c, 'done', 'self-check-editor:saved', { title: check.title[c.get('language')] })
    return redirect(c, '/admin/self-checks')
  }
  return new Hono<AdminEnv>()
    .get('/self-checks', allow('self-checks.edit'), async (c) =>
      c.html(<ChecksPage c={c} rows={await listSelfChecks(db)} />),
    )
    .get('/self-checks/new', allow('self-checks.edit'), (c) => page(c, undefined))
    .post('/self-checks/new', allow('self-checks.edit'), (c) => save(c, undefined))
    .get('/self-checks/:id', allow('self-checks.edit'), (c) => page(c, idOf(c)))
    .post('/self-checks/:id', allow('self-checks.edit'), (c) => save(c, idOf(c)))
    .get('/self-checks/:id/try', allow('self-checks.edit'), async (c) => {
      const known = await stored(idOf(c))
      const answers = answersOf(known.check, c.req.query())
      const next = nextQuestion(known.check, answers)
      const result = await shownResult(db, known.check, answers, c.get('language'), new Date())
      return c.html(<TryPage c={c} known={known} answers={answers} {...{ next, result }} />)
    })
}
