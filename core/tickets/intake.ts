import { hash } from 'node:crypto'
import { type Addition, askTakingMore } from '#core/conversation/additions.ts'
import { choice, saysNothing, words, yesNo } from '#core/conversation/questions.ts'
import type { Flow, Question, Talk } from '#core/conversation/talk.ts'
import { type Language, say } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import { readCommune } from '#core/people/commune.ts'
import { readPhone } from '#core/people/phone.ts'
import { type BusinessAnswer, readBusiness } from '#core/people/tax-code.ts'
import { otherField } from '#core/profile-shape.ts'

/** What is known of the person already, and need not be asked for. */
export interface Known {
  consented: boolean
  business: string | null
  commune: string | null
  phone: string | null
}

/** What intake works with: the office's lists, what is known, and what triage thinks of a text. */
export interface IntakeScene {
  office: Office
  known: Known
  likelyField(text: string): string
}

/** What the dialogue yields: everything `openTicket` needs, and the personal facts to keep. */
export interface Intake {
  question: string
  /** the code of the field the person accepted; null when they left it to the office */
  field: string | null
  consented: boolean
  business: BusinessAnswer | null
  commune: string | null
  phone: string | null
  fileIds: number[]
}

/** A question for the office: free text first, then only what is missing, then a look over it and off it goes. */
export const intake: Flow<Intake | null, IntakeScene> = {
  name: 'intake',
  version: 1,
  async run(talk, scene) {
    const { office } = scene
    // Kept with the answers: what the person was shown goes with the ticket.
    talk.given<number[] | undefined>('lookups')
    // The course it is asked for beforehand.
    talk.given<number | undefined>('course')
    const question = await talk.ask('question', questionText())
    const more: Addition[] = []
    const ranked = await suggested(talk, scene, question)
    const field = await askTakingMore(talk, 'field', fieldChoice(office, ranked), more)
    const known = await talk.look('known', () => scene.known)
    const consented =
      known.consented ||
      (await askTakingMore(talk, 'consent', consentQuestion(office), more)) === 'yes'
    const business =
      !consented || known.business ? null : await talk.askOptional('business', businessQuestion())
    const commune =
      !consented || known.commune
        ? null
        : await talk.askOptional('commune', communeQuestion(office))
    const phone =
      !consented || known.phone ? null : await talk.askOptional('phone', phoneQuestion())
    const review = { question, field, business, commune, phone, known }
    const sure = await askTakingMore(talk, 'review', reviewQuestion(office, review, more), more)
    if (sure === 'no') return null
    return {
      question: [question, ...more.map(({ text }) => text).filter(Boolean)].join('\n\n'),
      field: field === 'unsure' ? null : field,
      ...{ consented, business, commune, phone },
      fileIds: more.flatMap(({ fileIds }) => fileIds),
    }
  },
}

/** What the answers given so far amount to, whichever step the person has come to. */
export function intakeSoFar(answers: Record<string, unknown>): Intake {
  const steps = Object.entries(answers)
    .filter(([name]) => /^(?:field|consent|review)(?:\+\d+)?$/.test(name))
    .map(([name, value]) => ({ name, value: value as { answer: string } | Addition }))
  const answer = (name: string) =>
    steps.flatMap((step) =>
      step.name.split('+')[0] === name && 'answer' in step.value ? [step.value.answer] : [],
    )[0]
  const more = steps.flatMap(({ value }) => ('answer' in value ? [] : [value]))
  const field = answer('field')
  return {
    question: [String(answers.question ?? ''), ...more.map(({ text }) => text)]
      .filter(Boolean)
      .join('\n\n'),
    field: field === undefined || field === 'unsure' ? null : field,
    consented: answer('consent') === 'yes',
    business: (answers.business as BusinessAnswer | null | undefined) ?? null,
    commune: (answers.commune as string | null | undefined) ?? null,
    phone: (answers.phone as string | null | undefined) ?? null,
    fileIds: more.flatMap(({ fileIds }) => fileIds),
  }
}

function suggested(talk: Talk, scene: IntakeScene, question: string): Promise<string[]> {
  return talk.look('suggestion', () => {
    const first = scene.likelyField(question)
    const others = scene.office.fields.map((field) => field.code).filter((code) => code !== first)
    return first === otherField ? others : [first, ...others]
  })
}

/** The question in words; a picture's caption is words too. */
function questionText(): Question<string> {
  return {
    prompt: (language) => ({ text: say(language, 'intake:question') }),
    read(heard) {
      if (heard.kind === 'choice') return { invalid: 'conversation:stale-choice' }
      if (heard.kind !== 'text' && heard.kind !== 'files')
        return { invalid: 'conversation:in-words' }
      if (/\p{L}{2}/u.test(heard.text)) return { value: heard.text }
      const files = heard.kind === 'files'
      return { invalid: files ? 'intake:files-kept' : 'intake:question-in-words' }
    },
  }
}

const fieldsShown = 4

function fieldChoice(office: Office, ranked: string[]): Question<string> {
  const shown = ranked.slice(0, fieldsShown)
  const label = (code: string) => (language: Language) => office.fieldName(code, language)
  return choice<string>(
    'field',
    (language) => say(language, 'intake:field'),
    [
      ...shown.map((code) => ({ id: code, label: label(code) })),
      { id: 'unsure', label: (language) => say(language, 'intake:field-unsure') },
    ],
    (text) => {
      if (saysNothing(text)) return { value: 'unsure' }
      const typed = ranked.find((code) => office.fieldNamed(text) === code)
      return typed ? { value: typed } : { invalid: 'conversation:pick-one' }
    },
  )
}

function consentQuestion(office: Office): Question<'yes' | 'no'> {
  return yesNo(
    'consent',
    (language) =>
      say(language, 'intake:consent', {
        office: office.name(language),
        years: office.consent.retentionYears,
      }),
    { yes: 'intake:consent-yes', no: 'intake:consent-no' },
  )
}

function businessQuestion(): Question<BusinessAnswer> {
  return words((language) => ({ text: say(language, 'intake:business') }), readBusiness)
}

function communeQuestion(office: Office): Question<string> {
  return words(
    (language) => ({ text: say(language, 'intake:commune') }),
    (text) => readCommune(office.communes, text),
  )
}

function phoneQuestion(): Question<string> {
  return {
    prompt: (language) => ({
      text: say(language, 'intake:phone'),
      requestContact: say(language, 'intake:phone-share'),
    }),
    read: (heard) => {
      if (heard.kind === 'contact') return readPhone(heard.phone)
      if (heard.kind === 'text') return readPhone(heard.text)
      return { invalid: 'people:phone-shape' }
    },
  }
}

interface Review {
  question: string
  field: string
  business: BusinessAnswer | null
  commune: string | null
  phone: string | null
  known: Known
}

/** Shows everything once more; its buttons carry the question's mark, so that an older review sends nothing. */
function reviewQuestion(office: Office, review: Review, more: Addition[]): Question<'yes' | 'no'> {
  const mark = hash('sha256', review.question).slice(0, 8)
  return yesNo(`review-${mark}`, (language) => reviewText(office, review, more, language), {
    yes: 'intake:review-send',
    no: 'intake:review-cancel',
  })
}

function reviewText(office: Office, review: Review, more: Addition[], language: Language): string {
  const { known } = review
  const business = review.business
    ? [review.business.name, review.business.taxCode].filter(Boolean).join(', ')
    : known.business
  const commune = review.commune ?? known.commune
  const phone = review.phone ?? known.phone
  const field =
    review.field === 'unsure'
      ? say(language, 'intake:review-field-unsure')
      : office.fieldName(review.field, language)
  const lines = [
    say(language, 'intake:review-question', { question: shortened(review.question) }),
    say(language, 'intake:review-field', { field }),
    business && say(language, 'intake:review-business', { business }),
    commune && say(language, 'intake:review-commune', { commune }),
    phone && say(language, 'intake:review-phone', { phone }),
    more.length > 0 && say(language, 'intake:review-more', { more: addedText(more, language) }),
  ].filter((line): line is string => typeof line === 'string')
  return [
    say(language, 'intake:review'),
    lines.join('\n'),
    say(language, 'intake:review-attach'),
  ].join('\n\n')
}

function addedText(more: Addition[], language: Language): string {
  const files = more.reduce((sum, { fileIds }) => sum + fileIds.length, 0)
  const added = more.filter(({ text }) => text !== '').length
  return [
    files > 0 && say(language, 'intake:review-files', { files }),
    added > 0 && say(language, 'intake:review-added', { added }),
  ]
    .filter((part) => part !== false)
    .join(', ')
}

const questionShown = 600

function shortened(question: string): string {
  const characters = Array.from(question)
  return characters.length <= questionShown
    ? question
    : `${characters.slice(0, questionShown).join('')}…`
}
