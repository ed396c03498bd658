import { found, lookingUp } from '#core/assistant/dialogues.ts'
import { afterCheck, selfChecking } from '#core/assistant/self-check-dialogue.ts'
import { say } from '#core/language.ts'
import { keepSubscription, subscribing } from '#core/notices/subscribe.ts'
import { erasePerson } from '#core/people/erase.ts'
import { knownOf } from '#core/people/person.ts'
import { isUnkept, surveying } from '#core/surveys/asking.ts'
import { besideOffer, offerSurvey } from '#core/surveys/offering.ts'
import {
  adding,
  erasing,
  lowScore,
  toHuman,
  type Which,
  whichTicket,
  withdrawing,
} from '#core/tickets/dialogues.ts'
import { type IntakeScene, intake } from '#core/tickets/intake.ts'
import { addToTicket, withdrawByPerson } from '#core/tickets/person.ts'
import { rateComment } from '#core/tickets/rating.ts'
import { likelyField } from '#core/tickets/triage.ts'
import { signUpInChat, takeClassComment } from '#core/training/class-ends.ts'
import { joining, lowMark, noteClassConsent, taking } from '#core/training/class-flows.ts'
import { afterLesson } from '#core/training/class-lessons.ts'
import { knownNames } from '#core/training/own-seats.ts'
import { addWritten } from './add-written.ts'
import { afterResult, afterSelfCheck } from './checking.ts'
import { askForCode, confirming, connecting, takeCode } from './connecting.ts'
import { begin } from './dialogue.ts'
import { afterFound, answerOrAsk, lookUpWords } from './looking.ts'
import type { Reply, Scene } from './scene.ts'
import { noteConsent, sendQuestion, sendToHuman } from './send-question.ts'
import { afterSurvey, keepSurvey, surveyScene } from './surveying.ts'
import type { Flow } from './talk.ts'

/** A flow with what it works on and what becomes of its result. */
interface Registered<Result, Context> {
  flow: Flow<Result, Context>
  context(scene: Scene): Context
  finish(scene: Scene, result: Result): Promise<Reply>
  /** what must be stored as soon as it is answered, whatever becomes of the rest */
  answered?(scene: Scene, answers: Record<string, unknown>): void | Promise<void>
  /** whether nothing of it may stay in the chat's log */
  unkept?(answers: Record<string, unknown>): boolean
}

// biome-ignore lint/suspicious/noExplicitAny: each flow has a result and a context of its own
export type AnyFlow = Registered<any, any>

const nothing = () => ({})

/** Every dialogue of the desk, and what it becomes. */
const flows: Record<string, AnyFlow> = {
  intake: { flow: intake, context: intakeScene, finish: sendQuestion, answered: noteConsent },
  'which-ticket': {
    flow: whichTicket,
    context: nothing,
    finish: addOrAsk,
  },
  add: { flow: adding, context: nothing, finish: add },
  'low-score': { flow: lowScore, context: nothing, finish: takeComment },
  withdraw: { flow: withdrawing, context: nothing, finish: withdraw },
  erase: { flow: erasing, context: nothing, finish: erase },
  connect: {
    flow: connecting,
    context: nothing,
    finish: (scene, { key }) => askForCode(scene, key, startFlow),
  },
  'connect-code': {
    flow: confirming,
    context: nothing,
    finish: (scene, { code }) => takeCode(scene, code, startFlow),
  },
  human: { flow: toHuman, context: nothing, finish: sendToHuman },
  found: {
    flow: found,
    context: nothing,
    finish: (scene, shown) => afterFound(scene, shown, startFlow),
  },
  'look-up': {
    flow: lookingUp,
    context: nothing,
    finish: (scene, { words }) => lookUpWords(scene, words, startFlow),
  },
  'self-check': {
    flow: selfChecking,
    context: ({ selfChecks }: Scene) => ({ checks: selfChecks }),
    finish: (scene, taken) => afterSelfCheck(scene, taken, startFlow),
  },
  'self-check-done': {
    flow: afterCheck,
    context: nothing,
    finish: (scene, then) => afterResult(scene, then, startFlow),
  },
  survey: {
    ...{ flow: surveying, context: surveyScene, finish: afterSurvey },
    ...{ answered: keepSurvey, unkept: isUnkept },
  },
  'class-join': {
    flow: joining,
    context: ({ office, facts, tx, conversation }: Scene) => ({
      ...{ office, consented: facts.consented, business: facts.business },
      names: () => knownNames(tx, conversation.personId),
    }),
    finish: signUpInChat,
    answered: noteClassConsent,
  },
  'class-low': { flow: lowMark, context: nothing, finish: takeClassComment },
  'class-lesson': { flow: taking, context: nothing, finish: afterLesson },
  subscribe: { flow: subscribing, context: (scene) => scene, finish: keepSubscription },
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
  const { office, facts } = scene
  return {
    office,
    known: knownOf(facts),
    likelyField: (text) => likelyField(office.triage, text).field,
  }
}

/** What was written first belongs to the ticket, not the button that said so. */
async function addOrAsk(scene: Scene, result: Which): Promise<Reply> {
  const { text } = result
  if (result.to === 'new') {
    const reply =
      text === '' || result.fileIds.length > 0
        ? await startFlow(scene, 'intake', text === '' ? {} : { question: text })
        : await answerOrAsk(scene, text, startFlow)
    return { ticketId: null, ...reply }
  }
  const { belongsTo, ...told } = await addWritten(scene.tx, result, scene.language, scene.now)
  return { progress: null, ...(belongsTo !== undefined && { about: belongsTo }), ...told }
}

async function add(scene: Scene, result: Parameters<typeof addToTicket>[2] & { ticketId: number }) {
  const { tx, now, language, stored } = scene
  const { ticketId, ...addition } = result
  const all = { ...addition, messageId: stored.messageId }
  return { progress: null, ...(await addToTicket(tx, ticketId, all, language, now)) }
}

async function takeComment(
  scene: Scene,
  result: { answerId: number; comment: string | null },
): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const person = { personId: conversation.personId, language }
  const said = result.comment ?? ''
  const { out, ticketId } = await rateComment(tx, person, result.answerId, said, now)
  const about = { personId: person.personId, ticketId }
  const offer = await offerSurvey(tx, 'after-answer', about, language, now)
  return { out: [besideOffer(out, offer)], progress: null }
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
