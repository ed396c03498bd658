import type { Child } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { RateChart } from '#admin/numbers/chart.tsx'
import { ButtonLink, Card, Empty, Notice } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { CrossTable } from '#core/surveys/crosstab.ts'
import { wordsOf } from '#core/surveys/export.ts'
import { fewest } from '#core/surveys/months.ts'
import type { QuestionResult, Results } from '#core/surveys/results.ts'
import type { SentFile } from '#core/surveys/sent-files.ts'
import type { TextAnswer } from '#core/surveys/texts.ts'
import { type Asked, filterQuery } from './asked.ts'
import { CrossCard } from './cross-card.tsx'
import { FileList } from './files-page.tsx'
import { FieldTrend, ResultFilter, ResultTiles } from './results-head.tsx'
import { percent, ShareTable } from './shares.tsx'

export interface ResultsView {
  c: AdminContext
  results: Results
  asked: Asked
  target: number
  /** by field id */
  fields: Map<number, string>
  cross: { question: QuestionResult; table: CrossTable } | undefined
  /** the newest words, by question */
  texts: Map<string, TextAnswer[]>
  /** the newest files, by question; none for who may not see them */
  files: Map<string, SentFile[]>
  fieldName: (code: string) => string
}

/** What people answered: the whole, then question by question. */
export function ResultsPage(view: ResultsView) {
  const { c, results, asked } = view
  const t = words(c)
  const { survey } = results
  const path = `/admin/surveys/${survey.id}`
  const query = filterQuery(asked.filter)
  const file = (kind: string) => `${path}/results.${kind}${query && `?${query}`}`
  return (
    <Layout
      c={c}
      title={t('survey-desk:results.of', { title: survey.title })}
      area="surveys"
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: path, label: survey.title },
      ]}
      actions={
        <>
          {survey.anonymous && !results.hidden && (
            <ButtonLink href={`${path}/results/words.xlsx`} icon="download">
              {t('survey-desk:export.words')}
            </ButtonLink>
          )}
          <ButtonLink href={file('xlsx')} icon="download">
            {t('survey-desk:export.xlsx')}
          </ButtonLink>
          <ButtonLink href={file('docx')} icon="file-text">
            {t('survey-desk:export.docx')}
          </ButtonLink>
        </>
      }
    >
      {survey.anonymous ? (
        <Notice kind="info">{t('survey-desk:results.anonymous')}</Notice>
      ) : (
        <ResultFilter {...view} path={`${path}/results`} />
      )}
      <Answered {...view} />
    </Layout>
  )
}

function Answered(view: ResultsView): Child {
  const { c, results } = view
  const t = words(c)
  if (results.total === 0) {
    return (
      <Card>
        <Empty icon="chart-bar" title={t('survey-desk:results.none')} />
      </Card>
    )
  }
  if (results.hidden)
    return <Notice kind="info">{t('survey-desk:results.hidden', { n: fewest })}</Notice>
  if (results.n === 0) {
    return (
      <Card>
        <Empty icon="filter-x" title={t('survey-desk:results.none-filtered')} />
      </Card>
    )
  }
  return (
    <div class="stack">
      <ResultTiles {...view} />
      <Trend {...view} />
      {results.questions
        .filter(({ old, n }) => !old || n > 0)
        .map((result, at) => (
          <QuestionCard {...view} result={result} number={at + 1} />
        ))}
      <CrossCard {...view} />
      <FieldTrend {...view} />
      <p class="hint">{t('survey-desk:results.how')}</p>
    </div>
  )
}

function Trend({ c, results, target }: ResultsView) {
  const t = words(c)
  if (!results.satisfaction || results.months.length < 2) return null
  const bars = results.months.map(({ month, satisfaction: { satisfied, n } }) => ({
    ...{ label: `${month.slice(5)}/${month.slice(2, 4)}`, n },
    rate: n === 0 ? undefined : satisfied / n,
  }))
  return (
    <Card title={t('survey-desk:results.by-month')}>
      <RateChart
        id="satisfied"
        lng={c.get('language')}
        title={t('survey-desk:results.by-month')}
        target={target / 100}
        bars={bars}
      />
      <details>
        <summary>{t('survey-desk:results.as-table')}</summary>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('numbers:month')}</th>
              <th scope="col" class="num">
                {t('numbers:rate.satisfied')}
              </th>
              <th scope="col" class="num">
                n
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, rate, n }) => (
              <tr>
                <th scope="row">{label}</th>
                <td class="num">{rate === undefined ? '–' : percent(c, rate)}</td>
                <td class="num">{number(c, n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Card>
  )
}

function QuestionCard(props: ResultsView & { result: QuestionResult; number: number }) {
  const { c, result, results, number: at } = props
  const t = words(c)
  const { question, old, n, mean } = result
  const share = results.n === 0 ? 0 : n / results.n
  const title = `${at}. ${wordsOf(c.get('language'), question.ask, question.askEn)}`
  return (
    <Card title={title} id={`q-${question.id}`}>
      <p class="muted small">
        {[
          t(`survey-desk:kind.${question.kind}`),
          t('survey-desk:results.answered', { n: number(c, n), share: percent(c, share) }),
          mean && t('survey-desk:results.mean', { mean: number(c, mean.mean, 2) }),
          mean?.interval &&
            `${t('survey-desk:share.interval')}: ${number(c, mean.interval.low, 2)} – ${number(c, mean.interval.high, 2)}`,
          old && t('survey-desk:results.old'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {result.shares && <ShareTable c={c} result={result} />}
      {question.kind === 'text' && <Words {...props} />}
      {question.kind === 'file' && <Files {...props} />}
    </Card>
  )
}

function Words({
  c,
  results,
  asked,
  texts,
  fieldName,
  result,
}: ResultsView & { result: QuestionResult }) {
  const t = words(c)
  const { question } = result
  const rows = texts.get(question.id)
  if (!rows || rows.length === 0) return null
  const query = filterQuery(asked.filter)
  const path = `/admin/surveys/${results.survey.id}/results/words/${question.id}`
  return (
    <>
      <TextList c={c} rows={rows} fieldName={fieldName} />
      <ButtonLink href={`${path}${query && `?${query}`}`} kind="quiet" icon="list">
        {t('survey-desk:results.all-words')}
      </ButtonLink>
    </>
  )
}

function Files({ c, results, asked, files, result }: ResultsView & { result: QuestionResult }) {
  const { question } = result
  const rows = files.get(question.id)
  if (!rows || rows.length === 0) return null
  const query = filterQuery(asked.filter)
  const path = `/admin/surveys/${results.survey.id}`
  return (
    <>
      <FileList c={c} rows={rows} path={`${path}/files`} />
      <ButtonLink
        href={`${path}/results/words/${question.id}${query && `?${query}`}`}
        kind="quiet"
        icon="list"
      >
        {words(c)('survey-desk:results.all-files')}
      </ButtonLink>
    </>
  )
}

export function TextList({
  c,
  rows,
  fieldName,
}: Pick<ResultsView, 'c' | 'fieldName'> & { rows: TextAnswer[] }) {
  const t = words(c)
  return (
    <ul class="survey-words">
      {rows.map(({ text, day, channel, field }) => (
        <li>
          <p class="survey-said">{text}</p>
          <p class="muted small">
            {[
              fieldName(field),
              day?.split('-').reverse().join('/'),
              channel && t(`survey-desk:channel.${channel}`),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  )
}
