import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'

type Deps = Pick<AdminDeps, 'authSecret' | 'publicUrl'>

const name = 'hl_half'

/** Remembers whose password was right, so that a wrong code after it is written down as theirs. */
export async function rememberHalf(c: AdminContext, deps: Deps, staffId: string): Promise<void> {
  await setSignedCookie(c, name, `half ${staffId}`, deps.authSecret, {
    path: '/admin/signin',
    httpOnly: true,
    sameSite: 'Lax',
    secure: deps.publicUrl.startsWith('https:'),
    maxAge: 900,
  })
}

/** Whose password was given on this browser a moment ago. */
export async function halfSignedIn(c: AdminContext, deps: Deps): Promise<string | undefined> {
  const value = await getSignedCookie(c, deps.authSecret, name)
  return value ? value.replace(/^half /, '') : undefined
}
