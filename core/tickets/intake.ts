import { choice, words, yesNo } from '#core/conversation/questions.ts'
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
  known(): Promise<Known>
  suggest(text: string): { field: string; sure: number }
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
    const question = await talk.ask('question', questionText())
    const field = await talk.ask(
      'field',
      fieldChoice(office, await suggested(talk, scene, question)),
    )
    const known = await talk.look('known', () => scene.known())
    const consented =
      known.consented || (await talk.ask('consent', consentQuestion(office))) === 'yes'
    const business =
      !consented || known.business ? null : await talk.askOptional('business', businessQuestion())
    const commune =
      !consented || known.commune
        ? null
        : await talk.askOptional('commune', communeQuestion(office))
    const phone =
      !consented || known.phone ? null : await talk.askOptional('phone', phoneQuestion())
    const review = { question, field, business, commune, phone, known }
    const fileIds: number[] = []
    const added: string[] = []
    for (let round = 0; ; round++) {
      const answer = await talk.ask(
        `review${round || ''}`,
        reviewQuestion(office, review, { files: fileIds.length, added: added.length }, round),
      )
      if (answer === 'cancel') return null
      if (answer === 'send') break
      if ('added' in answer) added.push(answer.added)
      else fileIds.push(...answer.fileIds)
    }
    return {
      question: [question, ...added].join('\n\n'),
      field: field === 'unsure' ? null : field,
      consented,
      business,
      commune,
      phone,
      fileIds,
    }
  },
}

function suggested(talk: Talk, scene: IntakeScene, question: string): Promise<string[]> {
  return talk.look('suggestion', () => {
    const first = scene.suggest(question).field
    const others = scene.office.fields.map((field) => field.code).filter((code) => code !== first)
    return first === otherField ? others : [first, ...others]
  })
}

function questionText(): Question<string> {
  return words(
    (language) => ({ text: say(language, 'intake:question') }),
    (text) => (/\p{L}{2}/u.test(text) ? { value: text } : { invalid: 'intake:question-in-words' }),
  )
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

const skippable = (language: Language) => [
  { id: 'do:skip', label: say(language, 'conversation:skip') },
]

function businessQuestion(): Question<BusinessAnswer> {
  return words(
    (language) => ({ text: say(language, 'intake:business'), choices: skippable(language) }),
    readBusiness,
  )
}

function communeQuestion(office: Office): Question<string> {
  return words(
    (language) => ({ text: say(language, 'intake:commune'), choices: skippable(language) }),
    (text) => readCommune(office.communes, text),
  )
}

function phoneQuestion(): Question<string> {
  return {
    prompt: (language) => ({
      text: say(language, 'intake:phone'),
      choices: skippable(language),
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

type ReviewAnswer = 'send' | 'cancel' | { fileIds: number[] } | { added: string }

/** Shows everything once more; files and words may be added here, as often as the person likes. */
function reviewQuestion(
  office: Office,
  review: Review,
  more: { files: number; added: number },
  round: number,
): Question<ReviewAnswer> {
  const sendOrNot = choice<'send' | 'cancel' | 'more'>(
    'review',
    (language) => reviewText(office, review, more, round, language),
    [
      { id: 'send', label: (language: Language) => say(language, 'intake:review-send') },
      { id: 'cancel', label: (language) => say(language, 'intake:review-cancel') },
    ],
    (text) =>
      /^\s*(gửi|gui|ok|oke|okay|có|co|đồng ý|dong y|xong|send|yes)\s*$/iu.test(text)
        ? { value: 'send' }
        : { value: 'more' },
  )
  return {
    prompt: sendOrNot.prompt,
    async read(heard) {
      if (heard.kind === 'files') return { value: { fileIds: heard.fileIds } }
      const reading = await sendOrNot.read(heard)
      if ('invalid' in reading) return reading
      if (reading.value !== 'more') return { value: reading.value }
      const text = heard.kind === 'text' ? heard.text.trim() : ''
      return /\p{L}{2}/u.test(text) ? { value: { added: text } } : { invalid: 'intake:review-how' }
    },
  }
}

const questionShown = 600

function reviewText(
  office: Office,
  review: Review,
  more: { files: number; added: number },
  round: number,
  language: Language,
): string {
  if (round > 0) return say(language, 'intake:review-more', more)
  const { known } = review
  const business = review.business
    ? [review.business.name, review.business.taxCode].filter(Boolean).join(', ')
    : known.business
  const lines = [
    say(language, 'intake:review-question', { question: shortened(review.question) }),
    say(language, 'intake:review-field', {
      field:
        review.field === 'unsure'
          ? say(language, 'intake:review-field-unsure')
          : office.fieldName(review.field, language),
    }),
    business && say(language, 'intake:review-business', { business }),
    (review.commune ?? known.commune) &&
      say(language, 'intake:review-commune', { commune: review.commune ?? known.commune ?? '' }),
    (review.phone ?? known.phone) &&
      say(language, 'intake:review-phone', { phone: review.phone ?? known.phone ?? '' }),
  ].filter((line): line is string => Boolean(line))
  return [
    say(language, 'intake:review'),
    lines.join('\n'),
    say(language, 'intake:review-attach'),
  ].join('\n\n')
}

function shortened(question: string): string {
  const characters = Array.from(question)
  return characters.length <= questionShown
    ? question
    : `${characters.slice(0, questionShown).join('')}…`
}
