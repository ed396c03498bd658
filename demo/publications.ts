import { addWorkingMinutes } from '#core/calendar/working-days.ts'
import { decided, proposePublication } from '#core/law/published/proposal.ts'
import { latestSent, type PublicText, publicationOf } from '#core/law/published/publication.ts'
import { publishAnswer, submitPublication } from '#core/law/published/published.ts'
import { startPublication } from '#core/law/published/starting.ts'
import { coordinator, headOf, officerOf } from './handling.ts'
import { type LawWorld, ticketOf, workday } from './law-world.ts'
import type { ToPublish } from './read-law-data.ts'
import type { Life } from './world.ts'

/** The first answer is made public so many working days ago, the next some days later; the last before a guide is replaced. */
const firstAgo = 48
const apart = 4
const lastAgo = 3

/** An answered question is put without who asked it, submitted, and made public by the head of its division. */
export async function* publicationLife(world: LawWorld, said: ToPublish, order: number): Life {
  const { db, clock, calendar } = world
  const ticket = await ticketOf(world, said.by, said.q)
  const answer = await latestSent(db, ticket.id)
  if (!answer?.sentAt) throw new Error(`${said.by} has no answer to: ${said.q}`)
  const turn = workday(world, Math.max(firstAgo - order * apart, lastAgo), 8 * 60 + order * 17)
  const wanted = Math.max(addWorkingMinutes(calendar, answer.sentAt, 900).getTime(), turn.getTime())
  yield new Date(Math.min(wanted, workday(world, lastAgo, 9 * 60 + order * 9).getTime()))
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

function minutesOn({ clock }: LawWorld, minutes: number): Date {
  return new Date(clock.now.getTime() + minutes * 60_000)
}
