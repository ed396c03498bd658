import { fold } from '#core/fold.ts'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { findByCode } from '#core/tickets/find.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import {
  findIdentities,
  type Identity,
  type IdentityKind,
  withoutIdentities,
} from './identities.ts'
import { knownOf, latestSent, type PublicText, publicationOf } from './publication.ts'

/** One identity wherever it stands: an officer replaces all of it or keeps it. */
export interface Removal {
  /** the same in the next reading of the same text */
  key: string
  kind: IdentityKind
  text: string
  times: number
}

export interface Proposal {
  ticket: Ticket
  text: PublicText
  found: { question: Identity[]; body: Identity[]; basis: Identity[] }
  removals: Removal[]
  sentAt: Date | null
}

/** What stands in the place of an identity unless the officer has another word: public texts are in Vietnamese. */
export function neutralWord(kind: IdentityKind): string {
  return say('vi', `published:neutral.${kind}`)
}

/** The latest answer of a ticket with the identities in it. Refusal when nothing was sent, or it is begun already. */
export async function proposePublication(db: Db, actor: Actor, code: string): Promise<Proposal> {
  const ticket = await findByCode(db, actor, code)
  if (!may(actor, 'published.write', ticket)) throw new Refusal('published:refusal.not-allowed')
  const [answer, begun, known] = await Promise.all([
    latestSent(db, ticket.id),
    publicationOf(db, ticket.id),
    knownOf(db, ticket.id),
  ])
  if (!answer) throw new Refusal('published:refusal.unanswered', { code: ticket.code })
  if (begun) throw new Refusal('published:refusal.begun', { code: ticket.code })
  const text = {
    question: ticket.question.normalize('NFC'),
    body: answer.body.normalize('NFC'),
    basis: answer.basis.normalize('NFC'),
  }
  const found = {
    question: findIdentities(text.question, known),
    body: findIdentities(text.body, known),
    basis: findIdentities(text.basis, known),
  }
  return {
    ticket,
    text,
    found,
    removals: removalsOf(Object.values(found).flat()),
    sentAt: answer.sentAt,
  }
}

function removalsOf(found: Identity[]): Removal[] {
  const removals = new Map<string, Removal>()
  for (const one of found) {
    const key = keyOf(one)
    const before = removals.get(key)
    removals.set(key, { key, kind: one.kind, text: one.text, times: (before?.times ?? 0) + 1 })
  }
  return [...removals.values()]
}

function keyOf({ kind, text }: Pick<Identity, 'kind' | 'text'>): string {
  return `${kind}:${fold(text)}`
}

/** The proposed text as the officer decided: `words` by removal key; undefined keeps it, what is not named goes. */
export function decided(
  { text, found }: Pick<Proposal, 'text' | 'found'>,
  words: Map<string, string | undefined>,
): PublicText {
  const wordOf = (one: Identity) => {
    const key = keyOf(one)
    return words.has(key) ? words.get(key) : neutralWord(one.kind)
  }
  return {
    question: withoutIdentities(text.question, found.question, wordOf),
    body: withoutIdentities(text.body, found.body, wordOf),
    basis: withoutIdentities(text.basis, found.basis, wordOf),
  }
}

/** What still looks like an identity in a wording; `known` are those that keep it from being published. */
export async function identitiesLeft(
  db: Db,
  ticketId: number | null,
  text: PublicText,
): Promise<Removal[]> {
  const nobody = { people: [], businesses: [], phones: [], taxCodes: [], emails: [], places: [] }
  const known = ticketId === null ? nobody : await knownOf(db, ticketId)
  const parts = [text.question, text.body, text.basis].map((part) => part.normalize('NFC'))
  return removalsOf(parts.flatMap((part) => findIdentities(part, known)))
}
