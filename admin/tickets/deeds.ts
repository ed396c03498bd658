import type { Deed } from '#core/staff/deeds.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Ticket, TicketState } from '#core/tickets/ticket.ts'
import type { PanelName } from './panels.tsx'

const open: TicketState[] = ['received', 'routed', 'waiting', 'submitted']
const working: TicketState[] = ['received', 'routed', 'waiting']
const ended: TicketState[] = ['answered', 'recommended', 'referred', 'withdrawn']

/** What the page offers by state; core checks both again when it is done. */
const states: Partial<Record<Deed, TicketState[]>> = {
  'ticket.route': working,
  'ticket.take': open,
  'ticket.assign': open,
  'ticket.transfer': working,
  'ticket.consult': ['routed', 'waiting', 'submitted', 'answered'],
  'ticket.draft': working,
  'ticket.submit': working,
  'ticket.send': working,
  'ticket.ask': working,
  'ticket.approve': ['submitted'],
  'ticket.recommend': [...working, 'answered'],
  'ticket.refer': working,
  'ticket.withdraw': open,
  'ticket.merge': open,
  'ticket.reopen': ended,
}

/** Whether `actor` is offered a deed on this ticket now. */
export function offered(actor: Actor, deed: Deed, ticket: Ticket): boolean {
  return may(actor, deed, ticket) && (states[deed]?.includes(ticket.state) ?? true)
}

const panels: [PanelName, Deed][] = [
  ['addition', 'ticket.ask'],
  ['assignment', 'ticket.assign'],
  ['transfer', 'ticket.transfer'],
  ['consultation', 'ticket.consult'],
  ['recommendation', 'ticket.recommend'],
  ['referral', 'ticket.refer'],
  ['merger', 'ticket.merge'],
  ['withdrawal', 'ticket.withdraw'],
  ['reopening', 'ticket.reopen'],
]

/** The deeds with a form of their own that `actor` is offered. */
export function panelsFor(actor: Actor, ticket: Ticket): PanelName[] {
  return panels
    .filter(([name]) => {
      // After the answer a referral can only end.
      const ends = ticket.state === 'answered' && ticket.consultantId === null
      return name !== 'consultation' || !ends
    })
    .filter(([name]) => name !== 'addition' || ticket.conversationId === null)
    .filter(([, deed]) => offered(actor, deed, ticket))
    .map(([name]) => name)
}

/** What the first button of the answer does: send, or hand up for approval; undefined: only a draft is kept. */
export function sendingOf(
  actor: Actor,
  ticket: Ticket,
  unitApproves: boolean,
): 'send' | 'submit' | undefined {
  const sends = offered(actor, 'ticket.send', ticket)
  if (sends && (!unitApproves || may(actor, 'ticket.approve', ticket))) return 'send'
  return offered(actor, 'ticket.submit', ticket) ? 'submit' : undefined
}
