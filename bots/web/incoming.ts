import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Incoming, IncomingFile } from '#core/channel.ts'
import type { Language } from '#core/language.ts'

/** Who speaks, and when it reached us. */
export interface Sender {
  address: string
  at: Date
  language: Language
}

const id = z.string().regex(/^[^\p{C}\s]{1,100}$/u)
const message = z.object({
  id,
  text: z.string().optional(),
  choice: z
    .string()
    .regex(/^[\x21-\x7e]{1,48}$/)
    .optional(),
})

/** What the body of `POST /chat/messages` says; undefined when it has another shape, or says nothing. */
export function readMessage(body: unknown, sender: Sender): Incoming | undefined {
  const read = message.safeParse(body)
  if (!read.success) return undefined
  const base = heardFrom(sender, read.data.id)
  if (read.data.choice !== undefined) return { ...base, kind: 'choice', choice: read.data.choice }
  const text = storable(read.data.text ?? '')
  return text.trim() === '' ? undefined : { ...base, kind: 'text', text }
}

/** What a form says: files with or without words, else as a message; undefined when it says nothing. */
export function readForm(
  fields: Record<string, string>,
  files: IncomingFile[],
  sender: Sender,
): Incoming | undefined {
  const text = fields.text?.trim() ? fields.text : fields.quick
  if (files.length === 0) return readMessage({ ...fields, text }, sender)
  const read = id.safeParse(fields.id)
  if (!read.success) return undefined
  const words = storable(text ?? '').trim()
  return {
    ...heardFrom(sender, read.data),
    kind: 'files',
    files,
    ...(words === '' ? {} : { text: words }),
  }
}

/**
 * A form that a browser shows again after "back" keeps its hidden id: the same words are then the same message,
 * others are a new one.
 */
export function formId(fields: Record<string, string>): string {
  const said = createHash('sha256').update(
    `${fields.choice ?? ''}\n${fields.quick ?? ''}\n${fields.text ?? ''}`,
  )
  return `${fields.id ?? ''}-${said.digest('hex').slice(0, 12)}`
}

function heardFrom({ address, at, language }: Sender, messageId: string) {
  return {
    channel: 'web' as const,
    eventId: `${address}:${messageId}`,
    from: address,
    at,
    language,
  }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
