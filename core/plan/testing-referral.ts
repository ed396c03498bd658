import { tmpdir } from 'node:os'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import type { Outgoing } from '#core/channel.ts'
import { hear } from '#core/hear.ts'
import type { Actor } from '#core/staff/roles.ts'
import { route } from '#core/tickets/routing.ts'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { addConsultant, type ConsultantFacts, referable } from './consultants.ts'
import { askReferral } from './referrals.ts'

/** What the register says of somebody, for tests. */
export const consultantFacts: ConsultantFacts = {
  ...{ name: 'Luật sư An', organisation: 'Đoàn Luật sư', phone: '', email: '', decision: '12/QĐ' },
  ...{ fieldIds: [], since: '2025-01-01', staffId: null, shown: true, endedOn: null },
}

/** Hands a ticket to a consultant of the register, who is added to it; the person agreed orally. */
export async function handTo(
  db: Db,
  by: Actor,
  { id, version }: Pick<Ticket, 'id' | 'version'>,
  staffId: string,
  now: Date,
): Promise<Ticket> {
  const editor: Actor = { id: by.id, role: 'coordinator', unitId: undefined, name: '' }
  const known = (await referable(db, now)).find((one) => one.staffId === staffId)
  const facts = { ...consultantFacts, staffId }
  const consultant = known ?? (await addConsultant(db, editor, facts, now))
  return askReferral(db, by, id, version, { consultantId: consultant.id, how: 'oral' }, now)
}

/** A specific case asked in the web chat, routed to a unit that approves; a consultant who can sign in. */
export async function openCase(db: Db) {
  const now = at('2026-03-02 09:00')
  const desk = await makeDesk(db)
  const person = await addPerson(db, 'web', 'khach')
  const ticket = await ask(db, person, now)
  const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
  await route(db, desk.coordinator, ticket.id, 1, { ...place, scope: 'specific' }, now)
  const staffId = desk.consultant.id
  const consultant = await addConsultant(db, desk.coordinator, { ...consultantFacts, staffId }, now)
  const chat = chatOf(db, now, 'khach')
  const version = async () =>
    (await db.select().from(tickets).where(eq(tickets.id, ticket.id)))[0]?.version ?? 0
  return { desk, ticket, consultant, chat, version, now }
}

let events = 0

/** Somebody in the web chat: what they hear back for what they say or press, and all they ever heard. */
export function chatOf(db: Db, now: Date, address: string) {
  const log = pino({ level: 'silent' })
  const desk = { db, dataDir: tmpdir(), log, now: () => now, nudge() {} }
  const heard = async () => {
    const rows = await db
      .select({ body: deliveries.body })
      .from(deliveries)
      .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
      .where(eq(conversations.address, address))
      .orderBy(deliveries.id)
    return rows.map(({ body }) => body as Outgoing)
  }
  const send = async (
    what: { kind: 'text'; text: string } | { kind: 'choice'; choice: string },
  ) => {
    const before = (await heard()).length
    const event = { channel: 'web', from: address, eventId: `e${++events}`, at: now } as const
    await hear(desk, { ...event, ...what })
    const said = (await heard()).slice(before)
    return said.map(({ text }) => text).join('\n')
  }
  return {
    heard,
    says: (text: string) => send({ kind: 'text', text }),
    presses: (choice: string) => send({ kind: 'choice', choice }),
  }
}
