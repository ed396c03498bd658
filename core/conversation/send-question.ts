import { linkLookups, lookupsOf } from '#core/assistant/lookups.ts'
import { say } from '#core/language.ts'
import { giveConsent, keepFacts, type Named } from '#core/people/person.ts'
import { type Intake, intakeSoFar } from '#core/tickets/intake.ts'
import { nextTicket } from '#core/tickets/next-ticket.ts'
import { openTicketLast } from '#core/tickets/open.ts'
import { opened } from '#core/tickets/told.ts'
import { suggest } from '#core/tickets/triage.ts'
import { collectQuestion } from '#core/training/questions.ts'
import { keepDraft } from './drafts.ts'
import type { Reply, Scene } from './scene.ts'

/**
 * Consent is a fact from the moment it is given, before the first personal answer is stored (Law 91/2025/QH15), with
 * the text, the channel and the time of that moment.
 */
export function noteConsent(scene: Scene, answers: Record<string, unknown>): void {
  const { tx, conversation, office, now, language, incoming } = scene
  const { personId } = conversation
  const noted = conversation.flow !== null && intakeSoFar(conversation.answers).consented
  if (noted || !intakeSoFar(answers).consented) return
  if (scene.facts.consented) return
  const textVersion = office.consent.version
  giveConsent(tx, personId, { textVersion, language, channel: incoming.channel }, now)
}

/** The person pressed send: the facts are kept, the ticket opened, and the code told in the same turn. */
export async function sendQuestion(scene: Scene, result: Intake | null): Promise<Reply> {
  const { tx, conversation, office, now, facts } = scene
  if (!result) return notSent(scene)
  const { personId } = conversation
  const [next, business] = await Promise.all([
    nextTicket(tx, conversation.id, now),
    result.consented ? keepFacts(tx, personId, result, facts, now) : undefined,
  ])
  const field = office.fields.find((one) => one.code === result.field)
  const commune = result.commune ?? facts.commune
  return openAndTell(scene, next.id, business, {
    question: result.question,
    ...(field && { fieldId: field.id }),
    ...(commune && { commune }),
    fileIds: [...new Set([...result.fileIds, ...next.fileIds])],
  })
}

/** Somebody asked for a human: what they have answered so far goes to the office at once, nothing more is asked. */
export async function sendToHuman(
  scene: Scene,
  result: { answers: Record<string, unknown> },
): Promise<Reply> {
  const reply = await sendQuestion(scene, intakeSoFar(result.answers))
  const { organisation } = scene.office
  const contact = [organisation.phone, organisation.address].filter(Boolean).join(', ')
  if (contact === '') return reply
  const text = say(scene.language, 'intake:human-contact', { contact })
  return { ...reply, out: [...reply.out, { text }] }
}

type Question = Pick<Intake, 'question' | 'fileIds'> & {
  fieldId?: number
  commune?: string
}

async function openAndTell(
  scene: Scene,
  id: number,
  business: Named | undefined,
  input: Question,
): Promise<Reply> {
  const { tx, conversation, office, now, language, incoming } = scene
  const { personId, id: conversationId } = conversation
  const suggestion = suggest(office.triage, input.question)
  const ticket = await openTicketLast(
    tx,
    { id, business: business?.name ?? null, taxCode: business?.taxCode ?? null },
    {
      ...input,
      ...{ personId, conversationId, channel: incoming.channel },
      ...(business && { businessId: business.id }),
      suggestion,
      sure: suggestion.sure,
    },
    office,
    now,
  )
  await linkLookups(tx, lookupsOf(conversation.answers), ticket.id)
  collectQuestion(tx, conversation.answers, ticket.id)
  const told = opened(language, ticket, office.focal?.name ?? office.name(language))
  return { out: [told], ticketId: ticket.id, about: ticket.id, progress: null }
}

async function notSent(scene: Scene): Promise<Reply> {
  const { language, conversation, tx, now } = scene
  await keepDraft(tx, conversation.id, { flow: 'intake', answers: conversation.answers }, now)
  const resume = { id: 'do:resume', label: say(language, 'conversation:resume') }
  return { out: [{ text: say(language, 'intake:not-sent'), choices: [resume] }], progress: null }
}
