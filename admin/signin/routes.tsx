import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { z } from 'zod'
import { type Auth, authHeaders, passCookies } from '#admin/auth.ts'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm } from '#admin/forms.ts'
import type { Filled } from '#admin/inputs.tsx'
import { redirect } from '#admin/session.ts'
import { isLanguage } from '#core/language.ts'
import {
  type Attempt,
  findSignIn,
  mayTrySignIn,
  signedIn,
  signedOut,
  signInFailed,
} from '#core/staff/signing-in.ts'
import { hasAdministrator } from '#core/staff/staff.ts'
import { halfSignedIn, rememberHalf } from './half.ts'
import { CodePage, SignInPage } from './pages.tsx'

const credentials = z.object({ email: line(200), password: line(128) })
const secondFactor = z.object({ code: line(40) })

/** Sign-in by e-mail and password, then by a code where the account has a second factor; sign-out. */
export function signInRoutes(deps: AdminDeps, auth: Auth) {
  const { db } = deps
  return new Hono<AdminEnv>()
    .get('/signin', async (c) => {
      const language = c.req.query('lang')
      if (language !== undefined && isLanguage(language)) {
        setCookie(c, 'hl_language', language, { path: '/admin', sameSite: 'Lax', maxAge: 31536000 })
        c.set('language', language)
      }
      if (c.get('actor') !== undefined) return redirect(c, nextPath(c))
      return c.html(<SignInPage c={c} next={nextPath(c)} ready={await hasAdministrator(db)} />)
    })
    .post('/signin', async (c) => {
      const form = await readForm(c, credentials)
      if (!form.ok) return again(c, form)
      const at: Attempt = { email: form.data.email, ip: c.get('ip'), now: new Date() }
      const wait = await mayTrySignIn(db, at)
      if (wait > 0) return tooMany(c, form.data.email, wait)
      const account = await findSignIn(db, form.data.email)
      const email = account?.deactivatedAt ? 'closed@account.invalid' : form.data.email
      const body = { email, password: form.data.password }
      const answer = await auth.api.signInEmail({ body, headers: authHeaders(c), asResponse: true })
      if (!answer.ok || account === undefined) {
        await signInFailed(db, account?.id, at)
        return again(c, {
          typed: { email: form.data.email },
          faults: { form: 'staff:signin.wrong' },
        })
      }
      passCookies(c, answer.headers)
      const { twoFactorRedirect } = (await answer.json()) as { twoFactorRedirect?: boolean }
      const next = encodeURIComponent(nextPath(c))
      if (twoFactorRedirect) {
        await rememberHalf(c, deps, account.id)
        return c.redirect(`/admin/signin/code?next=${next}`, 303)
      }
      await signedIn(db, account.id, at)
      return c.redirect(nextPath(c), 303)
    })
    .get('/signin/code', (c) => c.html(<CodePage c={c} next={nextPath(c)} />))
    .post('/signin/code', async (c) => {
      const form = await readForm(c, secondFactor)
      if (!form.ok) return c.html(<CodePage c={c} next={nextPath(c)} filled={form} />, 422)
      const code = form.data.code.replace(/\s/g, '')
      const call = { headers: authHeaders(c), asResponse: true as const }
      const answer = /^\d{6}$/.test(code)
        ? await auth.api.verifyTOTP({ ...call, body: { code } })
        : await auth.api.verifyBackupCode({ ...call, body: { code } })
      passCookies(c, answer.headers)
      if (!answer.ok) {
        const staffId = await halfSignedIn(c, deps)
        await signInFailed(db, staffId, { ip: c.get('ip'), now: new Date() })
        return codeRefused(c, answer)
      }
      const { user } = (await answer.json()) as { user: { id: string; email: string } }
      await signedIn(db, user.id, { email: user.email, ip: c.get('ip'), now: new Date() })
      return c.redirect(nextPath(c), 303)
    })
    .post('/signout', async (c) => {
      const answer = await auth.api.signOut({ headers: authHeaders(c), asResponse: true })
      passCookies(c, answer.headers)
      await signedOut(db, c.get('actor').id, c.get('ip'), new Date())
      flash(c, 'done', 'staff:signin.out')
      return redirect(c, '/admin/signin')
    })
}

function again(c: AdminContext, filled: Filled) {
  return c.html(<SignInPage c={c} next={nextPath(c)} ready filled={filled} />, 422)
}

function tooMany(c: AdminContext, email: string, waitSeconds: number) {
  c.header('Retry-After', String(waitSeconds))
  const minutes = Math.ceil(waitSeconds / 60)
  const filled = { typed: { email }, faults: {} }
  return c.html(<SignInPage c={c} next={nextPath(c)} ready filled={filled} wait={minutes} />, 429)
}

/** A wrong code may be typed again; a challenge that ended starts over with the password. */
async function codeRefused(c: AdminContext, answer: Response) {
  const { code } = (await answer.json()) as { code?: string }
  if (code === 'INVALID_CODE' || code === 'INVALID_BACKUP_CODE') {
    const filled = { typed: {}, faults: { code: 'staff:signin.code-wrong' } }
    return c.html(<CodePage c={c} next={nextPath(c)} filled={filled} />, 422)
  }
  const locked = answer.status === 429
  flash(c, 'problem', locked ? 'staff:signin.code-locked' : 'staff:signin.code-over')
  return c.redirect('/admin/signin', 303)
}

/** Where to go after sign-in: only a page of the panel, and nothing that is no address. */
function nextPath(c: AdminContext): string {
  const next = c.req.query('next') ?? ''
  const odd = /\\|\/\/|\p{Cc}/u.test(next)
  return /^\/admin(?:[/?]|$)/.test(next) && !odd ? next : '/admin'
}
