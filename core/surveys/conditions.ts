import {
  type Answers,
  type AnswerValue,
  type Condition,
  type Form,
  type FormQuestion,
  pickedId,
  questionsOf,
} from './shape.ts'

/**
 * The questions to be asked, in order, given what was answered so far. What was answered to a question that is no
 * longer asked does not count for those after it.
 */
export function visibleQuestions(form: Form, answers: Answers): FormQuestion[] {
  const seen: FormQuestion[] = []
  const counted: Answers = {}
  for (const question of questionsOf(form)) {
    if (!fits(question, counted)) continue
    seen.push(question)
    const value = answers[question.id]
    if (value !== undefined) counted[question.id] = value
  }
  return seen
}

/** The answers of the questions that are asked, and no others. */
export function visibleAnswers(form: Form, answers: Answers): Answers {
  return Object.fromEntries(
    visibleQuestions(form, answers).flatMap(({ id }) => {
      const value = answers[id]
      return value === undefined ? [] : [[id, value] as const]
    }),
  )
}

function fits(question: FormQuestion, answers: Answers): boolean {
  const { when } = question
  if (!when) return true
  const one = (condition: Condition) => holds(condition, answers[condition.question])
  return when.match === 'all' ? when.conditions.every(one) : when.conditions.some(one)
}

function holds(condition: Condition, value: AnswerValue | undefined): boolean {
  if (condition.answered !== undefined) return (value !== undefined) === condition.answered
  if (value === undefined) return false
  if (condition.is) {
    const picked = (Array.isArray(value) ? value : [value]).map((it) => pickedId(String(it)))
    return condition.is.some((id) => picked.includes(id))
  }
  if (typeof value !== 'number') return false
  if (condition.atLeast !== undefined) return value >= condition.atLeast
  return condition.atMost !== undefined && value <= condition.atMost
}
