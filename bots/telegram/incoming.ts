import { z } from 'zod'
import type { Incoming, IncomingFile } from '#core/channel.ts'
import { isLanguage, type Language } from '#core/language.ts'

const sender = z.object({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  language_code: z.string().optional(),
})
const chat = z.object({ id: z.int(), type: z.string() })
const file = z.object({
  file_id: z.string(),
  file_name: z.string().optional(),
  file_size: z.number().optional(),
})
const place = z.object({ latitude: z.number(), longitude: z.number() })

const message = z.object({
  message_id: z.int(),
  date: z.number(),
  chat,
  from: sender.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(file).optional(),
  document: file.optional(),
  voice: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  contact: z.object({ phone_number: z.string(), user_id: z.int().optional() }).optional(),
  location: place.optional(),
  sticker: z.object({ emoji: z.string().optional() }).optional(),
})

/** What we read of an update; Telegram may send much more. */
const update = z.object({
  update_id: z.int(),
  message: message.optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: sender,
      message: z.object({ chat }).optional(),
      data: z.string().optional(),
    })
    .optional(),
  my_chat_member: z
    .object({
      chat,
      from: sender,
      date: z.number(),
      new_chat_member: z.object({ status: z.string() }),
    })
    .optional(),
})

export type TelegramUpdate = z.infer<typeof update>
type Message = z.infer<typeof message>
type Sender = z.infer<typeof sender>

/** The kinds of update we ask Telegram for. */
export const updateKinds = ['message', 'callback_query', 'my_chat_member'] as const

/**
 * What a contact card of somebody else becomes: their number is a third person's data and is not kept, but
 * the sender still gets an answer.
 */
const strangersCard = '👤'
const stickerWithoutEmoji = '🙂'

/** Reads what Telegram posted; undefined when it is no update in a form we know. */
export function readUpdate(body: unknown): TelegramUpdate | undefined {
  return update.safeParse(body).data
}

/**
 * What a person said or did, or undefined when there is nothing for us: group chats (a desk answers one
 * person at a time), bots and therefore our own echo, service messages, and edits (`edited_message`: the
 * first wording may already be with an officer, so a correction has to come as a new message).
 * `now` dates a pressed button, which carries no date.
 */
export function incomingOf(given: TelegramUpdate, now: Date): Incoming | undefined {
  const { update_id, message, callback_query, my_chat_member } = given
  if (message) {
    if (message.from === undefined || !isPrivate(message.chat)) return
    return said(heard(update_id, message.from, dated(message.date)), message, message.from)
  }
  if (callback_query) {
    // The message with the button may be too old for Telegram to show; a private chat's id is the sender's.
    if (callback_query.message && !isPrivate(callback_query.message.chat)) return
    if (callback_query.data === undefined) return
    const pressed = heard(update_id, callback_query.from, now)
    return pressed && { ...pressed, kind: 'choice', choice: callback_query.data }
  }
  if (my_chat_member && isPrivate(my_chat_member.chat)) {
    const kind = membership[my_chat_member.new_chat_member.status]
    const moved = heard(update_id, my_chat_member.from, dated(my_chat_member.date))
    return kind && moved && { ...moved, kind }
  }
}

const membership: Record<string, 'follow' | 'unfollow'> = { member: 'follow', kicked: 'unfollow' }

function isPrivate(where: { type: string }): boolean {
  return where.type === 'private'
}

function dated(seconds: number): Date {
  return new Date(seconds * 1000)
}

function heard(updateId: number, from: Sender, at: Date) {
  if (from.is_bot) return
  const name = [from.first_name, from.last_name].filter(Boolean).join(' ')
  const language = languageOf(from.language_code)
  return {
    channel: 'telegram' as const,
    eventId: `u${updateId}`,
    from: String(from.id),
    at,
    ...(name && { name }),
    ...(language && { language }),
  }
}

/** `en-GB` is English; a language we do not speak is none. */
function languageOf(code: string | undefined): Language | undefined {
  const language = code?.slice(0, 2).toLowerCase()
  return language !== undefined && isLanguage(language) ? language : undefined
}

function said(who: ReturnType<typeof heard>, message: Message, from: Sender): Incoming | undefined {
  if (who === undefined) return
  if (message.text !== undefined) return { ...who, kind: 'text', text: message.text }
  const sent = fileOf(message)
  if (sent) {
    return {
      ...who,
      kind: 'files',
      files: [sent],
      ...(message.caption && { text: message.caption }),
    }
  }
  if (message.contact) {
    const own = message.contact.user_id === from.id
    if (own) return { ...who, kind: 'contact', phone: message.contact.phone_number }
    return { ...who, kind: 'text', text: strangersCard }
  }
  if (message.location) {
    const { latitude, longitude } = message.location
    return { ...who, kind: 'location', latitude, longitude }
  }
  if (message.sticker) {
    return { ...who, kind: 'text', text: message.sticker.emoji ?? stickerWithoutEmoji }
  }
}

/** The file of a message: of a photo the largest size, which Telegram lists last. */
function fileOf(message: Message): IncomingFile | undefined {
  const id = message.message_id
  return (
    named(message.document, `document-${id}`) ??
    named(message.photo?.at(-1), `photo-${id}.jpg`) ??
    named(message.voice, `voice-${id}.ogg`) ??
    named(message.audio, `audio-${id}.mp3`) ??
    named(message.video ?? message.video_note, `video-${id}.mp4`)
  )
}

function named(
  given: z.infer<typeof file> | undefined,
  fallback: string,
): IncomingFile | undefined {
  if (given === undefined) return
  return {
    name: given.file_name ?? fallback,
    ...(given.file_size !== undefined && { size: given.file_size }),
    source: { fileId: given.file_id },
  }
}
