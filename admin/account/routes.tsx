import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { type Auth, authHeaders, passCookies, passwordLength } from '#admin/auth.ts'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { redirect } from '#admin/session.ts'
import { isLanguage } from '#core/language.ts'
import {
  chatOf,
  endOtherSessions,
  endSession,
  listSessions,
  passwordChosen,
  setStaffLanguage,
} from '#core/staff/account.ts'
import { countAttempt } from '#core/staff/attempts.ts'
import { issueLinkCode, unlinkChat } from '#core/staff/link.ts'
import { AccountPage, PasswordPage } from './pages.tsx'

const ownPassword = z
  .object({
    current: line(passwordLength.max),
    password: line(passwordLength.max).min(passwordLength.min, {
      error: 'staff:password.short',
    }),
    repeated: line(passwordLength.max),
  })
  .refine(({ password, repeated }) => password === repeated, {
    path: ['repeated'],
    error: 'staff:password.differs',
  })
  .refine(({ current, password }) => current !== password, {
    path: ['password'],
    error: 'staff:password.same',
  })

/** One's own account: language, password, sessions, linked chat. The second factor is in two-factor.tsx. */
export function accountRoutes({ db }: AdminDeps, auth: Auth) {
  const at = (c: AdminContext) => ({ now: new Date(), ip: c.get('ip') })
  return new Hono<AdminEnv>()
    .get('/account', async (c) => {
      const { id } = c.get('actor')
      const [sessions, chat] = await Promise.all([listSessions(db, id, new Date()), chatOf(db, id)])
      return c.html(<AccountPage c={c} sessions={sessions} chat={chat} />)
    })
    .post('/account/language', async (c) => {
      const { language } = await c.req.parseBody()
      if (typeof language === 'string' && isLanguage(language)) {
        await setStaffLanguage(db, c.get('actor').id, language)
        flash(c, 'done', 'staff:account.language-set')
      }
      return redirect(c, '/admin/account')
    })
    .post('/account/theme', (c) => {
      const next = { auto: 'dark', dark: 'light', light: 'auto' }[
        getCookie(c, 'hl_theme') ?? 'auto'
      ]
      setCookie(c, 'hl_theme', next ?? 'auto', {
        path: '/admin',
        sameSite: 'Lax',
        maxAge: 31_536_000,
      })
      flash(c, 'done', `panel:theme.${next ?? 'auto'}`)
      return redirect(c, backPath(c))
    })
    .get('/account/password', (c) => c.html(<PasswordPage c={c} filled={emptyForm} />))
    .post('/account/password', async (c) => {
      const form = await readForm(c, ownPassword)
      if (!form.ok) return passwordAgain(c, form)
      const { id } = c.get('actor')
      if (!(await mayTryPassword(db, id))) return passwordAgain(c, fault('staff:password.too-many'))
      const body = {
        currentPassword: form.data.current,
        newPassword: form.data.password,
        revokeOtherSessions: true,
      }
      const call = { body, headers: authHeaders(c), asResponse: true as const }
      const answer = await auth.api.changePassword(call)
      if (!answer.ok) return passwordAgain(c, fault('staff:password.wrong', 'current'))
      passCookies(c, answer.headers)
      await passwordChosen(db, id, at(c))
      flash(c, 'done', 'staff:password.changed')
      return c.redirect('/admin', 303)
    })
    .post('/account/sessions/:id/end', async (c) => {
      await endSession(db, c.get('actor').id, c.req.param('id'), at(c))
      flash(c, 'done', 'staff:account.session-ended')
      return redirect(c, '/admin/account')
    })
    .post('/account/sessions/end-others', async (c) => {
      const { sessionId } = c.get('me')
      const count = await endOtherSessions(db, c.get('actor').id, sessionId, at(c))
      flash(c, 'done', 'staff:account.sessions-ended', { count })
      return redirect(c, '/admin/account')
    })
    .post('/account/chat', async (c) => {
      await issueLinkCode(db, c.get('actor').id)
      return redirect(c, '/admin/account#chat')
    })
    .post('/account/chat/end', async (c) => {
      await unlinkChat(db, c.get('actor').id, new Date())
      flash(c, 'done', 'staff:account.chat-unlinked')
      return redirect(c, '/admin/account')
    })
}

/** A stolen session must not serve to guess the password. */
export async function mayTryPassword(db: AdminDeps['db'], staffId: string): Promise<boolean> {
  const limit = { max: 10, windowMs: 15 * 60_000 }
  return (await countAttempt(db, `password ${staffId}`, limit, new Date())).allowed
}

function passwordAgain(c: AdminContext, filled: Filled) {
  return c.html(<PasswordPage c={c} filled={filled} />, 422)
}

function fault(key: string, field = 'form'): Filled {
  return { typed: {}, faults: { [field]: key } }
}

function backPath(c: AdminContext): string {
  const referer = c.req.header('referer') ?? ''
  if (!URL.canParse(referer)) return '/admin'
  const { pathname, search } = new URL(referer)
  return pathname.startsWith('/admin') ? pathname + search : '/admin'
}
