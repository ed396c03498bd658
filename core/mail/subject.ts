const prefix =
  /^\s*(?:(?:re|fwd?|fw|tr|rép|trả lời|chuyển tiếp|vs|aw)\s*(?:\[\d+\])?\s*:|\[(?:external|bên ngoài|spam)\])\s*/iu
const code = /\[?\bHL-(\d{4})-(\d{6,})\b\]?/iu

/** A subject without reply marks and our own code; '' when nothing is left. */
export function bareSubject(subject: string): string {
  let rest = subject.replace(/\s+/g, ' ').trim()
  while (prefix.test(rest)) rest = rest.replace(prefix, '')
  return rest.replace(code, '').replace(/\s+/g, ' ').trim()
}

/** The ticket code in a subject. */
export function codeInSubject(subject: string): string | undefined {
  const found = code.exec(subject)
  return found ? `HL-${found[1]}-${found[2]}` : undefined
}

/** What somebody asks: the subject, once, above the text. */
export function withSubject(subject: string, text: string): string {
  const bare = bareSubject(subject)
  return [text.startsWith(bare) ? '' : bare, text].filter(Boolean).join('\n\n')
}

export function isForward(subject: string): boolean {
  return /^\s*(?:(?:re|trả lời)\s*:\s*)*(?:fwd?|fw|chuyển tiếp)\s*:/iu.test(subject)
}

const longest = 180

/** The subject of what we write in a thread; the code stays in it, so that an answer finds its ticket. */
export function replySubject(subject: string, ticketCode: string | undefined): string {
  const bare = Array.from(bareSubject(subject)).slice(0, longest).join('')
  return ['Re:', bare, ticketCode && `[${ticketCode}]`].filter(Boolean).join(' ')
}
