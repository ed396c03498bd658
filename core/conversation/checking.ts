import { askedAbout, resultMessage, shownResult } from '#core/assistant/result-message.ts'
import type { Taken } from '#core/assistant/self-check-dialogue.ts'
import { say } from '#core/language.ts'
import type { Start } from './looking.ts'
import type { Reply, Scene } from './scene.ts'

/** The last question of a self-check is answered: the result, and the offer to ask the office about it. */
export async function afterSelfCheck(
  scene: Scene,
  { check, answers }: Taken,
  start: Start,
): Promise<Reply> {
  const { tx, language, now } = scene
  const result = check && (await shownResult(tx, check, answers, language, now))
  if (!check || !result) {
    return { progress: null, out: [{ text: say(language, 'self-check:none') }] }
  }
  const question = askedAbout(check, answers, result, language)
  const reply = await start(scene, 'self-check-done', { question })
  const [first, ...rest] = reply.out
  if (!first) return reply
  const text = `${resultMessage(result, language)}\n\n${first.text}`
  return { ...reply, out: [{ ...first, text }, ...rest] }
}

/** Done with it, or it goes to the office as a question. */
export async function afterResult(
  scene: Scene,
  { question, send }: { question: string; send: boolean },
  start: Start,
): Promise<Reply> {
  if (send) return { ticketId: null, ...(await start(scene, 'intake', { question })) }
  return { progress: null, out: [{ text: say(scene.language, 'self-check:glad') }] }
}
