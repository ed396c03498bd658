import type { AdminContext } from '#admin/deps.ts'
import { number, words } from '#admin/words.ts'
import { inRanges } from '#core/surveys/bins.ts'
import { wordsOf } from '#core/surveys/export.ts'
import type { Interval } from '#core/surveys/interval.ts'
import type { QuestionResult, Share } from '#core/surveys/results.ts'
import type { FormQuestion } from '#core/surveys/shape.ts'

/** What a value of a question is called. */
export function valueName(c: AdminContext, question: FormQuestion, value: string): string {
  const t = words(c)
  if ('choices' in question) {
    const choice = question.choices.find(({ id }) => id === value)
    if (choice) return wordsOf(c.get('language'), choice.text, choice.textEn) || choice.id
    return value === 'other' ? t('survey-desk:value.other') : value
  }
  if (question.kind === 'stars') return t('survey-desk:value.stars', { n: value })
  if (question.kind !== 'scale') return value
  const { min = 1, max = 5, labels } = question
  const language = c.get('language')
  const end =
    (value === String(min) && labels?.min && wordsOf(language, labels.min, labels.minEn)) ||
    (value === String(max) && labels?.max && wordsOf(language, labels.max, labels.maxEn))
  return end ? `${value} – ${end}` : value
}

export function percent(c: AdminContext, share: number): string {
  return `${number(c, share * 100, 1)} %`
}

export function range(c: AdminContext, { low, high }: Interval): string {
  return `${number(c, low * 100, 1)} – ${number(c, high * 100, 1)}`
}

const most = 12

/**
 * How often each value was given: figures and bars in one table, so that what is drawn can also be read. A bar is the
 * share, the thin line over it the 95 % interval.
 */
export function ShareTable({ c, result }: { c: AdminContext; result: QuestionResult }) {
  const t = words(c)
  const { question } = result
  const shares = inRanges(result)
  const rows = (some: Share[]) =>
    some.map((share) => (
      <tr>
        <th scope="row">{valueName(c, question, share.value)}</th>
        <td class="num">{number(c, share.n)}</td>
        <td class="num">{percent(c, share.share)}</td>
        <td class="num muted">{result.n === 0 ? '–' : range(c, share.interval)}</td>
        <td class="share-drawn">
          <ShareBar share={share} />
        </td>
      </tr>
    ))
  const head = ['value', 'n', 'share', 'interval'] as const
  const table = (some: Share[]) => (
    <div class="table-wrap">
      <table class="table share-table">
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col" class={name === 'value' ? undefined : 'num'}>
                {t(`survey-desk:share.${name}`)}
              </th>
            ))}
            <th scope="col" class="share-drawn">
              <span class="visually-hidden">{t('survey-desk:share.drawn')}</span>
            </th>
          </tr>
        </thead>
        <tbody>{rows(some)}</tbody>
      </table>
    </div>
  )
  return (
    <>
      {table(shares.slice(0, most))}
      {shares.length > most && (
        <details>
          <summary>{t('survey-desk:share.more', { n: shares.length - most })}</summary>
          {table(shares.slice(most))}
        </details>
      )}
    </>
  )
}

function ShareBar({ share: { share, interval, n } }: { share: Share }) {
  const at = (part: number) => Math.round(part * 1000) / 10
  return (
    <svg class="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="meter-track" x="0" y="1" width="100" height="8" />
      <rect class="chart-bar" x="0" y="1" width={at(share)} height="8" />
      {n > 0 && (
        <line class="share-interval" x1={at(interval.low)} x2={at(interval.high)} y1="5" y2="5" />
      )}
    </svg>
  )
}
