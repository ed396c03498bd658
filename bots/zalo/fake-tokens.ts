import { randomUUID } from 'node:crypto'

export interface Pair {
  access: string
  refresh: string
}

/** The pairs a pretended Zalo has given out: a refresh token works once, an access token until the next one. */
export function tokensAt(appId: string, appSecret: string, first?: Pair) {
  const pair = (): Pair => ({ access: `at-${randomUUID()}`, refresh: `rt-${randomUUID()}` })
  let current = first ?? pair()
  let alive = true
  const spent: string[] = []
  const codes = new Map<string, string | undefined>()
  const next = () => {
    current = pair()
    alive = true
    return { access_token: current.access, refresh_token: current.refresh, expires_in: '90000' }
  }
  return {
    first: { accessToken: current.access, refreshToken: current.refresh },
    /** every refresh token that was brought, in order */
    spent,
    isAlive: (token: string) => alive && token === current.access,
    /** The access token dies before its time. */
    expire() {
      alive = false
    },
    /** The grant is gone: only an administrator's consent helps. */
    revoke() {
      current = pair()
      alive = false
    },
    /** An administrator consented: the code may be exchanged once, with the verifier of the console, if there is one. */
    consent(code: string, verifier?: string) {
      codes.set(code, verifier)
    },
    answer(secret: unknown, asked: Record<string, unknown>) {
      const no = (error: number, name: string) => ({
        status: 200,
        body: { error, error_name: name } as Record<string, unknown>,
      })
      if (secret !== appSecret || asked.app_id !== appId) return no(-14004, 'Invalid secret key')
      if (asked.grant_type === 'refresh_token') {
        const brought = String(asked.refresh_token)
        spent.push(brought)
        if (brought !== current.refresh) return no(-14014, 'Invalid refresh token')
        return { status: 200, body: next() as Record<string, unknown> }
      }
      const code = String(asked.code)
      if (!codes.has(code)) return no(-14019, 'Invalid code')
      if (codes.get(code) !== undefined && codes.get(code) !== asked.code_verifier) {
        return no(-14018, 'Invalid code verifier')
      }
      codes.delete(code)
      return { status: 200, body: next() as Record<string, unknown> }
    },
  }
}

export type Tokens = ReturnType<typeof tokensAt>

/** What lies under an address of a file that somebody sent. */
export function fileOf(path: string, files: Map<string, Uint8Array>) {
  const [, name] = /^\/files\/(.+)$/.exec(path) ?? []
  if (name === undefined) return undefined
  const content = files.get(decodeURIComponent(name))
  return { status: content ? 200 : 404, content }
}
