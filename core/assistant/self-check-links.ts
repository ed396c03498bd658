import type { Values } from '#core/language.ts'
import type { Path } from '#core/yaml-place.ts'
import { nextQuestion, resultOf } from './self-check.ts'
import { unknownFillings } from './self-check-fillings.ts'
import type { Answers, Condition, SelfCheck } from './self-check-shape.ts'

export interface LinkFault {
  path: Path
  key: string
  values: Values
}

/** What a well-formed self-check may still get wrong: names doubled, pointing nowhere or ahead, ends never reached. */
export function linkFaults(check: SelfCheck): LinkFault[] {
  const { questions, outcomes, advice } = check
  const faults = [
    ...doubled(questions, ['questions']),
    ...questions.flatMap(({ choices }, at) => doubled(choices, ['questions', at, 'choices'])),
    ...doubled(outcomes, ['outcomes']),
    ...questions.flatMap(({ when }, at) =>
      condition(check, when, { path: ['questions', at, 'when'], before: at }),
    ),
    ...outcomes.flatMap(({ when }, at) =>
      condition(check, when, { path: ['outcomes', at, 'when'] }),
    ),
    ...advice.flatMap(({ when }, at) =>
      condition(check, when, { path: ['advice', at, 'when'], outcomes: true }),
    ),
    ...endFaults(check),
    ...fillingFaults(check),
  ]
  return faults.length > 0 ? faults : unreached(check)
}

function doubled(rows: { id: string }[], path: Path): LinkFault[] {
  return rows.flatMap(({ id }, at) =>
    rows.findIndex((row) => row.id === id) === at
      ? []
      : [{ path: [...path, at, 'id'], key: 'doubled', values: { name: id } }],
  )
}

interface Place {
  path: Path
  /** only questions before this one may be named */
  before?: number
  /** outcomes may be named */
  outcomes?: boolean
}

function condition(check: SelfCheck, when: Condition | undefined, place: Place): LinkFault[] {
  if (when === undefined || 'pointsFrom' in when) return []
  if ('all' in when) return when.all.flatMap((one) => condition(check, one, place))
  if ('any' in when) return when.any.flatMap((one) => condition(check, one, place))
  if ('not' in when) return condition(check, when.not, place)
  if ('outcome' in when) return outcomeFaults(check, when.outcome, place)
  const { path } = place
  const at = check.questions.findIndex(({ id }) => id === when.question)
  const asked = check.questions[at]
  const name = when.question
  if (!asked) return [{ path, key: 'no-question', values: { name } }]
  if (place.before !== undefined && at >= place.before) {
    return [{ path, key: 'later', values: { name } }]
  }
  return when.is
    .filter((one) => !asked.choices.some(({ id }) => id === one))
    .map((choice) => ({ path, key: 'no-choice', values: { name, choice } }))
}

function outcomeFaults(check: SelfCheck, names: string[], { path, outcomes }: Place): LinkFault[] {
  if (!outcomes) return [{ path, key: 'outcome-here', values: {} }]
  return names
    .filter((name) => !check.outcomes.some(({ id }) => id === name))
    .map((name) => ({ path, key: 'no-outcome', values: { name } }))
}

/** Every way must end: the last outcome holds whatever was answered, and only the last. */
function endFaults({ outcomes }: SelfCheck): LinkFault[] {
  const last = outcomes.length - 1
  return outcomes.flatMap(({ id, when }, at): LinkFault[] => {
    const path = ['outcomes', at, when === undefined ? 'id' : 'when']
    if (at === last) return when === undefined ? [] : [{ path, key: 'last', values: { name: id } }]
    return when === undefined ? [{ path, key: 'not-last', values: { name: id } }] : []
  })
}

function fillingFaults(check: SelfCheck): LinkFault[] {
  const texts: [Path, { vi: string; en: string }][] = [
    ...check.outcomes.map(({ text }, at): [Path, typeof text] => [['outcomes', at, 'text'], text]),
    ...check.advice.map(({ text }, at): [Path, typeof text] => [['advice', at, 'text'], text]),
  ]
  return texts.flatMap(([path, { vi, en }]) =>
    unknownFillings(`${vi} ${en}`).map((name) => ({ path, key: 'filling', values: { name } })),
  )
}

/** More ways than this are not walked to their end. */
const mostWays = 20_000

/** Outcomes that no answers lead to. */
function unreached(check: SelfCheck): LinkFault[] {
  const reached = new Set<string>()
  let ways = 0
  const walk = (answers: Answers): void => {
    if (ways > mostWays) return
    const next = nextQuestion(check, answers)
    if (!next) {
      ways += 1
      const result = resultOf(check, answers)
      if (result) reached.add(result.outcome.id)
      return
    }
    for (const { id } of next.choices) walk({ ...answers, [next.id]: id })
  }
  walk({})
  if (ways > mostWays) return []
  return check.outcomes.flatMap(({ id }, at) =>
    reached.has(id)
      ? []
      : [{ path: ['outcomes', at, 'id'], key: 'unreached', values: { name: id } }],
  )
}
