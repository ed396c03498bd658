import type { Choice, Outgoing } from '#core/channel.ts'
import { isWebAddress, piecesOf, splitText, withNumbers } from '#core/outgoing.ts'
import { pressMark } from './incoming.ts'

/** How buttons under a text are written: Zalo's documents do not settle it. */
export type ButtonShape = 'plain' | 'template' | 'off'

/** A message longer than this is rejected (-210); said of characters, held in UTF-16 units, which are never fewer. */
const textLimit = 2000
const buttonLimit = 5
const titleLimit = 100
const subtitleLimit = 500

/**
 * Cuts what we say into single sendings: texts, of which the last carries the buttons, then the file or the card that
 * asks for the number. Choices and links always stand in the text as well, numbered, because buttons may not show.
 */
export function partsOf(out: Outgoing): Outgoing[] {
  const { file, requestContact, choices = [], link } = out
  const parts: Outgoing[] = piecesOf(withNumbers(out).normalize('NFC').trim(), textLimit).map(
    (text) => ({ text }),
  )
  const last = parts.pop()
  const fits = choices.length > 0 && choices.length <= buttonLimit
  if (last) parts.push({ ...last, ...(fits && { choices }), ...(link && { link }) })
  if (file) parts.push({ text: '', file })
  if (requestContact !== undefined) parts.push({ text: '', requestContact })
  return parts
}

/** The message for a part of text, with its buttons in the shape asked for. */
export function textMessage(part: Outgoing, shape: ButtonShape): Record<string, unknown> {
  const buttons = shape === 'off' ? [] : buttonsOf(part)
  if (buttons.length === 0) return { text: part.text }
  const kind = shape === 'template' ? { template_type: 'button' } : {}
  return { text: part.text, attachment: { type: 'template', payload: { ...kind, buttons } } }
}

function buttonsOf({ choices = [], link }: Outgoing): Record<string, unknown>[] {
  const buttons: Record<string, unknown>[] = choices.map(({ id, label }: Choice) => ({
    title: cut(label, titleLimit),
    type: 'oa.query.hide',
    payload: `${pressMark}${id}`,
  }))
  if (link && buttons.length < buttonLimit && isWebAddress(link.url)) {
    const { url, label } = link
    buttons.push({ title: cut(label, titleLimit), type: 'oa.open.url', payload: { url } })
  }
  return buttons
}

/** The card with which the person shares name and phone number; the answer comes as `user_submit_info`. */
export function contactMessage(title: string, subtitle: string): Record<string, unknown> {
  const element = { title: cut(title, titleLimit), subtitle: cut(subtitle, subtitleLimit) }
  const payload = { template_type: 'request_user_info', elements: [element] }
  return { attachment: { type: 'template', payload } }
}

/** A picture that was uploaded before. */
export function imageMessage(attachmentId: string, kind: 'image' | 'gif'): Record<string, unknown> {
  const size = kind === 'gif' ? { width: 400, height: 400 } : {}
  const element = { media_type: kind, attachment_id: attachmentId, ...size }
  const payload = { template_type: 'media', elements: [element] }
  return { attachment: { type: 'template', payload } }
}

/** A file that was uploaded before. */
export function fileMessage(token: string): Record<string, unknown> {
  return { attachment: { type: 'file', payload: { token } } }
}

function cut(text: string, limit: number): string {
  const characters = Array.from(text.normalize('NFC'))
  if (characters.length <= limit) return characters.join('')
  return `${splitText(text, limit - 1)[0]}…`
}
