import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { optionalLine, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { localDay } from '#admin/words.ts'
import {
  countLookups,
  judgeLookup,
  judgements,
  type LookupFilter,
  listLookups,
  results,
  reviewedLookup,
  verdicts,
} from '#core/assistant/review.ts'
import { LookupPage, LookupsPage } from './pages.tsx'

const judging = z.object({
  judgement: z.enum(['right', 'wrong'], { error: 'panel:fault.required' }),
  note: optionalLine(1_000),
})

/** What the automatic look-up was asked, what it showed and what people said of it; marked right or wrong. */
export function assistantRoutes({ db, timeZone }: AdminDeps) {
  const one = async (c: AdminContext, filled: Filled, status: 200 | 422) => {
    const lookup = await reviewedLookup(db, idOf(c), c.get('language'))
    if (!lookup) throw new NotFound()
    return c.html(<LookupPage c={c} lookup={lookup} filled={filled} />, status)
  }
  return new Hono<AdminEnv>()
    .get('/assistant', allow('assistant.read'), async (c) => {
      const filter = filterOf(c, timeZone)
      const page = pageOf(c)
      const [found, counts] = await Promise.all([
        listLookups(db, filter, c.get('language'), page),
        countLookups(db, filter),
      ])
      return c.html(<LookupsPage c={c} {...found} counts={counts} page={page} />)
    })
    .get('/assistant/:id', allow('assistant.read'), (c) => one(c, emptyForm, 200))
    .post('/assistant/:id', allow('assistant.read'), async (c) => {
      const read = await readForm(c, judging)
      if (!read.ok) return one(c, read, 422)
      await judgeLookup(db, idOf(c), read.data, by(c))
      flash(c, 'done', 'lookups:judged')
      return redirect(c, '/admin/assistant')
    })
}

function filterOf(c: AdminContext, timeZone: string): LookupFilter {
  const among = <T extends string>(name: string, known: readonly T[]): T | undefined =>
    known.find((value) => value === c.req.query(name))
  return {
    verdict: among('verdict', verdicts),
    result: among('result', results),
    judgement: among('judgement', judgements),
    asked: among('asked', ['chat', 'portal', 'ticket'] as const),
    q: (c.req.query('q') ?? '').replaceAll('\0', '').slice(0, 100),
    from: localDay(c.req.query('from'), timeZone),
    to: localDay(c.req.query('to'), timeZone, 1),
  }
}
