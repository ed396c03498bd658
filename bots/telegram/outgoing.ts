import type { Opts } from 'telegraf/types'
import type { Choice, Outgoing } from '#core/channel.ts'
import { isWebAddress, numberedLabel, piecesOf, shortLabel, withNumbers } from '#core/outgoing.ts'

/** Bot API, sendMessage: 1-4096 characters, which Telegram counts in UTF-16 units. */
const textLimit = 4096
/** Bot API, sendDocument: caption 0-1024 characters. */
const captionLimit = 1024
/** More buttons than this push the question out of sight on a phone: numbered text reads better. */
const buttonLimit = 8
/** A phone shows about this much of a button. */
const labelLimit = 48
/** Two buttons whose labels are this short share a row. */
const pairLimit = 16

/** Cuts what we say into single sendings; the last one carries the buttons. We send plain text, no markup. */
export function partsOf(out: Outgoing): Outgoing[] {
  const { text, file, ...closing } = degraded(out)
  if (file && text.length <= captionLimit) return [{ text, file, ...closing }]
  const parts: Outgoing[] = piecesOf(text, textLimit).map((piece) => ({ text: piece }))
  if (file) parts.push({ text: '', file })
  const last = parts.pop()
  return last ? [...parts, { ...last, ...closing }] : []
}

/** Moves into the text what this platform cannot show as a button. */
function degraded(out: Outgoing): Outgoing {
  const { text, file, choices = [], link, requestContact } = out
  // Telegram takes one keyboard a message, and the one that asks for the number cannot hold ours.
  const asksContact = requestContact !== undefined
  const asText = asksContact || choices.length > buttonLimit
  const cut = choices.some(({ label }) => lengthOf(label) > labelLimit)
  const linkAsText = link && (asksContact || !isWebAddress(link.url)) ? { link } : {}
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

function lengthOf(label: string): number {
  return Array.from(label).length
}

/** The payload both ways of sending share; `sendDocument` calls the text a caption. */
export function messageOf(to: string, part: Outgoing): Opts<'sendMessage'> {
  return {
    chat_id: addressOf(to),
    text: part.text,
    link_preview_options: { is_disabled: true },
    reply_markup: keyboardOf(part),
  }
}

/** The payload for a part with a file, whose bytes are `content`. */
export function documentOf(to: string, part: Outgoing, content: Uint8Array): Opts<'sendDocument'> {
  return {
    chat_id: addressOf(to),
    ...(part.text !== '' && { caption: part.text }),
    document: {
      source: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
      filename: plainName(part.file?.name ?? 'file'),
    },
    reply_markup: keyboardOf(part),
  }
}

/** telegraf writes the name into the multipart header as it is: quotes and line ends would break out of it. */
function plainName(name: string): string {
  return name.replace(/["\\\p{Cc}]/gu, '_')
}

function addressOf(to: string): number | string {
  const id = Number(to)
  return Number.isSafeInteger(id) ? id : to
}

/**
 * Buttons below the message; or the keyboard that shares one's own number; or, with neither, the word that
 * takes such a keyboard away again, harmless where none is shown, so that nobody has to remember who saw one.
 */
function keyboardOf({ choices = [], link, requestContact }: Outgoing) {
  if (requestContact !== undefined) {
    return {
      keyboard: [[{ text: requestContact, request_contact: true as const }]],
      one_time_keyboard: true,
      resize_keyboard: true,
    }
  }
  const rows: ({ text: string; callback_data: string } | { text: string; url: string })[][] =
    rowsOf(choices).map((row) => row.map(({ id, label }) => ({ text: label, callback_data: id })))
  if (link) rows.push([{ text: shortLabel(link.label, labelLimit), url: link.url }])
  return rows.length > 0 ? { inline_keyboard: rows } : { remove_keyboard: true as const }
}

function rowsOf(choices: Choice[]): Choice[][] {
  const rows: Choice[][] = []
  for (const choice of choices) {
    const row = rows.at(-1)
    const neighbour = row?.length === 1 ? row[0] : undefined
    if (row && neighbour && isShort(neighbour) && isShort(choice)) row.push(choice)
    else rows.push([choice])
  }
  return rows
}

function isShort({ label }: Choice): boolean {
  return lengthOf(label) <= pairLimit
}
