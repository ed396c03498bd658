import type { Decision, Shown } from '#core/assistant/dialogues.ts'
import { foundMessage } from '#core/assistant/found-message.ts'
import { type LookedUp, lookUp } from '#core/assistant/look-up.ts'
import { noteVerdict } from '#core/assistant/lookups.ts'
import { say } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import { otherField } from '#core/profile-shape.ts'
import { likelyField } from '#core/tickets/triage.ts'
import type { Reply, Scene } from './scene.ts'

/** Starts a flow of the desk by its name. */
export type Start = (scene: Scene, name: string, given?: Record<string, unknown>) => Promise<Reply>

/**
 * A question out of the blue: what law and published answers say to it, with the offer to send it; the office's intake
 * when there is nothing to show.
 */
export async function answerOrAsk(scene: Scene, question: string, start: Start): Promise<Reply> {
  const looked = await lookedUp(scene, question)
  if (looked.state === 'shown') return showFound(scene, question, looked, start)
  if (looked.state === 'absent') return start(scene, 'intake', { question })
  const lookups = idsOf(looked)
  const reply = await start(scene, 'intake', { question, lookups })
  return withFirst(reply, say(scene.language, 'assistant:nothing-found'))
}

/** Somebody asked for a look-up in so many words: what is not found is not sent without being asked. */
export async function lookUpWords(scene: Scene, words: string, start: Start): Promise<Reply> {
  const looked = await lookedUp(scene, words, true)
  if (looked.state === 'shown') return showFound(scene, words, looked, start)
  const given = { question: words, lookups: idsOf(looked), nothing: true }
  return { progress: null, ...(await start(scene, 'found', given)) }
}

/** What becomes of what was said to the passages shown. */
export async function afterFound(scene: Scene, shown: Shown, start: Start): Promise<Reply> {
  const { tx, language } = scene
  const { question, lookups, decision } = shown
  if (decision.to === 'helped') {
    await noteVerdict(tx, lookups, 'helped')
    return { progress: null, out: [{ text: say(language, 'assistant:glad') }] }
  }
  if (decision.to === 'again') return start(scene, 'look-up')
  if (decision.to === 'more') return withMore(scene, shown, decision, start)
  await noteVerdict(tx, lookups, 'sent')
  return { ticketId: null, ...(await start(scene, 'intake', { question, lookups })) }
}

/** Words that find something of their own are the next question; all others, and files, are more of this one. */
async function withMore(
  scene: Scene,
  { question, lookups, nothing }: Shown,
  { text, fileIds }: Extract<Decision, { to: 'more' }>,
  start: Start,
): Promise<Reply> {
  const alone = fileIds.length === 0
  const looked = alone ? await lookedUp(scene, text) : undefined
  if (looked?.state === 'shown') return showFound(scene, text, looked, start)
  if (alone && nothing) {
    const all = [...lookups, ...(looked ? idsOf(looked) : [])]
    return start(scene, 'found', { question: text, lookups: all, nothing: true })
  }
  await noteVerdict(scene.tx, lookups, 'sent')
  const given = {
    question: [question, text].filter(Boolean).join('\n\n'),
    lookups: [...lookups, ...(looked ? idsOf(looked) : [])],
  }
  const reply = await start(scene, 'intake', given)
  return withFirst({ ticketId: null, ...reply }, say(scene.language, 'intake:more-kept'))
}

async function showFound(
  scene: Scene,
  question: string,
  looked: LookedUp,
  start: Start,
): Promise<Reply> {
  const reply = await start(scene, 'found', { question, lookups: idsOf(looked) })
  return withFirst(reply, foundMessage(looked, scene.language, scene.desk.publicUrl))
}

function lookedUp(scene: Scene, text: string, documents = false): Promise<LookedUp> {
  const { desk, tx, conversation, language, now, office } = scene
  const { id: conversationId } = conversation
  const drafted = desk.drafting !== undefined
  const inField = () => isInField(office, text)
  const asked = {
    text,
    asked: 'chat' as const,
    conversationId,
    language,
    drafted,
    inField,
    documents,
  }
  return lookUp(desk.shelf, tx, asked, now, (error) =>
    desk.log.warn({ err: error, conversation: conversationId }, 'a look-up failed'),
  )
}

const sureEnough = 0.5

function isInField(office: Office, text: string): boolean {
  const { field, sure } = likelyField(office.triage, text)
  return field !== otherField && sure >= sureEnough
}

function idsOf({ lookupId }: LookedUp): number[] {
  return lookupId === undefined ? [] : [lookupId]
}

/** Said in the same message, before what is asked. */
function withFirst(reply: Reply, words: string): Reply {
  const [first, ...rest] = reply.out
  if (!first) return reply
  return { ...reply, out: [{ ...first, text: `${words}\n\n${first.text}` }, ...rest] }
}
