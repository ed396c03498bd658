import type { AdminContext } from '#admin/deps.ts'
import { number, words } from '#admin/words.ts'
import { wordsOf } from '#core/surveys/export.ts'
import {
  type Condition,
  type Form,
  type FormQuestion,
  questionsOf,
  rangeOf,
  type When,
} from '#core/surveys/shape.ts'
import { valueName } from './shares.tsx'

/** "Hỏi khi …" as a sentence. */
export function conditionWords(c: AdminContext, form: Form, { match, conditions }: When): string {
  const t = words(c)
  const all = questionsOf(form)
  const told = conditions.map((condition) => {
    const at = all.findIndex(({ id }) => id === condition.question)
    const question = all[at]
    const name = question ? String(at + 1) : `“${condition.question}”`
    return t(`survey-desk:when.${wayOf(condition)}`, {
      name,
      value: namedValue(c, question, condition),
    })
  })
  return t('survey-desk:when', { told: told.join(t(`survey-desk:when.${match}`)) })
}

function wayOf(condition: Condition): string {
  if (condition.is) return 'is'
  if (condition.atLeast !== undefined) return 'at-least'
  if (condition.atMost !== undefined) return 'at-most'
  return condition.answered ? 'answered' : 'unanswered'
}

function namedValue(
  c: AdminContext,
  question: FormQuestion | undefined,
  condition: Condition,
): string {
  const { is } = condition
  if (is) {
    const names = is.map((id) => `“${question ? valueName(c, question, id) : id}”`)
    return names.join(words(c)('survey-desk:when.any'))
  }
  const bound = condition.atLeast ?? condition.atMost
  return bound === undefined ? '' : number(c, bound, 6)
}

/** One line of the form for conditions: `question|is|choice`, `question|atLeast|3`, `question|answered|true`. */
export function conditionLines(when: When | undefined): string[] {
  return (when?.conditions ?? []).flatMap((condition) => {
    const { question, is, atLeast, atMost, answered } = condition
    if (is) return is.map((id) => `${question}|is|${id}`)
    if (atLeast !== undefined) return [`${question}|atLeast|${atLeast}`]
    if (atMost !== undefined) return [`${question}|atMost|${atMost}`]
    return [`${question}|answered|${answered}`]
  })
}

const byNumber = /^[^|]+\|(atLeast|atMost)\|$/

/**
 * The lines as they were sent, each with the number typed beside it: `question|atLeast|` has none of its own. What is
 * typed wrong stays in its line.
 */
export function sentLines(lines: string[], numbers: string[]): string[] {
  return lines.flatMap((line, at) => {
    if (line === '') return []
    if (!byNumber.test(line)) return [line]
    return [line + (numbers[at] ?? '').trim().replace(',', '.').replaceAll('|', '')]
  })
}

/** Whether the number of a line is missing or none. */
export function lacksNumber(line: string): boolean {
  const [, way = '', value = ''] = line.split('|')
  if (way !== 'atLeast' && way !== 'atMost') return false
  return value === '' || !Number.isFinite(Number(value))
}

/** The lines read again; several choices of one question are one condition, any of which fits. */
export function whenOf(lines: string[], match: string): When | undefined {
  const conditions: Condition[] = []
  for (const line of lines) {
    const [question = '', way = '', value = ''] = line.split('|')
    if (question === '') continue
    if (way === 'is') {
      const same = conditions.find((one) => one.question === question && one.is)
      if (same) same.is?.push(value)
      else conditions.push({ question, is: [value] })
    } else if (lacksNumber(line)) continue
    else if (way === 'answered') conditions.push({ question, answered: value === 'true' })
    else if (way === 'atLeast' || way === 'atMost') {
      conditions.push({ question, [way]: Number(value) } as Condition)
    }
  }
  if (conditions.length === 0) return undefined
  return { match: match === 'any' ? 'any' : 'all', conditions: conditions.slice(0, 10) }
}

/** What an earlier question offers a condition: each choice, each score, a number to be typed, and whether it was answered. */
function offers(question: FormQuestion): [way: string, value: string][] {
  const either: [string, string][] = [
    ['answered', 'true'],
    ['answered', 'false'],
  ]
  if ('choices' in question) {
    const ids = [...question.choices.map(({ id }) => id), ...(question.other ? ['other'] : [])]
    return [...ids.map((id): [string, string] => ['is', id]), ...either]
  }
  if (question.kind === 'number') return [['atLeast', ''], ['atMost', ''], ...either]
  if (question.kind !== 'stars' && question.kind !== 'scale') return either
  const { min = 1, max = 5 } = rangeOf(question)
  const scores = Array.from({ length: max - min }, (_, at) => min + at)
  return [
    ...scores.map((score): [string, string] => ['atMost', String(score)]),
    ...scores.map((score): [string, string] => ['atLeast', String(score + 1)]),
    ...either,
  ]
}

interface View {
  c: AdminContext
  form: Form
  question: FormQuestion
  lines: string[]
  match: string
}

/** Conditions picked from the questions that come before; a line left empty is none. */
export function ConditionFields({ c, form, question, lines, match }: View) {
  const t = words(c)
  const all = questionsOf(form)
  const place = all.findIndex(({ id }) => id === question.id)
  const earlier = all.slice(0, place < 0 ? all.length : place)
  if (earlier.length === 0 && lines.length === 0) return null
  return (
    <fieldset class="survey-when">
      <legend>{t('survey-desk:when.title')}</legend>
      {[...lines, ''].slice(0, 10).map((line, at) => (
        <ConditionLine c={c} earlier={earlier} line={line} at={at} />
      ))}
      <div class="field">
        <label for="when-match">{t('survey-desk:when.match')}</label>
        <select id="when-match" name="match">
          {(['all', 'any'] as const).map((one) => (
            <option value={one} selected={one === match}>
              {t(`survey-desk:when.match.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <p class="hint">{t('survey-desk:when.hint')}</p>
    </fieldset>
  )
}

/** One condition; where an earlier question is answered by a number, with a field for what it is compared with. */
function ConditionLine({
  c,
  earlier,
  line,
  at,
}: Pick<View, 'c'> & { earlier: FormQuestion[]; line: string; at: number }) {
  const t = words(c)
  const typed = numberOf(earlier, line)
  const chosen = typed ? line.slice(0, line.lastIndexOf('|') + 1) : line
  const lacking = lacksNumber(line)
  return (
    <div class={lacking ? 'field field-faulty' : 'field'}>
      <div class="survey-when-line">
        <select
          name="when"
          class="survey-pick"
          aria-label={t('survey-desk:when.line', { n: at + 1 })}
        >
          <option value="">{t('survey-desk:when.none')}</option>
          {earlier.map((before, n) => (
            <optgroup
              label={`${n + 1}. ${wordsOf(c.get('language'), before.ask, before.askEn).slice(0, 70)}`}
            >
              {offers(before).map(([way, value]) => {
                const option = `${before.id}|${way}|${value}`
                return (
                  <option value={option} selected={option === chosen}>
                    {offerWords(c, before, n + 1, way, value)}
                  </option>
                )
              })}
            </optgroup>
          ))}
          {chosen !== '' && !known(earlier, chosen) && (
            <option value={line} selected>
              {t('survey-desk:when.lost', { line: line.replaceAll('|', ' ') })}
            </option>
          )}
        </select>
        {earlier.some(({ kind }) => kind === 'number') ? (
          <input
            name="whenNumber"
            class="survey-when-number"
            inputmode="decimal"
            value={typed?.value ?? ''}
            aria-label={t('survey-desk:when.number', { n: at + 1 })}
            placeholder={t('survey-desk:when.number.short')}
          />
        ) : (
          <input type="hidden" name="whenNumber" value="" />
        )}
      </div>
      {lacking && (
        <p class="fault" role="alert">
          {t('survey-desk:when.number.fault')}
        </p>
      )}
    </div>
  )
}

/** What a line compares a number with; undefined when it is about something else. */
function numberOf(earlier: FormQuestion[], line: string): { value: string } | undefined {
  const [id, way, value = ''] = line.split('|')
  const question = earlier.find((one) => one.id === id)
  if (question?.kind !== 'number' || way === 'answered') return undefined
  return { value: value.replace('.', ',') }
}

function known(earlier: FormQuestion[], line: string): boolean {
  return earlier.some((one) =>
    offers(one).some(([way, value]) => line === `${one.id}|${way}|${value}`),
  )
}

function offerWords(
  c: AdminContext,
  question: FormQuestion,
  n: number,
  way: string,
  value: string,
) {
  const key = way === 'answered' ? (value === 'true' ? 'answered' : 'unanswered') : kebab(way)
  const shown = way === 'is' ? `“${valueName(c, question, value)}”` : value || '…'
  return words(c)(`survey-desk:when.${key}`, { name: String(n), value: shown })
}

function kebab(way: string): string {
  return way.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
