import type { Outgoing } from '#core/channel.ts'
import type { Heard, Question, Reading } from '#core/conversation/talk.ts'
import { type Language, say } from '#core/language.ts'
import { checkAnswer, type Reader } from './answer.ts'
import type { SurveyGiven } from './asking.ts'
import {
  type AnswerValue,
  type Form,
  type FormQuestion,
  otherWords,
  questionsOf,
  rangeOf,
} from './shape.ts'

/** A question as it is put in a chat. */
export interface Asked {
  survey: SurveyGiven
  form: Form
  question: FormQuestion
  /** its place among those asked */
  number: number
  reader: Reader
}

/** One of several was picked by its button: more may follow. */
export interface Picking {
  more: string
}

type Answered = AnswerValue | Picking

const mostFiles = 3

/** Words in a language; Vietnamese where there are no others. */
export function wordsIn(language: Language, vi: string, en: string | undefined): string {
  return language === 'en' && en ? en : vi
}

/** The question with its buttons, and how its answer is read. */
export function askedIn(asked: Asked): Question<Answered> {
  const { question } = asked
  const buttons = buttonsOf(asked)
  return {
    // Where a number is typed, a button to skip would be number one.
    ...(buttons.length === 0 && question.kind !== 'file' && { typed: true }),
    prompt(language): Outgoing {
      const text = promptOf(asked, language)
      if (buttons.length === 0) return { text }
      return { text, choices: buttons.map(({ id, label }) => ({ id, label: label(language) })) }
    },
    read: (heard) => read(asked, buttons, heard),
  }
}

/** Several are picked one by one: what is left to pick, and the end of it. Undefined when no more can be. */
export function moreIn(asked: Asked, picked: string[], n: number): Question<Answered> | undefined {
  const { question } = asked
  if (question.kind !== 'several') return undefined
  const { min = 1, max, choices } = question
  const left = choices.filter(({ id }) => !picked.includes(id))
  if (left.length === 0 || (max !== undefined && picked.length >= max)) return undefined
  const name = `${buttonName(asked)}+${n}`
  const buttons: Button[] = left.map((choice) => ({
    ...{ id: `${name}.${choices.indexOf(choice)}`, value: choice.id },
    label: (language) => wordsIn(language, choice.text, choice.textEn),
  }))
  const done = { id: `${name}.done`, value: '' }
  const finish = { ...done, label: (to: Language) => say(to, 'surveys:chat.finish-picking') }
  const shown = picked.length >= min ? [...buttons, finish] : buttons
  return {
    prompt: (language) => ({
      text: say(language, 'surveys:chat.more', { picked: pickedWords(question, picked, language) }),
      choices: shown.map(({ id, label }) => ({ id, label: label(language) })),
    }),
    read(heard) {
      if (heard.kind === 'choice') {
        const pressed = shown.find(({ id }) => id === heard.choice)
        if (!pressed) return { invalid: 'conversation:stale-choice' }
        return pressed.id === done.id ? { value: picked } : { value: { more: pressed.value } }
      }
      if (heard.kind !== 'text') return { invalid: 'surveys:answer.several' }
      const added = checkAnswer({ ...question, min: 1 }, heard.text, asked.reader)
      if ('invalid' in added) return added
      return checkAnswer(question, [...picked, ...(added.value as string[])], asked.reader)
    },
  }
}

interface Button {
  id: string
  value: string
  label(language: Language): string
}

/** Short, ASCII, and of this survey alone: a button of another is noticed. */
function buttonName({ survey, form, question }: Asked): string {
  return `survey-${survey.id.toString(36)}-${questionsOf(form).findIndex(({ id }) => id === question.id)}`
}

/** A typed number is a button's place, so numbers get buttons only where both are the same. */
function buttonsOf(asked: Asked): Button[] {
  const { question } = asked
  const name = buttonName(asked)
  if ('choices' in question) {
    return question.choices.map(({ id, text, textEn }, at) => ({
      ...{ id: `${name}.${at}`, value: id },
      label: (language) => wordsIn(language, text, textEn),
    }))
  }
  if (question.kind !== 'stars' && question.kind !== 'scale') return []
  const { min = 1, max = 5 } = rangeOf(question)
  if (min !== 1) return []
  return Array.from({ length: max }, (_, at) => ({
    ...{ id: `${name}.${at}`, value: String(at + 1) },
    label: (language) => stepLabel(question, at + 1, language),
  }))
}

function stepLabel(question: FormQuestion, step: number, language: Language): string {
  if (question.kind === 'stars') return `${step} - ${'★'.repeat(step)}`
  if (question.kind !== 'scale') return String(step)
  const { min, minEn, max, maxEn } = question.labels ?? {}
  const { max: last } = rangeOf(question)
  const words =
    step === 1
      ? wordsIn(language, min ?? '', minEn)
      : step === last
        ? wordsIn(language, max ?? '', maxEn)
        : ''
  return words === '' ? String(step) : `${step} - ${words}`
}

function read(asked: Asked, buttons: Button[], heard: Heard): Reading<Answered> {
  const { question, reader } = asked
  if (heard.kind === 'choice') {
    const pressed = buttons.find(({ id }) => id === heard.choice)
    if (!pressed) return { invalid: 'conversation:stale-choice' }
    if (question.kind === 'several') return { value: { more: pressed.value } }
    return checkAnswer(question, pressed.value, reader)
  }
  if (question.kind === 'file') {
    if (heard.kind !== 'files') return { invalid: 'surveys:answer.file' }
    return checkAnswer(question, heard.fileIds, reader)
  }
  if (heard.kind !== 'text') return { invalid: 'conversation:in-words' }
  return checkAnswer(question, heard.text, reader)
}

function promptOf(asked: Asked, language: Language): string {
  const { form, question, number, survey } = asked
  const ask = wordsIn(language, question.ask, question.askEn)
  const help = question.help && wordsIn(language, question.help, question.helpEn)
  const section = form.sections.find((part) => part.questions.includes(question))
  const lead = number === 1 || survey.resumed === number - 1 ? leadOf(asked, language) : []
  const begins = section?.questions[0]?.id === question.id && form.sections.length > 1
  return [
    ...lead,
    ...(begins && section
      ? [
          wordsIn(language, section.title, section.titleEn).toLocaleUpperCase('vi'),
          section.intro && wordsIn(language, section.intro, section.introEn),
        ]
      : []),
    say(language, 'surveys:chat.question', { n: number, ask }),
    help,
    hintOf(question, language),
    !question.required && buttonsOf(asked).length === 0 && question.kind !== 'file'
      ? say(language, 'surveys:chat.skip-hint')
      : '',
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** Before the first question: what this is, and what becomes of the answers. */
function leadOf({ form, survey, number }: Asked, language: Language): (string | undefined)[] {
  if (survey.resumed > 0) {
    if (number !== survey.resumed + 1) return []
    return [survey.title, say(language, 'surveys:chat.resumed', { n: survey.resumed })]
  }
  return [
    survey.title,
    form.intro && wordsIn(language, form.intro, form.introEn),
    survey.anonymous ? say(language, 'surveys:chat.anonymous') : undefined,
  ]
}

function hintOf(question: FormQuestion, language: Language): string {
  const words = (key: string, values: Record<string, string | number> = {}) =>
    say(language, `surveys:chat.${key}`, values)
  switch (question.kind) {
    case 'choice':
      return question.other ? words('other') : ''
    case 'several': {
      const { max } = question
      const how = max === undefined ? words('several') : words('several-most', { most: max })
      return [how, question.other ? words('other') : ''].filter(Boolean).join('\n')
    }
    case 'scale':
    case 'number': {
      const { min, max } = rangeOf(question)
      if (question.kind === 'scale' && min === 1) return ''
      if (min !== undefined && max !== undefined) return words('number-range', { min, max })
      if (min !== undefined) return words('number-from', { min })
      return max === undefined ? words('number') : words('number-to', { max })
    }
    case 'file':
      return words('file', { most: question.max ?? mostFiles })
    case 'date':
    case 'commune':
    case 'tax-code':
      return words(question.kind)
    default:
      return ''
  }
}

function pickedWords(
  question: Extract<FormQuestion, { kind: 'several' }>,
  picked: string[],
  language: Language,
): string {
  const words = picked.map((id) => {
    const choice = question.choices.find((one) => one.id === id)
    return choice ? wordsIn(language, choice.text, choice.textEn) : (otherWords(id) ?? id)
  })
  return words.join(', ')
}
