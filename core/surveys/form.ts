import { Refusal } from '#core/refusal.ts'
import {
  type Condition,
  type Form,
  type FormQuestion,
  formShape,
  isPersonal,
  questionsOf,
  rangeOf,
} from './shape.ts'

/** What is wrong with a form, and where: `sections.0.questions.2.choices`. The key is one of the area `surveys`. */
export interface FormFault {
  path: string
  /** the question's id, where the fault is in one */
  question?: string
  key: string
  values?: Record<string, string | number>
}

const mostQuestions = 100
const mostSteps = 11

/** Reads a form from data: an import, a row. Refusal when it has not the shape. */
export function readForm(raw: unknown): Form {
  const read = formShape.safeParse(raw)
  if (read.success) return read.data
  const path = read.error.issues[0]?.path.join('.') ?? ''
  throw new Refusal('surveys:form.shape', { path: path === '' ? '—' : path })
}

/** Everything that keeps a form from being asked; empty when it may be published. */
export function formFaults(form: Form, { anonymous }: { anonymous: boolean }): FormFault[] {
  const faults: FormFault[] = []
  const all = questionsOf(form)
  if (all.length === 0) faults.push({ path: 'sections', key: 'surveys:form.no-questions' })
  if (all.length > mostQuestions) {
    faults.push({
      ...{ path: 'sections', key: 'surveys:form.many-questions' },
      values: { most: mostQuestions },
    })
  }
  const sectionIds = new Set<string>()
  const earlier = new Map<string, FormQuestion>()
  for (const [at, section] of form.sections.entries()) {
    const path = `sections.${at}`
    if (sectionIds.has(section.id)) {
      faults.push({ path, key: 'surveys:form.same-section', values: { id: section.id } })
    }
    sectionIds.add(section.id)
    if (section.title === '') faults.push({ path: `${path}.title`, key: 'surveys:form.no-title' })
    if (section.questions.length === 0) {
      faults.push({ path, key: 'surveys:form.empty-section', values: { title: section.title } })
    }
    for (const [n, question] of section.questions.entries()) {
      const here = { path: `${path}.questions.${n}`, question, earlier, all, anonymous }
      faults.push(...questionFaults(here))
      earlier.set(question.id, question)
    }
  }
  return [...faults, ...markFaults(form)]
}

/** Throws the first of the faults. */
export function requireSound(form: Form, of: { anonymous: boolean }): void {
  const [first] = formFaults(form, of)
  if (first) throw new Refusal(first.key, first.values)
}

interface Place {
  path: string
  question: FormQuestion
  earlier: Map<string, FormQuestion>
  all: FormQuestion[]
  anonymous: boolean
}

function questionFaults({ path, question, earlier, all, anonymous }: Place): FormFault[] {
  const { id, ask } = question
  const faults: FormFault[] = []
  const fault = (field: string, key: string, values: FormFault['values'] = {}) =>
    faults.push({
      ...{ path: `${path}.${field}`, question: id, key: `surveys:form.${key}` },
      values: { id, ...values },
    })
  if (earlier.has(id)) fault('id', 'same-question')
  if (ask === '') fault('ask', 'no-words')
  if (anonymous && (isPersonal(question) || question.kind === 'file')) {
    fault('kind', 'anonymous-personal')
  }
  if ('choices' in question) choiceFaults(question, fault)
  if (question.kind === 'scale' || question.kind === 'number' || question.kind === 'several') {
    boundFaults(question, fault)
  }
  if (question.kind === 'date' && question.min && question.max && question.min > question.max) {
    fault('max', 'bounds')
  }
  for (const [n, condition] of (question.when?.conditions ?? []).entries()) {
    const key = conditionFault(condition, earlier, all, id)
    if (key) fault(`when.conditions.${n}`, key, { other: condition.question })
  }
  return faults
}

type Fault = (field: string, key: string, values?: FormFault['values']) => void

function choiceFaults(
  { choices, other }: Extract<FormQuestion, { choices: unknown }>,
  fault: Fault,
): void {
  if (choices.length + (other ? 1 : 0) < 2) fault('choices', 'few-choices')
  const ids = new Set<string>()
  for (const [n, { id, text }] of choices.entries()) {
    if (text === '') fault(`choices.${n}`, 'empty-choice')
    if (id === 'other' || ids.has(id)) fault(`choices.${n}`, 'same-choice', { choice: id })
    ids.add(id)
  }
}

function boundFaults(
  question: Extract<FormQuestion, { kind: 'scale' | 'number' | 'several' }>,
  fault: Fault,
): void {
  const found = boundFault(question)
  if (found) fault(found.field, found.key, { most: mostSteps })
}

function boundFault(
  question: Extract<FormQuestion, { kind: 'scale' | 'number' | 'several' }>,
): { field: string; key: string } | undefined {
  const { min, max } = question.kind === 'several' ? question : rangeOf(question)
  const crossed = { field: 'max', key: 'bounds' }
  if (min !== undefined && max !== undefined && min > max) return crossed
  const whole = question.kind !== 'number' || question.whole === true
  if (whole && [min, max].some((bound) => bound !== undefined && !Number.isInteger(bound))) {
    return { field: 'min', key: 'whole-bounds' }
  }
  if (question.kind === 'scale' && (max ?? 5) - (min ?? 1) + 1 > mostSteps) {
    return { field: 'max', key: 'long-scale' }
  }
  if (question.kind !== 'several') return undefined
  const most = question.choices.length + (question.other ? 1 : 0)
  return (min ?? 0) < 0 || (min ?? 0) > most || (max ?? 1) < 1 ? crossed : undefined
}

/** A condition looks back only: at a question that comes before and can be answered so. */
function conditionFault(
  condition: Condition,
  earlier: Map<string, FormQuestion>,
  all: FormQuestion[],
  id: string,
): string | undefined {
  const question = earlier.get(condition.question)
  if (!question) {
    const later = condition.question === id || all.some((other) => other.id === condition.question)
    return later ? 'condition-later' : 'condition-deleted'
  }
  if (condition.is) {
    if (!('choices' in question)) return 'condition-kind'
    const offered = question.choices.map((one) => one.id)
    if (question.other) offered.push('other')
    return condition.is.every((one) => offered.includes(one)) ? undefined : 'condition-choice'
  }
  const counts = ['scale', 'stars', 'number'].includes(question.kind)
  return condition.answered !== undefined || counts ? undefined : 'condition-kind'
}

function markFaults(form: Form): FormFault[] {
  const marks = questionsOf(form).filter((one) => one.kind === 'stars' && one.mark === true)
  return marks.slice(1).map(({ id }) => ({
    ...{ path: 'sections', question: id, key: 'surveys:form.two-marks', values: { id } },
  }))
}
