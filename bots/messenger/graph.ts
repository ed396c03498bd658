import { createHmac } from 'node:crypto'
import { fetchOutside } from '#core/files/outside.ts'

/** A page's way to the Graph API. Every call throws a `GraphError`, or what `fetch` throws. */
export interface Graph {
  post(path: string, body: object | FormData, signal: AbortSignal): Promise<GraphAnswer>
  get(path: string, fields: string, signal: AbortSignal): Promise<GraphAnswer>
  /** Fetches a file's bytes, from anywhere but our own network. */
  download(url: string, signal: AbortSignal): Promise<Response>
}

export type GraphAnswer = Record<string, unknown>

/**
 * The Graph API said no. `code` is Meta's, 0 when the answer was not the Graph API's. The message never holds the
 * token, which Meta repeats when it cannot read it.
 */
export class GraphError extends Error {
  readonly status: number
  readonly code: number
  readonly subcode: number
  readonly retryAfterMs: number | undefined

  constructor(status: number, error: GraphAnswer, retryAfterMs?: number) {
    super(typeof error.message === 'string' ? error.message : '')
    this.name = 'GraphError'
    this.status = status
    this.code = Number(error.code ?? 0)
    this.subcode = Number(error.error_subcode ?? 0)
    this.retryAfterMs = retryAfterMs
  }
}

/** The version this adapter was written for; a base address that names one wins. */
const version = 'v25.0'

interface Access {
  /** with or without a version and a final slash */
  graphBase: string
  pageToken: string
  appSecret: string
}

/** Opens the Graph API for a page; every call carries the token and proves that the app's secret is known. */
export function openGraph({ graphBase, pageToken, appSecret }: Access): Graph {
  const base = withVersion(graphBase)
  const proof = createHmac('sha256', appSecret).update(pageToken).digest('hex')

  async function call(path: string, query: Record<string, string>, init: RequestInit) {
    const url = new URL(`${base}/${path}`)
    const access = { access_token: pageToken, appsecret_proof: proof }
    url.search = new URLSearchParams({ ...query, ...access }).toString()
    const answer = await fetch(url, { ...init, redirect: 'error' })
    return readAnswer(answer, pageToken)
  }

  return {
    post: (path, body, signal) => {
      if (body instanceof FormData) return call(path, {}, { method: 'POST', body, signal })
      const headers = { 'content-type': 'application/json' }
      return call(path, {}, { method: 'POST', headers, body: JSON.stringify(body), signal })
    },
    get: (path, fields, signal) => call(path, { fields }, { signal }),
    download: (address, signal) => fetchOutside(address, base, signal),
  }
}

function withVersion(base: string): string {
  const bare = base.replace(/\/+$/, '')
  return /\/v\d+(\.\d+)?$/.test(bare) ? bare : `${bare}/${version}`
}

async function readAnswer(answer: Response, token: string): Promise<GraphAnswer> {
  const text = await answer.text()
  const body = parsed(text)
  const error = body?.error
  if (answer.ok && body && error === undefined) return body
  const said = typeof error === 'object' && error !== null ? (error as GraphAnswer) : {}
  const message = String(said.message ?? '').replaceAll(token, '…')
  throw new GraphError(answer.status, { ...said, message }, waitOf(answer.headers))
}

function parsed(text: string): GraphAnswer | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as GraphAnswer) : undefined
  } catch {
    return undefined
  }
}

/** How long Meta asks to wait: seconds in `Retry-After`, or minutes in the usage header of the page. */
function waitOf(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  if (seconds >= 0) return seconds * 1000
  const usage = headers.get('x-business-use-case-usage') ?? ''
  const minutes = Number(/"estimated_time_to_regain_access":\s*(\d+)/.exec(usage)?.[1] ?? 0)
  return minutes > 0 ? minutes * 60_000 : undefined
}
