import { and, asc, eq, inArray, ne } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { type FileRow, filesOfTicket } from '#core/files/files.ts'
import { cutOf } from '#core/mail/cut-text.ts'
import { type Actor, reachOf } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { messages } from '#db/schema/people.ts'
import { fields, units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import { answers, ticketEvents } from '#db/schema/tickets.ts'
import type { Ticket } from './ticket.ts'

/**
 * One thing that happened on a ticket: a message of the person, something we said, an answer that staff tell without a
 * chat, a note, or a deed of the staff, whose words are `tickets:event.<event>` filled with `values`.
 */
export type Entry =
  | {
      kind: 'message'
      id: number
      at: Date
      text: string
      files: FileRow[]
      /** what was trimmed off a mail: quotations, a signature */
      cut?: string | undefined
    }
  | {
      kind: 'said'
      id: number
      at: Date
      text: string
      cause: string
      state: (typeof deliveries.$inferSelect)['state']
      why: string | null
      sentAt: Date | null
      /** the person was told by template that it waits */
      toldAt: Date | null
      staff: string
      channel: string
      /** it went to another chat than the ticket's: of the person, or of a ticket that was merged into this one */
      elsewhere: boolean
    }
  | { kind: 'told'; id: number; at: Date; text: string; staff: string; how: string | null }
  | { kind: 'note'; id: number; at: Date; text: string; staff: string; staffId: string | null }
  | { kind: 'event'; id: number; at: Date; event: string; values: Record<string, string> }

export interface Names {
  units: { id: number; name: string; shortName: string }[]
  fields: { id: number; name: string; nameEn: string }[]
  staff: { id: string; name: string }[]
}

/** A chat that was erased forgets what was said in it; the answer itself stays, without identities. */
function keptAnswer(
  { cause, answerId }: Pick<typeof deliveries.$inferSelect, 'cause' | 'answerId'>,
  kept: Map<number, string>,
): string {
  return cause === 'answer' && answerId !== null ? (kept.get(answerId) ?? '') : ''
}

/**
 * Everything that happened on a ticket, in order, its files, and what was trimmed off the mail that opened it; names in `values` are those of today. Who is asked from
 * outside (a consultant) reads their own notes only, and no reasons divisions gave each other.
 */
export async function history(
  db: Db,
  actor: Actor,
  ticket: Ticket,
): Promise<{ entries: Entry[]; files: FileRow[]; names: Names; openingCut: string }> {
  const [heard, said, events, sent, files, allUnits, allFields, cuts] = await Promise.all([
    db.select().from(messages).where(eq(messages.ticketId, ticket.id)).orderBy(asc(messages.id)),
    db
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.ticketId, ticket.id), ne(deliveries.cause, 'warning')))
      .orderBy(asc(deliveries.id)),
    db
      .select()
      .from(ticketEvents)
      .where(eq(ticketEvents.ticketId, ticket.id))
      .orderBy(asc(ticketEvents.id)),
    db
      .select()
      .from(answers)
      .where(and(eq(answers.ticketId, ticket.id), eq(answers.state, 'sent'))),
    filesOfTicket(db, ticket.id),
    db.select({ id: units.id, name: units.name, shortName: units.shortName }).from(units),
    db.select({ id: fields.id, name: fields.name, nameEn: fields.nameEn }).from(fields),
    cutOf(db, ticket.id),
  ])
  const kept = new Map(sent.map(({ id, body, basis }) => [id, `${body}\n\n${basis}`.trim()]))
  const spoken = new Set(said.map((row) => row.answerId))
  const voiced = sent.filter((answer) => !spoken.has(answer.id))
  const people = await staffNames(db, ticket, events, [...said, ...voiced.map(sender)])
  const names = { units: allUnits, fields: allFields, staff: people }
  const staffName = (id: string | null) => people.find((one) => one.id === id)?.name ?? ''
  const entries: Entry[] = [
    ...heard.map(({ id, at, text, eventId }) => {
      const own = files.filter((file) => file.messageId === id)
      return { kind: 'message' as const, id, at, text, files: own, cut: cuts.get(eventId ?? '') }
    }),
    ...events.filter((event) => isFor(actor, event)).map((event) => entryOf(event, names)),
    ...said.map((row) => ({
      kind: 'said' as const,
      id: row.id,
      at: row.createdAt,
      text: (row.body as Outgoing).text || keptAnswer(row, kept),
      cause: row.cause,
      state: row.state,
      why: row.why,
      sentAt: row.sentAt,
      toldAt: row.toldAt,
      channel: row.channel,
      staff: staffName(row.staffId),
      elsewhere: row.conversationId !== ticket.conversationId,
    })),
    ...voiced.map((answer) => ({
      kind: 'told' as const,
      id: answer.id,
      at: answer.sentAt ?? answer.createdAt,
      text: [answer.body, answer.basis].filter(Boolean).join('\n\n'),
      staff: staffName(sender(answer).staffId),
      how: answer.told,
    })),
  ]
  const later = new Set(heard.map(({ eventId }) => eventId))
  const openingCut = [...cuts].filter(([event]) => !later.has(event)).map(([, cut]) => cut)[0] ?? ''
  entries.sort((a, b) => a.at.getTime() - b.at.getTime())
  return { entries, files, names, openingCut }
}

/** Who stands for an answer that went into no chat. */
function sender({ toldBy, deciderId, authorId }: typeof answers.$inferSelect) {
  return { staffId: toldBy ?? deciderId ?? authorId }
}

type Event = typeof ticketEvents.$inferSelect

/** What colleagues write for each other: notes, and why a question went from one division to another. */
const between = new Set(['note', 'transferred'])

function isFor(actor: Actor, { kind, staffId }: Event): boolean {
  const outside = reachOf(actor, 'ticket.read') === 'referred'
  return !outside || !between.has(kind) || staffId === actor.id
}

function entryOf(event: Event, names: Names): Entry {
  const { id, at, kind, data, staffId } = event
  const staffName = (who: unknown) => names.staff.find((one) => one.id === who)?.name ?? ''
  if (kind === 'note') {
    return {
      kind: 'note',
      id,
      at,
      text: String(data.text ?? ''),
      staff: staffName(staffId),
      staffId,
    }
  }
  const unitId = data.unitId ?? data.to ?? data.leadUnitId
  const values = {
    staff: staffName(staffId),
    to: staffName(data.staffId ?? data.consultantId),
    from: staffName(data.from),
    unit: names.units.find((unit) => unit.id === unitId)?.name ?? '',
    field: names.fields.find((field) => field.id === data.fieldId)?.name ?? '',
    authority: text(data.authority ?? data.agency),
    reason: text(data.reason),
    outcome: text(data.outcome),
    level: text(data.level),
    code: text(data.code),
    score: text(data.score),
    how: text(data.how ?? data.channel),
    text: text(data.text ?? data.question),
  }
  return { kind: 'event', id, at, event: wordsOf(kind, data), values }
}

/** The same deed has other words when the person did it, when it was said and not written, or when it was taken back. */
function wordsOf(kind: string, data: Record<string, unknown>): string {
  if (kind === 'assigned' && data.staffId === null) return 'unassigned'
  if (kind === 'consulted' && data.consultantId === null) return 'unconsulted'
  if (kind === 'answered' && data.how !== undefined) {
    return data.how === 'untold' ? 'answered-untold' : 'answered-by-voice'
  }
  if ((kind === 'opened' || kind === 'rated') && data.by === 'staff') return `${kind}-by-staff`
  return data.by === 'person' ? `${kind}-by-person` : kind
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

async function staffNames(
  db: Db,
  ticket: Ticket,
  events: Event[],
  said: { staffId: string | null }[],
): Promise<Names['staff']> {
  const mentioned = [
    ticket.assigneeId,
    ticket.consultantId,
    ...said.map((row) => row.staffId),
    ...events.flatMap(({ staffId, data }) => [staffId, data.staffId, data.consultantId, data.from]),
  ].filter((id): id is string => typeof id === 'string')
  if (mentioned.length === 0) return []
  return db
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...new Set(mentioned)]))
}
