import type { Outgoing } from '#core/channel.ts'
import { commandOf } from '#core/conversation/commands.ts'
import type { Conversation } from '#core/conversation/scene.ts'
import { type Language, say } from '#core/language.ts'
import { stopNotices } from '#core/notices/stopping.ts'
import type { Office } from '#core/office.ts'
import type { Facts } from '#core/people/person.ts'
import { Refusal } from '#core/refusal.ts'
import { openTicket } from '#core/tickets/open.ts'
import { addToTicket, type Told, takesMore } from '#core/tickets/person.ts'
import { isThanks } from '#core/tickets/thanks.ts'
import { isOpen, type Ticket } from '#core/tickets/ticket.ts'
import { paragraphs, shortDay, word } from '#core/tickets/told.ts'
import { suggest } from '#core/tickets/triage.ts'
import type { Db } from '#db/client.ts'
import { consentLink } from './consent.ts'
import type { IncomingMail } from './incoming-mail.ts'
import { takeReason, takeScore } from './score.ts'
import { bareSubject, withSubject } from './subject.ts'
import { ticketOfMail } from './thread.ts'

/** A mail being answered, inside its transaction, with the conversation locked and the message stored. */
export interface MailScene {
  tx: Db
  office: Office
  conversation: Conversation
  /** what was known of the person when the mail came */
  facts: Facts
  mail: IncomingMail
  /** what they say now, without quotes and signature */
  said: string
  messageId: number
  fileIds: number[]
  language: Language
  now: Date
  publicUrl: string
  secret: string
}

/** What a mail means - more for its ticket, a score, thanks, a stop, or a new question - and what is written back. */
export async function answerMail(scene: MailScene): Promise<Told> {
  try {
    return await decided(scene)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { out: [{ text: say(scene.language, error.key, error.values) }] }
  }
}

async function decided(scene: MailScene): Promise<Told> {
  const { tx, conversation, mail, said, fileIds, language, now } = scene
  const ticket = await ticketOfMail(tx, conversation, mail)
  if (!mail.unproven && ticket?.state !== 'waiting' && saysStop(scene)) {
    await stopNotices(tx, conversation.personId, now)
    return { out: [{ text: say(language, 'conversation:notices-stopped') }] }
  }
  if (ticket) {
    const rater = { personId: conversation.personId, language }
    const scores = !mail.unproven && fileIds.length === 0
    const score = scores && (await takeScore(tx, rater, ticket, said, now))
    if (score) return { out: [score], belongsTo: ticket.id, ticketId: ticket.id }
    if (thanksOnly(scene) && isOpen(ticket) && ticket.state !== 'waiting') {
      return { out: [word(language, 'thanks', ticket)], belongsTo: ticket.id }
    }
    if (takesMore(ticket, now) || thanksOnly(scene)) return addTo(scene, ticket)
  }
  if (thanksOnly(scene)) return { out: [{ text: say(language, 'tickets:told.thanks') }] }
  return open(scene)
}

/** The one command there is in mail: `STOP` alone, as text or as the subject that a mail program fills in. */
function saysStop({ said, mail, fileIds }: MailScene): boolean {
  if (fileIds.length > 0) return false
  const text = said === '' ? bareSubject(mail.subject) : said
  const { from, at } = mail
  const event = { channel: 'email' as const, eventId: '', from, at }
  return commandOf({ ...event, kind: 'text', text })?.name === 'stop'
}

function thanksOnly({ said, mail, fileIds }: MailScene): boolean {
  if (fileIds.length > 0 || said === '' || !isThanks(said)) return false
  const subject = bareSubject(mail.subject)
  return mail.references.length > 0 || subject === '' || isThanks(subject)
}

async function addTo(scene: MailScene, ticket: Ticket): Promise<Told> {
  const { tx, conversation, mail, said, messageId, fileIds, language, now } = scene
  if (said === '' && fileIds.length === 0) return { out: [], belongsTo: ticket.id }
  if (!mail.unproven && !isThanks(said)) {
    await takeReason(tx, { personId: conversation.personId, language }, ticket, said, now)
  }
  return addToTicket(tx, ticket.id, { text: said, messageId, fileIds }, language, now)
}

/** Opens a ticket with what is there, asks nothing, and tells the code, the term, and where to consent. */
async function open(scene: MailScene): Promise<Told> {
  const { tx, office, conversation, facts, fileIds, language, now } = scene
  const question = questionOf(scene)
  if (question === '') return { out: [{ text: say(language, 'mail:empty') }] }
  const suggestion = suggest(office.triage, question)
  const ticket = await openTicket(
    tx,
    {
      ...{ personId: conversation.personId, conversationId: conversation.id, channel: 'email' },
      ...{ question, fileIds, suggestion, sure: suggestion.sure },
      ...(facts.businessId !== null && { businessId: facts.businessId }),
      ...(facts.commune !== null && { commune: facts.commune }),
    },
    office,
    now,
  )
  return { out: [opened(scene, ticket)], ticketId: ticket.id }
}

/** Subject and text; the subject once only where the text begins with it. */
function questionOf({ mail, said, language }: MailScene): string {
  const text = withSubject(mail.subject, said)
  if (text !== '' || mail.files.length === 0) return text
  const names = mail.files.map((file) => file.name).join(', ')
  return say(language, 'mail:files-only', { names })
}

function opened(scene: MailScene, ticket: Pick<Ticket, 'code' | 'dueAt' | 'termDays'>): Outgoing {
  const { office, facts, conversation, language, publicUrl, secret } = scene
  const text = say(language, 'mail:opened', {
    code: ticket.code,
    unit: office.focal?.name ?? office.name(language),
    due: shortDay(ticket.dueAt),
    days: ticket.termDays,
  })
  if (facts.consented) return { text }
  const asking = say(language, 'mail:consent', { office: office.name(language) })
  const url = consentLink(publicUrl, secret, conversation.id)
  const link = { label: say(language, 'mail:consent-link'), url }
  return { text: paragraphs(text, asking), link }
}
