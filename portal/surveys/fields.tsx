import { say, type Values } from '#core/language.ts'
import type { Commune } from '#core/people/commune.ts'
import type { AnswerFault } from '#core/surveys/answer.ts'
import { wordsIn } from '#core/surveys/asking-questions.ts'
import { type FormQuestion, otherPrefix, otherWords, rangeOf } from '#core/surveys/shape.ts'
import type { Typed } from '#core/surveys/web.ts'
import type { Visit } from '#portal/library/visit.ts'

export interface FieldView {
  visit: Visit
  question: FormQuestion
  typed: Typed
  /** files already taken, by number */
  files: Map<number, string>
  fault: AnswerFault | undefined
  /** brought up by the answers just given */
  fresh: boolean
}

const mostFiles = 3

/** A question with what it is answered in, filled in as it was typed. */
export function Field(view: FieldView) {
  const { visit, question, fault, fresh } = view
  const { language } = visit
  const t = words(visit)
  const id = `q-${question.id}`
  const help = question.help && wordsIn(language, question.help, question.helpEn)
  const hint = hintOf(question, t)
  const described = [help || hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter(Boolean)
  const attributes = {
    ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
    ...(fault && { 'aria-invalid': 'true' as const }),
  }
  const grouped = ['choice', 'several', 'scale', 'stars'].includes(question.kind)
  const heading = (
    <>
      {fresh && <span class="ks-new">{t('new')}</span>}
      {wordsIn(language, question.ask, question.askEn)}{' '}
      <small>{t(question.required ? 'required' : 'optional')}</small>
    </>
  )
  const notes = (
    <>
      {(help || hint) && (
        <p id={`${id}-hint`} class="check-hint">
          {[help, hint].filter(Boolean).join(' ')}
        </p>
      )}
      {fault && (
        <p id={`${id}-fault`} class="note alarm">
          {say(language, fault.key, fault.values)}
        </p>
      )}
    </>
  )
  if (grouped) {
    return (
      <fieldset id={id} class="ks-field" tabindex={-1} {...attributes}>
        <legend>{heading}</legend>
        {notes}
        <Group {...view} />
      </fieldset>
    )
  }
  return (
    <div class="ks-field">
      <label for={id} class="ks-ask">
        {heading}
      </label>
      {notes}
      <Single {...view} id={id} attributes={attributes} />
    </div>
  )
}

function words({ language }: Visit) {
  return (key: string, values: Values = {}) => say(language, `surveys:web.${key}`, values)
}

function hintOf(question: FormQuestion, t: ReturnType<typeof words>): string {
  if (question.kind === 'several') return t('several-hint')
  if (question.kind === 'file') return t('file-hint', { most: question.max ?? mostFiles })
  if (question.kind === 'commune' || question.kind === 'tax-code') return t(`${question.kind}-hint`)
  return ''
}

/** One of some choices, or several; a scale and stars in one row. */
function Group({ visit, question, typed }: FieldView) {
  const { language } = visit
  const t = words(visit)
  const name = `q.${question.id}`
  const given = [typed[question.id] ?? []].flat().map(String)
  if (question.kind === 'scale' || question.kind === 'stars') {
    const { min = 1, max = 5 } = rangeOf(question)
    const steps = Array.from({ length: max - min + 1 }, (_, at) => min + at)
    const stars = question.kind === 'stars'
    const ends = question.kind === 'scale' ? question.labels : undefined
    return (
      <>
        <div class={stars ? 'ks-steps ks-stars' : 'ks-steps'}>
          {steps.map((step) => (
            <label>
              <input
                type="radio"
                name={name}
                value={String(step)}
                checked={given.includes(String(step))}
                {...(stars && { 'aria-label': t('star', { n: step }) })}
              />
              <span aria-hidden={stars ? 'true' : undefined}>
                {stars ? '★'.repeat(step) : step}
              </span>
            </label>
          ))}
        </div>
        {ends && (
          <p class="ks-ends">
            <span>{wordsIn(language, ends.min ?? '', ends.minEn)}</span>
            <span>{wordsIn(language, ends.max ?? '', ends.maxEn)}</span>
          </p>
        )}
      </>
    )
  }
  if (!('choices' in question)) return null
  const type = question.kind === 'several' ? 'checkbox' : 'radio'
  const own = given.find((value) => value.startsWith(otherPrefix))
  return (
    <>
      {question.choices.map(({ id, text, textEn }) => (
        <label class="check-choice">
          <input type={type} name={name} value={id} checked={given.includes(id)} />
          <span>{wordsIn(language, text, textEn)}</span>
        </label>
      ))}
      {question.other && (
        <div class="check-choice ks-other">
          <label>
            <input type={type} name={name} value="other" checked={own !== undefined} />
            <span>{t('other')}</span>
          </label>
          <input
            type="text"
            name={`${name}.other`}
            maxlength={300}
            aria-label={t('other-words')}
            placeholder={t('other-words')}
            value={own === undefined ? '' : (otherWords(own) ?? '')}
          />
        </div>
      )}
    </>
  )
}

interface SingleView extends FieldView {
  id: string
  attributes: Record<string, string | undefined>
}

/** What is typed, picked from a calendar or sent. */
function Single({ visit, question, typed, files, id, attributes }: SingleView) {
  const t = words(visit)
  const name = `q.${question.id}`
  const given = typed[question.id]
  const value = given === undefined || typeof given === 'object' ? '' : String(given)
  const common = { id, name, value, ...attributes }
  switch (question.kind) {
    case 'text': {
      const maxlength = question.max ?? 2_000
      if (question.long === false || maxlength <= 120) {
        return <input type="text" maxlength={maxlength} {...common} />
      }
      return (
        <textarea id={id} name={name} rows={4} maxlength={maxlength} {...attributes}>
          {value}
        </textarea>
      )
    }
    case 'number':
      return <input type="text" inputmode="decimal" {...common} />
    case 'date':
      return <input type="date" min={question.min} max={question.max} {...common} />
    case 'commune':
      return <input type="text" list="communes" autocomplete="off" {...common} />
    case 'tax-code':
      return <input type="text" inputmode="numeric" autocomplete="off" {...common} />
    default: {
      const kept = [given ?? []].flat().map(Number)
      const names = kept.flatMap((one) => files.get(one) ?? [])
      return (
        <>
          {names.length > 0 && <p>{t('file-kept', { names: names.join(', ') })}</p>}
          <input type="file" multiple id={id} name={name} {...attributes} />
        </>
      )
    }
  }
}

/** The names of all communes, for the fields that ask for one. */
export function Communes({ communes }: { communes: Commune[] }) {
  return (
    <datalist id="communes">
      {communes.map(({ kind, name }) => (
        <option value={`${kind} ${name}`} />
      ))}
    </datalist>
  )
}
