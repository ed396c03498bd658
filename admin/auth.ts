import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { signInTables } from '#core/staff/sign-in-tables.ts'
import type { AdminContext, AdminDeps } from './deps.ts'

export const passwordLength = { min: 12, max: 128 }
const hour = 3600

export type Auth = ReturnType<typeof createAuth>

/**
 * Sign-in of the staff. Its functions are called by our own forms only (`auth.api`): its HTTP routes are not
 * mounted, so its rate limit and origin check never run; ours are in sign-in and in session.ts.
 */
export function createAuth({ db, publicUrl, authSecret, log }: AdminDeps) {
  return betterAuth({
    appName: 'Hỏi Luật',
    baseURL: publicUrl,
    basePath: '/admin/auth',
    secret: authSecret,
    database: drizzleAdapter(db, { provider: 'pg', schema: signInTables, transaction: true }),
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (_level, message) => log.error({ part: 'better-auth' }, message),
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    user: {
      modelName: 'staff',
      additionalFields: {
        role: { type: 'string', input: false, required: true },
        unitId: { type: 'number', input: false, required: false },
        mustChangePassword: { type: 'boolean', input: false, required: true },
        deactivatedAt: { type: 'date', input: false, required: false },
        language: { type: 'string', input: false, required: true },
      },
    },
    session: {
      modelName: 'sessions',
      expiresIn: 12 * hour,
      updateAge: hour,
      cookieCache: { enabled: false },
    },
    account: { modelName: 'accounts' },
    verification: { modelName: 'verifications' },
    advanced: {
      cookiePrefix: 'hoiluat',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { path: '/admin', httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: ['x-client-ip'], ipv6Subnet: 128 },
    },
    plugins: [
      twoFactor({ issuer: 'Hỏi Luật', schema: { twoFactor: { modelName: 'twoFactors' } } }),
    ],
  })
}

/** The headers `auth.api` reads: the cookie, the browser, and the address we trust. */
export function authHeaders(c: AdminContext): Headers {
  const headers = new Headers({ 'x-client-ip': c.get('ip') })
  for (const name of ['cookie', 'user-agent']) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/** Hands the cookies that better-auth set on to the browser. */
export function passCookies(c: AdminContext, from: Headers): void {
  for (const cookie of from.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
}
