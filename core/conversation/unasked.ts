import { eq } from 'drizzle-orm'
import { say } from '#core/language.ts'
import { addToTicket, takesMore } from '#core/tickets/person.ts'
import { isThanks } from '#core/tickets/thanks.ts'
import { isOpen, type Ticket, ticketColumns } from '#core/tickets/ticket.ts'
import { tickets } from '#db/schema/tickets.ts'
import { deeds, menu } from './deeds.ts'
import { startFlow } from './flows.ts'
import { keepHeard } from './keep-heard.ts'
import { answerOrAsk } from './looking.ts'
import { plain } from './questions.ts'
import type { Reply, Scene } from './scene.ts'

const greetings =
  /^(?:(?:xin |kinh )?chao(?: so| anh| chi| ban| em| ad| admin| moi nguoi| quy so)*|hello|hi|hey|alo+|a lo|test)(?: a| oi)?$/

export function isGreeting(text: string): boolean {
  return greetings.test(plain(text))
}

/** Free text outside a dialogue: more for the ticket at hand, or a question that is never asked for again. */
export async function freeText(scene: Scene, text: string): Promise<Reply> {
  if (!/\p{L}{2}/u.test(text) && scene.conversation.ticketId === null) {
    const shown = await menu(scene)
    return { out: [{ ...shown, text: say(scene.language, 'conversation:not-understood') }] }
  }
  if (isGreeting(text)) return deeds(scene, { name: 'start' })
  if (isThanks(text)) return thanked(scene, text)
  return (await forTicket(scene, text)) ?? answerOrAsk(scene, text, startFlow)
}

/** Thanks ask for nothing: noted with the ticket they are about, answered in kind. */
async function thanked(scene: Scene, text: string): Promise<Reply> {
  const { tx, language, now, stored } = scene
  const ticket = await atHand(scene)
  if (ticket && !isOpen(ticket)) {
    return addToTicket(tx, ticket.id, { text, messageId: stored.messageId }, language, now)
  }
  const out = [{ text: say(language, 'tickets:told.thanks') }]
  return ticket ? { out, belongsTo: ticket.id } : { out }
}

/** Files outside a dialogue: for the ticket at hand, or kept for the question that is asked for now. */
export async function freeFiles(scene: Scene): Promise<Reply> {
  const text = scene.incoming.kind === 'files' ? (scene.incoming.text ?? '').trim() : ''
  const taken = await forTicket(scene, text)
  if (taken) return taken
  if (/\p{L}{2}/u.test(text)) return startFlow(scene, 'intake', { question: text })
  const reply = await startFlow(scene, 'intake')
  return { ...reply, out: [{ text: say(scene.language, 'intake:files-kept') }] }
}

/** A reply within this time of an answer needs no asking what it belongs to. */
const freshMs = 3 * 24 * 60 * 60 * 1000

async function forTicket(scene: Scene, text: string): Promise<Reply | undefined> {
  const { tx, language, now, fileIds, stored } = scene
  const ticket = await atHand(scene)
  if (!ticket || !takesMore(ticket, now)) return undefined
  const filesOnly = fileIds.length > 0 && text === ''
  const direct =
    ticket.state === 'waiting' ||
    (isOpen(ticket) ? filesOnly : now.getTime() - ticket.updatedAt.getTime() < freshMs)
  if (direct) {
    const addition = { text, fileIds, messageId: stored.messageId }
    return addToTicket(tx, ticket.id, addition, language, now)
  }
  const { code, id: ticketId } = ticket
  const ended = !isOpen(ticket)
  const messageIds = [await keepHeard(scene)]
  return startFlow(scene, 'which-ticket', { code, ticketId, ended, text, fileIds, messageIds })
}

async function atHand(scene: Scene): Promise<Ticket | undefined> {
  const { ticketId } = scene.conversation
  if (ticketId === null) return undefined
  const [ticket] = await scene.tx
    .select(ticketColumns)
    .from(tickets)
    .where(eq(tickets.id, ticketId))
  return ticket
}
