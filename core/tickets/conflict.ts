import { Refusal } from '#core/refusal.ts'
import type { Ticket } from './ticket.ts'

/** What the other person did meanwhile: the ticket as it is now and the last thing that happened to it. */
export interface Theirs {
  ticket: Ticket
  event:
    | { kind: string; at: Date; staffName: string | undefined; data: Record<string, unknown> }
    | undefined
}

/** The ticket moved after the page was opened: somebody changed it, or the person wrote. The page shows both versions. */
export class Conflict extends Refusal {
  readonly theirs: Theirs
  readonly why: 'changed' | 'heard'

  constructor(theirs: Theirs, why: 'changed' | 'heard') {
    super('tickets:refusal.stale', {
      code: theirs.ticket.code,
      name: theirs.event?.staffName ?? '',
    })
    this.name = 'Conflict'
    this.theirs = theirs
    this.why = why
  }
}
