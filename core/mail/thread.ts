import { and, desc, eq, inArray, isNotNull } from 'drizzle-orm'
import { type Ticket, ticketColumns } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { mails } from '#db/schema/channels.ts'
import { tickets } from '#db/schema/tickets.ts'
import type { IncomingMail } from './incoming-mail.ts'
import { codeInSubject } from './subject.ts'

/**
 * The ticket a mail goes on with: the one of the mails it answers, else the one its subject names. Both only where it
 * is the writer's own: Message-IDs and codes can be guessed and passed on. The code alone does not do for a writer
 * who is not proven.
 */
export async function ticketOfMail(
  tx: Db,
  writer: { id: number; personId: number },
  mail: Pick<IncomingMail, 'references' | 'subject' | 'unproven'>,
): Promise<Ticket | undefined> {
  const found = await ofReferences(tx, writer.id, mail.references)
  if (found || mail.unproven) return found
  return ofCode(tx, writer.personId, codeInSubject(mail.subject))
}

async function ofReferences(
  tx: Db,
  conversationId: number,
  references: string[],
): Promise<Ticket | undefined> {
  if (references.length === 0) return undefined
  const [row] = await tx
    .select({ ticketId: mails.ticketId })
    .from(mails)
    .where(
      and(
        inArray(mails.messageId, references),
        eq(mails.conversationId, conversationId),
        isNotNull(mails.ticketId),
      ),
    )
    .orderBy(desc(mails.id))
    .limit(1)
  if (!row || row.ticketId === null) return undefined
  const [ticket] = await tx.select(ticketColumns).from(tickets).where(eq(tickets.id, row.ticketId))
  return ticket
}

async function ofCode(
  tx: Db,
  personId: number,
  code: string | undefined,
): Promise<Ticket | undefined> {
  if (code === undefined) return undefined
  const [ticket] = await tx
    .select(ticketColumns)
    .from(tickets)
    .where(and(eq(tickets.code, code), eq(tickets.personId, personId)))
  return ticket
}
