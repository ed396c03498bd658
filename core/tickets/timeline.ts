import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { units } from '#db/schema/profile.ts'
import { ticketEvents } from '#db/schema/tickets.ts'
import { isOpen, type Ticket } from './ticket.ts'
import { moment, shortDay } from './told.ts'

/** What the person is shown of a ticket's history, and under which word. */
const shown = [
  'opened',
  'routed',
  'transferred',
  'asked',
  'resumed',
  'answered',
  'recommended',
  'replied',
  'referred',
  'withdrawn',
  'merged',
  'reopened',
] as const

/** The state of a ticket as a plain timeline for the person, with what they can do about it. */
export async function timelineForPerson(
  db: Db,
  ticket: Ticket,
  language: Language,
  now: Date,
): Promise<Outgoing> {
  const [events, unitNames] = await Promise.all([
    db
      .select({ kind: ticketEvents.kind, at: ticketEvents.at, data: ticketEvents.data })
      .from(ticketEvents)
      .where(and(eq(ticketEvents.ticketId, ticket.id), inArray(ticketEvents.kind, [...shown])))
      .orderBy(asc(ticketEvents.id)),
    db.select({ id: units.id, name: units.name }).from(units),
  ])
  const unitName = (id: unknown) => unitNames.find((unit) => unit.id === id)?.name ?? ''
  const lines = events.map(({ kind, at, data }) =>
    say(language, `tickets:timeline.${kind}`, {
      at: moment(at),
      unit: unitName(data.unitId ?? data.to ?? data.leadUnitId),
      authority: String(data.authority ?? data.agency ?? ''),
      code: String(data.code ?? ''),
    }),
  )
  const { code } = ticket
  const state = say(language, `tickets:for-person.${ticket.state}`)
  const head = say(language, 'tickets:told.state', { code, state })
  const text = [head, ...lines, ...dueLine(language, ticket, now)].join('\n')
  if (!isOpen(ticket)) return { text }
  return {
    text,
    choices: [
      { id: `more:${code}`, label: say(language, 'tickets:told.add-more') },
      { id: `withdraw:${code}`, label: say(language, 'tickets:told.take-back') },
    ],
  }
}

/** By when it is answered; a missed day is owned up to, a standing clock has none. */
function dueLine(language: Language, ticket: Ticket, now: Date): string[] {
  if (!isOpen(ticket) || ticket.pausedAt !== null) return []
  const key = ticket.dueAt < now ? 'tickets:told.due-missed' : 'tickets:told.due'
  return [say(language, key, { due: shortDay(ticket.dueAt) })]
}
