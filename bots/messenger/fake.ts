import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { callOf, speaker } from './fake-events.ts'
import { faultIn, faults, type GraphFault, type Payload, payloadOf } from './fake-graph.ts'

/** One request the bot made, with the version it asked for; an uploaded file stands in `filedata`. */
export interface FakeCall {
  path: string
  version: string
  payload: Payload
  /** milliseconds since the epoch */
  at: number
  /** Meta took it */
  taken: boolean
}

/** How the fake answers instead: as Meta refuses, never at all, or by cutting the connection. */
export type FakeFailure = GraphFault | 'hang' | 'cut'

interface Scripted {
  failure: FakeFailure
  to?: string | undefined
  path?: string | undefined
  times: number
}

export interface FakeOptions {
  port?: number
  pageId?: string
  /** the only token that is not answered 190 */
  pageToken?: string
  appSecret?: string
  /** how many calls a second the page may make */
  perSecond?: number
  /** how long Meta takes to answer */
  delayMs?: number
}

interface State extends Required<Omit<FakeOptions, 'port'>> {
  calls: FakeCall[]
  scripted: Scripted[]
  blocked: Set<string>
  closed: Set<string>
  files: Map<string, { name: string; content: Uint8Array }>
  /** where a message's file lies now */
  moved: Map<string, string>
  webhook: string | undefined
  count: number
}

const usual = { pageId: '1044', pageToken: 'page-token', appSecret: 'app-secret' }

/**
 * A pretended Graph API on 127.0.0.1 for tests, benches and trying by hand: takes messages by Meta's rules, refuses
 * people who blocked the page and windows that closed, limits the page's rate, fails when told to, keeps files, records
 * every call and posts signed events. By hand: `POST /fake/say {from, text | payload}`, `GET /fake/log`.
 */
export async function startMessengerFake(options: FakeOptions = {}) {
  const { port = 0, ...given } = options
  const state: State = {
    ...{ ...usual, perSecond: 300, delayMs: 0, ...given },
    ...{ calls: [], scripted: [], blocked: new Set(), closed: new Set(), files: new Map() },
    ...{ moved: new Map(), webhook: undefined, count: 0 },
  }
  const server = createServer((request, response) => {
    void serve(state, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ address, pageId: state.pageId, pageToken: state.pageToken, appSecret: state.appSecret },
    calls: state.calls,
    person: (id: string) => speaker(id, state.pageId),
    /** what a person sees: messages that were taken, in order */
    sent: (to?: string) =>
      state.calls.filter(
        ({ taken, path, payload }) =>
          taken && isMessage(path, payload) && (to === undefined || payload.recipient.id === to),
      ),
    /** Fails the next `times` calls (all, when absent) that match. */
    fail(failure: FakeFailure, only: { to?: string; path?: string; times?: number } = {}) {
      state.scripted.push({ failure, times: Number.POSITIVE_INFINITY, ...only })
    },
    heal() {
      state.scripted.length = 0
    },
    block: (person: string) => state.blocked.add(person),
    /** The person's 24 hours are over, until they write again. */
    closeWindow: (person: string) => state.closed.add(person),
    /** Another token speaks for the page from now on. */
    renewToken(token: string) {
      state.pageToken = token
    },
    /** Where events are posted to. */
    subscribe(webhook: string) {
      state.webhook = webhook
    },
    /** Posts events as one call, each batch an entry; answers the status. */
    post: (...batches: object[][]) => post(state, callOf(state.pageId, ...batches)),
    /** Keeps a file that messages may name; answers its address. */
    addFile(name: string, content: Uint8Array): string {
      return `${address}/files/${keep(state, name, content)}/${encodeURIComponent(name)}`
    },
    /** A message's file lies elsewhere from now on. */
    moveFile: (mid: string, address: string) => state.moved.set(mid, address),
    fileOf: (attachmentId: string) => state.files.get(attachmentId),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type MessengerFake = Awaited<ReturnType<typeof startMessengerFake>>

/** The header that proves a body to be Meta's. */
export function signatureOf(appSecret: string, body: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
}

async function post(state: State, call: ReturnType<typeof callOf>): Promise<number> {
  if (state.webhook === undefined) throw new Error('no webhook is subscribed')
  // Whoever does something themselves opens their window again.
  for (const event of call.entry.flatMap(({ messaging }) => messaging) as Payload[]) {
    if (!event.message && !event.postback) continue
    for (const gone of [state.closed, state.blocked]) gone.delete(event.sender.id)
  }
  const body = JSON.stringify(call)
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': signatureOf(state.appSecret, body),
  }
  return (await fetch(state.webhook, { method: 'POST', headers, body })).status
}

function keep(state: State, name: string, content: Uint8Array): string {
  const id = String(9000 + ++state.count)
  state.files.set(id, { name, content })
  return id
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://fake')
  const [, version = '', path = ''] = /^\/(?:(v\d+\.\d+)\/)?(.*)$/.exec(url.pathname) ?? []
  if (path.startsWith('files/')) return download(state, path, response)
  const payload = await payloadOf(request)
  if (path.startsWith('fake/')) return byHand(state, path, payload, response)
  const call = { path, version, payload, at: Date.now(), taken: false }
  state.calls.push(call)
  if (state.delayMs > 0) await pause(state.delayMs)
  const fault = accessFault(state, url) ?? scriptedFor(state, call) ?? ruleFault(state, call)
  if (fault === 'hang') return
  if (fault === 'cut') return void response.destroy()
  if (fault) return refuse(response, fault)
  call.taken = true
  reply(response, 200, resultOf(state, call))
}

function accessFault(state: State, url: URL): GraphFault | undefined {
  const token = url.searchParams.get('access_token')
  if (token !== state.pageToken) return faults.token
  const proof = createHmac('sha256', state.appSecret).update(token).digest('hex')
  return url.searchParams.get('appsecret_proof') === proof ? undefined : faults.proof
}

function scriptedFor(state: State, { path, payload }: FakeCall): FakeFailure | undefined {
  const index = state.scripted.findIndex(
    ({ to, path: only = 'me/messages' }) =>
      only === path &&
      (path !== 'me/messages' || isMessage(path, payload)) &&
      (to === undefined || to === payload.recipient?.id),
  )
  const found = state.scripted[index]
  if (found && --found.times <= 0) state.scripted.splice(index, 1)
  return found?.failure
}

function isMessage(path: string, payload: Payload): boolean {
  return path === 'me/messages' && payload.message !== undefined
}

/** What Meta itself refuses: an unheard-of path, too many calls, people out of reach, a message out of form. */
function ruleFault(state: State, { path, payload, at }: FakeCall): GraphFault | undefined {
  if (path !== 'me/messages') return known(path, state) ? undefined : faults.unknown
  const recent = state.calls.filter((one) => one.path === path && one.at > at - 1000)
  if (recent.length > state.perSecond) return faults.tooMany
  if (payload.sender_action) return
  const to = payload.recipient?.id
  if (state.blocked.has(to)) return faults.blocked
  if (state.closed.has(to) && payload.tag === undefined) return faults.closed
  return faultIn(payload)
}

function known(path: string, { pageId }: State): boolean {
  const paths = [
    'me',
    'me/messenger_profile',
    'me/message_attachments',
    `${pageId}/subscribed_apps`,
  ]
  return paths.includes(path) || path.endsWith('/attachments')
}

function resultOf(state: State, { path, payload }: FakeCall): object {
  if (path === 'me') return { id: state.pageId, name: 'Sở thử nghiệm' }
  if (isMessage(path, payload)) {
    return { recipient_id: payload.recipient.id, message_id: `m_page_${++state.count}` }
  }
  if (path === 'me/messages') return { recipient_id: payload.recipient.id }
  if (path === 'me/message_attachments') {
    const { name, content } = payload.filedata
    return { attachment_id: keep(state, name, content) }
  }
  if (!path.endsWith('/attachments')) return { result: 'success', success: true }
  const mid = decodeURIComponent(path.slice(0, -'/attachments'.length))
  return { data: [{ id: '1', file_url: state.moved.get(mid) }] }
}

async function byHand(state: State, path: string, payload: Payload, response: ServerResponse) {
  if (path === 'fake/log') return reply(response, 200, state.calls)
  const { from = '77', text, payload: pressed } = payload
  const who = speaker(String(from), state.pageId)
  const event = pressed ? who.presses(String(pressed)) : who.text(String(text ?? ''))
  const status = await post(state, callOf(state.pageId, [event]))
  reply(response, 200, { webhook: status })
}

function download(state: State, path: string, response: ServerResponse): void {
  const file = state.files.get(path.split('/')[1] ?? '')
  response.writeHead(file ? 200 : 403).end(file?.content)
}

function refuse(response: ServerResponse, { status, code, subcode, message }: GraphFault): void {
  const numbers = { code, ...(subcode !== undefined && { error_subcode: subcode }) }
  reply(response, status, {
    error: { message, type: 'OAuthException', ...numbers, fbtrace_id: 'fake' },
  })
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
