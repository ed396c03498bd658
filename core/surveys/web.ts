import { type AnswerFault, checkAnswers, isEmpty, type Reader } from './answer.ts'
import { visibleQuestions } from './conditions.ts'
import type { Answers, Form, FormQuestion, Section } from './shape.ts'

/** What was put into a page's fields, by question: kept as it was typed, right or wrong. */
export type Typed = Record<string, string | number | (string | number)[]>

/** A page of a survey: the questions of one section that are asked now. */
export interface Step {
  section: Section
  /** its place among the sections that have something to ask */
  at: number
  of: number
  questions: FormQuestion[]
}

/** Reads what earlier pages handed on; anything else in it is dropped. */
export function readTyped(text: unknown): Typed {
  if (typeof text !== 'string' || text === '') return {}
  try {
    const given = JSON.parse(text) as unknown
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return {}
    return Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, Typed[string]] => isTyped(entry[1])),
    )
  } catch {
    return {}
  }
}

function isTyped(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'number') return true
  return Array.isArray(value) && value.every((one) => ['string', 'number'].includes(typeof one))
}

/** The page of a section, or, when that has nothing to ask, of the next one that has. Undefined after the last. */
export function stepAt(form: Form, answers: Answers, sectionId?: string): Step | undefined {
  const seen = new Set(visibleQuestions(form, answers).map(({ id }) => id))
  const asks = (section: Section) => section.questions.some(({ id }) => seen.has(id))
  const from = form.sections.findIndex(({ id }) => id === sectionId)
  const section = form.sections.slice(Math.max(from, 0)).find(asks)
  if (!section) return undefined
  const open = form.sections.filter(asks)
  const questions = section.questions.filter(({ id }) => seen.has(id))
  return { section, at: open.indexOf(section) + 1, of: open.length, questions }
}

/** The page before a section; the same when there is none. */
export function stepBefore(form: Form, answers: Answers, sectionId: string): Step | undefined {
  const at = form.sections.findIndex(({ id }) => id === sectionId)
  for (const section of form.sections.slice(0, Math.max(at, 0)).toReversed()) {
    const step = stepAt(form, answers, section.id)
    if (step?.section === section) return step
  }
  return stepAt(form, answers, sectionId)
}

/** The first section in which something that must be answered is not. */
export function firstOpen(form: Form, answers: Answers): string | undefined {
  const open = visibleQuestions(form, answers).find(
    ({ id, required }) => required && answers[id] === undefined,
  )
  return form.sections.find(({ questions }) => open && questions.includes(open))?.id
}

/** What a sent page comes to. */
export interface Taken {
  typed: Typed
  /** all that is right so far, of the questions that are asked */
  answers: Answers
  /** wrong or missing on this page */
  faults: AnswerFault[]
  /** questions of this page that the answers on it have brought up */
  added: string[]
}

/** Takes a page: `shown` are the questions it had, `posted` what was put into them. */
export function takeStep(
  form: Form,
  sectionId: string,
  before: Typed,
  { shown, posted }: { shown: string[]; posted: Typed },
  reader: Reader,
): Taken {
  const typed: Typed = { ...before }
  for (const id of shown) {
    const given = posted[id]
    if (given === undefined || isEmpty(given)) delete typed[id]
    else typed[id] = given
  }
  const { answers, faults } = checkAnswers(form, typed, reader)
  const here = form.sections.find(({ id }) => id === sectionId)?.questions.map(({ id }) => id) ?? []
  const had = new Set(shown)
  const seen = new Set(visibleQuestions(form, answers).map(({ id }) => id))
  return {
    typed,
    answers,
    faults: faults.filter(({ question }) => here.includes(question) && had.has(question)),
    added: here.filter((id) => seen.has(id) && !had.has(id)),
  }
}
