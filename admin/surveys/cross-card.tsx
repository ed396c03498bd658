import type { AdminContext } from '#admin/deps.ts'
import { Button, Card } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { type Crossing, type CrossRow, crossings } from '#core/surveys/crosstab.ts'
import { wordsOf } from '#core/surveys/export.ts'
import type { QuestionResult } from '#core/surveys/results.ts'
import type { ResultsView } from './results-page.tsx'
import { percent, valueName } from './shares.tsx'

const rowsShown = 40
const valuesShown = 12

/** One question set against field, size or commune. */
export function CrossCard(view: ResultsView) {
  const { c, results, cross, asked } = view
  const t = words(c)
  if (!cross) return null
  const language = c.get('language')
  const offered = results.questions.filter(({ shares }) => shares !== undefined)
  return (
    <Card title={t('survey-desk:cross.title')} id="cross">
      <form
        method="get"
        action={`/admin/surveys/${results.survey.id}/results#cross`}
        class="filters"
      >
        {Object.entries(asked.filter).map(([name, value]) => (
          <input type="hidden" name={name} value={String(value)} />
        ))}
        <div class="field">
          <label for="cross-question">{t('survey-desk:cross.question')}</label>
          <select id="cross-question" name="cross" class="survey-pick">
            {offered.map(({ question }) => (
              <option value={question.id} selected={question.id === cross.question.question.id}>
                {wordsOf(language, question.ask, question.askEn).slice(0, 90)}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="cross-by">{t('survey-desk:cross.by')}</label>
          <select id="cross-by" name="by">
            {crossings.map((by) => (
              <option value={by} selected={by === asked.by}>
                {t(`survey-desk:column.${by}`)}
              </option>
            ))}
          </select>
        </div>
        <Button>{t('numbers:show')}</Button>
      </form>
      <CrossTable {...view} cross={cross} />
    </Card>
  )
}

function CrossTable({
  c,
  asked,
  cross,
  fields,
}: ResultsView & { cross: { question: QuestionResult } }) {
  const t = words(c)
  const { question, shares = [] } = cross.question
  const { rows } = (cross as NonNullable<ResultsView['cross']>).table
  const values = shares.slice(0, valuesShown).map(({ value }) => value)
  if (rows.length === 0) return <p class="muted">{t('survey-desk:cross.none')}</p>
  return (
    <>
      <div class="table-wrap">
        <table class="table cross-table">
          <thead>
            <tr>
              <th scope="col">{t(`survey-desk:column.${asked.by}`)}</th>
              <th scope="col" class="num">
                n
              </th>
              {values.map((value) => (
                <th scope="col" class="num">
                  {valueName(c, question, value)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, rowsShown).map((row) => (
              <tr>
                <th scope="row">{groupName(c, asked.by, row, fields)}</th>
                <td class="num">{number(c, row.n)}</td>
                {values.map((value) => (
                  <CrossCell c={c} row={row} value={value} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > rowsShown && (
        <p class="hint">{t('survey-desk:cross.more', { n: rows.length - rowsShown })}</p>
      )}
    </>
  )
}

function CrossCell({ c, row, value }: { c: AdminContext; row: CrossRow; value: string }) {
  const count = row.counts.get(value) ?? 0
  if (count === 0) return <td class="num muted">0</td>
  return (
    <td class="num">
      {percent(c, count / row.n)} <span class="muted small">{number(c, count)}</span>
    </td>
  )
}

function groupName(
  c: AdminContext,
  by: Crossing,
  { group }: CrossRow,
  fields: Map<number, string>,
): string {
  const t = words(c)
  if (group === null) return t('survey-desk:cross.unknown')
  if (by === 'field') return fields.get(Number(group)) ?? t('survey-desk:cross.unknown')
  return by === 'size' ? t(`survey-desk:size.${group}`) : group
}
