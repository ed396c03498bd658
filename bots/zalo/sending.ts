import type { Logger } from 'pino'
import type { Outgoing, Sent } from '#core/channel.ts'
import { say } from '#core/language.ts'
import type { Answer, Client } from './client.ts'
import { type Failure, later } from './failures.ts'
import type { FileLinks, OpenFile } from './file-links.ts'
import {
  type ButtonShape,
  contactMessage,
  fileMessage,
  imageMessage,
  textMessage,
} from './outgoing.ts'
import type { Uploads } from './uploads.ts'

export interface SendingDeps {
  client: Client
  uploads: Uploads
  links: FileLinks
  openFile: OpenFile
  buttons: ButtonShape
  log: Logger
  now(): Date
}

export interface Sending {
  send(to: string, part: Outgoing, signal: AbortSignal): Promise<Sent>
  /** Zalo takes no buttons in the shape that is set: the numbered text goes out without them. */
  buttonsRefused(): boolean
}

/** Sends parts of what we say as consultation messages (`/v3.0/oa/message/cs`). */
export function openSending(deps: SendingDeps): Sending {
  const state: State = { ...deps, refused: false }
  return {
    send(to, part, signal) {
      if (part.file) return sendFile(state, to, part.file, signal)
      if (part.requestContact !== undefined) {
        return sendCard(state, to, part.requestContact, signal)
      }
      return sendText(state, to, part, signal)
    },
    buttonsRefused: () => state.refused,
  }
}

interface State extends SendingDeps {
  refused: boolean
}

type Message = Record<string, unknown>

async function post(state: State, to: string, message: Message, signal: AbortSignal) {
  const json = { recipient: { user_id: to }, message }
  return state.client({ path: '/v3.0/oa/message/cs', json }, signal)
}

/** The id Zalo gave the message, as text. */
export function sentOf(answer: Answer): Sent {
  if (!answer.ok) return answer.failure
  return { ok: true, id: String(answer.data.message_id ?? answer.data.msg_id ?? '') }
}

/** The choices stand in the text: when the buttons are what Zalo does not take, it goes out without them. */
async function sendText(
  state: State,
  to: string,
  part: Outgoing,
  signal: AbortSignal,
): Promise<Sent> {
  const message = textMessage(part, state.refused ? 'off' : state.buttons)
  const first = await post(state, to, message, signal)
  if (first.ok || first.failure.why !== 'refused' || !('attachment' in message)) {
    return sentOf(first)
  }
  const plain = await post(state, to, textMessage(part, 'off'), signal)
  if (plain.ok) {
    state.refused = true
    const { detail } = first.failure
    state.log.warn({ shape: state.buttons, detail }, 'zalo takes no buttons of this shape')
  }
  return sentOf(plain)
}

/** The question stands in the text before: a card that Zalo does not take costs only a convenience. */
async function sendCard(
  state: State,
  to: string,
  title: string,
  signal: AbortSignal,
): Promise<Sent> {
  const subtitle = `${say('vi', 'zalo:share-phone')} / ${say('en', 'zalo:share-phone')}`
  const answer = await post(state, to, contactMessage(title, subtitle), signal)
  if (answer.ok || answer.failure.why !== 'refused') return sentOf(answer)
  state.log.warn({ detail: answer.failure.detail }, 'zalo takes no card that asks for a number')
  return { ok: true, id: '' }
}

/** Zalo's word for an attachment it has forgotten, among others. */
const gone = -100

async function sendFile(
  state: State,
  to: string,
  file: NonNullable<Outgoing['file']>,
  signal: AbortSignal,
): Promise<Sent> {
  const content = await contentOf(state, file.id)
  if (!(content instanceof Uint8Array)) return content
  for (let tried = 1; ; tried++) {
    const uploaded = await state.uploads.handleOf(file, content, signal)
    if (uploaded === undefined) return sendLink(state, to, file, signal)
    if ('why' in uploaded) return uploaded
    const { kind, handle } = uploaded
    const message = kind === 'file' ? fileMessage(handle) : imageMessage(handle, kind)
    const answer = await post(state, to, message, signal)
    if (answer.ok || answer.error !== gone) return sentOf(answer)
    state.uploads.forget(file.id)
    if (tried === 2) return sentOf(answer)
  }
}

async function sendLink(
  state: State,
  to: string,
  file: NonNullable<Outgoing['file']>,
  signal: AbortSignal,
): Promise<Sent> {
  const text = `${file.name}\n${state.links.linkTo(file, state.now())}`
  return sentOf(await post(state, to, { text }, signal))
}

async function contentOf({ openFile }: State, id: number): Promise<Uint8Array | Failure> {
  try {
    const content = await openFile(id)
    return content ?? { ok: false, why: 'refused', detail: `file ${id} is gone` }
  } catch {
    return later(`file ${id} cannot be read`)
  }
}
