import type { Incoming, IncomingFile } from '#core/channel.ts'
import { say } from '#core/language.ts'
import type { Attachment, MessengerEvent } from './events.ts'

/** Written into everything we send, so that we know our own words when Meta repeats them to us. */
export const ownMark = 'hoi-luat'
/** The payload of the button a person sees before their first message. */
export const getStarted = 'GET_STARTED'

/** What staff wrote to a person in Meta's own inbox, beside the desk. */
export interface Said {
  to: string
  text: string
  platformId: string
  at: Date
}

type Message = NonNullable<MessengerEvent['message']>
type Heard = Pick<Incoming, 'channel' | 'eventId' | 'from' | 'at'>

/**
 * What a person said or did, or undefined when there is nothing for us: echoes (`saidIn` reads those), opt-ins,
 * reactions, edits and deletions. `now` dates an event without a time.
 */
export function incomingOf(event: MessengerEvent, now: Date): Incoming | undefined {
  const { message, postback, delivery, read } = event
  if (message) {
    if (message.is_echo || message.is_deleted) return
    return messageIn(heard(event, message.mid, now), message)
  }
  if (postback) return pressed(event, postback, now)
  if (event.referral?.type === 'OPEN_THREAD') {
    const { ref } = event.referral
    return { ...heard(event, named(event, 'referral'), now), kind: 'follow', ...(ref && { ref }) }
  }
  if (read) return { ...heard(event, named(event, 'read', read.watermark), now), kind: 'seen' }
  if (delivery) {
    return { ...heard(event, named(event, 'delivery', delivery.watermark), now), kind: 'seen' }
  }
}

/** What staff wrote in Meta's inbox; undefined when it is no echo, or the echo of our own words. */
export function saidIn(event: MessengerEvent, now: Date): Said | undefined {
  const { message, recipient, timestamp } = event
  if (!message?.is_echo || message.metadata === ownMark) return
  const text = message.text ?? (message.attachments ? say('vi', 'messenger:said.file') : undefined)
  if (text === undefined) return
  return { to: recipient.id, text, platformId: message.mid, at: dated(timestamp, now) }
}

function heard(event: MessengerEvent, eventId: string, now: Date): Heard {
  return {
    channel: 'messenger',
    eventId,
    from: event.sender.id,
    at: dated(event.timestamp, now),
  }
}

/** The id of an event that Meta gives none. */
function named({ sender, timestamp }: MessengerEvent, kind: string, mark = timestamp ?? 0): string {
  return `${kind}:${sender.id}:${mark}`
}

const earliest = Date.UTC(2015, 0)
const dayMs = 24 * 60 * 60 * 1000

/** A time that is missing, or cannot be, is replaced by now. */
function dated(timestamp: number | undefined, now: Date): Date {
  const ms = Number(timestamp)
  return ms > earliest && ms < now.getTime() + dayMs ? new Date(ms) : now
}

function pressed(
  event: MessengerEvent,
  postback: NonNullable<MessengerEvent['postback']>,
  now: Date,
): Incoming | undefined {
  const { mid, payload, title } = postback
  const who = heard(event, mid ?? named(event, `postback:${payload ?? ''}`), now)
  const ref = postback.referral?.ref
  if (payload === getStarted) return { ...who, kind: 'follow', ...(ref && { ref }) }
  if (payload !== undefined) return { ...who, kind: 'choice', choice: payload }
  if (title !== undefined) return { ...who, kind: 'text', text: title }
}

function messageIn(who: Heard, message: Message): Incoming | undefined {
  const { text, quick_reply, attachments = [] } = message
  if (quick_reply) return replied(who, quick_reply.payload, text ?? '')
  const files = filesIn(message)
  if (files.length > 0) return { ...who, kind: 'files', files, ...(text && { text }) }
  if (text !== undefined) return { ...who, kind: 'text', text }
  const place = attachments.find(({ payload }) => payload?.coordinates)?.payload?.coordinates
  if (place) return { ...who, kind: 'location', latitude: place.lat, longitude: place.long }
  const words = attachments.map(wordsOf).filter((word) => word !== '')
  return { ...who, kind: 'text', text: words.join('\n') || notShown }
}

const phone = /^\+?\d[\d\s().-]{7,17}$/

/** The button that shares one's own number answers with the number itself. */
function replied(who: Heard, payload: string, text: string): Incoming {
  if (phone.test(payload) && phone.test(text)) return { ...who, kind: 'contact', phone: payload }
  return { ...who, kind: 'choice', choice: payload }
}

const fileNames = new Map([
  ['image', 'photo.jpg'],
  ['audio', 'voice.mp4'],
  ['video', 'video.mp4'],
  ['file', 'file'],
])
const sticker = '🙂'
const thumbsUp = '👍'
/** The three sizes of the thumb beside Messenger's text field. */
const thumbs = new Set(['369239263222822', '369239343222814', '369239383222810'])
/** A message of a kind that Meta does not hand on: its sender still gets an answer. */
const notShown = '📎'

/** Meta's addresses end after a while; the message's id finds them anew. */
function filesIn({ mid, attachments = [] }: Message): IncomingFile[] {
  return attachments.flatMap((given, index) => {
    const usual = fileNames.get(given.type)
    const url = given.payload?.url
    if (usual === undefined || !url || isSticker(given)) return []
    return [{ name: nameIn(url) ?? usual, source: { url, mid, index: String(index) } }]
  })
}

function isSticker({ type, payload }: Attachment): boolean {
  return type === 'sticker' || (payload?.sticker_id ?? null) !== null
}

/** Meta's addresses end in the file's own name, where it has one. */
function nameIn(url: string): string | undefined {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? ''
  const name = decoded(last)
  return /\.\w{2,5}$/.test(name) ? name : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function wordsOf(given: Attachment): string {
  if (isSticker(given)) {
    return thumbs.has(String(given.payload?.sticker_id)) ? thumbsUp : sticker
  }
  const { title, url, payload } = given
  return [payload?.title ?? title, payload?.url ?? url].filter(Boolean).join('\n')
}
