import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { checkIn, rosterOf, type Seen, tokenIn, undoCheckIn } from '#core/training/attendance.ts'
import { CheckInPage } from './check-in-page.tsx'
import { CodePage } from './code-page.tsx'
import { wholeOf } from './show-routes.tsx'

const batch = z.object({
  seen: z
    .array(
      z.object({
        token: z.string().max(100).optional(),
        signupId: z.number().int().optional(),
        at: z.coerce.date(),
        how: z.enum(['scan', 'typed']),
      }),
    )
    .max(2_000),
})

const worker = readFileSync(new URL('../public/check-in-worker.js', import.meta.url), 'utf8')

/** Who is there: the page that works without a network, what it sends, and the code shown in class. */
export function checkInRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const attends = allow('training.attend')
  const place = '/courses/:id{[0-9]+}/sessions/:session{[0-9]+}'
  app
    // Its place among the addresses is its reach: the pages of classes and no others.
    .get('/courses/offline.js', attends, (c) =>
      c.body(worker, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
    )
    .get(`${place}/check-in`, attends, async (c) => {
      const { course, session } = await sessionOf(c, deps)
      const roster = await rosterOf(db, session.id)
      return c.html(<CheckInPage {...{ c, course, session, roster }} now={new Date()} />)
    })
    .post(`${place}/check-in`, attends, async (c) => {
      const { session } = await sessionOf(c, deps)
      if (c.req.header('content-type')?.startsWith('application/json')) {
        return takeBatch(c, deps, session.id)
      }
      await takeForm(c, deps, session.id)
      return redirect(c, c.req.path)
    })
    .post(`${place}/check-in/undoing`, attends, async (c) => {
      const { session } = await sessionOf(c, deps)
      const signupId = Number((await sentBody(c)).signup)
      if (!Number.isSafeInteger(signupId)) throw new NotFound()
      await undoCheckIn(db, actorOf(c), { sessionId: session.id, signupId }, new Date())
      flash(c, 'done', 'courses:done.undone')
      return redirect(c, c.req.path.replace(/\/undoing$/, ''))
    })
    .get(`${place}/code`, attends, async (c) => {
      const { course, session } = await sessionOf(c, deps)
      return c.html(<CodePage {...{ c, course, session }} />)
    })
}

async function sessionOf(c: AdminContext, deps: AdminDeps) {
  const { course, sessions } = await wholeOf(c, deps)
  const session = sessions.find(({ id }) => id === idOf(c, 'session'))
  if (!session) throw new NotFound()
  return { course, session }
}

/** What the page sends by itself: everything that waited on the device. */
async function takeBatch(c: AdminContext, { db }: AdminDeps, sessionId: number) {
  const read = batch.safeParse(await c.req.json().catch(() => undefined))
  const language = c.get('language')
  if (!read.success) return c.json({ why: say(language, 'panel:fault.invalid') }, 422)
  try {
    const { seen } = read.data
    return c.json({ outcomes: await checkIn(db, actorOf(c), sessionId, seen, new Date()) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return c.json({ why: say(language, error.key, error.values) }, 422)
  }
}

/** The same without a script: one at a time, by the button of a row or by what was typed. */
async function takeForm(c: AdminContext, { db }: AdminDeps, sessionId: number): Promise<void> {
  const { signup, typed } = await sentBody(c)
  const text = typeof typed === 'string' ? typed.trim() : ''
  const seen = await seenIn(db, sessionId, typeof signup === 'string' ? signup : '', text)
  if (!seen) return flash(c, 'warning', 'courses:scan.no-token')
  try {
    const [told] = await checkIn(db, actorOf(c), sessionId, [seen], new Date())
    const outcome = told?.outcome ?? 'unknown'
    const good = outcome === 'attended' || outcome === 'already'
    const values = { name: told?.attendee ?? '', course: told?.course ?? '' }
    flash(c, good ? 'done' : 'problem', `courses:scanned.${outcome}`, values)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    flash(c, 'problem', error.key, error.values)
  }
}

async function seenIn(
  db: AdminDeps['db'],
  sessionId: number,
  signup: string,
  text: string,
): Promise<Seen | undefined> {
  const noted = { at: new Date(), how: 'typed' as const }
  if (/^\d{1,15}$/.test(signup)) return { ...noted, signupId: Number(signup) }
  if (/^\d{1,6}$/.test(text)) {
    const roster = await rosterOf(db, sessionId)
    const one = roster.find(({ number }) => number === Number(text))
    return one && { ...noted, signupId: one.id }
  }
  const token = tokenIn(text)
  return token === undefined ? undefined : { ...noted, token }
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}
