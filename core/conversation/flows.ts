import { say } from '#core/language.ts'
import { erasePerson } from '#core/people/erase.ts'
import { giveConsent, keepFacts, knownOf } from '#core/people/person.ts'
import {
  adding,
  erasing,
  lowScore,
  toHuman,
  type Which,
  whichTicket,
  withdrawing,
} from '#core/tickets/dialogues.ts'
import { type Intake, type IntakeScene, intake } from '#core/tickets/intake.ts'
import { looseFiles } from '#core/tickets/loose-files.ts'
import { openTicketLast } from '#core/tickets/open.ts'
import { addToTicket, withdrawByPerson } from '#core/tickets/person.ts'
import { rateComment } from '#core/tickets/rating.ts'
import { opened } from '#core/tickets/told.ts'
import { suggest } from '#core/tickets/triage.ts'
import { begin } from './dialogue.ts'
import { dropDraft, storeDraft } from './drafts.ts'
import type { Reply, Scene } from './scene.ts'
import type { Flow } from './talk.ts'

/** A flow with what it works on and what becomes of its result. */
interface Registered<Result, Context> {
  flow: Flow<Result, Context>
  context(scene: Scene): Context
  finish(scene: Scene, result: Result): Promise<Reply>
}

// biome-ignore lint/suspicious/noExplicitAny: each flow has a result and a context of its own
export type AnyFlow = Registered<any, any>

const nothing = () => ({})

/** Every dialogue of the desk, and what it becomes. */
const flows: Record<string, AnyFlow> = {
  intake: { flow: intake, context: intakeScene, finish: sendQuestion },
  'which-ticket': {
    flow: whichTicket,
    context: nothing,
    finish: addOrAsk,
  },
  add: { flow: adding, context: nothing, finish: add },
  'low-score': { flow: lowScore, context: nothing, finish: takeComment },
  withdraw: { flow: withdrawing, context: nothing, finish: withdraw },
  erase: { flow: erasing, context: nothing, finish: erase },
  human: { flow: toHuman, context: nothing, finish: sendToHuman },
}

export function flowOf(name: string): AnyFlow | undefined {
  return flows[name]
}

/** Starts a flow; one that asks nothing is finished at once. */
export async function startFlow(
  scene: Scene,
  name: string,
  given: Record<string, unknown> = {},
): Promise<Reply> {
  const registered = flows[name]
  if (!registered) throw new Error(`there is no flow ${name}`)
  const turn = await begin(registered.flow, registered.context(scene), given, scene.language)
  if (turn.type === 'asking') return { progress: turn.progress, out: [turn.out] }
  if (turn.type === 'finished') return registered.finish(scene, turn.result)
  throw turn.type === 'broken' ? turn.error : new Error(`${name} refused what it was given`)
}

function intakeScene(scene: Scene): IntakeScene {
  const { office, tx, conversation } = scene
  return {
    office,
    known: () => knownOf(tx, conversation.personId),
    suggest: (text) => suggest(office.triage, text),
  }
}

/** The person pressed send: consent and facts are kept, the ticket opened, and the code told in the same turn. */
async function sendQuestion(scene: Scene, result: Intake | null): Promise<Reply> {
  const { tx, conversation, office, now, language } = scene
  if (!result) return notSent(scene)
  const { personId, id: conversationId } = conversation
  const known = await knownOf(tx, personId)
  const { version: textVersion } = office.consent
  const { channel } = scene.incoming
  const [businessId] = await Promise.all([
    result.consented ? keepFacts(tx, personId, result, now) : undefined,
    result.consented &&
      !known.consented &&
      giveConsent(tx, personId, { textVersion, language, channel }, now),
    dropDraft(tx, conversationId),
  ])
  const field = office.fields.find((one) => one.code === result.field)
  return openAndTell(scene, {
    question: result.question,
    ...(field && { fieldId: field.id }),
    ...((result.commune ?? known.commune) && { commune: result.commune ?? known.commune ?? '' }),
    ...(businessId !== undefined && { businessId }),
    fileIds: result.fileIds,
  })
}

async function openAndTell(
  scene: Scene,
  input: {
    question: string
    fileIds: number[]
    fieldId?: number
    commune?: string
    businessId?: number
  },
): Promise<Reply> {
  const { tx, conversation, office, now, language, incoming } = scene
  const { personId, id: conversationId } = conversation
  const suggestion = suggest(office.triage, input.question)
  const loose = await looseFiles(tx, conversationId, now)
  const ticket = await openTicketLast(
    tx,
    {
      ...input,
      ...{ personId, conversationId, channel: incoming.channel },
      fileIds: [...new Set([...input.fileIds, ...loose])],
      suggestion,
      sure: suggestion.sure,
    },
    office,
    now,
  )
  const told = opened(language, ticket, office.focal?.name ?? office.name(language))
  return { out: [told], ticketId: ticket.id, about: ticket.id, progress: null }
}

async function notSent(scene: Scene): Promise<Reply> {
  const { language, conversation, tx, now } = scene
  await storeDraft(tx, conversation.id, { flow: 'intake', answers: conversation.answers }, now)
  return { out: [{ text: say(language, 'intake:not-sent'), choices: [resume(scene)] }] }
}

function resume(scene: Scene) {
  return { id: 'do:resume', label: say(scene.language, 'conversation:resume') }
}

async function addOrAsk(scene: Scene, result: Which): Promise<Reply> {
  const { tx, now, language } = scene
  const { text, fileIds, ticketId } = result
  if (result.to === 'new') {
    const reply = await startFlow(scene, 'intake', text === '' ? {} : { question: text })
    return { ticketId: null, ...reply }
  }
  return { progress: null, ...(await addToTicket(tx, ticketId, { text, fileIds }, language, now)) }
}

async function add(scene: Scene, result: Omit<Which, 'to'>): Promise<Reply> {
  const { tx, now, language, messageId } = scene
  const { ticketId, ...addition } = result
  return {
    progress: null,
    ...(await addToTicket(tx, ticketId, { ...addition, messageId }, language, now)),
  }
}

async function takeComment(
  scene: Scene,
  result: { answerId: number; comment: string | null },
): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const person = { personId: conversation.personId, language }
  const out = await rateComment(tx, person, result.answerId, result.comment ?? '', now)
  return { out: [out], progress: null }
}

async function withdraw(scene: Scene, result: { code: string; sure: boolean }): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const { code } = result
  if (!result.sure) {
    return { out: [{ text: say(language, 'intake:withdraw-kept', { code }) }], progress: null }
  }
  const told = await withdrawByPerson(tx, conversation.personId, code, language, now)
  return { progress: null, ...told }
}

async function erase(scene: Scene, sure: boolean): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  if (!sure) return { out: [{ text: say(language, 'data:erase-kept') }], progress: null }
  await erasePerson(tx, conversation.personId, now, { standingIn: conversation.id })
  return { out: [{ text: say(language, 'data:erased') }], progress: null, ticketId: null }
}

/** Somebody asked for a human: what they wrote goes to the office at once, nothing more is asked. */
async function sendToHuman(scene: Scene, result: { text: string }): Promise<Reply> {
  const reply = await openAndTell(scene, { question: result.text, fileIds: [] })
  const { organisation } = scene.office
  const contact = [organisation.phone, organisation.address].filter(Boolean).join(', ')
  if (contact === '') return reply
  const text = say(scene.language, 'intake:human-contact', { contact })
  return { ...reply, out: [...reply.out, { text }] }
}
