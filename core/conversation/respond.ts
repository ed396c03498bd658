import { lookupsOf, noteVerdict } from '#core/assistant/lookups.ts'
import type { Outgoing } from '#core/channel.ts'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { pressedInWords, readLast } from './buttons.ts'
import { type Command, commandOf } from './commands.ts'
import { deeds } from './deeds.ts'
import { advance, back, type Progress, repeat, type Turn } from './dialogue.ts'
import { findDraft } from './drafts.ts'
import { type AnyFlow, flowOf, startFlow } from './flows.ts'
import { leaveDialogue } from './leave.ts'
import { bare } from './questions.ts'
import type { Reply, Scene } from './scene.ts'
import { leftSurvey } from './surveying.ts'
import type { Heard } from './talk.ts'
import { freeFiles, freeText, isGreeting } from './unasked.ts'

/** Decides what an event means - a command, an answer, or something new - and what is said to it. */
export async function respond(scene: Scene): Promise<Reply> {
  return refusable(scene, async () => decided({ ...scene, incoming: await pressedInWords(scene) }))
}

/** An expected no is a sentence in the person's language. */
async function refusable(scene: Scene, deed: () => Promise<Reply>): Promise<Reply> {
  try {
    return await deed()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { out: [{ text: say(scene.language, error.key, error.values) }] }
  }
}

async function decided(scene: Scene): Promise<Reply> {
  const { incoming } = scene
  const command = commandOf(incoming)
  const progress = progressOf(scene)
  if (command) return progress ? obeyWithin(scene, command, progress) : deeds(scene, command)
  if (progress && (await isNew(scene, progress))) {
    await settleLeft(scene, progress)
    const conversation = { ...scene.conversation, flow: null }
    return { progress: null, ...(await decided({ ...scene, conversation })) }
  }
  if (progress) return goOn(scene, progress, heardOf(scene))
  if (incoming.kind === 'text') return freeText(scene, incoming.text)
  if (incoming.kind === 'files') return freeFiles(scene)
  if (incoming.kind === 'choice') {
    return Promise.resolve({ out: [{ text: say(scene.language, 'conversation:stale-choice') }] })
  }
  return Promise.resolve({ out: [{ text: say(scene.language, 'conversation:not-understood') }] })
}

function progressOf(scene: Scene): Progress | undefined {
  const { flow, flowVersion, asking, answers, replay } = scene.conversation
  if (!flow || flowVersion === null || !asking || !replay || !flowOf(flow)) return undefined
  return { flow, version: flowVersion, asking, answers, replay: replay as Progress['replay'] }
}

/** Passages ask for nothing: a greeting begins anew, and what is written after an officer spoke is meant for them. */
async function isNew({ tx, incoming, conversation }: Scene, { flow }: Progress) {
  if (flow !== 'found' || (incoming.kind !== 'text' && incoming.kind !== 'files')) return false
  if (incoming.kind === 'text' && isGreeting(incoming.text)) return true
  if (conversation.ticketId === null) return false
  const last = await readLast(tx, conversation.id)
  return last !== undefined && last.ticketId === conversation.ticketId
}

function heardOf(scene: Scene): Heard {
  const { incoming, fileIds } = scene
  if (incoming.kind === 'files') {
    return { kind: 'files', fileIds, text: incoming.text ?? '', files: incoming.files }
  }
  if (incoming.kind === 'choice') return { kind: 'choice', choice: incoming.choice }
  if (incoming.kind === 'contact') return { kind: 'contact', phone: incoming.phone }
  return { kind: 'text', text: incoming.kind === 'text' ? incoming.text : '' }
}

/** A command in the middle of a dialogue: it moves the dialogue, leaves it, or is answered beside it. */
async function obeyWithin(scene: Scene, command: Command, progress: Progress): Promise<Reply> {
  const flow = flowOf(progress.flow) as AnyFlow
  const context = flow.context(scene)
  if (scene.incoming.kind === 'follow' && !linked.has(command.name)) return { out: [] }
  if (command.name === 'ticket' && progress.flow === 'connect') {
    return goOn(scene, progress, heardOf(scene))
  }
  if (command.name === 'skip') return goOn(scene, progress, { kind: 'skip' })
  if (command.name === 'back') {
    return settled(scene, progress, await back(flow.flow, context, progress, scene.language))
  }
  if (command.name === 'speak') {
    const turn = await repeat(flow.flow, context, progress, command.language)
    return { ...(await settled(scene, progress, turn)), language: command.language }
  }
  if (command.name === 'stop' && (await mayMeanYes(scene))) {
    const turn = await advance(flow.flow, context, progress, heardOf(scene), scene.language)
    if (turn.type === 'asking' || turn.type === 'finished') return settled(scene, progress, turn)
  }
  if (command.name === 'look-up' && command.words !== undefined && progress.flow !== 'found') {
    return goOn(scene, progress, heardOf(scene))
  }
  if (command.name === 'human' && asked.has(progress.flow) && progress.answers.question) {
    await noteVerdict(scene.tx, lookupsOf(progress.answers), 'human')
    return { progress: null, ...(await startFlow(scene, 'human', { begun: progress.answers })) }
  }
  if (leaving.has(command.name)) return leave(scene, command, progress)
  const beside = await deeds(scene, command)
  if (beside.progress) {
    await settleLeft(scene, progress)
    return beside
  }
  // Passages ask for nothing: they are not asked about again under everything else.
  if (progress.flow === 'found') return beside
  const turn = await repeat(flow.flow, context, progress, scene.language)
  const { out, unkept = false } = await settled(scene, progress, turn)
  return { ...beside, out: [...beside.out, ...out], ...(unkept && { unkept }) }
}

/** Without its accents `đúng`, to a question with buttons, looks like `dừng`; not when a notice has just said how to stop. */
async function mayMeanYes({ tx, incoming, conversation }: Scene): Promise<boolean> {
  if (incoming.kind !== 'text' || bare(incoming.text) !== 'dung') return false
  if (!/^\p{ASCII}*$/u.test(incoming.text) || conversation.choices.length === 0) return false
  return (await readLast(tx, conversation.id))?.cause !== 'notice'
}

/** What a link leads to when it opens the chat: said within a dialogue too. */
const linked = new Set<Command['name']>(['class', 'survey'])

/** The dialogues that hold a question: asking for an officer sends it as it is. */
const asked = new Set(['intake', 'found', 'self-check-done'])

const leaving = new Set<Command['name']>([
  ...(['menu', 'start', 'ask', 'cancel', 'human', 'resume', 'erase', 'connect'] as const),
  ...(['subscribe', 'again', 'look-up', 'self-check', 'survey', 'class'] as const),
])

async function leave(scene: Scene, command: Command, progress: Progress): Promise<Reply> {
  if (command.name === 'resume') {
    const reply = await deeds(scene, command)
    if (reply.progress) await settleLeft(scene, progress)
    return reply
  }
  const kept = await settleLeft(scene, progress)
  if (command.name === 'cancel') return { progress: null, out: [leftWords(scene, progress, kept)] }
  const outside = { ...scene, conversation: { ...scene.conversation, flow: null } }
  return { progress: null, ...(await deeds(outside, command)) }
}

/** Nothing of a dialogue that is left is lost: a question is kept as a draft, an addition goes to its ticket. */
async function settleLeft(scene: Scene, progress: Progress): Promise<boolean> {
  return leaveDialogue(scene.tx, scene.conversation, progress, scene.now)
}

function leftWords(scene: Scene, { flow, answers }: Progress, kept: boolean): Outgoing {
  const { language } = scene
  if (flow === 'survey') return leftSurvey(language, answers)
  if (!kept) return { text: say(language, 'conversation:left') }
  return {
    text: say(language, 'conversation:left-kept'),
    choices: [
      { id: 'do:resume', label: say(language, 'conversation:resume') },
      { id: 'do:discard', label: say(language, 'conversation:discard') },
    ],
  }
}

async function goOn(scene: Scene, progress: Progress, heard: Heard): Promise<Reply> {
  const flow = flowOf(progress.flow) as AnyFlow
  const turn = await advance(flow.flow, flow.context(scene), progress, heard, scene.language)
  return settled(scene, progress, turn)
}

/** What a turn of a dialogue comes to; a broken one keeps its place and says so, with what to do. */
async function settled(scene: Scene, progress: Progress, turn: Turn<unknown>): Promise<Reply> {
  const { language, desk, conversation } = scene
  const flow = flowOf(progress.flow) as AnyFlow
  const unkept = flow.unkept?.(progress.answers) ? { unkept: true } : {}
  if (turn.type === 'asking') {
    await flow.answered?.(scene, turn.progress.answers)
    return { progress: turn.progress, out: [turn.out], ...unkept }
  }
  if (turn.type === 'invalid') {
    const reason = say(language, turn.reason.key, turn.reason.values)
    return { out: [{ ...turn.out, text: `${reason}\n\n${turn.out.text}` }], ...unkept }
  }
  if (turn.type === 'finished') return { ...(await finished(scene, progress, turn)), ...unkept }
  if (isDatabaseFault(turn.error)) throw turn.error
  desk.log.error(
    {
      err: turn.error,
      conversation: conversation.id,
      flow: progress.flow,
      asking: progress.asking,
    },
    'a dialogue broke',
  )
  return { out: [{ text: say(language, 'conversation:broken') }] }
}

/**
 * A dialogue's end, whatever the answer to it is, leaves it; a question left unfinished before it is recalled, unless
 * something is being offered: a typed number must mean that.
 */
async function finished(
  scene: Scene,
  progress: Progress,
  turn: Extract<Turn<unknown>, { type: 'finished' }>,
): Promise<Reply> {
  const flow = flowOf(progress.flow) as AnyFlow
  const said = turn.said.map((text) => ({ text }))
  const reply = await refusable(scene, () => flow.finish(scene, turn.result))
  const asks = reply.out.some(({ choices }) => choices && choices.length > 0)
  const quiet = asks || reply.progress || progress.flow === 'intake'
  const recalled = quiet ? [] : await unfinished(scene)
  return { progress: null, ...reply, out: [...said, ...reply.out, ...recalled] }
}

async function unfinished({ tx, conversation, language }: Scene): Promise<Outgoing[]> {
  if (!(await findDraft(tx, conversation.id))) return []
  const resume = { id: 'do:resume', label: say(language, 'conversation:resume') }
  return [{ text: say(language, 'conversation:unfinished'), choices: [resume] }]
}

/** A failed statement has spoilt the transaction: nothing can be stored, the event must come again. */
function isDatabaseFault(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error
  return (
    cause instanceof Error &&
    ('severity' in cause || /CONNECTION|ECONN/.test(String((cause as { code?: unknown }).code)))
  )
}
