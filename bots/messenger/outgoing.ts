import type { Choice, Outgoing } from '#core/channel.ts'
import { isWebAddress, numberedLabel, piecesOf, shortLabel, withNumbers } from '#core/outgoing.ts'
import { ownMark } from './incoming.ts'

/** Send API: text of at most 2000 characters, which may mean UTF-16 units. */
const textLimit = 2000
/** Button template: text of at most 640 characters and one to three buttons. */
const templateLimit = 640
const buttonLimit = 3
/** Quick replies: at most 13, the one that shares a phone number among them. */
const replyLimit = 13
/** Titles of buttons and quick replies: at most 20 characters. */
const labelLimit = 20

/** Cuts what we say into single sendings; the last one carries the buttons. */
export function partsOf(out: Outgoing): Outgoing[] {
  const { text, file, ...closing } = degraded(out)
  const parts: Outgoing[] = piecesOf(text, textLimit).map((piece) => ({ text: piece }))
  if (file) parts.push({ text: '', file })
  const last = parts.pop()
  return last ? [...parts, { ...last, ...closing }] : []
}

/** Moves into the text what this platform cannot show as a button. */
function degraded(out: Outgoing): Outgoing {
  const { text, file, choices = [], link, requestContact } = out
  const asksContact = requestContact !== undefined
  const asText = choices.length > (asksContact ? replyLimit - 1 : replyLimit)
  const cut = choices.some(({ label }) => label.length > labelLimit)
  const linkAsText = link && !fitsTemplate(out) ? { link } : {}
  return {
    text: withNumbers({ text, ...(asText || cut ? { choices } : {}), ...linkAsText }),
    ...(file && { file }),
    ...(!asText && choices.length > 0 && { choices: cut ? numbered(choices) : choices }),
    ...(link && !('link' in linkAsText) && { link }),
    ...(asksContact && { requestContact }),
  }
}

/** The full labels stand in the text; the buttons carry the same numbers. */
function numbered(choices: Choice[]): Choice[] {
  return choices.map(({ id, label }, index) => ({
    id,
    label: shortLabel(numberedLabel(label, index + 1), labelLimit),
  }))
}

/** Buttons stay below the message; quick replies, gone after the next one, take what does not fit. */
function fitsTemplate({ text, choices = [], link, file, requestContact }: Outgoing): boolean {
  if (file || requestContact !== undefined || text.length > templateLimit) return false
  if (link && !isWebAddress(link.url)) return false
  const labels = [...choices, ...(link ? [link] : [])].map(({ label }) => label)
  if (labels.length === 0 || labels.length > buttonLimit) return false
  return text.trim() !== '' && labels.every((label) => label.length <= labelLimit)
}

/** A message of the Send API for a part; `attachmentId` is its file, uploaded before. */
export function messageOf(part: Outgoing, attachmentId?: string): Record<string, unknown> {
  const { text, choices = [], file, requestContact } = part
  if (fitsTemplate(part)) {
    const payload = { template_type: 'button', text, buttons: buttonsOf(part) }
    return { metadata: ownMark, attachment: { type: 'template', payload } }
  }
  const replies = [
    ...(requestContact === undefined ? [] : [{ content_type: 'user_phone_number' }]),
    ...choices.map(({ id, label }) => ({ content_type: 'text', title: label, payload: id })),
  ]
  const uploaded = { attachment_id: attachmentId }
  return {
    metadata: ownMark,
    ...(file ? { attachment: { type: kindOf(file.type), payload: uploaded } } : { text }),
    ...(replies.length > 0 && { quick_replies: replies }),
  }
}

function buttonsOf({ choices = [], link }: Outgoing) {
  return [
    ...choices.map(({ id, label }) => ({ type: 'postback', title: label, payload: id })),
    ...(link ? [{ type: 'web_url', title: link.label, url: link.url }] : []),
  ]
}

/** What Messenger shows itself; everything else is a file to open. */
export function kindOf(type: string): 'image' | 'audio' | 'video' | 'file' {
  if (/^image\/(png|jpeg|gif)$/.test(type)) return 'image'
  if (/^audio\/(mpeg|mp4|aac|wav)$/.test(type)) return 'audio'
  return type === 'video/mp4' ? 'video' : 'file'
}
