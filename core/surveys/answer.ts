import { plain, plainLabel } from '#core/conversation/questions.ts'
import type { Reading } from '#core/conversation/talk.ts'
import { type Commune, readCommune } from '#core/people/commune.ts'
import { readTaxCode } from '#core/people/tax-code.ts'
import { Refusal } from '#core/refusal.ts'
import { visibleQuestions } from './conditions.ts'
import { readDate } from './read-date.ts'
import { readNumber } from './read-number.ts'
import {
  type Answers,
  type AnswerValue,
  type Form,
  type FormQuestion,
  otherPrefix,
  rangeOf,
} from './shape.ts'

/** What reading an answer needs to know: the office's communes, and today (yyyy-MM-dd). */
export interface Reader {
  communes: Commune[]
  today: string
}

/** An answer as it came: words, a number, or several of them. */
export type RawAnswer = string | number | readonly (string | number)[]

const longestOther = 300
const longestText = 2_000
const mostFiles = 3
const shown = (value: string) => value.split('-').reverse().join('/')

/**
 * Reads an answer to a question: from a chat, a form, an import, or as it was kept. Choices may be given by id, by words
 * or by number. `invalid` is a key of what is wrong. What is empty is no answer: see `checkAnswers`.
 */
export function checkAnswer(
  question: FormQuestion,
  raw: RawAnswer,
  reader: Reader,
): Reading<AnswerValue> {
  if (question.kind === 'several') return readSeveral(question, raw)
  if (question.kind === 'file') return readFiles(question.max ?? mostFiles, raw)
  const one = typeof raw === 'object' ? raw[0] : raw
  if (one === undefined || (typeof raw === 'object' && raw.length > 1)) {
    return { invalid: 'surveys:answer.one' }
  }
  const text = String(one).replaceAll('\0', '').trim()
  switch (question.kind) {
    case 'choice': {
      const picked = pickChoice(question, text)
      return picked === undefined ? { invalid: 'surveys:answer.choice' } : { value: picked }
    }
    case 'scale':
    case 'stars':
    case 'number':
      return readCounted(question, typeof one === 'number' ? one : readNumber(text))
    case 'text':
      return readText(text, question.max ?? longestText)
    case 'date':
      return readDay(question, text, reader.today)
    case 'commune':
      return readPlace(question, reader, text)
    case 'tax-code':
      return readCode(text)
  }
}

/** Only what may be skipped is offered to be. */
function readPlace(
  { required }: FormQuestion,
  { communes }: Reader,
  text: string,
): Reading<string> {
  const reading = readCommune(communes, text)
  if ('value' in reading || reading.invalid !== 'people:commune-unknown') return reading
  return required ? { ...reading, invalid: 'surveys:answer.commune' } : reading
}

function readCode(text: string): Reading<string> {
  const reading = readTaxCode(text)
  if ('value' in reading) return reading
  if (reading.invalid !== 'people:tax-code-check') return { invalid: 'surveys:answer.tax-code' }
  return { ...reading, invalid: 'surveys:answer.tax-code-check' }
}

type Choosing = Extract<FormQuestion, { kind: 'choice' | 'several' }>

/** By id, words (accents or not), number, or own words where these are asked for. */
function pickChoice(question: Choosing, text: string): string | undefined {
  const { choices, other } = question
  const byId = choices.find(({ id }) => id === text)
  if (byId) return byId.id
  if (text.startsWith(otherPrefix))
    return other ? ownWords(text.slice(otherPrefix.length)) : undefined
  const number = /^(\d{1,2})[.)]?$/.exec(text)?.[1]
  if (number) return choices[Number(number) - 1]?.id
  const typed = plain(text)
  if (typed === '') return undefined
  const named = choices.find(
    (choice) => plainLabel(choice.text) === typed || plainLabel(choice.textEn ?? '') === typed,
  )
  return named?.id ?? (other ? ownWords(text) : undefined)
}

function ownWords(text: string): string | undefined {
  const words = text.trim()
  return words === '' || words.length > longestOther ? undefined : otherPrefix + words
}

function readSeveral(
  question: Extract<FormQuestion, { kind: 'several' }>,
  raw: RawAnswer,
): Reading<string[]> {
  const given = typeof raw === 'object' ? raw.map(String) : listed(question, String(raw))
  const picked = given.map((text) => pickChoice(question, text.replaceAll('\0', '').trim()))
  if (picked.some((one) => one === undefined)) return { invalid: 'surveys:answer.several' }
  const order = question.choices.map(({ id }) => id)
  const at = (id: string) => (order.indexOf(id) + order.length + 1) % (order.length + 1)
  const value = [...new Set(picked as string[])].sort((a, b) => at(a) - at(b))
  if (value.length < (question.min ?? 1)) {
    return { invalid: 'surveys:answer.too-few', values: { least: question.min ?? 1 } }
  }
  if (question.max !== undefined && value.length > question.max) {
    return { invalid: 'surveys:answer.too-many', values: { most: question.max } }
  }
  return { value }
}

/** `1,3,5`, `1 3 và 5`, `1-3`, or words separated by commas. */
function listed(question: Choosing, text: string): string[] {
  const whole = pickChoice({ ...question, other: false }, text)
  if (whole !== undefined) return [whole]
  const spans = text.replace(/(\d{1,2})\s*[-–]\s*(\d{1,2})/g, (all, from, to) => {
    const n = Number(to) - Number(from)
    if (n < 0 || n > 50) return all
    return Array.from({ length: n + 1 }, (_, i) => Number(from) + i).join(',')
  })
  const numbers = /^[\d\s,;.&+]+$/.test(spans.replace(/(?<!\p{L})(?:và|va|and)(?!\p{L})/giu, ','))
  if (numbers) return spans.match(/\d{1,2}/g) ?? [text]
  return spans.split(/[,;\n]/).flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
}

function readCounted(
  question: Extract<FormQuestion, { kind: 'scale' | 'stars' | 'number' }>,
  value: number | undefined,
): Reading<number> {
  const { min, max } = rangeOf(question)
  const whole = question.kind !== 'number' || question.whole === true
  if (value === undefined || !Number.isFinite(value)) return { invalid: 'surveys:answer.number' }
  if (whole && !Number.isInteger(value)) return { invalid: 'surveys:answer.whole' }
  const number = (bound: number) => String(bound).replace('.', ',')
  if (min !== undefined && max !== undefined && (value < min || value > max)) {
    const values = { min: number(min), max: number(max) }
    return { invalid: 'surveys:answer.between', values }
  }
  if (min !== undefined && value < min) {
    return { invalid: 'surveys:answer.at-least', values: { min: number(min) } }
  }
  if (max !== undefined && value > max) {
    return { invalid: 'surveys:answer.at-most', values: { max: number(max) } }
  }
  return { value }
}

function readText(text: string, most: number): Reading<string> {
  if (text === '') return { invalid: 'surveys:answer.empty' }
  if (text.length > most) return { invalid: 'surveys:answer.long', values: { most } }
  return { value: text }
}

function readDay(
  { min, max }: Extract<FormQuestion, { kind: 'date' }>,
  text: string,
  today: string,
): Reading<string> {
  const value = readDate(text, today)
  if (value === undefined) return { invalid: 'surveys:answer.date' }
  if (min !== undefined && value < min) {
    return { invalid: 'surveys:answer.from', values: { day: shown(min) } }
  }
  if (max !== undefined && value > max) {
    return { invalid: 'surveys:answer.until', values: { day: shown(max) } }
  }
  return { value }
}

function readFiles(most: number, raw: RawAnswer): Reading<number[]> {
  const ids = (typeof raw === 'object' ? raw : [raw]).map(Number)
  if (ids.length === 0 || !ids.every((id) => Number.isSafeInteger(id) && id > 0)) {
    return { invalid: 'surveys:answer.file' }
  }
  if (ids.length > most) return { invalid: 'surveys:answer.many-files', values: { most } }
  return { value: [...new Set(ids)] }
}

/** An answer to a question that is wrong or missing. */
export interface AnswerFault {
  question: string
  key: string
  values?: Record<string, string | number>
}

/**
 * Reads all answers of a form: those of questions that are asked, and no others. `faults` names what is wrong or
 * missing, in order.
 */
export function checkAnswers(
  form: Form,
  raw: Record<string, unknown>,
  reader: Reader,
): { answers: Answers; faults: AnswerFault[] } {
  const answers: Answers = {}
  const faults: AnswerFault[] = []
  const wrong = new Set<string>()
  for (;;) {
    // Each answer may decide whether a later question is asked at all.
    const next = visibleQuestions(form, answers).find(
      ({ id }) => answers[id] === undefined && !wrong.has(id),
    )
    if (!next) return { answers, faults }
    wrong.add(next.id)
    const given = raw[next.id]
    if (isEmpty(given)) {
      if (next.required) faults.push({ question: next.id, key: 'surveys:answer.required' })
      continue
    }
    const reading = checkAnswer(next, given as RawAnswer, reader)
    if ('value' in reading) answers[next.id] = reading.value
    else faults.push({ question: next.id, key: reading.invalid, ...valuesOf(reading.values) })
  }
}

function valuesOf(values: Record<string, unknown> | undefined): Pick<AnswerFault, 'values'> {
  return values ? { values: values as Record<string, string | number> } : {}
}

/** Nothing was written: blank words, an empty list, or something that is no answer at all. */
export function isEmpty(given: unknown): boolean {
  if (typeof given === 'number') return false
  if (typeof given === 'string') return given.trim() === ''
  return !Array.isArray(given) || given.length === 0
}

/** The answers when all is well; Refusal naming the first question that is not. */
export function soundAnswers(form: Form, raw: Record<string, unknown>, reader: Reader): Answers {
  const { answers, faults } = checkAnswers(form, raw, reader)
  const [first] = faults
  if (!first) return answers
  const asked = form.sections
    .flatMap(({ questions }) => questions)
    .find(({ id }) => id === first.question)
  throw new Refusal('surveys:refusal.unanswered', { question: asked?.ask ?? first.question })
}
