import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { giveConsent } from '#core/people/person.ts'
import { Refusal } from '#core/refusal.ts'
import { forgetSaid } from '#core/surveys/anonymous.ts'
import {
  answeredSoFar,
  givenAnswers,
  type SurveyGiven,
  type SurveyScene,
  type SurveyTaken,
} from '#core/surveys/asking.ts'
import { wordsIn } from '#core/surveys/asking-questions.ts'
import { visibleAnswers } from '#core/surveys/conditions.ts'
import { isAbout, type SurveyCause } from '#core/surveys/offering.ts'
import {
  beginResponse,
  completeResponse,
  dropBegun,
  keepAnswers,
  readerOf,
} from '#core/surveys/responses.ts'
import { questionsOf } from '#core/surveys/shape.ts'
import {
  publicSurveys,
  type Survey,
  surveyById,
  surveyBySlug,
  versionForm,
} from '#core/surveys/surveys.ts'
import type { Start } from './looking.ts'
import type { Reply, Scene } from './scene.ts'

/** Which survey was asked for; none: those for everybody. */
export interface SurveyWanted {
  slug?: string
  id?: number
  cause?: SurveyCause
}

/** Begins a survey or goes on with it; offers a choice where several are open. */
export async function startSurvey(
  scene: Scene,
  wanted: SurveyWanted,
  start: Start,
): Promise<Reply> {
  const { tx, language, now } = scene
  if (wanted.slug === undefined && wanted.id === undefined) {
    const open = await publicSurveys(tx, now)
    const [only] = open
    if (!only) return { out: [{ text: say(language, 'surveys:chat.none') }] }
    if (open.length === 1) return startSurvey(scene, { id: only.id }, start)
    const choices = open.map(({ id, title }) => ({ id: `survey:${id}`, label: title }))
    return { out: [{ text: say(language, 'surveys:chat.list'), choices }] }
  }
  const survey =
    wanted.id === undefined
      ? await surveyBySlug(tx, wanted.slug ?? '')
      : await surveyById(tx, wanted.id)
  if (!survey || survey.state === 'draft') throw new Refusal('surveys:refusal.gone')
  return beginSurvey(scene, survey, wanted.cause ?? {}, start)
}

async function beginSurvey(
  scene: Scene,
  survey: Survey,
  cause: SurveyCause,
  start: Start,
): Promise<Reply> {
  const { tx, conversation, incoming, now } = scene
  const { personId } = conversation
  if (!(await isAbout(tx, personId, cause))) throw new Refusal('surveys:refusal.link')
  const who = { personId, channel: incoming.channel, ...cause }
  const { responseId, version, answers } = await beginResponse(tx, survey, who, now)
  const form = await versionForm(tx, survey.id, version)
  const known = givenAnswers(questionsOf(form), visibleAnswers(form, answers))
  const { id, title, anonymous } = survey
  const resumed = Object.keys(known).length
  const given: SurveyGiven = { id, title, version, anonymous, responseId, ...cause, resumed }
  const reply = await start(scene, 'survey', { survey: given, ...known })
  return { ...reply, ...(anonymous && { unkept: true }) }
}

/** What the dialogue of a survey works with. */
export function surveyScene({ tx, office, facts, now }: Scene): SurveyScene {
  return {
    form: ({ id, version }) => versionForm(tx, id, version),
    reader: readerOf(office, now),
    consented: facts.consented,
    retentionYears: office.consent.retentionYears,
  }
}

/** Each answer is kept as it is given, unless the survey is anonymous; consent counts from its moment. */
export async function keepSurvey(scene: Scene, answers: Record<string, unknown>): Promise<void> {
  const { tx, conversation, office, language, incoming, now, facts } = scene
  const before = conversation.flow === 'survey' ? conversation.answers : {}
  if (answers.consent === 'yes' && before.consent === undefined && !facts.consented) {
    const textVersion = office.consent.version
    const consent = { textVersion, language, channel: incoming.channel }
    giveConsent(tx, conversation.personId, consent, now)
  }
  const { responseId } = answers.survey as SurveyGiven
  if (responseId !== null) await keepAnswers(tx, responseId, answeredSoFar(answers))
}

/** A survey is left: what becomes of the answers, and the way back to them. */
export function leftSurvey(language: Language, answers: Record<string, unknown>): Outgoing {
  const { id, title, anonymous, ticketId, signupId } = answers.survey as SurveyGiven
  if (anonymous) return { text: say(language, 'surveys:chat.left-anonymous', { title }) }
  const about =
    ticketId === undefined ? (signupId === undefined ? '' : `:s${signupId}`) : `:t${ticketId}`
  const choices = [{ id: `survey:${id}${about}`, label: say(language, 'surveys:chat.go-on') }]
  return { text: say(language, 'surveys:chat.left', { title }), choices }
}

/** The last question is answered: the response is complete, once. */
export async function afterSurvey(scene: Scene, { survey, answers }: SurveyTaken): Promise<Reply> {
  const { tx, conversation, office, incoming, language, now } = scene
  const { id: surveyId, version, responseId, ticketId, signupId } = survey
  if (answers === null) {
    if (responseId !== null) await dropBegun(tx, responseId)
    return { progress: null, out: [{ text: say(language, 'surveys:consent.refused') }] }
  }
  if (survey.anonymous) await forgetSaid(tx, conversation.id)
  const who = { personId: conversation.personId, channel: incoming.channel, ticketId, signupId }
  const completing = { ...who, surveyId, version, responseId, answers }
  const form = await completeResponse(tx, completing, office, now)
  const text = form.thanks
    ? wordsIn(language, form.thanks, form.thanksEn)
    : say(language, 'surveys:chat.done')
  return { progress: null, out: [{ text }] }
}
