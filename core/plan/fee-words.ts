import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { paragraphs } from '#core/tickets/told.ts'

interface File {
  state: 'incomplete' | 'complete' | 'granted' | 'refused'
  missing: string
  note: string
  dueOn: string | null
  decision: string
  decidedOn: string | null
  grantedVnd: number | null
}

/** Where somebody's file for fee support stands. What staff wrote is never read as a template. */
export function feeTold(language: Language, code: string, file: File): Outgoing {
  const day = (iso: string | null) => (iso ?? '').split('-').reverse().join('/')
  const head = say(language, `consultants:told.fee-${file.state}`, {
    code,
    due: day(file.dueOn),
    decision: file.decision,
    day: day(file.decidedOn),
    amount: (file.grantedVnd ?? 0).toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB'),
  })
  if (file.state === 'incomplete') {
    return { text: paragraphs(head, file.missing, say(language, 'consultants:told.fee-how')) }
  }
  return { text: paragraphs(head, file.state === 'refused' ? file.note : '') }
}
