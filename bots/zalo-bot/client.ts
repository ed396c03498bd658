import { z } from 'zod'

export interface Client {
  /** Calls a method of the Bot Platform and gives its result as it came; throws what `failureOf` understands. */
  call(method: string, payload: object, signal: AbortSignal): Promise<unknown>
}

/** A "no" of the platform's. The message holds neither the token nor what was said. */
export class ZaloBotError extends Error {
  readonly code: number
  readonly retryAfterMs: number | undefined
  constructor(code: number, description: string, retryAfterMs?: number) {
    super(description)
    this.name = 'ZaloBotError'
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

const seconds = z.coerce.number().positive().optional().catch(undefined)

/** Telegram's envelope. Where a wait would stand is not documented: every place known from such platforms is read. */
const envelope = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.coerce.number().optional(),
  description: z.string().optional(),
  retry_after: seconds,
  parameters: z.object({ retry_after: seconds }).optional().catch(undefined),
})

/** A client of the Zalo Bot Platform. `apiRoot` may have a path, with or without a final slash. */
export function createClient(token: string, apiRoot: string): Client {
  const root = apiRoot.replace(/\/+$/, '')
  return {
    async call(method, payload, signal) {
      const answer = await fetch(`${root}/bot${token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload),
        redirect: 'error',
        signal,
      })
      const said = envelope.safeParse(parsed(await answer.text())).data
      if (said?.ok) return said.result
      const code = said?.error_code ?? answer.status
      const waits = seconds.parse(answer.headers.get('retry-after') ?? undefined)
      const wait = said?.parameters?.retry_after ?? said?.retry_after ?? waits
      const description = said?.description ?? answer.statusText
      throw new ZaloBotError(code, description, wait && wait * 1000)
    },
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
