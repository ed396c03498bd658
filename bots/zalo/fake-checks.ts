export interface Verdict {
  error: number
  message?: string
}

/** What Zalo says to a message: its lengths, its buttons, and whether its attachments were uploaded. */
export function checkMessage(
  // biome-ignore lint/suspicious/noExplicitAny: a message holds whatever was written
  message: Record<string, any>,
  uploads: Map<string, unknown>,
): Verdict {
  const { text, attachment } = message
  if (text !== undefined && text.length > 2000) return { error: -210, message: 'text is too long' }
  const { buttons = [], elements = [], token } = attachment?.payload ?? {}
  if (buttons.length > 5) return { error: -201, message: 'buttons is invalid!' }
  const long = buttons.some((button: { title: string }) => Array.from(button.title).length > 100)
  if (long) return { error: -201, message: 'title is invalid!' }
  const handles = [token, elements[0]?.attachment_id].filter((handle) => handle !== undefined)
  const known = handles.every((handle) => uploads.has(handle))
  return known ? { error: 0 } : { error: -100, message: 'attachment_id is expired' }
}
