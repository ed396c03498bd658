import { z } from 'zod'
import type { Incoming } from '#core/channel.ts'

/** Ids are text; one that comes as a number is taken while it is exact. */
const id = z.union([z.string().min(1), z.int().transform(String)])

/** What we read of an event; the platform may send much more. */
const event = z.object({
  event_name: z.string(),
  message: z.object({
    message_id: id,
    date: z.coerce.number(),
    from: z.object({
      id,
      display_name: z.string().optional(),
      is_bot: z.boolean().optional(),
    }),
    chat: z.object({ id, chat_type: z.string() }),
    text: z.string().optional(),
    photo_url: z.string().optional(),
    caption: z.string().optional(),
  }),
})

export type ZaloBotEvent = z.infer<typeof event>

/**
 * What an event whose content the platform does not hand over becomes (a sticker, a voice message, a document): the
 * sender still gets an answer.
 */
const stickerWithoutWords = '🙂'
const whatIsNotHandedOver = '📎'

/** Reads what came by webhook or poll, bare or as `{ok, result}`; undefined when it is no event in a form we know. */
export function readEvent(body: unknown): ZaloBotEvent | undefined {
  const wrapped = z.object({ ok: z.boolean(), result: z.unknown() }).safeParse(body).data
  return event.safeParse(wrapped ? wrapped.result : body).data
}

/**
 * What a person said, or undefined when there is nothing for us: groups (a desk answers one person at a time), bots
 * and therefore our own echo, and kinds of event we do not know.
 */
export function incomingOf({ event_name, message }: ZaloBotEvent): Incoming | undefined {
  const { from, chat } = message
  if (from.is_bot || chat.chat_type !== 'PRIVATE') return
  const who = {
    channel: 'zalo-bot' as const,
    // nothing says that a message's id is unique beyond its chat
    eventId: `${chat.id}:${message.message_id}`,
    // a private chat answers to the chat's id, which need not be the sender's
    from: chat.id,
    at: dated(message.date),
    ...(from.display_name && { name: from.display_name }),
  }
  if (event_name === 'message.text.received') {
    return message.text === undefined ? undefined : { ...who, kind: 'text', text: message.text }
  }
  if (event_name === 'message.image.received' && message.photo_url !== undefined) {
    const name = `photo-${message.message_id.replace(/[^\w-]/g, '')}.jpg`
    const files = [{ name, source: { url: message.photo_url } }]
    return { ...who, kind: 'files', files, ...(message.caption && { text: message.caption }) }
  }
  if (event_name === 'message.sticker.received') {
    return { ...who, kind: 'text', text: stickerWithoutWords }
  }
  if (event_name === 'message.image.received' || event_name === 'message.unsupported.received') {
    return { ...who, kind: 'text', text: whatIsNotHandedOver }
  }
}

/** Milliseconds in every event seen; seconds would be the year 1970. */
function dated(date: number): Date {
  return new Date(date < 100_000_000_000 ? date * 1000 : date)
}
