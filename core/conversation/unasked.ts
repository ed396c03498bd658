import { eq } from 'drizzle-orm'
import { say } from '#core/language.ts'
import { addToTicket, takesMore } from '#core/tickets/person.ts'
import { isOpen, type Ticket, ticketColumns } from '#core/tickets/ticket.ts'
import { tickets } from '#db/schema/tickets.ts'
import { deeds, menu } from './deeds.ts'
import { startFlow } from './flows.ts'
import { plain } from './questions.ts'
import type { Reply, Scene } from './scene.ts'

const greetings =
  /^(?:(?:xin |kinh )?chao(?: so| anh| chi| ban| em| ad| admin| moi nguoi| quy so)*|hello|hi|hey|alo+|a lo|test)(?: a| oi)?$/

/** Free text outside a dialogue: more for the ticket at hand, or a question that is never asked for again. */
export async function freeText(scene: Scene, text: string): Promise<Reply> {
  if (!/\p{L}{2}/u.test(text) && scene.conversation.ticketId === null) {
    const shown = await menu(scene)
    return { out: [{ ...shown, text: say(scene.language, 'conversation:not-understood') }] }
  }
  if (greetings.test(plain(text))) return deeds(scene, { name: 'start' })
  return (await forTicket(scene, text)) ?? startFlow(scene, 'intake', { question: text })
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
  const { tx, language, now, fileIds, messageId } = scene
  const ticket = await atHand(scene)
  if (!ticket || !takesMore(ticket, now)) return undefined
  const direct =
    ticket.state === 'waiting' ||
    (!isOpen(ticket) && now.getTime() - ticket.updatedAt.getTime() < freshMs)
  if (direct) return addToTicket(tx, ticket.id, { text, fileIds, messageId }, language, now)
  const { code, id: ticketId } = ticket
  return startFlow(scene, 'which-ticket', { code, ticketId, text, fileIds })
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
