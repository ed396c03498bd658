import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { isLanguage, type Language } from '#core/language.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { type Actor, may, type Role } from '#core/staff/roles.ts'
import { type Auth, authHeaders, passCookies } from './auth.ts'
import type { AdminContext, AdminDeps, AdminEnv } from './deps.ts'
import { askToSignIn } from './expired.tsx'
import { NotAllowed, StaleForm } from './faults.ts'

/** What somebody who is not signed in may open, below /admin. */
const openPaths = [/^\/signin(\/|$)/, /^\/setup$/, /^\/assets\//]
/** What somebody may open who must first choose a password of their own. */
const beforeOwnPassword = [/^\/account\/password$/, /^\/signout$/, /^\/assets\//]

function pathOf(c: AdminContext): string {
  return c.req.path.replace(/^\/admin/, '') || '/'
}

/** Finds out who asks; turns strangers away to the sign-in page. */
export function signedIn(auth: Auth) {
  return createMiddleware<AdminEnv>(async (c, next) => {
    const path = pathOf(c)
    const open = openPaths.some((pattern) => pattern.test(path))
    if (/^\/assets\//.test(path)) return next()
    const call = { headers: authHeaders(c), returnHeaders: true as const }
    const { headers, response: found } = await auth.api.getSession(call)
    passCookies(c, headers)
    const active = found !== null && !found.user.deactivatedAt
    if (!active) return open ? next() : turnAway(c, path)
    enter(c, found)
    const free = open || beforeOwnPassword.some((pattern) => pattern.test(path))
    if (found.user.mustChangePassword && !free) return redirect(c, '/admin/account/password')
    return next()
  })
}

type Found = NonNullable<Awaited<ReturnType<Auth['api']['getSession']>>>

function enter(c: AdminContext, { user, session }: Found): void {
  const language = user.language
  c.set('language', isLanguage(language) ? language : 'vi')
  c.set('actor', { ...actorOf(user), ip: c.get('ip') })
  c.set('me', {
    email: user.email,
    sessionId: session.id,
    sessionToken: session.token,
    mustChangePassword: user.mustChangePassword,
    twoFactorEnabled: user.twoFactorEnabled ?? false,
  })
}

function actorOf(user: Found['user']): Actor {
  const { id, name, role, unitId } = user
  return { id, name, role: role as Role, unitId: unitId ?? undefined }
}

/** Who the request's session belongs to now, long after it began; undefined when it or the account has ended. */
export async function stillHere(auth: Auth, c: AdminContext): Promise<Actor | undefined> {
  const query = { disableRefresh: true }
  const found = await auth.api.getSession({ headers: authHeaders(c), query })
  return found === null || found.user.deactivatedAt ? undefined : actorOf(found.user)
}

function turnAway(c: AdminContext, path: string) {
  const partial = c.req.header('HX-Request') !== undefined
  if (partial || c.req.method !== 'GET') return askToSignIn(c)
  const query = new URL(c.req.url).search
  return redirect(c, `/admin/signin?next=${encodeURIComponent(`/admin${path}${query}`)}`)
}

/** Sends the browser elsewhere, also out of a partial update. */
export function redirect(c: AdminContext, to: string) {
  if (c.req.header('HX-Request') === undefined) return c.redirect(to, 303)
  return c.body(null, 200, { 'HX-Redirect': to })
}

const form = 'hl_form'

/**
 * Every unsafe request carries the person's own token (field `csrf` or header `X-CSRF-Token`) and comes from one
 * of our own pages. It outlives the session, so that a page left open can be sent after a new sign-in. Strangers
 * have a token too, bound to a cookie, so that nobody is signed in as somebody else.
 */
export function guardForms({ authSecret, publicUrl }: AdminDeps) {
  return createMiddleware<AdminEnv>(async (c, next) => {
    if (pathOf(c).startsWith('/assets/')) return next()
    const actor = c.get('actor')
    const whose = actor ? `staff ${actor.id}` : `stranger ${stranger(c, publicUrl)}`
    const token = createHmac('sha256', authSecret).update(`form ${whose}`).digest('base64url')
    c.set('csrf', token)
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    if (!ownOrigin(c, publicUrl)) throw new StaleForm()
    if (!takesFiles(c) && !tokenFits(c, await given(c))) throw new StaleForm()
    return next()
  })
}

/** Forms of large files are read while they arrive; what reads them checks their token first, with `tokenFits`. */
export function takesFiles(c: AdminContext): boolean {
  return c.req.method === 'POST' && c.req.path === '/admin/law/import'
}

/** Whether a form's token is the one of who sends it. */
export function tokenFits(c: AdminContext, given: string): boolean {
  return same(c.get('csrf'), given)
}

function stranger(c: AdminContext, publicUrl: string): string {
  const found = getCookie(c, form)
  if (found !== undefined && /^[\w-]{20,60}$/.test(found)) return found
  const id = randomBytes(24).toString('base64url')
  setCookie(c, form, id, {
    path: '/admin',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
  })
  return id
}

/** A browser sends Origin with every unsafe request; a proxy may have changed the host, so both names count. */
function ownOrigin(c: AdminContext, publicUrl: string): boolean {
  const origin = c.req.header('origin')
  if (c.req.header('sec-fetch-site') === 'cross-site') return false
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === new URL(publicUrl).host || host === c.req.header('host')
}

async function given(c: AdminContext): Promise<string> {
  const header = c.req.header('x-csrf-token')
  if (header !== undefined) return header
  const type = c.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) return ''
  const { csrf } = await c.req.parseBody({ all: true })
  return typeof csrf === 'string' ? csrf : ''
}

function same(a: string, b: string): boolean {
  const one = Buffer.from(a)
  const other = Buffer.from(b)
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Lets a request through when the role may do the deed at all; the bounds of a ticket are checked in core. */
export function allow(deed: Deed) {
  return createMiddleware<AdminEnv>((c, next) => {
    if (!may(c.get('actor'), deed)) throw new NotAllowed()
    return next()
  })
}

/** The language of somebody not signed in: their earlier choice, else their browser's, else Vietnamese. */
export function strangerLanguage(c: AdminContext): Language {
  const chosen = getCookie(c, 'hl_language')
  if (chosen !== undefined && isLanguage(chosen)) return chosen
  return /^en\b/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'vi'
}
