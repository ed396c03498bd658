import { attachText } from '#core/files/files.ts'
import { type Language, say, type Values } from '#core/language.ts'
import { subscriptionLine } from '#core/notices/held.ts'
import { heldDifficultyLines } from '#core/plan/erase.ts'
import { heldFeeLines } from '#core/plan/erase-fees.ts'
import { heldSurveyLines } from '#core/surveys/erase.ts'
import { moment, shortDay } from '#core/tickets/told.ts'
import { heldClassLines } from '#core/training/erase.ts'
import { heldRecordLines } from '#core/training/held-records.ts'
import type { Db } from '#db/client.ts'
import { type Held, heldOf, type Spoken, spokenIn } from './held.ts'

const ticketsShown = 20

/** What the desk holds of a person, in their words: the right to see it (Law 91/2025/QH15 art. 4.1.c). */
export async function shownData(db: Db, personId: number, language: Language): Promise<string> {
  return described(await heldOf(db, personId), language, ticketsShown)
}

/**
 * Everything the desk holds of a person, from all their chats, as two files to be sent to the one in which they ask
 * (art. 4.1.d): JSON for machines, a text for reading. `sweepExports` takes them away after seven days.
 */
export async function exportData(
  tx: Db,
  dataDir: string,
  { personId, conversationId }: { personId: number; conversationId: number },
  language: Language,
  now: Date,
): Promise<{ id: number; name: string; type: string }[]> {
  const held = await heldOf(tx, personId)
  const chatIds = held.chats.map(({ id }) => id)
  const ticketIds = held.tickets.map(({ id }) => id)
  const spoken = await spokenIn(tx, chatIds, ticketIds)
  const name = say(language, 'data:export-name', { day: shortDay(now).replaceAll('/', '-') })
  const own = { conversationId, made: 'export' as const }
  const text = readable(held, spoken, language, now)
  const json = JSON.stringify(complete(held, spoken, now), null, 2)
  return [
    await attachText(tx, dataDir, { ...own, name: `${name}.txt`, text, type: 'text/plain' }, now),
    await attachText(
      tx,
      dataDir,
      { ...own, name: `${name}.json`, text: json, type: 'application/json' },
      now,
    ),
  ]
}

function described(held: Held, language: Language, most: number): string {
  const words = (key: string, values: Values = {}) => say(language, `data:shown.${key}`, values)
  const channel = (name: string) => say(language, `data:channel.${name}`)
  const lines = [
    words('head'),
    ...held.chats.map(({ channel: name, address, since }) =>
      words('chat', { channel: channel(name), address: short(address), since: moment(since) }),
    ),
    ...factLines(held, words),
    ...held.consents.map((consent) => consented(consent, channel(consent.channel), language)),
    held.consents.length === 0 && words('no-consent'),
    held.subscription && subscriptionLine(held.subscription, language),
    words('tickets', { n: held.tickets.length }),
    ...held.tickets.slice(-most).map((ticket) => ticketLine(ticket, language)),
    held.tickets.length > most && words('more-tickets', { n: held.tickets.length - most }),
    ...heldClassLines(held.classes, language),
    ...heldRecordLines(held.records, language),
    ...heldFeeLines(held.support, language),
    ...heldDifficultyLines(held.difficulties, language),
    ...heldSurveyLines(held.surveys, language),
    words('counts', { messages: held.messages, files: held.files }),
    words('rights'),
  ]
  return lines.filter((line): line is string => typeof line === 'string').join('\n')
}

/** Facts of the person's own record and of those merged into it, each said once. */
function factLines(
  { person, business, before }: Held,
  words: (key: string, values: Values) => string,
): string[] {
  const own = { ...person, business: business?.name ?? null, taxCode: business?.taxCode ?? null }
  const lines = [own, ...before].flatMap(({ name, phone, commune, business: firm, taxCode }) => [
    name && words('name', { name }),
    phone && words('phone', { phone }),
    commune && words('commune', { commune }),
    firm && words('business', { business: [firm, taxCode].filter(Boolean).join(', ') }),
  ])
  return [...new Set(lines)].filter((line) => typeof line === 'string')
}

/** Web chat's address is a long hash, which nobody reads in full. */
function short(address: string): string {
  return address.length > 20 ? `${address.slice(0, 8)}…` : address
}

function consented(consent: Held['consents'][number], channel: string, language: Language): string {
  const { textVersion: version, givenAt, withdrawnAt, how } = consent
  const way = how === null ? channel : `${channel} (${say(language, `data:consent.${how}`)})`
  const values = { version, channel: way, at: moment(givenAt) }
  if (withdrawnAt === null) return say(language, 'data:shown.consent', values)
  const withdrawn = moment(withdrawnAt)
  return say(language, 'data:shown.consent-withdrawn', { ...values, withdrawn })
}

function ticketLine(ticket: Held['tickets'][number], language: Language): string {
  const { code, openedAt, satisfaction } = ticket
  const state = say(language, `tickets:for-person.${ticket.state}`)
  const values = { code, state, day: shortDay(openedAt) }
  if (satisfaction === null) return say(language, 'data:shown.ticket', values)
  return say(language, 'data:shown.ticket-rated', { ...values, score: satisfaction })
}

function readable(held: Held, spoken: Spoken, language: Language, now: Date): string {
  const words = (key: string, values: Values = {}) => say(language, `data:export.${key}`, values)
  const said = [
    ...spoken.heard.map(({ text, at }) => ({ at, line: words('heard', { at: moment(at), text }) })),
    ...spoken.said.map(({ text, at }) => ({ at, line: words('said', { at: moment(at), text }) })),
  ].toSorted((a, b) => Number(a.at) - Number(b.at))
  return [
    words('head', { at: moment(now) }),
    described(held, language, held.tickets.length),
    ...held.tickets.map((ticket) => wholeTicket(ticket, spoken, language)),
    words('files'),
    spoken.files.map((file) => words('file', { name: file.name, at: moment(file.at) })).join('\n'),
    words('drafts', { n: spoken.drafts.length }),
    say(language, 'assistant:export', { n: spoken.lookups.length }),
    spoken.lookups.map(({ question, at }) => `• ${moment(at)}: ${question}`).join('\n'),
    words('talk'),
    said.map(({ line }) => line).join('\n'),
  ].join('\n\n')
}

function wholeTicket(ticket: Held['tickets'][number], spoken: Spoken, language: Language): string {
  const words = (key: string, values: Values = {}) => say(language, `data:export.${key}`, values)
  const ofTicket = <T extends { ticketId: number }>(rows: T[]) =>
    rows.filter((row) => row.ticketId === ticket.id)
  return [
    ticketLine(ticket, language),
    words('question', { text: ticket.question }),
    ...ofTicket(spoken.answers)
      .filter((answer) => answer.state === 'sent')
      .map(({ body, basis }) =>
        words('answer', { text: [body, basis].filter(Boolean).join('\n') }),
      ),
    ...ofTicket(spoken.ratings)
      .filter((rating) => rating.score !== null)
      .map(({ score, comment }) => words('rating', { score: score ?? '', comment: comment ?? '' })),
  ].join('\n')
}

/** The same, whole: an answer that was not sent is no word to the person. */
function complete(held: Held, spoken: Spoken, now: Date) {
  const answers = spoken.answers.filter((answer) => answer.state === 'sent')
  return { exportedAt: now, ...held, ...spoken, answers }
}
