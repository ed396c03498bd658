import { Telegram, TelegramError } from 'telegraf'
import type { Telegram as Methods, Opts } from 'telegraf/types'
import { Pool } from 'undici'
import { postJson } from './post.ts'

export interface Client {
  /** Calls a Bot API method; throws what `failureOf` understands. */
  call<M extends keyof Methods>(
    method: M,
    payload: Opts<M>,
    signal: AbortSignal,
  ): Promise<ReturnType<Methods[M]>>
  /** Where a file lies; holds the token, so it is never stored, shown or logged. */
  fileAddress(path: string): URL
  close(): void
}

const publicRoot = 'https://api.telegram.org'
const mostConnections = 64
/** Longer than a long poll. */
const silentMs = 60_000

/**
 * A Bot API client on kept-alive connections. What carries a file is telegraf's to encode and send; plain calls are
 * posted by ourselves, at half the cost of the node-fetch that telegraf brings. `apiRoot` may have a path, with or
 * without a final slash.
 */
export function createClient(token: string, apiRoot: string = publicRoot): Client {
  const root = apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`
  const { origin, pathname } = new URL(root)
  const connections = new Pool(origin, {
    ...{ connections: mostConnections, headersTimeout: silentMs, bodyTimeout: silentMs },
  })
  const telegram = new Telegram(token, { apiRoot: root, webhookReply: false })
  return {
    async call(method, payload, signal) {
      if ('document' in payload) return upload(telegram, method, payload, signal)
      const path = `${pathname}bot${token}/${method}`
      const { status, reason, body } = await postJson(connections, path, payload, signal)
      if (status >= 500) throw new TelegramError({ error_code: status, description: reason })
      const answer = JSON.parse(body)
      if (!answer.ok) throw new TelegramError(answer)
      return answer.result
    },
    fileAddress(path) {
      return new URL(
        `./file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`,
        root,
      )
    },
    close: () => void connections.destroy(),
  }
}

async function upload<M extends keyof Methods>(
  telegram: Telegram,
  method: M,
  payload: Opts<M>,
  signal: AbortSignal,
): Promise<ReturnType<Methods[M]>> {
  const cut = new AbortController()
  const abort = () => cut.abort()
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    // telegraf's types know only an older stand-in for AbortSignal.
    return await telegram.callApi(method, payload, { signal: cut.signal as never })
  } catch (error) {
    // telegraf leaves the body of a 5xx unread: without this its connection is never free again.
    abort()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
