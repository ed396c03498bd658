import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type FakeArticles, openArticles } from './fake-articles.ts'
import { checkMessage, type Verdict } from './fake-checks.ts'
import { type Announced, announcer, type Events, openEvents } from './fake-events.ts'
import { payloadOf } from './fake-payload.ts'
import { fileOf, type Pair, type Tokens, tokensAt } from './fake-tokens.ts'

/** One request that came in, and what became of it; files stand in the payload as `File`. */
export interface FakeCall {
  path: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was written
  payload: Record<string, any>
  token: string
  /** the header `appsecret_proof` */
  proof?: string
  /** milliseconds since the epoch */
  at: number
  /** Zalo's verdict; undefined while the call hangs or was cut */
  error?: number
}

/** How the fake answers instead: with an error of Zalo's, a status, never, or by cutting the connection. */
export type FakeFailure = { error: number; message?: string } | { status: number } | 'hang' | 'cut'

interface Scripted {
  failure: FakeFailure
  path?: string
  user?: string
  times: number
}

export interface FakeOptions {
  port?: number
  appId?: string
  oaId?: string
  appSecret?: string
  oaSecret?: string
  /** calls in a window before it says -32; told with every reply */
  limit?: number
  windowMs?: number
  /** how long Zalo takes to answer */
  delayMs?: number
  /** the first pair of tokens; made up when absent */
  first?: Pair
  /** where events are posted */
  webhookUrl?: string
  /** how often it says that an article is still being read */
  articleWaits?: number
  /** the parameters of its template, with their greatest lengths */
  templateParameters?: Record<string, number>
  /** whether it tells of what the account said, as Zalo does */
  echoes?: boolean
}

interface State {
  options: FakeOptions
  calls: FakeCall[]
  scripted: Scripted[]
  tokens: Tokens
  uploads: Map<string, File>
  files: Map<string, Uint8Array>
  /** when calls of the last window came */
  recent: number[]
  messages: number
  articles: FakeArticles
  announce(event: Announced): Promise<number>
  events: Events
}

/**
 * A pretended Zalo on 127.0.0.1 - OpenAPI, business and OAuth in one - for tests, benches and trying by hand: keeps a
 * log, fails when told to, rotates refresh tokens, and posts signed events.
 */
export async function startZaloFake(options: FakeOptions = {}) {
  const {
    appId = '4242',
    oaId = '7000',
    appSecret = 'app-secret',
    oaSecret = 'oa-secret',
  } = options
  const whom = { appId, oaId, oaSecret, webhookUrl: options.webhookUrl }
  const state: State = {
    ...{ options, calls: [], scripted: [], uploads: new Map(), files: new Map(), recent: [] },
    ...{
      messages: 0,
      articles: openArticles(options),
      tokens: tokensAt(appId, appSecret, options.first),
    },
    ...{ announce: announcer(whom), events: openEvents(whom) },
  }
  const server = createServer((request, response) => {
    void serve(state, request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    base,
    /** what the desk is set to for it */
    settings: {
      ...{ appId, oaId, appSecret, oaSecret },
      ...{ openapiBase: base, oauthBase: base, ...state.tokens.first },
    },
    calls: state.calls,
    tokens: state.tokens,
    events: state.events,
    /** what a person would see, in order */
    sent: (user?: string) => state.calls.filter((call) => isMessage(call) && isTo(call, user)),
    /** what was uploaded under a handle */
    uploaded: (handle: string) => state.uploads.get(handle),
    /** Fails the next `times` calls (all, when absent) that match. */
    fail(failure: FakeFailure, only: { path?: string; user?: string; times?: number } = {}) {
      state.scripted.push({ failure, times: Number.POSITIVE_INFINITY, ...only })
    },
    heal() {
      state.scripted.length = 0
    },
    /** articles sent to all followers, in order */
    broadcasts: state.articles.broadcasts,
    /** Seven days have passed: what was uploaded is gone. */
    forgetUploads: () => state.uploads.clear(),
    /** Keeps a file that a person's message may name; answers its address. */
    addFile(content: Uint8Array, name: string): string {
      state.files.set(name, content)
      return `${base}/files/${encodeURIComponent(name)}`
    },
    /** Posts events there from now on. */
    subscribe(url: string) {
      whom.webhookUrl = url
    },
    /** Posts an event to the webhook, signed; answers the status. */
    post: (event: Announced) => state.announce(event),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type ZaloFake = Awaited<ReturnType<typeof startZaloFake>>

const messagePath = /^\/v3\.0\/oa\/message\/(?:cs|template)$/

function isMessage({ path, error }: FakeCall): boolean {
  return error === 0 && messagePath.test(path)
}

function isTo({ payload }: FakeCall, user: string | undefined): boolean {
  return user === undefined || userOf(payload) === user
}

function userOf(payload: FakeCall['payload']): string | undefined {
  return payload.recipient?.user_id ?? payload.user_id
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://fake')
  const file = fileOf(url.pathname, state.files)
  if (file) return void response.writeHead(file.status).end(file.content)
  const byHand = /^\/fake\/(log|say|press|follow)$/.exec(url.pathname)?.[1]
  if (byHand) return reply(response, 200, await obey(state, byHand, url.searchParams))
  const payload = await payloadOf(url, request)
  const token = String(request.headers.access_token ?? '')
  const proof = request.headers.appsecret_proof
  const call: FakeCall = {
    ...{ path: url.pathname, payload, token, at: Date.now() },
    ...(typeof proof === 'string' && { proof }),
  }
  state.calls.push(call)
  if (state.options.delayMs) await pause(state.options.delayMs)
  const failure = failureFor(state, call)
  if (failure === 'hang') return
  if (failure === 'cut') return void response.destroy()
  if (failure && 'status' in failure) return reply(response, failure.status, 'down')
  if (url.pathname === '/v4/oa/access_token') {
    const { status, body } = state.tokens.answer(request.headers.secret_key, payload)
    return reply(response, status, body)
  }
  const verdict = failure ?? verdictOn(state, call)
  call.error = verdict.error
  if (state.options.limit) {
    response.setHeader('X-RateLimit-Limit', state.options.limit)
    response.setHeader('X-RateLimit-Remain', state.options.limit - state.recent.length)
  }
  const { error, message = error === 0 ? 'Success' : 'fake' } = verdict
  const data = error === 0 ? dataFor(state, call) : undefined
  reply(response, 200, { error, message, ...(data && { data }) })
  if (state.options.echoes && error === 0 && userOf(payload)) {
    void state.announce(state.events.echo(String(userOf(payload)), payload.message ?? {}, data))
  }
}

/** For trying by hand: what was called, or somebody writes, presses a button, follows. */
async function obey(state: State, deed: string, asked: URLSearchParams): Promise<unknown> {
  if (deed === 'log') return state.calls
  const { user = '1', text = 'menu', id = 'do:menu' } = Object.fromEntries(asked)
  const { events } = state
  if (deed === 'say') return { status: await state.announce(events.text(user, text)) }
  const event = deed === 'press' ? events.press(user, id) : events.follow(user)
  return { status: await state.announce(event) }
}

function failureFor(state: State, { path, payload }: FakeCall): FakeFailure | undefined {
  const index = state.scripted.findIndex(
    (one) =>
      (one.path === undefined || path.includes(one.path)) &&
      (one.user === undefined || one.user === userOf(payload)),
  )
  const found = state.scripted[index]
  if (found && --found.times <= 0) state.scripted.splice(index, 1)
  return found?.failure
}

/** Zalo's own checks: the token, the limit of calls, and what a message may hold. */
function verdictOn(state: State, call: FakeCall): Verdict {
  const { limit, windowMs = 60_000 } = state.options
  if (!state.tokens.isAlive(call.token)) return { error: -216, message: 'Access token is invalid' }
  if (limit !== undefined) {
    state.recent = state.recent.filter((at) => at > call.at - windowMs)
    if (state.recent.length >= limit) return { error: -32, message: 'limit reached' }
    state.recent.push(call.at)
  }
  if (messagePath.test(call.path)) return checkMessage(call.payload.message ?? {}, state.uploads)
  return state.articles.check(call.path, call.payload)
}

function dataFor(state: State, { path, payload }: FakeCall): Record<string, unknown> {
  if (messagePath.test(path)) {
    const quota = { quota_type: 'reply', remain: '8', total: '8' }
    return { message_id: `z${++state.messages}`, user_id: userOf(payload), quota }
  }
  if (path.startsWith('/v2.0/oa/upload/')) {
    const handle = `upload-${state.uploads.size + 1}-${state.calls.length}`
    state.uploads.set(handle, payload.file as File)
    return path.endsWith('/file') ? { token: handle } : { attachment_id: handle }
  }
  const article = state.articles.dataFor(path, payload)
  if (article) return article
  if (path.endsWith('/getoa')) {
    const bought = { package_name: 'Growth', package_valid_through_date: '31/12/2027' }
    return { name: 'Sở Khoa học và Công nghệ', is_verified: true, ...bought }
  }
  if (path.endsWith('/user/detail')) {
    return { user_id: payload.user_id, display_name: `Người ${payload.user_id}` }
  }
  return path.endsWith('/quota/message') ? { type: 'active', remain: 1990, total: 2000 } : {}
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
