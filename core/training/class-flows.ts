import { choice, words, yesNo } from '#core/conversation/questions.ts'
import type { Reply, Scene } from '#core/conversation/scene.ts'
import type { Flow, Question } from '#core/conversation/talk.ts'
import { type Language, say } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import { giveConsent } from '#core/people/person.ts'
import { type BusinessAnswer, readBusiness } from '#core/people/tax-code.ts'
import { Refusal } from '#core/refusal.ts'
import { quizMark } from './lesson-results.ts'
import type { QuizQuestion } from './lessons.ts'
import { namesOf } from './sign-up.ts'

/** What a sign-up in chat comes to; null without consent. */
export interface ClassSignUp {
  courseId: number
  attendees: string[]
  business: BusinessAnswer | null
}

interface JoinScene {
  office: Office
  consented: boolean
  business: string | null
  /** names they signed up with before, or are known by */
  names(): Promise<string[]>
}

/** Who comes, and for which business; for somebody known one tap. */
export const joining: Flow<ClassSignUp | null, JoinScene> = {
  name: 'class-join',
  version: 1,
  async run(talk, scene) {
    const courseId = talk.given<number>('courseId')
    const title = talk.given<string>('title')
    const known = await talk.look('known', async () => ({
      consented: scene.consented,
      business: scene.business,
      names: scene.consented ? await scene.names() : [],
    }))
    if (!known.consented) {
      const agreed = await talk.ask('consent', consentQuestion(scene.office, title))
      if (agreed === 'no') return null
    }
    const attendees = await talk.ask('attendees', attendeesQuestion(title, known.names))
    const business = known.business ? null : await talk.askOptional('business', businessQuestion())
    return { courseId, attendees, business }
  },
}

/** Consent is a fact from the moment it is given, before the first name is stored (Law 91/2025/QH15). */
export function noteClassConsent(scene: Scene, answers: Record<string, unknown>): void {
  const { tx, conversation, office, now, language, incoming } = scene
  const before = conversation.flow !== null && conversation.answers.consent === 'yes'
  if (before || answers.consent !== 'yes' || scene.facts.consented) return
  const textVersion = office.consent.version
  giveConsent(tx, conversation.personId, { textVersion, language, channel: incoming.channel }, now)
}

function consentQuestion(office: Office, title: string): Question<'yes' | 'no'> {
  return yesNo(
    'class-consent',
    (language) =>
      say(language, 'training:ask.consent', {
        ...{ title, office: office.name(language), years: office.consent.retentionYears },
      }),
    { yes: 'training:ask.consent-yes', no: 'training:ask.consent-no' },
  )
}

/** Names, one a line or with commas or a small "và" between (Và is a name); those they are known by have buttons. */
function attendeesQuestion(title: string, names: string[]): Question<string[]> {
  const label = (name: string) => (language: Language) =>
    say(language, 'training:ask.self', { name })
  const read = (text: string) => {
    if (asks(text)) return { invalid: 'training:ask.first' }
    try {
      return {
        value: namesOf(text.split(/[\n,;]+|\s+(?:và|va|and)\s+/u).map(nameIn)).map(
          (one) => one.attendee,
        ),
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { invalid: error.key, values: error.values }
    }
  }
  const ask = (language: Language) => say(language, 'training:ask.attendees', { title })
  if (names.length === 0) return words((language) => ({ text: ask(language) }), read)
  const picking = choice<string>(
    'class-names',
    ask,
    names.map((name, at) => ({ id: String(at), label: label(name) })),
  )
  return {
    prompt: picking.prompt,
    async read(heard) {
      const picked = await picking.read(heard)
      if ('value' in picked) return { value: [names[Number(picked.value)] ?? ''] }
      return heard.kind === 'text' ? read(heard.text) : picked
    },
  }
}

function businessQuestion(): Question<BusinessAnswer> {
  const read = (text: string) =>
    asks(text) ? { invalid: 'training:ask.first' } : readBusiness(text)
  return words((language) => ({ text: say(language, 'training:ask.business') }), read)
}

/** A question of their own is no name: the register would keep it as one. */
function asks(text: string): boolean {
  return text.includes('?')
}

const introduced =
  /^(?:(?:dạ|vâng|thưa)[\s,]+)?(?:(?:(?:tôi|toi|em|mình|minh|cháu|chau)\s+)?(?:tên|ten)\s+(?:(?:tôi|toi|em|mình|minh)\s+)?(?:(?:là|la)\s+|:\s*)?|(?:tôi|toi|em|mình|cháu)\s+(?:là|la)\s+)/iu

/** "Em tên là Lù Thị Mai ạ" names Lù Thị Mai. */
function nameIn(text: string): string {
  const said = text.normalize('NFC').trim()
  const name = said.replace(introduced, '')
  // Typed without accents "ạ" is a; but a person may be called A.
  const courtesy = name !== said || /\p{Lu}/u.test(name) ? /\s+a[.!]?$/u : /$/u
  return name.replace(/\s+(?:ạ|nhé|nha)[.!]?$/iu, '').replace(courtesy, '')
}

/** Why a class got a low mark. */
export const lowMark: Flow<{ signupId: number; comment: string | null }, Record<string, never>> = {
  name: 'class-low',
  version: 1,
  async run(talk) {
    const signupId = talk.given<number>('signupId')
    const comment = await talk.askOptional(
      'comment',
      words(
        (language) => ({ text: say(language, 'training:ask.comment') }),
        (text) => ({ value: text }),
      ),
    )
    return { signupId, comment }
  },
}

/** A lesson's questions, one after the other. */
export interface LessonTaken {
  signupId: number
  lessonId: number
  answers: number[]
  /** of the questions that were asked */
  mark: string
}

export const taking: Flow<LessonTaken, Record<string, never>> = {
  name: 'class-lesson',
  version: 1,
  async run(talk) {
    const signupId = talk.given<number>('signupId')
    const lessonId = talk.given<number>('lessonId')
    const quiz = talk.given<Pick<QuizQuestion, 'ask' | 'choices'>[]>('quiz')
    const answers: number[] = []
    for (const [at, question] of quiz.entries()) {
      const name = `quiz-${lessonId}-${at}`
      const picked = await talk.ask(
        name,
        choice<string>(
          name,
          (language) =>
            say(language, 'training:quiz.question', {
              ...{ number: at + 1, of: quiz.length, ask: question.ask },
            }),
          question.choices.map((label, index) => ({ id: String(index), label: () => label })),
        ),
      )
      answers.push(Number(picked))
    }
    return { signupId, lessonId, answers, mark: quizMark(quiz) }
  },
}

/** What a class dialogue may start: the flows' own starter, given to avoid knowing them. */
export type Start = (scene: Scene, name: string, given?: Record<string, unknown>) => Promise<Reply>
