import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** One call the bot made. `taken` is what a person would see: the platform accepted it. */
export interface FakeCall {
  method: string
  payload: Record<string, unknown>
  /** milliseconds since the epoch */
  at: number
  taken: boolean
}

/** How the fake answers instead: as the platform refuses, never at all, or by cutting the connection. */
export type FakeFailure =
  | { code: number; description?: string; retryAfter?: number }
  | 'hang'
  | 'cut'

interface Scripted {
  failure: FakeFailure
  method?: string | undefined
  chat?: string | undefined
  times: number
}

interface State {
  token: string | undefined
  calls: FakeCall[]
  scripted: Scripted[]
  events: unknown[]
  photos: Map<string, Uint8Array>
  webhook: { url: string; secret: string | undefined } | undefined
  messages: number
}

export interface FakeOptions {
  port?: number
  /** the only token that is not answered 401; any when absent */
  token?: string
  /** the path of the platform under its host */
  path?: string
}

/**
 * A pretended Zalo Bot Platform on 127.0.0.1 for tests and for trying things by hand: records every call, fails when
 * told to, serves events one by one to a bot that polls and posts them to one with a webhook. By hand:
 * `curl <root>/people/lan -d 'Tôi muốn hỏi'` says something as Lan, `curl <root>/people/lan` shows what she was told.
 */
export async function startZaloBotFake({ port = 0, token, path = '' }: FakeOptions = {}) {
  const state: State = {
    token,
    calls: [],
    scripted: [],
    events: [],
    photos: new Map(),
    webhook: undefined,
    messages: 0,
  }
  const server = createServer((request, response) => {
    void serve(state, path, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  return {
    apiRoot: root,
    calls: state.calls,
    /** what people were told, in order */
    sent: (chat?: string) => takenBy(state, chat),
    /** Fails the next `times` calls (all, when absent) that match. */
    fail(failure: FakeFailure, only: { method?: string; chat?: string; times?: number } = {}) {
      state.scripted.push({ failure, times: Number.POSITIVE_INFINITY, ...only })
    },
    heal() {
      state.scripted.length = 0
    },
    /** Lays events ready for a bot that polls. */
    queue(...events: unknown[]) {
      state.events.push(...events)
    },
    webhook: () => state.webhook,
    /** Posts an event to the webhook that was set; answers the status. */
    post: (event: unknown) => post(state, event),
    /** Keeps a photo that events may name; answers its address. */
    addPhoto(content: Uint8Array): string {
      const id = randomUUID()
      state.photos.set(id, content)
      return `${root}/photos/${id}`
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type ZaloBotFake = Awaited<ReturnType<typeof startZaloBotFake>>

let messages = 0

/** What one pretended person says; ids are new over the whole process. */
export function speaker(person: { id: string; display_name?: string; is_bot?: boolean }) {
  const from = { display_name: 'An', is_bot: false, ...person }
  const event = (name: string, content: object, chat_type = 'PRIVATE') => ({
    event_name: `message.${name}.received`,
    message: {
      message_id: `m${process.pid}-${++messages}`,
      date: Date.now(),
      from,
      chat: { id: person.id, chat_type },
      ...content,
    },
  })
  return {
    text: (text: string) => event('text', { text }),
    photo: (photo_url: string, caption?: string) => event('image', { photo_url, caption }),
    sticker: () => event('sticker', { sticker: 'b63f128d' }),
    unsupported: () => event('unsupported', {}),
    inGroup: (text: string) => event('text', { text }, 'GROUP'),
  }
}

async function serve(
  state: State,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://fake')
  const place = pathname.startsWith(path) ? pathname.slice(path.length) : '/'
  const [, kind, name = ''] = /^\/(photos|people)\/([^/]+)$/.exec(place) ?? []
  if (kind === 'photos') {
    const content = state.photos.get(name)
    return void response.writeHead(content ? 200 : 404).end(content)
  }
  if (kind === 'people') return byHand(state, name, request, response)
  const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(place) ?? []
  const body = await bodyOf(request)
  if (method === undefined) return refuse(response, { code: 404, description: 'Not Found' })
  if (state.token !== undefined && token !== state.token) {
    return refuse(response, { code: 401, description: 'Unauthorized' })
  }
  const call = { method, payload: body ? JSON.parse(body) : {}, at: Date.now(), taken: false }
  state.calls.push(call)
  const failure = failureFor(state, call)
  if (failure === 'hang') return
  if (failure === 'cut') return void response.destroy()
  if (failure) return refuse(response, failure)
  if (method === 'getUpdates') return nextEvent(state, call, response)
  call.taken = true
  reply(response, 200, { ok: true, result: resultOf(state, call) })
}

function takenBy(state: State, chat?: string): FakeCall[] {
  return state.calls.filter(
    ({ method, payload, taken }) =>
      taken && method === 'sendMessage' && (chat === undefined || payload.chat_id === chat),
  )
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A post says something as the person, anything else shows what they were told. */
async function byHand(
  state: State,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'POST') {
    const event = speaker({ id, display_name: id }).text(await bodyOf(request))
    if (state.webhook) await post(state, event)
    else state.events.push(event)
  }
  response.end(
    `${takenBy(state, id)
      .map(({ payload }) => payload.text)
      .join('\n---\n')}\n`,
  )
}

async function post(state: State, event: unknown): Promise<number> {
  if (state.webhook === undefined) throw new Error('no webhook is set')
  const { url, secret } = state.webhook
  const headers = {
    'content-type': 'application/json',
    ...(secret && { 'x-bot-api-secret-token': secret }),
  }
  const body = JSON.stringify({ ok: true, result: event })
  return (await fetch(url, { method: 'POST', headers, body })).status
}

function failureFor(state: State, { method, payload }: FakeCall): FakeFailure | undefined {
  const index = state.scripted.findIndex(
    (scripted) =>
      (scripted.method === undefined || scripted.method === method) &&
      (scripted.chat === undefined || scripted.chat === payload.chat_id),
  )
  const found = state.scripted[index]
  if (found && --found.times <= 0) state.scripted.splice(index, 1)
  return found?.failure
}

function resultOf(state: State, { method, payload }: FakeCall): unknown {
  if (method === 'getMe') return { id: '1', account_name: 'bot.HoiLuat', account_type: 'BASIC' }
  if (method === 'setWebhook') {
    const { url, secret_token: secret } = payload as { url: string; secret_token?: string }
    state.webhook = { url, secret }
    return { url }
  }
  if (method === 'deleteWebhook') {
    state.webhook = undefined
    return { url: '' }
  }
  if (method === 'getWebhookInfo') return { url: state.webhook?.url ?? '' }
  if (method === 'sendMessage') return { message_id: `b${++state.messages}`, date: Date.now() }
  return true
}

/** Gives one event and forgets it; after the time the bot asked for, 408. */
async function nextEvent(state: State, call: FakeCall, response: ServerResponse): Promise<void> {
  const until = Date.now() + Number(call.payload.timeout ?? 30) * 1000
  while (state.events.length === 0 && Date.now() < until && !response.destroyed) await pause(5)
  if (response.destroyed) return
  const event = state.events.shift()
  if (event === undefined) return refuse(response, { code: 408, description: 'Request timeout' })
  call.taken = true
  reply(response, 200, { ok: true, result: event })
}

function refuse(response: ServerResponse, failure: Exclude<FakeFailure, string>): void {
  const { code, retryAfter, description = 'Bad Request: fake' } = failure
  reply(response, code === 408 ? 200 : code, {
    ok: false,
    error_code: code,
    description,
    ...(retryAfter !== undefined && { parameters: { retry_after: retryAfter } }),
  })
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
