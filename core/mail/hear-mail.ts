import { and, eq, isNull } from 'drizzle-orm'
import type { Incoming, IncomingFile, Outgoing } from '#core/channel.ts'
import { keepMessage } from '#core/conversation/keep-heard.ts'
import type { Conversation, Desk } from '#core/conversation/scene.ts'
import { releaseHeld } from '#core/deliveries/held.ts'
import { keepFiles } from '#core/files/files.ts'
import { isLanguage, type Language, say } from '#core/language.ts'
import { loadOffice, type Office } from '#core/office.ts'
import { hearFrom } from '#core/people/meet.ts'
import { paragraphs } from '#core/tickets/told.ts'
import { record } from '#core/tickets/transition.ts'
import { visibleText } from '#core/visible-text.ts'
import type { Db } from '#db/client.ts'
import { mails } from '#db/schema/channels.ts'
import { conversations, messages, people } from '#db/schema/people.ts'
import { acknowledge } from './acknowledge.ts'
import { answerMail } from './answer-mail.ts'
import { cutMail } from './cut-mail.ts'
import { eventIdOf, type IncomingMail, largestMail, mostFiles } from './incoming-mail.ts'
import { languageOfText } from './mail-language.ts'
import { isForward, withSubject } from './subject.ts'

/** What hearing a mail needs besides the desk: links in acknowledgements lead to `publicUrl`, signed with `secret`. */
export interface MailDesk extends Desk {
  publicUrl: string
  secret: string
}

/** How the e-mail adapter hands over what it read; resolves once it is stored, throws when nothing was stored. */
export type HearMail = (mail: IncomingMail) => Promise<void>

/**
 * The door for e-mail. A mail is no turn of a dialogue: it opens a ticket at once, or goes on with one. Message,
 * ticket, thread and acknowledgement are written in one transaction; the same Message-ID again changes nothing.
 */
export async function hearMail(desk: MailDesk, mail: IncomingMail): Promise<void> {
  const office = await loadOffice(desk.db)
  const heard = cleaned(mail)
  await desk.db.transaction((tx) => hearIn(desk, tx, office, heard))
  desk.nudge('email')
}

async function hearIn(desk: MailDesk, tx: Db, office: Office, mail: IncomingMail): Promise<void> {
  const now = desk.now()
  const { said, cut } = cutMail(mail.text, isForward(mail.subject))
  const incoming = incomingOf(mail, said)
  const [met] = await hearFrom(tx, [incoming], now)
  if (!met?.fresh || !met.conversation) return
  const { conversation } = met
  if (await isKept(tx, conversation.id, mail)) return
  if (conversation.blockedAt && !mail.unproven) await releaseHeld(tx, conversation.id, now)
  const kept = isLanguage(conversation.language) ? conversation.language : 'vi'
  const language = incoming.language ?? kept
  const messageId = await keepMessage(tx, conversation.id, incoming, now)
  const { id: conversationId } = conversation
  const fileIds = await keepFiles(tx, { conversationId, messageId, files: filesOf(mail) }, now)
  const heard = { tx, office, conversation, facts: met.facts, mail, said, messageId, fileIds }
  const { publicUrl, secret } = desk
  const reply = await answerMail({ ...heard, language, now, publicUrl, secret })
  const ticketId = reply.belongsTo ?? reply.ticketId ?? null
  await keepMail(tx, { mail, conversationId, ticketId, cut }, now)
  if (reply.belongsTo !== undefined) {
    await tx.update(messages).set({ ticketId }).where(eq(messages.id, messageId))
  }
  if (mail.beyond && ticketId !== null) {
    await record(tx, ticketId, { kind: 'files-beyond' }, now)
  }
  if (mail.unproven) return noteUnproven(tx, ticketId, now)
  await goOn(tx, conversation, { language, ticketId: reply.ticketId }, now)
  if (met.facts.consented) await keepName(tx, conversation.personId, mail.name)
  const out = mail.beyond ? withBeyond(reply.out, language) : reply.out
  await acknowledge(tx, { conversationId, address: mail.from, ticketId }, out, now)
}

/** Of files that were not taken the writer is told with what is written back anyway. */
function withBeyond([first, ...rest]: Outgoing[], language: Language): Outgoing[] {
  const values = { files: mostFiles, megabytes: largestMail / 1024 / 1024 }
  const words = say(language, 'mail:files-beyond', values)
  return first ? [{ ...first, text: paragraphs(first.text, words) }, ...rest] : []
}

/** Whoever is not who they say changes nothing of the person and gets no mail; staff judge what they wrote. */
async function noteUnproven(tx: Db, ticketId: number | null, now: Date): Promise<void> {
  if (ticketId !== null) await record(tx, ticketId, { kind: 'unproven' }, now)
}

/** What is wrong with a file is told to nobody who did not prove to have sent it. */
function filesOf({ files, unproven }: IncomingMail): IncomingFile[] {
  if (!unproven) return files
  return files.map((file) => ({ ...file, source: { ...file.source, untold: 'yes' } }))
}

/** A mailbox brings a mail again long after the event is forgotten: when it moved, or somebody marked it as unread. */
async function isKept(tx: Db, conversationId: number, { messageId }: IncomingMail) {
  const known = and(eq(mails.messageId, messageId), eq(mails.conversationId, conversationId))
  return (await tx.select({ id: mails.id }).from(mails).where(known)).length > 0
}

/** The mail as an event of its conversation, for what every channel's events have in common. */
function incomingOf(mail: IncomingMail, said: string): Incoming {
  const language = languageOfText(`${mail.subject}\n${said}`)
  const text = mail.references.length === 0 ? withSubject(mail.subject, said) : said
  const event = {
    ...{ channel: 'email' as const, eventId: eventIdOf(mail.messageId), from: mail.from },
    at: mail.at,
    ...(language && { language }),
  }
  if (mail.files.length === 0) return { ...event, kind: 'text', text }
  return { ...event, kind: 'files', files: mail.files, text }
}

interface Kept {
  mail: IncomingMail
  conversationId: number
  ticketId: number | null
  cut: string
}

async function keepMail(tx: Db, { mail, ...kept }: Kept, now: Date): Promise<void> {
  const { messageId, subject } = mail
  const row = { ...kept, messageId, subject, direction: 'in' as const, at: now }
  await tx.insert(mails).values(row).onConflictDoNothing()
}

async function goOn(
  tx: Db,
  conversation: Conversation,
  about: { language: string; ticketId: number | null | undefined },
  now: Date,
): Promise<void> {
  await tx
    .update(conversations)
    .set({
      ...{ lastHeardAt: now, blockedAt: null, blockedWhy: null, language: about.language },
      ticketId: about.ticketId === undefined ? conversation.ticketId : about.ticketId,
    })
    .where(eq(conversations.id, conversation.id))
}

/** The name somebody writes under is personal data: kept after they agreed, and only where none is known. */
async function keepName(tx: Db, personId: number, name: string | undefined): Promise<void> {
  if (name === undefined) return
  await tx
    .update(people)
    .set({ name })
    .where(and(eq(people.id, personId), isNull(people.name)))
}

const longestSubject = 1_000

function cleaned(mail: IncomingMail): IncomingMail {
  const { name } = mail
  return {
    ...mail,
    subject: visibleText(mail.subject).slice(0, longestSubject),
    text: visibleText(mail.text),
    ...(name !== undefined && { name: visibleText(name).slice(0, 200) }),
  }
}
