import { createHmac } from 'node:crypto'
import {
  type Failure,
  failureOf,
  failureOfError,
  failureOfStatus,
  isOverLimit,
  later,
  type Verdict,
  wantsNewToken,
} from './failures.ts'
import type { Pace } from './pace.ts'
import type { Tokens } from './tokens.ts'

/** One call: `json` and `form` are posted, `ask` travels in the address as Zalo wants it. */
export interface Call {
  path: string
  json?: unknown
  form?: () => FormData
  ask?: Record<string, unknown>
}

export type Answer =
  | { ok: true; data: Record<string, unknown> }
  | { ok: false; failure: Failure; error?: number }

/** Calls the OA API; never throws. */
export type Client = (call: Call, signal: AbortSignal) => Promise<Answer>

interface Deps {
  openapiBase: string
  appSecret: string
  tokens: Tokens
  pace: Pace
  now(): Date
}

/**
 * A client of the OA API: with the token of the moment, renewed once when Zalo wants another, and never faster than
 * the limit Zalo tells.
 */
export function createClient(deps: Deps): Client {
  const root = deps.openapiBase.replace(/\/+$/, '')
  let proved = false
  const once = async (call: Call, token: string, signal: AbortSignal): Promise<Reply> => {
    const entry = await deps.pace.enter(signal)
    if (!entry.ok) {
      const { retryAfterMs } = entry
      const waits = { ...later('the limit of calls is reached'), retryAfterMs, wide: true }
      return { ok: false, failure: waits }
    }
    try {
      const proof = proved ? { appsecret_proof: proofOf(token, deps.appSecret) } : {}
      return await post(root, call, { access_token: token, ...proof }, signal, deps)
    } finally {
      entry.leave()
    }
  }
  return async (call, signal) => {
    try {
      const first = await untilEnd(deps.tokens.current(), signal)
      if (!first.ok) return { ok: false, failure: first }
      const reply = await once(call, first.token, signal)
      if (reply.ok || reply.verdict === undefined) return reply
      if (reply.verdict.error === proofWanted && !proved) {
        proved = true
        return await once(call, first.token, signal)
      }
      if (!wantsNewToken(reply.verdict)) return reply
      const second = await untilEnd(deps.tokens.renew(first.token), signal)
      return second.ok ? await once(call, second.token, signal) : { ok: false, failure: second }
    } catch (error) {
      return { ok: false, failure: failureOfError(error) }
    }
  }
}

/** A renewal goes on when a call no longer waits for it: its pair must be stored. */
function untilEnd<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}

type Reply =
  | { ok: true; data: Record<string, unknown> }
  | { ok: false; failure: Failure; error?: number; verdict?: Verdict }

/** The account asks for a proof that the caller knows the app's secret, as its console can demand. */
const proofWanted = -242

function proofOf(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex')
}

async function post(
  root: string,
  call: Call,
  headers: Record<string, string>,
  signal: AbortSignal,
  { pace, now }: Deps,
): Promise<Reply> {
  const url = new URL(root + call.path)
  if (call.ask) url.searchParams.set('data', JSON.stringify(call.ask))
  const json = call.json !== undefined && { 'content-type': 'application/json' }
  const body = call.form?.() ?? (json ? JSON.stringify(call.json) : null)
  const method = body === null ? 'GET' : 'POST'
  const given = { ...headers, ...json }
  const reply = await fetch(url, { method, headers: given, body, signal, redirect: 'error' })
  const limit = Number(reply.headers.get('x-ratelimit-limit'))
  pace.learn(Number.isSafeInteger(limit) && limit > 0 ? limit : undefined)
  const text = await reply.text()
  const envelope = envelopeOf(text)
  if (envelope === undefined) return { ok: false, failure: failureOfStatus(reply.status) }
  const { error, message, data } = envelope
  if (error === 0) {
    pace.calm()
    return { ok: true, data }
  }
  const verdict = { error, message }
  const failure = failureOf(verdict, now())
  if (isOverLimit(verdict)) failure.retryAfterMs = pace.backOff(failure.retryAfterMs ?? 0)
  return { ok: false, failure, error, verdict }
}

/** Zalo's `{data, error, message}`; undefined for anything else. */
function envelopeOf(text: string): (Verdict & { data: Record<string, unknown> }) | undefined {
  try {
    const body = Object(JSON.parse(text)) as Record<string, unknown>
    const error = Number(body.error)
    if (body.error === undefined || !Number.isInteger(error)) return undefined
    const data = Object(body.data) as Record<string, unknown>
    return { error, message: typeof body.message === 'string' ? body.message : '', data }
  } catch {
    return undefined
  }
}
