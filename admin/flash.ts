import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AdminContext, Flash } from './deps.ts'

const name = 'hl_flash'

/** Leaves a message for the next page this browser opens. */
export function flash(
  c: AdminContext,
  kind: Flash['kind'],
  key: string,
  values?: Flash['values'],
): void {
  const message: Flash = { kind, key, ...(values === undefined ? {} : { values }) }
  setCookie(c, name, Buffer.from(JSON.stringify(message)).toString('base64url'), {
    path: '/admin',
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: 60,
  })
}

/** The message left for this page, once. */
export function takeFlash(c: AdminContext): Flash | undefined {
  const value = getCookie(c, name)
  if (value === undefined) return undefined
  deleteCookie(c, name, { path: '/admin' })
  try {
    const message = JSON.parse(Buffer.from(value, 'base64url').toString())
    return typeof message?.key === 'string' ? message : undefined
  } catch {
    return undefined
  }
}
