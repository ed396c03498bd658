import type { Child, PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import { wordsOf } from '#core/surveys/export.ts'
import {
  type AnswerValue,
  type FormQuestion,
  otherPrefix,
  otherWords,
  rangeOf,
} from '#core/surveys/shape.ts'
import { valueName } from './shares.tsx'

interface Field {
  c: AdminContext
  question: FormQuestion
  number: number
  /** keeps ids apart where a question is on a page twice */
  within: string
  value?: AnswerValue | string | undefined
  fault?: { key: string; values?: Record<string, string | number> | undefined } | undefined
  communes?: string[]
  /** files already taken, by number */
  files?: Map<number, string>
}

/** The fields of one question on a page, as large as a thumb; what was typed stays. */
export function AnswerFields(field: Field) {
  const { question, value } = field
  const id = `${field.within}-${question.id}`
  const name = `a.${question.id}`
  const plain = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const input = (attributes: Record<string, string | number | undefined>): Child => (
    <input id={id} name={name} value={plain} {...attributes} />
  )
  switch (question.kind) {
    case 'choice':
    case 'several':
    case 'scale':
    case 'stars':
      return <Picks {...field} />
    case 'text':
      return (
        <Asked {...field} id={id}>
          {question.long ? (
            <textarea id={id} name={name} rows={4}>
              {plain}
            </textarea>
          ) : (
            input({ type: 'text' })
          )}
        </Asked>
      )
    case 'date':
      return (
        <Asked {...field} id={id}>
          {input({ type: 'date', min: question.min, max: question.max })}
        </Asked>
      )
    case 'commune':
      return (
        <Asked {...field} id={id}>
          {input({ type: 'text', list: `${id}-list`, autocomplete: 'off' })}
          <datalist id={`${id}-list`}>
            {(field.communes ?? []).map((commune) => (
              <option value={commune} />
            ))}
          </datalist>
        </Asked>
      )
    case 'file':
      return (
        <Asked {...field} id={id}>
          <Kept {...field} name={name} />
          <input id={id} name={name} type="file" multiple />
          <p class="hint">
            {words(field.c)('survey-desk:entry.file', { most: filesOf(question) })}
          </p>
        </Asked>
      )
    default:
      return (
        <Asked {...field} id={id}>
          {input({ type: 'text', inputmode: question.kind === 'number' ? 'decimal' : 'numeric' })}
        </Asked>
      )
  }
}

const mostFiles = 3

/** How many files may answer a question. */
function filesOf(question: FormQuestion): number {
  return (question.kind === 'file' && question.max) || mostFiles
}

/** Files taken before; without its tick one is left out. */
function Kept({ value, files, name }: Field & { name: string }) {
  const kept = [value ?? []].flat().flatMap((id) => {
    const known = files?.get(Number(id))
    return known === undefined ? [] : [[String(id), known] as const]
  })
  return (
    <>
      {kept.map(([id, known]) => (
        <label class="answer-pick">
          <input type="checkbox" name={name} value={id} checked />
          <span>{known}</span>
        </label>
      ))}
    </>
  )
}

function Asked({
  c,
  question,
  number,
  fault,
  id,
  children,
}: PropsWithChildren<Field & { id: string }>) {
  return (
    <div class={fault ? 'field field-faulty' : 'field'}>
      <label for={id}>{askOf(c, question, number)}</label>
      <Help c={c} question={question} />
      {children}
      <Fault c={c} fault={fault} />
    </div>
  )
}

function Picks({ c, question, number, within, value, fault }: Field) {
  const several = question.kind === 'several'
  const picked = [value ?? []].flat().map(String)
  const own = picked.map(otherWords).find((one) => one !== undefined)
  const name = `a.${question.id}`
  const { min = 1, max = 5 } = rangeOf(question)
  const values =
    'choices' in question
      ? question.choices.map((choice) => choice.id)
      : Array.from({ length: max - min + 1 }, (_, at) => String(min + at))
  const tick = (one: string, label: string, checked: boolean) => (
    <label class="answer-pick">
      <input type={several ? 'checkbox' : 'radio'} name={name} value={one} checked={checked} />
      <span>{label}</span>
    </label>
  )
  return (
    <fieldset
      class={fault ? 'field answer-picks field-faulty' : 'field answer-picks'}
      id={`${within}-${question.id}`}
    >
      <legend>{askOf(c, question, number)}</legend>
      <Help c={c} question={question} />
      {values.map((one) => tick(one, valueName(c, question, one), picked.includes(one)))}
      {'other' in question && question.other && (
        <div class="answer-other">
          {tick('other', words(c)('survey-desk:value.other'), own !== undefined)}
          <input
            name={`o.${question.id}`}
            value={own ?? ''}
            aria-label={words(c)('survey-desk:value.other')}
          />
        </div>
      )}
      <Fault c={c} fault={fault} />
    </fieldset>
  )
}

function askOf(c: AdminContext, question: FormQuestion, number: number): Child {
  const ask = wordsOf(c.get('language'), question.ask, question.askEn)
  return (
    <>
      {`${number}. ${ask}`}
      {!question.required && <span class="optional">{words(c)('panel:optional')}</span>}
    </>
  )
}

function Help({ c, question }: Pick<Field, 'c' | 'question'>) {
  if (!question.help) return null
  return <p class="hint">{wordsOf(c.get('language'), question.help, question.helpEn)}</p>
}

function Fault({ c, fault }: Pick<Field, 'c' | 'fault'>) {
  return fault ? (
    <p class="fault" role="alert">
      {words(c)(fault.key, fault.values)}
    </p>
  ) : null
}

/** What was sent of the questions, as `checkAnswer` reads it; empty fields are left out. */
export function sentAnswers(
  body: Record<string, unknown>,
  questions: FormQuestion[],
): Record<string, string | string[]> {
  const texts = (value: unknown) =>
    [value ?? []]
      .flat()
      .filter((one): one is string => typeof one === 'string' && one.trim() !== '')
  return Object.fromEntries(
    questions.flatMap(({ id, kind }) => {
      const own = texts(body[`o.${id}`])[0]
      const sent = texts(body[`a.${id}`]).map((one) =>
        one === 'other' ? otherPrefix + (own ?? '') : one,
      )
      if (sent.length === 0) return []
      return [[id, kind === 'several' || kind === 'file' ? sent : (sent[0] ?? '')]]
    }),
  )
}
