import type { Choice, Outgoing } from '#core/channel.ts'
import type { Cursor, Spoken } from '#core/conversation/transcript.ts'

/** One event of `GET /chat/events`. */
export interface ChatEvent {
  id: string
  from: 'desk' | 'me'
  text: string
  choices: Choice[]
  link?: { label: string; url: string }
  file?: { name: string; url: string }
  /** names of the files the person sent */
  sent?: string[]
}

/** The page takes any length, so nothing is ever cut. */
export function parts(out: Outgoing): Outgoing[] {
  return [out]
}

/** A thing said, as the page is told it. */
export function chatEvent(spoken: Spoken): ChatEvent {
  const { id, from, text, choices, link, file, sent } = spoken
  return {
    id,
    from,
    text,
    choices,
    ...(link && { link }),
    ...(file && { file: { name: file.name, url: `/chat/files/${file.id}` } }),
    ...(sent.length > 0 && { sent }),
  }
}

/** A cursor as the `id:` line of an event carries it. */
export function cursorText({ message, delivery }: Cursor): string {
  return `${message}.${delivery}`
}

/** Reads a cursor back; undefined when it is none. */
export function readCursor(text: string): Cursor | undefined {
  const found = /^(\d{1,15})\.(\d{1,15})$/.exec(text)
  return found ? { message: Number(found[1]), delivery: Number(found[2]) } : undefined
}
