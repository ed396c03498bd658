import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** One request the bot made; files stand in the payload as `File`. */
export interface FakeCall {
  method: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the bot wrote
  payload: Record<string, any>
  /** milliseconds since the epoch */
  at: number
}

/** How the fake answers instead: as Telegram refuses, never at all, or by cutting the connection. */
export type FakeFailure =
  | { code: number; description?: string; retryAfter?: number }
  | 'hang'
  | 'cut'

interface Scripted {
  failure: FakeFailure
  method?: string | undefined
  chat?: number | undefined
  times: number
}

interface State {
  token: string | undefined
  delayMs: number
  calls: FakeCall[]
  scripted: Scripted[]
  updates: { update_id: number }[]
  files: Map<string, Uint8Array>
  webhook: { url: string; secret: string | undefined } | undefined
  messages: number
}

export interface FakeOptions {
  port?: number
  /** the path of the Bot API under its host, for servers that have one */
  path?: string
  /** the only token that is not answered 401; any when absent */
  token?: string
  /** how long Telegram takes to answer */
  delayMs?: number
}

/**
 * A pretended Bot API on 127.0.0.1 for tests, benches and demos: records every call, fails when told to,
 * keeps files, serves updates to a bot that polls and posts them to one with a webhook.
 */
export async function startFakeTelegram(options: FakeOptions = {}) {
  const { port = 0, path = '', token, delayMs = 0 } = options
  const state: State = {
    token,
    delayMs,
    calls: [],
    scripted: [],
    updates: [],
    files: new Map(),
    webhook: undefined,
    messages: 0,
  }
  const server = createServer((request, response) => {
    void serve(state, path, request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    calls: state.calls,
    /** what a person would see: messages and documents, in order */
    sent: (chat?: number) =>
      state.calls.filter(
        ({ method, payload }) =>
          /^send(Message|Document)$/.test(method) &&
          (chat === undefined || Number(payload.chat_id) === chat),
      ),
    /** Fails the next `times` calls (all, when absent) that match. */
    fail(failure: FakeFailure, only: { method?: string; chat?: number; times?: number } = {}) {
      state.scripted.push({ failure, times: Number.POSITIVE_INFINITY, ...only })
    },
    heal() {
      state.scripted.length = 0
    },
    /** Lays updates ready for a bot that polls. */
    queue(...updates: { update_id: number }[]) {
      state.updates.push(...updates)
    },
    webhook: () => state.webhook,
    /** Posts an update to the webhook that was set; answers the status. */
    async post(update: unknown): Promise<number> {
      if (state.webhook === undefined) throw new Error('no webhook is set')
      const { url, secret } = state.webhook
      const headers = {
        'content-type': 'application/json',
        ...(secret && { 'x-telegram-bot-api-secret-token': secret }),
      }
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(update) })).status
    },
    /** Keeps a file that messages may name; answers its id. */
    addFile(content: Uint8Array): string {
      const id = randomUUID()
      state.files.set(id, content)
      return id
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type FakeTelegram = Awaited<ReturnType<typeof startFakeTelegram>>

async function serve(
  state: State,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake')
  const [, file, token, rest] =
    url.pathname.slice(path.length).match(/^\/(file\/)?bot([^/]+)\/(.+)$/) ?? []
  const inPlace = url.pathname.startsWith(`${path}/`) && rest !== undefined
  if (!inPlace || (state.token !== undefined && token !== state.token)) {
    request.resume()
    return refuse(response, inPlace ? { code: 401, description: 'Unauthorized' } : { code: 404 })
  }
  if (file) return download(state, rest, response)
  const payload = await payloadOf(request)
  const call = { method: rest, payload, at: Date.now() }
  state.calls.push(call)
  if (state.delayMs > 0) await pause(state.delayMs)
  const failure = failureFor(state, call)
  if (failure === 'hang') return
  if (failure === 'cut') return void response.destroy()
  if (failure) return refuse(response, failure)
  reply(response, 200, { ok: true, result: await resultOf(state, call, response) })
}

async function payloadOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/')) return body.length > 0 ? JSON.parse(body.toString()) : {}
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  const read = (name: string, value: FormDataEntryValue) =>
    name === 'reply_markup' ? JSON.parse(String(value)) : value
  return Object.fromEntries(Array.from(form, ([name, value]) => [name, read(name, value)]))
}

function failureFor(state: State, { method, payload }: FakeCall): FakeFailure | undefined {
  const index = state.scripted.findIndex(
    (scripted) =>
      (scripted.method === undefined || scripted.method === method) &&
      (scripted.chat === undefined || scripted.chat === Number(payload.chat_id)),
  )
  const found = state.scripted[index]
  if (found && --found.times <= 0) state.scripted.splice(index, 1)
  return found?.failure
}

async function resultOf(state: State, call: FakeCall, response: ServerResponse): Promise<unknown> {
  const { method, payload } = call
  if (method === 'getMe') return { id: 1, is_bot: true, first_name: 'Hỏi Luật', username: 'b_bot' }
  if (method === 'setWebhook') {
    state.webhook = { url: payload.url, secret: payload.secret_token }
  } else if (method === 'deleteWebhook') {
    state.webhook = undefined
  } else if (method === 'getWebhookInfo') {
    return { url: state.webhook?.url ?? '', pending_update_count: 0 }
  } else if (method === 'getFile') {
    return { file_id: payload.file_id, file_path: `documents/${payload.file_id}` }
  } else if (method === 'getUpdates') {
    return updatesFor(state, payload, response)
  } else if (method.startsWith('send')) {
    const { text, caption } = payload
    const chat = { id: Number(payload.chat_id), type: 'private' }
    return { message_id: ++state.messages, date: 0, chat, text, caption }
  }
  return true
}

/** Waits for updates as long as the bot asked; forgets those before its offset, as Telegram does. */
async function updatesFor(
  state: State,
  payload: FakeCall['payload'],
  response: ServerResponse,
): Promise<{ update_id: number }[]> {
  state.updates = state.updates.filter(({ update_id }) => update_id >= (payload.offset ?? 0))
  const until = Date.now() + (payload.timeout ?? 0) * 1000
  while (state.updates.length === 0 && Date.now() < until && !response.destroyed) await pause(5)
  return state.updates.slice(0, payload.limit ?? 100)
}

function download(state: State, path: string, response: ServerResponse): void {
  const content = state.files.get(decodeURIComponent(path).replace(/^documents\//, ''))
  response.writeHead(content ? 200 : 404).end(content)
}

function refuse(response: ServerResponse, failure: Exclude<FakeFailure, string>): void {
  const { code, retryAfter, description = 'Bad Request: fake' } = failure
  reply(response, code, {
    ok: false,
    error_code: code,
    description,
    ...(retryAfter !== undefined && { parameters: { retry_after: retryAfter } }),
  })
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
