import { Refusal } from '#core/refusal.ts'
import type { Ticket } from './ticket.ts'

/** What the other person did meanwhile: the ticket as it is now and the last thing that happened to it. */
export interface Theirs {
  ticket: Ticket
  event:
    | { kind: string; at: Date; staffName: string | undefined; data: Record<string, unknown> }
    | undefined
}

/** Somebody changed the ticket after the page was opened; the page shows both versions. */
export class Conflict extends Refusal {
  readonly theirs: Theirs

  constructor(theirs: Theirs) {
    super('tickets:refusal.stale', {
      code: theirs.ticket.code,
      name: theirs.event?.staffName ?? '',
    })
    this.name = 'Conflict'
    this.theirs = theirs
  }
}
