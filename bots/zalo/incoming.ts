import { z } from 'zod'
import type { Incoming, IncomingFile } from '#core/channel.ts'
import { say } from '#core/language.ts'
import { coordinatesOf, type Info, phoneOf } from './lenient.ts'

/** Zalo writes ids as text, because they do not fit a number; one that came as a number is taken while it is exact. */
const id = z.union([z.string().min(1), z.int().transform(String)])
const party = z.object({ id, admin_id: id.optional() })

const payload = z.looseObject({
  url: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  size: z.union([z.string(), z.number()]).optional(),
})
const attachment = z.object({ type: z.string().optional(), payload: payload.optional() })

const message = z.looseObject({
  msg_id: id.optional(),
  msg_ids: z.array(id).optional(),
  text: z.string().optional(),
  attachments: z.array(attachment).optional(),
  tracking_id: z.unknown().optional(),
  delivery_time: z.unknown().optional(),
})

/** What we read of an event; Zalo may send much more. */
const event = z.object({
  event_name: z.string().min(1),
  oa_id: id.optional(),
  user_id: id.optional(),
  sender: party.optional(),
  recipient: party.optional(),
  follower: party.optional(),
  message: message.optional(),
  info: z.record(z.string(), z.unknown()).optional(),
  timestamp: z.union([z.string(), z.number()]).optional(),
})

export type ZaloEvent = z.infer<typeof event>

/** Something said to a person by the account: by us, or by staff in Zalo's own OA manager. */
interface Echo {
  to: string
  text: string
  /** a picture, a file, a card: the text may be only a word for it */
  bare: boolean
  platformId: string
  at: Date
}

/** What an event comes to: something heard, something we see said, or nothing for us. */
export type Meaning = { heard: Incoming } | { echo: Echo } | { ignored: string }

/** Reads what Zalo posted; undefined when it is no event in a form we know. */
export function readEvent(body: unknown): ZaloEvent | undefined {
  return event.safeParse(body).data
}

/** Begins the payload of our buttons: Zalo brings a press as a text that is the payload. */
export const pressMark = '#hl:'
const press = /^#hl:([\w.:-]{1,64})$/

const stickerSaid = '🙂'
/** A business card holds somebody else's data: it is not kept, but the sender still gets an answer. */
const strangersCard = '👤'
const placeUnread = '📍'

/** What an event of the account means. Pure: `now` stands in for a time that Zalo left out. */
export function meaningOf(given: ZaloEvent, now: Date): Meaning {
  const name = given.event_name
  const ignored = { ignored: name.slice(0, 60) }
  if (/^oa_send_(?:text|image|gif|list|link|file|audio|video|sticker|template)$/.test(name)) {
    const echo = echoOf(given, now)
    return echo ? { echo } : ignored
  }
  const heard = heardOf(given, now)
  return heard ? { heard } : ignored
}

function heardOf(given: ZaloEvent, now: Date): Incoming | undefined {
  const { event_name: name, message: said } = given
  switch (name) {
    case 'follow':
    case 'unfollow':
      return about(given, given.follower?.id ?? given.user_id, now, { kind: name })
    case 'user_click_chatnow':
      return about(given, given.user_id ?? given.sender?.id, now, { kind: 'follow', opened: true })
    case 'user_submit_info': {
      const phone = phoneOf(given.info as Info | undefined)
      const kind = phone === undefined ? undefined : ({ kind: 'contact', phone } as const)
      return kind && about(given, given.sender?.id ?? given.user_id, now, kind)
    }
    case 'user_seen_message':
    case 'user_received_message':
      // A template sent to a phone number comes back with the number, which is no address of the account.
      if (said?.tracking_id !== undefined || said?.delivery_time !== undefined) return undefined
      return about(given, given.recipient?.id, now, { kind: 'seen' })
    default:
      return name.startsWith('user_send_') ? saidOf(given, now) : undefined
  }
}

type Said =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; choice: string }
  | { kind: 'files'; files: IncomingFile[]; text?: string }
  | { kind: 'location'; latitude: number; longitude: number }
type What =
  | Said
  | { kind: 'contact'; phone: string }
  | { kind: 'follow'; opened: true }
  | { kind: 'follow' | 'unfollow' | 'seen' }

function about(given: ZaloEvent, from: string | undefined, now: Date, what: What) {
  if (from === undefined) return undefined
  return {
    channel: 'zalo' as const,
    eventId: eventIdOf(given, from),
    from,
    at: timeOf(given.timestamp, now),
    ...what,
  } satisfies Incoming
}

/** A message is known again by its id, anything else by its name, time and person. */
function eventIdOf({ event_name: name, message: said, timestamp }: ZaloEvent, from: string) {
  const messageId = said?.msg_id ?? said?.msg_ids?.at(-1)
  if (messageId === undefined) return `${name}:${timestamp ?? ''}:${from}`
  return name.startsWith('user_send_') ? `m:${messageId}` : `${name}:${messageId}`
}

const earliest = Date.UTC(2015, 0)
const dayMs = 24 * 60 * 60 * 1000

/** Milliseconds, as text or number; a time that cannot be is replaced by now. */
export function timeOf(given: string | number | undefined, now: Date): Date {
  const ms = Number(given)
  return ms > earliest && ms < now.getTime() + dayMs ? new Date(ms) : now
}

function saidOf(given: ZaloEvent, now: Date): Incoming | undefined {
  const said = contentOf(given)
  return said && about(given, given.sender?.id, now, said)
}

function contentOf({ event_name: name, message: said }: ZaloEvent): Said | undefined {
  if (said === undefined) return undefined
  const [first] = said.attachments ?? []
  const { text = '' } = said
  switch (name) {
    case 'user_send_text': {
      const choice = press.exec(text)?.[1]
      return choice === undefined ? { kind: 'text', text } : { kind: 'choice', choice }
    }
    case 'user_send_location': {
      const place = coordinatesOf(first?.payload ?? said.location)
      return place ? { kind: 'location', ...place } : { kind: 'text', text: placeUnread }
    }
    case 'user_send_sticker':
      return { kind: 'text', text: stickerSaid }
    case 'user_send_business_card':
      return { kind: 'text', text: strangersCard }
    case 'user_send_link': {
      const words = [text, first?.payload?.description, first?.payload?.url]
      return { kind: 'text', text: [...new Set(words.filter(Boolean))].join('\n') || '🔗' }
    }
    default:
      return filesOf(name, said)
  }
}

/** What a file of each kind is called when Zalo gives it no name. */
const nameless: Record<string, [word: string, ending: string]> = {
  user_send_image: ['image', 'jpg'],
  user_send_gif: ['image', 'gif'],
  user_send_video: ['video', 'mp4'],
  user_send_audio: ['audio', 'm4a'],
  user_send_file: ['file', 'bin'],
}

function filesOf(name: string, said: NonNullable<ZaloEvent['message']>): Said | undefined {
  const usual = nameless[name]
  if (usual === undefined) return undefined
  const files = (said.attachments ?? []).flatMap(({ payload: file }, at): IncomingFile[] => {
    if (file?.url === undefined) return []
    const size = Number(file.size)
    const called = file.name || nameOf(file.url, usual, `${said.msg_id ?? ''}-${at + 1}`)
    return [{ name: called, ...(size > 0 && { size }), source: { url: file.url } }]
  })
  const { text } = said
  if (files.length > 0) return { kind: 'files', files, ...(text && { text }) }
  return text ? { kind: 'text', text } : undefined
}

function nameOf(url: string, [word, ending]: [string, string], mark: string): string {
  const known = /\.(\w{2,4})$/.exec(URL.parse(url)?.pathname ?? '')?.[1]
  return `${word}-${mark}.${known?.toLowerCase() ?? ending}`
}

function echoOf(given: ZaloEvent, now: Date): Echo | undefined {
  const { event_name: name, message: said, recipient, timestamp } = given
  if (recipient === undefined) return undefined
  const platformId = said?.msg_id ?? `${name}:${timestamp ?? ''}:${recipient.id}`
  const at = timeOf(timestamp, now)
  const bare = name !== 'oa_send_text'
  if (said?.text) return { to: recipient.id, text: said.text, bare, platformId, at }
  const file = said?.attachments?.find((one) => one.payload?.name)?.payload?.name
  const text = file ?? say('vi', `zalo:said.${name.slice('oa_send_'.length)}`)
  return { to: recipient.id, text, bare: true, platformId, at }
}
