import { and, asc, eq, isNull, lt } from 'drizzle-orm'
import { addWorkingMinutes } from '#core/calendar/working-days.ts'
import { decided, proposePublication } from '#core/law/published/proposal.ts'
import { latestSent, type PublicText, publicationOf } from '#core/law/published/publication.ts'
import { publishAnswer, submitPublication } from '#core/law/published/published.ts'
import { declinePublication, startPublication } from '#core/law/published/starting.ts'
import { ticketColumns } from '#core/tickets/ticket.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { tickets } from '#db/schema/tickets.ts'
import { coordinator, headOf, officerOf } from './handling.ts'
import { type LawWorld, ticketOf, workday } from './law-world.ts'
import type { ToPublish } from './read-law-data.ts'
import type { Life } from './world.ts'

/** The first answer is made public so many working days ago, the next some days later; the last before a guide is replaced. */
const firstAgo = 48
const apart = 4
const lastAgo = 3
/** Answers not older than this may still be made public in time, or nearly so. */
const dueDays = 16
const declined = 'Cùng nội dung với câu trả lời, hướng dẫn đã công khai của Sở.'

/** An answered question is put without who asked it, submitted, and made public by the head of its division. */
export async function* publicationLife(world: LawWorld, said: ToPublish, order: number): Life {
  const { db, clock, calendar } = world
  const ticket = await ticketOf(world, said.by, said.q)
  const answer = await latestSent(db, ticket.id)
  if (!answer?.sentAt) throw new Error(`${said.by} has no answer to: ${said.q}`)
  const turn = workday(world, Math.max(firstAgo - order * apart, lastAgo), 8 * 60 + order * 17)
  const wanted = Math.max(addWorkingMinutes(calendar, answer.sentAt, 900).getTime(), turn.getTime())
  const last = workday(world, lastAgo, 9 * 60 + order * 9)
  yield answer.sentAt < last
    ? new Date(Math.min(wanted, last.getTime()))
    : new Date((answer.sentAt.getTime() + world.end.getTime()) / 2)
  const officer = officerOf(world, ticket)
  const proposal = await proposePublication(db, officer, ticket.code)
  const kept = new Map(proposal.removals.map(({ key }) => [key, undefined]))
  const { body, basis } = decided(proposal, kept)
  const text: PublicText = { question: said.ask, body, basis: withGuide(basis, said.cites) }
  const draft = await startPublication(db, officer, ticket.id, text, clock.now)
  if (said.end === 'draft') return
  yield minutesOn(world, 25)
  const { id, version } = draft
  const confirmed = { ...text, confirmed: true }
  const handed = await submitPublication(db, officer, id, version, confirmed, clock.now)
  if (said.end === 'submitted') return
  yield minutesOn(world, 70)
  const head = headOf(world, ticket) ?? coordinator(world)
  await publishAnswer(db, head, id, handed.version, confirmed, clock.now)
}

/** A public answer is made better some days later, and says so. */
export async function* correctionLife(world: LawWorld, said: ToPublish): Life {
  if (said.corrected === undefined) return
  yield workday(world, 2, 15 * 60 + 40)
  const { db, clock } = world
  const ticket = await ticketOf(world, said.by, said.q)
  const before = await publicationOf(db, ticket.id)
  if (!before) throw new Error(`${said.by} has no public answer to: ${said.q}`)
  const head = headOf(world, ticket) ?? coordinator(world)
  const { question, basis, id, version } = before
  const text = { question, basis, body: `${before.body}\n\n${said.corrected}`, confirmed: true }
  await publishAnswer(db, head, id, version, text, clock.now)
}

function withGuide(basis: string, cites: string | undefined): string {
  return cites === undefined ? basis : `${basis.replace(/[.;]?\s*$/, '')}; ${cites}.`
}

/** So many minutes on, drawn together before the end of the past. */
function minutesOn({ clock, end }: LawWorld, minutes: number): Date {
  const at = clock.now.getTime()
  return new Date(Math.min(at + minutes * 60_000, (at + end.getTime()) / 2))
}

/** What was answered weeks ago and says the same as others is not made public: the list shows what is due now. */
export async function declineRest(world: LawWorld): Promise<void> {
  const { db, calendar, end } = world
  const rows = await db
    .select({ ...ticketColumns, publicationId: publishedAnswers.id })
    .from(tickets)
    .leftJoin(publishedAnswers, eq(publishedAnswers.ticketId, tickets.id))
    .where(
      and(
        eq(tickets.state, 'answered'),
        eq(tickets.scope, 'general'),
        isNull(publishedAnswers.id),
        lt(tickets.answeredAt, new Date(end.getTime() - dueDays * 86_400_000)),
      ),
    )
    .orderBy(asc(tickets.id))
  for (const ticket of rows) {
    const at = addWorkingMinutes(calendar, ticket.answeredAt ?? end, 1_100)
    await declinePublication(db, officerOf(world, ticket), ticket.id, { reason: declined }, at)
  }
}
