import type {
  Answers,
  Condition,
  SelfCheck,
  SelfCheckCitation,
  SelfCheckQuestion,
} from './self-check-shape.ts'

/** What the answers come to: the outcome, and the advice that goes with it. */
export interface Result {
  outcome: SelfCheck['outcomes'][number]
  advice: SelfCheck['advice']
  /** what outcome and advice rest on, each once */
  citations: SelfCheckCitation[]
}

/** The next question to be asked; undefined when the answers are enough for an outcome. */
export function nextQuestion(check: SelfCheck, answers: Answers): SelfCheckQuestion | undefined {
  const given = answersOf(check, answers)
  return applying(check, given).find(({ id }) => !(id in given))
}

/**
 * The answers that count, out of whatever was sent: known choices of questions that are asked after the answers before
 * them. What no longer applies is left out, so that a changed answer never drags old ones along.
 */
export function answersOf(check: SelfCheck, raw: Record<string, string | undefined>): Answers {
  const answers: Answers = {}
  for (const question of check.questions) {
    const picked = raw[question.id]
    const known = question.choices.some(({ id }) => id === picked)
    if (!isAsked(check, question, answers)) continue
    if (picked === undefined || !known) break
    answers[question.id] = picked
  }
  return answers
}

/** What the answers come to; undefined while something is still to be asked. */
export function resultOf(check: SelfCheck, raw: Answers): Result | undefined {
  const answers = answersOf(check, raw)
  if (nextQuestion(check, answers)) return undefined
  const state = { answers, points: pointsOf(check, answers) }
  const outcome = check.outcomes.find(({ when }) => holds(when, state))
  if (!outcome) return undefined
  const told = { ...state, outcome: outcome.id }
  const advice = check.advice.filter(({ when }) => holds(when, told))
  const citations = [outcome, ...advice].flatMap((one) => one.citations)
  const once = new Map(citations.map((one) => [`${one.number} ${one.anchor}`, one]))
  return { outcome, advice, citations: [...once.values()] }
}

function applying(check: SelfCheck, answers: Answers): SelfCheckQuestion[] {
  return check.questions.filter((question) => isAsked(check, question, answers))
}

/** Only what was asked before decides: an answer never changes whether an earlier question was to be asked. */
function isAsked(check: SelfCheck, question: SelfCheckQuestion, answers: Answers): boolean {
  if (question.when === undefined) return true
  const earlier = check.questions.slice(0, check.questions.indexOf(question))
  const before = Object.fromEntries(
    earlier.flatMap(({ id }) => (answers[id] === undefined ? [] : [[id, answers[id]]])),
  )
  return holds(question.when, { answers: before, points: pointsOf(check, before) })
}

interface State {
  answers: Answers
  points: number
  outcome?: string
}

function pointsOf(check: SelfCheck, answers: Answers): number {
  return check.questions.reduce((sum, { id, choices }) => {
    const picked = choices.find((choice) => choice.id === answers[id])
    return sum + (picked?.points ?? 0)
  }, 0)
}

/** Whether a condition holds; what asks for an answer that was not given does not. */
function holds(when: Condition | undefined, state: State): boolean {
  if (when === undefined) return true
  if ('question' in when) return when.is.includes(state.answers[when.question] ?? '')
  if ('pointsFrom' in when) return state.points >= when.pointsFrom
  if ('outcome' in when) return state.outcome !== undefined && when.outcome.includes(state.outcome)
  if ('all' in when) return when.all.every((one) => holds(one, state))
  if ('any' in when) return when.any.some((one) => holds(one, state))
  return !holds(when.not, state)
}
