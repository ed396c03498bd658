import type { Faults, Typed } from '#admin/forms.ts'
import { emptyQuestion } from '#core/surveys/pieces.ts'
import { type FormQuestion, formShape, questionKinds } from '#core/surveys/shape.ts'
import { lacksNumber, sentLines, whenOf } from './conditions.tsx'

type Body = Record<string, unknown>

/** What was typed of a question: as far as it fits, and what does not, by field. */
export interface ReadQuestion {
  question: FormQuestion
  typed: Typed
  faults: Faults
  lines: string[]
  match: string
}

const text = (body: Body, name: string) => {
  const value = body[name]
  return (typeof value === 'string' ? value : '').replace(/\r\n/g, '\n').trim()
}
const list = (body: Body, name: string) =>
  [body[name] ?? []].flat().filter((one): one is string => typeof one === 'string')
const given = (value: string) => (value === '' ? undefined : value)

/** Reads the form of one question. `before`: the question as the page showed it; its kind may change while `free`. */
export function readQuestion(body: Body, before: FormQuestion, free: boolean): ReadQuestion {
  const kind = (free && questionKinds.find((one) => one === text(body, 'kind'))) || before.kind
  const faults: Faults = {}
  const lines = sentLines(list(body, 'when'), list(body, 'whenNumber'))
  if (lines.some(lacksNumber)) faults.when = 'survey-desk:when.number.fault'
  const match = text(body, 'match')
  const raw = strip({
    ...emptyQuestion(before.id, kind),
    ask: text(body, 'ask'),
    askEn: given(text(body, 'askEn')),
    help: given(text(body, 'help')),
    helpEn: given(text(body, 'helpEn')),
    required: body.required !== undefined,
    personal: body.personal !== undefined || undefined,
    when: whenOf(lines, match),
    ...ofKind(body, kind, faults),
  })
  const read = formShape.shape.sections.element.shape.questions.element.safeParse(raw)
  for (const issue of read.error?.issues ?? []) {
    const name = String(issue.path[0] ?? 'form')
    const key = issue.code === 'too_big' ? 'panel:fault.long' : 'panel:fault.invalid'
    faults[name] ??= key
  }
  const typed = Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return { question: read.data ?? before, typed, faults, lines, match }
}

function ofKind(body: Body, kind: FormQuestion['kind'], faults: Faults): Body {
  const number = (name: string) => numberIn(body, name, faults)
  switch (kind) {
    case 'choice':
      return { choices: choicesIn(body), other: body.other !== undefined || undefined }
    case 'several':
      return {
        ...{ choices: choicesIn(body), other: body.other !== undefined || undefined },
        ...{ min: number('min'), max: number('max') },
      }
    case 'scale':
      return { min: number('min'), max: number('max'), labels: labelsIn(body) }
    case 'stars':
      return { mark: body.mark !== undefined || undefined }
    case 'number':
      return {
        min: number('min'),
        max: number('max'),
        whole: body.whole !== undefined || undefined,
      }
    case 'text':
      return {
        ...{ max: number('max'), long: body.long !== undefined || undefined },
        difficulty: body.difficulty !== undefined || undefined,
      }
    case 'date':
      return { min: given(text(body, 'min')), max: given(text(body, 'max')) }
    case 'file':
      return { max: number('max') }
    default:
      return {}
  }
}

/** A choice keeps its id however often it is reworded; one without words is taken away, new words make a new one. */
function choicesIn(body: Body): { id: string; text: string; textEn?: string }[] {
  const ids = list(body, 'choiceId')
  const [texts, english] = [list(body, 'choice'), list(body, 'choiceEn')]
  const taken = new Set([...ids, 'other'])
  let n = 1
  return texts.flatMap((words, at) => {
    const trimmed = words.trim()
    if (trimmed === '') return []
    let id = ids[at] ?? ''
    if (id === '') {
      while (taken.has(`c${n}`)) n++
      id = `c${n}`
      taken.add(id)
    }
    const textEn = english[at]?.trim()
    return [{ id, text: trimmed, ...(textEn && { textEn }) }]
  })
}

function labelsIn(body: Body): Body | undefined {
  const labels = strip({
    min: given(text(body, 'labelMin')),
    minEn: given(text(body, 'labelMinEn')),
    max: given(text(body, 'labelMax')),
    maxEn: given(text(body, 'labelMaxEn')),
  })
  return Object.keys(labels).length === 0 ? undefined : labels
}

/** Decimals as people here write them: 2,5. */
function numberIn(body: Body, name: string, faults: Faults): number | undefined {
  const typed = text(body, name)
  if (typed === '') return undefined
  const value = Number(typed.replace(',', '.'))
  if (Number.isFinite(value)) return value
  faults[name] = 'panel:fault.number'
  return undefined
}

function strip(of: Body): Body {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined))
}
