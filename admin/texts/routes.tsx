import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { isLanguage, type Language } from '#core/language.ts'
import {
  countOwn,
  findWording,
  listWording,
  saveWording,
  spokenAreas,
} from '#core/office/own-words.ts'
import { Refusal } from '#core/refusal.ts'
import { TextPage, TextsPage } from './pages.tsx'

const wording = z.object({
  key: z.string().max(200),
  language: z.string(),
  text: z.string().max(8000, { error: 'panel:fault.long' }),
})

/** The office's own wording of what the desk says to people. */
export function textRoutes({ db }: AdminDeps) {
  const one = async (
    c: AdminContext,
    { language, key }: { language: Language; key: string },
    filled: Filled,
    problem?: Refusal,
  ) => {
    const text = await findWording(db, language, key)
    if (text === undefined) throw new NotFound()
    const status = filled === emptyForm ? 200 : 422
    const props = { c, language, wording: text, filled, ...(problem && { problem }) }
    return c.html(<TextPage {...props} />, status)
  }
  return new Hono<AdminEnv>()
    .use('/texts/*', allow('texts.edit'))
    .get('/texts', async (c) => {
      const asked = c.req.query('area') ?? ''
      const area = spokenAreas.find((name) => name === asked) ?? spokenAreas[0]
      const language = languageOf(c.req.query('language'))
      const q = (c.req.query('q') ?? '').slice(0, 100)
      const [texts, own] = await Promise.all([listWording(db, language, area, q), countOwn(db)])
      return c.html(
        <TextsPage c={c} area={area} language={language} q={q} texts={texts} own={own} />,
      )
    })
    .get('/texts/edit', (c) => one(c, chosen(c), emptyForm))
    .post('/texts/edit', async (c) => {
      const form = await readForm(c, wording)
      if (!form.ok) return one(c, chosen(c), form)
      const { key, text } = form.data
      const language = languageOf(form.data.language)
      try {
        await saveWording(db, language, key, text.replaceAll('\r\n', '\n'), by(c))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return one(c, { language, key }, { typed: { text }, faults: {} }, error)
      }
      flash(c, 'done', 'office:text.saved')
      return redirect(c, `/admin/texts?area=${key.split(':')[0]}&language=${language}`)
    })
}

function chosen(c: AdminContext) {
  return { language: languageOf(c.req.query('language')), key: c.req.query('key') ?? '' }
}

function languageOf(value: string | undefined): Language {
  return value !== undefined && isLanguage(value) ? value : 'vi'
}
