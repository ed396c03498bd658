import { type Deed, deeds } from './deeds.ts'

export const roles = [
  'administrator',
  'coordinator',
  'head',
  'officer',
  'leader',
  'consultant',
] as const
export type Role = (typeof roles)[number]

/** The member of staff who acts. */
export interface Actor {
  id: string
  role: Role
  unitId: number | undefined
  name: string
  /** where they act from, for the audit log */
  ip?: string
}

/**
 * How far a right goes: every ticket; those one's unit leads or cooperates in; those one's unit leads;
 * those referred to oneself as a consultant. Courses, surveys, plan tasks and reports lie with a unit like a ticket
 * that it leads. A ticket assigned to oneself is within `unit` and `lead`.
 */
export type Reach = 'any' | 'unit' | 'lead' | 'referred'

/** What decides whether a ticket lies within a reach. */
export interface TicketPlace {
  leadUnitId: number | null
  cooperatingUnitIds: number[]
  assigneeId: string | null
  consultantId: string | null
}

type Rights = Partial<Record<Deed, Reach>>

const answering = {
  'ticket.open': 'lead',
  'ticket.take': 'lead',
  'ticket.transfer': 'lead',
  'ticket.consult': 'lead',
  'ticket.submit': 'lead',
  'ticket.send': 'lead',
  'ticket.ask': 'lead',
  'ticket.recommend': 'lead',
  'ticket.refer': 'lead',
  'ticket.withdraw': 'lead',
  'ticket.reopen': 'lead',
} satisfies Rights

/** A cooperating unit reads, notes and proposes wording; the leading unit decides and sends. */
const specialist = {
  ...answering,
  'ticket.read': 'unit',
  'ticket.note': 'unit',
  'ticket.draft': 'unit',
  'people.read': 'unit',
  'people.contact': 'unit',
  'numbers.read': 'any',
  'canned.read': 'any',
  'canned.edit': 'lead',
  'law.read': 'any',
  'law.edit': 'any',
  'published.read': 'any',
  'published.write': 'lead',
  'notices.read': 'any',
  'notices.write': 'any',
  'training.read': 'any',
  'training.write': 'lead',
  'training.attend': 'any',
  'surveys.read': 'any',
  'surveys.write': 'lead',
  'surveys.enter': 'any',
  'difficulties.read': 'any',
  'difficulties.write': 'any',
  'recommendations.write': 'lead',
  'plan.read': 'any',
  'plan.edit': 'lead',
  'reports.read': 'any',
  'reports.write': 'lead',
} satisfies Rights

const everyTicket = Object.fromEntries(
  deeds.filter((deed) => deed.startsWith('ticket.')).map((deed) => [deed, 'any']),
) as Rights

const officeMatters = {
  'people.read': 'any',
  'people.contact': 'any',
  'people.merge': 'any',
  'people.erase': 'any',
  'numbers.read': 'any',
  'canned.read': 'any',
  'canned.edit': 'any',
  'law.read': 'any',
  'feeds.edit': 'any',
  'published.read': 'any',
  'notices.read': 'any',
  'assistant.read': 'any',
  'units.edit': 'any',
  'fields.edit': 'any',
  'holidays.edit': 'any',
  'texts.edit': 'any',
  'settings.edit': 'any',
  'health.edit': 'any',
  'training.read': 'any',
  'surveys.read': 'any',
  'difficulties.read': 'any',
  'plan.read': 'any',
  'reports.read': 'any',
} satisfies Rights

/**
 * Who may do what, how far. The administrator (Trung tâm CNTT) runs channels, accounts and settings and decides
 * nothing of a ticket; they read every ticket because a fault is found in the conversation it happened
 * in, and each reading of contact data is in the audit log. The consultant never sees contact data.
 */
export const rights: Record<Role, Rights> = {
  administrator: {
    ...officeMatters,
    'ticket.read': 'any',
    'staff.edit': 'any',
    'audit.read': 'any',
    'channels.edit': 'any',
  },
  coordinator: {
    ...everyTicket,
    ...officeMatters,
    'law.edit': 'any',
    'law.publish': 'any',
    'published.write': 'any',
    'published.review': 'any',
    'notices.write': 'any',
    'notices.send': 'any',
    'self-checks.edit': 'any',
    'training.write': 'any',
    'training.publish': 'any',
    'training.attend': 'any',
    'surveys.write': 'any',
    'surveys.publish': 'any',
    'surveys.enter': 'any',
    'difficulties.write': 'any',
    'recommendations.write': 'any',
    'consultants.edit': 'any',
    'fees.edit': 'any',
    'plan.edit': 'any',
    'targets.edit': 'any',
    'reports.write': 'any',
    'reports.issue': 'any',
    'register.import': 'any',
  },
  head: {
    ...specialist,
    'ticket.assign': 'lead',
    'ticket.approve': 'lead',
    'ticket.merge': 'lead',
    'law.publish': 'any',
    'published.review': 'lead',
    'notices.send': 'any',
    'training.publish': 'lead',
    'surveys.publish': 'lead',
  },
  officer: specialist,
  leader: {
    'ticket.read': 'any',
    'ticket.note': 'any',
    'ticket.approve': 'any',
    'people.read': 'any',
    'people.contact': 'any',
    'numbers.read': 'any',
    'canned.read': 'any',
    'audit.read': 'any',
    'law.read': 'any',
    'published.read': 'any',
    'published.review': 'any',
    'notices.read': 'any',
    'notices.approve': 'any',
    'assistant.read': 'any',
    'training.read': 'any',
    'surveys.read': 'any',
    'difficulties.read': 'any',
    'plan.read': 'any',
    'reports.read': 'any',
    'reports.issue': 'any',
  },
  consultant: {
    'ticket.read': 'referred',
    'ticket.note': 'referred',
    'ticket.draft': 'referred',
    'ticket.submit': 'referred',
    'canned.read': 'any',
    'law.read': 'any',
  },
}

/** How far `actor` may do `deed`; undefined when not at all. For lists: `visibleTickets` says it in SQL. */
export function reachOf(actor: Pick<Actor, 'role'>, deed: Deed): Reach | undefined {
  return rights[actor.role][deed]
}

/** Whether `actor` may do `deed` on `ticket`; without a ticket, whether there may be one they can do it on. */
export function may(actor: Actor, deed: Deed, ticket?: TicketPlace): boolean {
  const reach = reachOf(actor, deed)
  if (reach === undefined) return false
  return ticket === undefined || within(actor, reach, ticket)
}

function within(actor: Actor, reach: Reach, ticket: TicketPlace): boolean {
  if (reach === 'any') return true
  if (reach === 'referred') return ticket.consultantId === actor.id
  if (ticket.assigneeId === actor.id) return true
  if (actor.unitId === undefined) return false
  if (ticket.leadUnitId === actor.unitId) return true
  return reach === 'unit' && ticket.cooperatingUnitIds.includes(actor.unitId)
}
