import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Card, Empty } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { wordsOf } from '#core/surveys/export.ts'
import type { Results } from '#core/surveys/results.ts'
import type { SentFile } from '#core/surveys/sent-files.ts'
import type { FormQuestion } from '#core/surveys/shape.ts'
import { type Asked, filterQuery } from './asked.ts'

interface FilesView {
  c: AdminContext
  results: Results
  asked: Asked
  question: FormQuestion
  rows: SentFile[]
  more: boolean
  page: number
}

/** Every file that was sent as an answer to one question. */
export function FilesPage({ c, results, asked, question, rows, more, page }: FilesView) {
  const t = words(c)
  const { id, title } = results.survey
  const path = `/admin/surveys/${id}`
  const query = filterQuery(asked.filter)
  return (
    <Layout
      c={c}
      title={wordsOf(c.get('language'), question.ask, question.askEn)}
      area="surveys"
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        {
          href: `${path}/results${query && `?${query}`}`,
          label: t('survey-desk:results.of', { title }),
        },
      ]}
    >
      <Card>
        {rows.length === 0 ? (
          <Empty icon="file" title={t('survey-desk:results.no-files')} />
        ) : (
          <FileList c={c} rows={rows} path={`${path}/files`} />
        )}
      </Card>
      <Pager c={c} page={page} more={more} path={`${path}/results/words/${question.id}`} />
    </Layout>
  )
}

/** Files to be taken along, each with when and where it was sent. */
export function FileList({ c, rows, path }: { c: AdminContext; rows: SentFile[]; path: string }) {
  const t = words(c)
  return (
    <ul class="survey-words">
      {rows.map(({ id, name, size, stored, day, channel }) => (
        <li>
          <p>
            <Icon name="paperclip" size={14} />{' '}
            {stored ? <a href={`${path}/${id}`}>{name}</a> : name}
          </p>
          <p class="muted small">
            {[
              size !== null && t('survey-desk:file.size', { n: number(c, size / 1024) }),
              day.split('-').reverse().join('/'),
              t(`survey-desk:channel.${channel}`),
              !stored && t('survey-desk:file.not-here'),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  )
}
