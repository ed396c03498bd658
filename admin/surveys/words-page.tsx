import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Button, Card, Empty } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { wordsOf } from '#core/surveys/export.ts'
import type { Results } from '#core/surveys/results.ts'
import type { FormQuestion } from '#core/surveys/shape.ts'
import type { TextAnswer } from '#core/surveys/texts.ts'
import type { Asked } from './asked.ts'
import { TextList } from './results-page.tsx'

interface WordsView {
  c: AdminContext
  results: Results
  asked: Asked
  question: FormQuestion
  rows: TextAnswer[]
  more: boolean
  page: number
  fields: Map<number, string>
  fieldName: (code: string) => string
}

/** Everything that was said to one question, with the field it speaks of. */
export function WordsPage(view: WordsView) {
  const { c, results, asked, question, rows, more, page, fields, fieldName } = view
  const t = words(c)
  const path = `/admin/surveys/${results.survey.id}/results`
  return (
    <Layout
      c={c}
      title={wordsOf(c.get('language'), question.ask, question.askEn)}
      area="surveys"
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: path, label: t('survey-desk:results.of', { title: results.survey.title }) },
      ]}
    >
      {!results.survey.anonymous && (
        <form method="get" action={`${path}/words/${question.id}`} class="filters">
          {Object.entries(asked.filter).map(([name, value]) => (
            <input type="hidden" name={name} value={String(value)} />
          ))}
          <div class="field">
            <label for="words-field">{t('survey-desk:column.field')}</label>
            <select id="words-field" name="field">
              <option value="">{t('numbers:any')}</option>
              {results.fields.map(({ fieldId, n }) => (
                <option value={fieldId ?? 0} selected={asked.field === (fieldId ?? 0)}>
                  {`${fields.get(fieldId ?? 0) ?? t('numbers:no-field')} (${number(c, n)})`}
                </option>
              ))}
            </select>
          </div>
          <Button kind="primary">{t('numbers:show')}</Button>
        </form>
      )}
      <Card>
        {rows.length === 0 ? (
          <Empty icon="message-square-text" title={t('survey-desk:results.none-filtered')} />
        ) : (
          <TextList c={c} rows={rows} fieldName={fieldName} />
        )}
      </Card>
      <Pager c={c} page={page} more={more} path={`${path}/words/${question.id}`} />
    </Layout>
  )
}
