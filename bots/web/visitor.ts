import { createHash, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

const cookie = 'hl_visitor'
const shape = /^[\w-]{22,64}$/
const year = 365 * 24 * 60 * 60

/**
 * The address of whoever holds the visitor's cookie, which is set here when absent and renewed when `renew`.
 * Only its hash is ever stored: whoever reads the database cannot speak as the visitor.
 */
export function visitor(c: Context, publicUrl: string, renew = false): string {
  const known = getCookie(c, cookie)
  const token = known && shape.test(known) ? known : randomBytes(24).toString('base64url')
  if (renew || token !== known) setVisitor(c, token, new URL(publicUrl).protocol === 'https:')
  return createHash('sha256').update(token).digest('hex')
}

/** Whether the request carries a visitor's cookie at all. */
export function hasVisitor(c: Context): boolean {
  return shape.test(getCookie(c, cookie) ?? '')
}

/** Inside another site's page a browser keeps a cookie only when it is secure and partitioned. */
function setVisitor(c: Context, token: string, secure: boolean): void {
  const embedded = secure && c.req.query('embed') === '1'
  setCookie(c, cookie, token, {
    path: '/chat',
    httpOnly: true,
    secure,
    maxAge: year,
    ...(embedded ? { sameSite: 'None', partitioned: true } : { sameSite: 'Lax' }),
  })
}
