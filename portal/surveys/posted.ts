import type { Context } from 'hono'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { countAttempt } from '#core/staff/attempts.ts'
import { type FormQuestion, otherPrefix, questionsOf } from '#core/surveys/shape.ts'
import { takeUpload } from '#core/surveys/uploads.ts'
import type { Typed } from '#core/surveys/web.ts'
import type { Visit } from '#portal/library/visit.ts'
import { namelessNetworkOf, networkOf } from '#portal/network.ts'
import type { PortalSettings } from '#portal/settings.ts'

import type { Filling } from './filling.ts'

type Posted = Record<string, unknown>

/** Files from one network: far more than a survey asks for. */
const uploads = { max: 60, windowMs: 60 * 60_000 }

/** Pages from one network: a hall full of people who answer at once, and not a program that answers for thousands. */
const pages = { max: 1_000, windowMs: 60 * 60_000 }

/** Counts a sent page whose reader is not known; Refusal when far too many came from one network. */
export async function countPage(c: Context, { db }: PortalSettings, { now }: Visit): Promise<void> {
  // What is counted tells nobody which network answered an anonymous survey.
  const key = `survey-page:${namelessNetworkOf(c)}`
  const { allowed } = await countAttempt(db, key, pages, now)
  if (!allowed) throw new Refusal('surveys:refusal.too-many')
}

/** The fields of a sent page, by question: its section, what it showed, what was put in. */
export function postedFields({ form }: Filling, posted: Posted) {
  const listed = [posted.shown ?? []].flat().map(String)
  const questions = questionsOf(form).filter(({ id }) => listed.includes(id))
  const given = questions.flatMap((question) => {
    const value = answerIn(question, posted)
    return value === undefined ? [] : [[question.id, value] as const]
  })
  return {
    section: String(posted.section ?? ''),
    shown: questions.filter(({ kind }) => kind !== 'file').map(({ id }) => id),
    files: questions.filter(({ kind }) => kind === 'file').map(({ id }) => id),
    posted: Object.fromEntries(given) as Typed,
  }
}

/** Own words count when they are written, also without their box. */
function answerIn(question: FormQuestion, posted: Posted): Typed[string] | undefined {
  const name = `q.${question.id}`
  if (question.kind === 'file') return undefined
  const values = [posted[name] ?? []].flat().filter((one) => typeof one === 'string')
  if (!('choices' in question)) return values[0]
  const own = String(posted[`${name}.other`] ?? '').trim()
  const picked = values.filter((one) => one !== 'other')
  const meant =
    own !== '' && (values.includes('other') || picked.length === 0 || question.kind === 'several')
  const all = meant ? [...picked, otherPrefix + own] : picked
  return question.kind === 'choice' ? all.at(-1) : all
}

/** Takes the files of a sent page; what was taken before stays. `untaken` says what was not, and why. */
export async function storePosted(
  c: Context,
  { db, dataDir }: PortalSettings,
  { form, begun, typed, files }: Filling,
  posted: Posted,
  { language, now }: Visit,
): Promise<{ answers: Typed; files: Map<number, string>; untaken: string[] }> {
  const answers: Typed = {}
  const names = new Map(files)
  const untaken: string[] = []
  const refuse = (name: string, why: string) =>
    untaken.push(say(language, 'surveys:web.file-refused', { name, why: say(language, why) }))
  for (const question of questionsOf(form)) {
    if (question.kind !== 'file') continue
    const sent = [posted[`q.${question.id}`] ?? []].flat()
    const fresh = sent.filter((one): one is File => one instanceof File && one.size > 0)
    const ids = [typed[question.id] ?? []].flat().map(Number)
    for (const file of fresh) {
      if (!dataDir || begun.responseId === null) continue
      const counted = await countAttempt(db, `survey-file:${networkOf(c)}`, uploads, now)
      if (!counted.allowed) {
        refuse(file.name, 'files:reason.too-big')
        continue
      }
      const bytes = file.stream() as ReadableStream<Uint8Array>
      const taken = await takeUpload(db, dataDir, { name: file.name, bytes }, begun.responseId, now)
      if ('why' in taken) refuse(taken.name, `files:reason.${taken.why}`)
      else {
        ids.push(taken.id)
        names.set(taken.id, taken.name)
      }
    }
    if (ids.length > 0) answers[question.id] = ids.slice(-(question.max ?? 3))
  }
  return { answers, files: names, untaken }
}
