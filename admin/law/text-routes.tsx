import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { documentText } from '#core/law/documents/documents.ts'
import { provisionsOfDocument } from '#core/law/documents/provisions.ts'
import { provisionValidity } from '#core/law/documents/standing.ts'
import { compareText, correctText, earlierText } from '#core/law/documents/text.ts'
import { longestText } from '#core/law/import/tidy.ts'
import { diffLaws } from '#core/law/parse/diff.ts'
import { parseLaw } from '#core/law/parse/parse.ts'
import { Refusal } from '#core/refusal.ts'
import { CorrectionPage, EarlierPage } from './correction-page.tsx'
import { findLaw } from './show.tsx'
import { LawTextPage } from './text-page.tsx'

const correction = z.object({
  deed: z.enum(['preview', 'save']).default('preview'),
  version: z.coerce.number().int().positive(),
  text: z
    .string({ error: 'panel:fault.required' })
    .max(longestText, { error: 'panel:fault.long' })
    .refine((text) => text.trim() !== '', { error: 'law:refusal.empty-text' }),
})

/** A document's text: read, corrected, compared with what it was. */
export function lawTextRoutes(deps: AdminDeps) {
  const { db } = deps
  return new Hono<AdminEnv>()
    .get('/law/:id{[0-9]+}/text', async (c) => {
      const document = await findLaw(deps, idOf(c))
      const [provisions, validity] = await Promise.all([
        provisionsOfDocument(db, document.id),
        provisionValidity(db, document.id, dayOf(new Date())),
      ])
      const props = { document, provisions, validity }
      return c.html(<LawTextPage c={c} {...props} />)
    })
    .get('/law/:id{[0-9]+}/correction', allow('law.edit'), async (c) => {
      const document = await findLaw(deps, idOf(c))
      const text = (await documentText(db, document.id)) ?? ''
      return c.html(<CorrectionPage c={c} document={document} text={text} filled={emptyForm} />)
    })
    .post('/law/:id{[0-9]+}/correction', allow('law.edit'), (c) => correct(c, deps))
    .get('/law/:id{[0-9]+}/texts/:version{[0-9]+}', async (c) => {
      const document = await findLaw(deps, idOf(c))
      const version = idOf(c, 'version')
      const [before, now] = await Promise.all([
        version > 1_000_000 ? undefined : earlierText(db, document.id, version),
        documentText(db, document.id),
      ])
      if (before === undefined) throw new NotFound()
      const changes = diffLaws(parseLaw(before), parseLaw(now ?? ''))
      return c.html(<EarlierPage c={c} document={document} version={version} changes={changes} />)
    })
}

async function correct(c: AdminContext, deps: AdminDeps) {
  const document = await findLaw(deps, idOf(c))
  const again = (filled: Filled) =>
    c.html(<CorrectionPage c={c} document={document} text="" filled={filled} />, 422)
  const read = await readForm(c, correction)
  if (!read.ok) return again(read)
  const { deed, version, text } = read.data
  const typed = { version: String(version), text }
  if (deed === 'preview') {
    const preview = await compareText(deps.db, document.id, text)
    const filled = { typed, faults: {} }
    const page = { document, text, filled, preview }
    return c.html(<CorrectionPage c={c} {...page} />)
  }
  const actor = { ...c.get('actor'), ip: c.get('ip') }
  try {
    await correctText(deps.db, actor, { id: document.id, version, text }, new Date())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return again({ typed, faults: { form: error.key } })
  }
  flash(c, 'done', 'law:done.text')
  return redirect(c, `/admin/law/${document.id}#text`)
}
