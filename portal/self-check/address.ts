import type { Answers, SelfCheck } from '#core/assistant/self-check-shape.ts'
import { addressOf } from '#portal/library/visit.ts'

/** The name of a question's answer in an address: apart from everything else that stands there. */
export function answerName(question: string): string {
  return `c.${question}`
}

/** The address of a self-check with the answers given so far. */
export function checkAddress({ code }: Pick<SelfCheck, 'code'>, answers: Answers): string {
  return addressOf(
    `/tu-danh-gia/${code}`,
    Object.entries(answers).map(([id, choice]) => [answerName(id), choice]),
  )
}

/** The answers given before a question: what its page is opened with to answer it anew. */
export function answersBefore(check: SelfCheck, answers: Answers, question: string): Answers {
  const at = check.questions.findIndex(({ id }) => id === question)
  const before = check.questions.slice(0, at).flatMap(({ id }) => {
    const choice = answers[id]
    return choice === undefined ? [] : [[id, choice] as const]
  })
  return Object.fromEntries(before)
}
