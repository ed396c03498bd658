/** A pair of tokens; the second one works once, for a new pair. */
export interface Pair {
  accessToken: string
  refreshToken?: string
  /** milliseconds since the epoch; unknown for a pair from the settings */
  expiresAt?: number
}

type Asked =
  | { ok: true; pair: Pair }
  | { ok: false; why: 'refused' | 'unreachable'; detail: string }

/** Zalo's OAuth, v4, for official accounts. */
export interface OAuth {
  refresh(refreshToken: string): Promise<Asked>
  exchange(code: string, verifier: string | undefined): Promise<Asked>
}

/** Longer than any other call: a reply that is given up may have held the only new pair. */
const patienceMs = 30_000
const usualLifeSeconds = 90_000

export function createOAuth(
  app: { appId: string; appSecret: string; oauthBase: string },
  now: () => Date,
): OAuth {
  const url = `${app.oauthBase.replace(/\/+$/, '')}/v4/oa/access_token`
  const ask = async (fields: Record<string, string>): Promise<Asked> => {
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { secret_key: app.appSecret },
        body: new URLSearchParams({ ...fields, app_id: app.appId }),
        signal: AbortSignal.timeout(patienceMs),
      })
      const body: unknown = await reply.json().catch(() => undefined)
      const pair = pairOf(body, now())
      if (pair) return { ok: true, pair }
      const why = reply.status >= 500 || body === undefined ? 'unreachable' : 'refused'
      return { ok: false, why, detail: reasonOf(body, reply.status) }
    } catch (error) {
      const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown }
      return { ok: false, why: 'unreachable', detail: String(cause?.code ?? name ?? 'network') }
    }
  }
  return {
    refresh: (refreshToken) => ask({ refresh_token: refreshToken, grant_type: 'refresh_token' }),
    exchange: (code, verifier) =>
      ask({
        ...{ code, grant_type: 'authorization_code' },
        ...(verifier !== undefined && { code_verifier: verifier }),
      }),
  }
}

/** Only a reply with an access token is a yes: what a no looks like, Zalo does not tell. */
function pairOf(body: unknown, now: Date): Pair | undefined {
  const given = Object(body) as Record<string, unknown>
  const { access_token: accessToken, refresh_token: refreshToken } = given
  if (typeof accessToken !== 'string' || accessToken === '') return undefined
  const seconds = Number(given.expires_in)
  const life = seconds > 0 ? seconds : usualLifeSeconds
  return {
    accessToken,
    ...(typeof refreshToken === 'string' && refreshToken !== '' && { refreshToken }),
    expiresAt: now.getTime() + life * 1000,
  }
}

/** What Zalo says of a no; never the whole body, which could hold what we sent. */
function reasonOf(body: unknown, status: number): string {
  const given = Object(body) as Record<string, unknown>
  const said = ['error', 'error_name', 'error_reason', 'error_description', 'message']
    .map((name) => given[name])
    .filter((value) => typeof value === 'string' || typeof value === 'number')
  return (said.length > 0 ? said.join(' ') : `HTTP ${status}`).slice(0, 200)
}
