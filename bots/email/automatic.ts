/** What of a mail's head tells whether a person wrote it. */
export interface Head {
  /** all values of a header, by its name in lower case */
  values(name: string): string[]
  from: string
}

/** Why a mail is not answered and opens nothing. */
export type Unanswered = 'self' | 'bounce' | 'auto' | 'list'

const machines =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|noreply-.*|bounces?|bounce[+-].*)@/i
const daemons = /^(?:mailer-daemon|postmaster)@/i

/**
 * Whether a machine wrote it: RFC 3834 §2 asks that such mail is never answered by another one. Bounces (RFC 3464) are
 * told apart, for they say what became of a mail of ours. Undefined for a person's mail.
 */
export function automaticOf({ values, from }: Head, own: string): Unanswered | undefined {
  const first = (name: string) => values(name)[0]?.trim().toLowerCase()
  if (from === own) return 'self'
  const type = first('content-type') ?? ''
  const returnPath = first('return-path')
  const report = /^multipart\/report\b/.test(type)
  if (report && /report-type="?delivery-status/.test(type)) return 'bounce'
  if (daemons.test(from)) return 'bounce'
  if (report || returnPath === '<>' || returnPath === '') return 'auto'
  if ((first('auto-submitted') ?? 'no').split(';')[0]?.trim() !== 'no') return 'auto'
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => first(name))) return 'auto'
  const precedence = first('precedence') ?? ''
  if (precedence === 'auto_reply') return 'auto'
  if (['bulk', 'list', 'junk'].includes(precedence)) return 'list'
  if (first('list-id') || first('list-unsubscribe')) return 'list'
  return machines.test(from) ? 'auto' : undefined
}
