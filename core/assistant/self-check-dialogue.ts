import { choice } from '#core/conversation/questions.ts'
import type { Flow, Question, Talk } from '#core/conversation/talk.ts'
import { type Language, say } from '#core/language.ts'
import { nextQuestion } from './self-check.ts'
import type { Answers, SelfCheck, SelfCheckQuestion } from './self-check-shape.ts'

/** What the dialogue works with: the self-checks people may take. */
export interface SelfCheckScene {
  checks: SelfCheck[]
}

/** What was taken and picked; no check when none is offered any more. */
export interface Taken {
  check: SelfCheck | null
  answers: Answers
}

/** One self-check from its first question to its last; which one is asked first when there are several. */
export const selfChecking: Flow<Taken, SelfCheckScene> = {
  name: 'self-check',
  version: 1,
  async run(talk, scene) {
    const wanted = talk.given<string | undefined>('code')
    const offered = await talk.look('checks', () =>
      scene.checks.map(({ code, label }) => ({ code, label })),
    )
    const code = await pickedCode(talk, wanted, offered)
    const check = await talk.look(
      `check-${code}`,
      () => scene.checks.find((one) => one.code === code) ?? null,
    )
    if (!check) return { check: null, answers: {} }
    const answers: Answers = {}
    for (let first = true; ; first = false) {
      const next = nextQuestion(check, answers)
      if (!next) return { check, answers }
      answers[next.id] = await talk.ask(`${code}.${next.id}`, asked(check, next, first))
    }
  },
}

type Offered = Pick<SelfCheck, 'code' | 'label'>

async function pickedCode(
  talk: Talk,
  wanted: string | undefined,
  offered: Offered[],
): Promise<string> {
  const known = offered.find(({ code }) => code === wanted)
  if (known) return known.code
  const [only, ...others] = offered
  if (!only || others.length === 0) return only?.code ?? ''
  return talk.ask(
    'which',
    choice<string>(
      'which',
      (language) => say(language, 'self-check:which'),
      offered.map(({ code, label }) => ({ id: code, label: (language) => label[language] })),
    ),
  )
}

/** Button ids are short and ASCII, so they count the choices instead of naming them. */
function asked(check: SelfCheck, question: SelfCheckQuestion, first: boolean): Question<string> {
  const at = check.questions.indexOf(question)
  const numbers = question.choices.map((_, index) => String(index))
  const counted = choice<string>(
    `check-${check.code.slice(0, 30)}-${at}`,
    (language) => promptOf(check, question, first, language),
    numbers.map((id, index) => ({
      id,
      label: (language) => question.choices[index]?.label[language] ?? id,
    })),
  )
  return {
    prompt: (language) => counted.prompt(language),
    async read(heard) {
      const reading = await counted.read(heard)
      if ('invalid' in reading) return reading
      return { value: question.choices[Number(reading.value)]?.id ?? '' }
    },
  }
}

function promptOf(
  check: SelfCheck,
  { ask, hint }: SelfCheckQuestion,
  first: boolean,
  language: Language,
): string {
  const lead = [check.title[language], check.lead[language]]
  return [...(first ? lead : []), ask[language], hint?.[language]].filter(Boolean).join('\n\n')
}

/** After the result: send it to the office as a question, or be done. */
export const afterCheck: Flow<{ question: string; send: boolean }, Record<string, never>> = {
  name: 'self-check-done',
  version: 1,
  async run(talk) {
    const question = talk.given<string>('question')
    const then = await talk.ask(
      'then',
      choice<'send' | 'done'>('self-check-done', (language) => say(language, 'self-check:then'), [
        { id: 'send', label: (language) => say(language, 'self-check:send') },
        { id: 'done', label: (language) => say(language, 'self-check:done') },
      ]),
    )
    return { question, send: then === 'send' }
  },
}
