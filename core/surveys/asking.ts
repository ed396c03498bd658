import { yesNo } from '#core/conversation/questions.ts'
import type { Flow, Talk } from '#core/conversation/talk.ts'
import { say } from '#core/language.ts'
import type { Reader } from './answer.ts'
import { type Asked, askedIn, moreIn, type Picking } from './asking-questions.ts'
import { visibleQuestions } from './conditions.ts'
import {
  type Answers,
  type AnswerValue,
  type Form,
  type FormQuestion,
  isPersonal,
} from './shape.ts'

/** The survey a dialogue is about, and what was begun of it. */
export interface SurveyGiven {
  id: number
  title: string
  version: number
  anonymous: boolean
  responseId: string | null
  ticketId?: number
  signupId?: number
  /** so many questions were answered before: it is taken up again */
  resumed: number
}

/** What the dialogue works with. */
export interface SurveyScene {
  form(survey: SurveyGiven): Promise<Form>
  reader: Reader
  consented: boolean
  retentionYears: number
}

/** All answers; null when the person did not agree to their being kept. */
export interface SurveyTaken {
  survey: SurveyGiven
  answers: Answers | null
}

/** The name under which a question's answer stands in the dialogue. */
function answerName(questionId: string): string {
  return `q.${questionId}`
}

/** A survey from its first question to its last, each asked when what was answered before wants it. */
export const surveying: Flow<SurveyTaken, SurveyScene> = {
  name: 'survey',
  version: 1,
  async run(talk, scene) {
    const survey = talk.given<SurveyGiven>('survey')
    const form = await talk.look('form', () => scene.form(survey))
    const all = form.sections.flatMap(({ questions }) => questions)
    const personal = !survey.anonymous && all.some(isPersonal)
    if (personal && !(await talk.look('consented', () => scene.consented))) {
      if ((await talk.ask('consent', consent(scene, survey))) === 'no') {
        return { survey, answers: null }
      }
    }
    const answers: Answers = {}
    const passed = new Set<string>()
    for (;;) {
      const seen = visibleQuestions(form, answers)
      const at = seen.findIndex(({ id }) => !passed.has(id))
      const question = seen[at]
      if (!question) return { survey, answers }
      passed.add(question.id)
      const asked: Asked = { survey, form, question, number: at + 1, reader: scene.reader }
      const value = await answerTo(talk, asked)
      if (value !== null) answers[question.id] = value
    }
  },
}

async function answerTo(talk: Talk, asked: Asked): Promise<AnswerValue | null> {
  const name = answerName(asked.question.id)
  const first = asked.question.required
    ? await talk.ask(name, askedIn(asked))
    : await talk.askOptional(name, askedIn(asked))
  if (!isPicking(first)) return first
  const picked = [first.more]
  for (let n = 1; ; n++) {
    const next = moreIn(asked, picked, n)
    if (!next) return picked
    const more = await talk.ask(`${name}+${n}`, next)
    if (!isPicking(more)) return more
    picked.push(more.more)
  }
}

function isPicking(value: unknown): value is Picking {
  return typeof value === 'object' && value !== null && 'more' in value
}

function consent({ retentionYears }: SurveyScene, { title }: SurveyGiven) {
  return yesNo(
    'survey-consent',
    (language) => `${title}\n\n${say(language, 'surveys:consent.ask', { years: retentionYears })}`,
    { yes: 'surveys:consent.yes', no: 'surveys:consent.no' },
  )
}

/** What was answered so far, from a dialogue's progress; several choices only once they are all picked. */
export function answeredSoFar(answers: Record<string, unknown>): Answers {
  const found: Answers = {}
  for (const [name, value] of Object.entries(answers)) {
    const id = /^q\.([^+]+)(?:\+\d+)?$/.exec(name)?.[1]
    if (id === undefined || value === null || isPicking(value)) continue
    found[id] = value as AnswerValue
  }
  return found
}

/** The answers of questions that still stand in a form, as a dialogue is given them. */
export function givenAnswers(questions: FormQuestion[], answers: Answers): Record<string, unknown> {
  return Object.fromEntries(
    questions.flatMap(({ id }) => (id in answers ? [[answerName(id), answers[id]]] : [])),
  )
}

/** Whether nothing of this dialogue may stay in the chat's log. */
export function isUnkept(answers: Record<string, unknown>): boolean {
  return (answers.survey as SurveyGiven | undefined)?.anonymous === true
}
