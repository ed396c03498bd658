import { dayOf, placeOf } from '#core/calendar/calendar.ts'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import type { Ticket } from './ticket.ts'

/** dd/MM/yyyy in Việt Nam. */
export function shortDay(at: Date): string {
  return dayOf(at).split('-').reverse().join('/')
}

/** dd/MM/yyyy HH:mm in Việt Nam. */
export function moment(at: Date): string {
  const { minute } = placeOf(at)
  const clock = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'))
  return `${shortDay(at)} ${clock.join(':')}`
}

/** What the person reads in the turn that sends a question: code, who has it, until when, and where it is answered. */
export function opened(
  language: Language,
  ticket: Pick<Ticket, 'code' | 'dueAt' | 'termDays'>,
  unit: string,
): Outgoing {
  return {
    text: say(language, 'tickets:told.opened', {
      code: ticket.code,
      unit,
      due: shortDay(ticket.dueAt),
      days: ticket.termDays,
    }),
  }
}

/** Which division has it now, and by when it answers. */
export function routed(language: Language, ticket: Ticket, unit: string): Outgoing {
  const key = ticket.complex ? 'tickets:told.routed-complex' : 'tickets:told.routed'
  const { code, termDays: days } = ticket
  return { text: say(language, key, { code, unit, days, due: shortDay(ticket.dueAt) }) }
}

/** The division needs to know more; the clock stands meanwhile. */
export function askedForMore(
  language: Language,
  code: string,
  unit: string,
  text: string,
): Outgoing {
  return {
    text: paragraphs(
      say(language, 'tickets:told.more', { code, unit }),
      text,
      say(language, 'tickets:told.more-how'),
    ),
  }
}

/** The answer in full, with its legal basis, signed by the division. What staff wrote is never read as a template. */
export function answered(
  language: Language,
  answer: { body: string; basis: string },
  by: { code: string; unit: string; organisation: string; days: number },
): Outgoing {
  return {
    text: paragraphs(
      say(language, 'tickets:told.answer', { code: by.code, unit: by.unit }),
      answer.body,
      answer.basis && `${say(language, 'tickets:told.answer-basis')} ${answer.basis}`,
      say(language, 'tickets:told.answer-signed', { unit: by.unit, organisation: by.organisation }),
      say(language, 'tickets:told.answer-after', { days: by.days }),
    ),
  }
}

const scores = [1, 2, 3, 4, 5] as const

/** The one question about satisfaction, with its five answers. */
export function askRating(language: Language, code: string, answerId: number): Outgoing {
  return {
    text: say(language, 'tickets:told.rating', { code }),
    choices: scores.map((score) => ({
      id: `rate:${answerId}:${score}`,
      label: say(language, `tickets:score.${score}`),
    })),
  }
}

/** Thanks after a score; a low one is asked why. */
export function rated(language: Language, score: number): Outgoing {
  return { text: say(language, score <= 3 ? 'tickets:told.rated-low' : 'tickets:told.rated-high') }
}

/** After the reason of a low score: shall the office look at it again? */
export function offerReopening(language: Language, ticket: Pick<Ticket, 'id' | 'code'>): Outgoing {
  return {
    text: say(language, 'tickets:told.reopen-offer', { code: ticket.code }),
    choices: [
      { id: `reopen:${ticket.id}`, label: say(language, 'tickets:told.reopen-yes') },
      { id: `keep:${ticket.id}`, label: say(language, 'tickets:told.reopen-no') },
    ],
  }
}

/** The question was taken to the authority that can settle it. */
export function recommended(
  language: Language,
  code: string,
  recommendation: { authority: string; content: string },
): Outgoing {
  const { authority, content } = recommendation
  return {
    text: paragraphs(
      say(language, 'tickets:told.recommended', { code, authority }),
      content,
      say(language, 'tickets:told.recommended-after'),
    ),
  }
}

/** What the authority replied. */
export function recommendationReplied(
  language: Language,
  code: string,
  reply: { authority: string; outcome: string; reply: string },
): Outgoing {
  const outcome = say(language, `tickets:outcome.${reply.outcome}`)
  const head = { code, authority: reply.authority, outcome }
  return { text: paragraphs(say(language, 'tickets:told.replied', head), reply.reply) }
}

/** The question goes on under another code. */
export function merged(language: Language, code: string, into: Ticket): Outgoing {
  const due = shortDay(into.dueAt)
  return { text: say(language, 'tickets:told.merged', { code, into: into.code, due }) }
}

/** The office ended the question, and why. */
export function withdrawn(language: Language, code: string, reason: string): Outgoing {
  return {
    text: paragraphs(
      say(language, 'tickets:told.withdrawn-by-staff', { code }),
      reason,
      again(language),
    ),
  }
}

/** The office looks at it again. */
export function reopened(language: Language, ticket: Ticket, unit: string): Outgoing {
  const { code, dueAt } = ticket
  return { text: say(language, 'tickets:told.reopened', { code, unit, due: shortDay(dueAt) }) }
}

/** A short word about one ticket: `told.<what>` with its code and due date. */
export function word(
  language: Language,
  what:
    | 'added'
    | 'resumed'
    | 'open-already'
    | 'ended'
    | 'too-late'
    | 'withdrawn'
    | 'kept'
    | 'rated-already'
    | 'thanks',
  ticket: Pick<Ticket, 'code' | 'dueAt'>,
  days = 0,
): Outgoing {
  const values = { code: ticket.code, due: shortDay(ticket.dueAt), days }
  return { text: say(language, `tickets:told.${what}`, values) }
}

function again(language: Language): string {
  return say(language, 'tickets:told.again')
}

/** Parts that say something, a blank line between. */
export function paragraphs(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}
