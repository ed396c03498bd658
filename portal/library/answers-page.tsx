import type { Context } from 'hono'
import { dayOf } from '#core/calendar/calendar.ts'
import { answersByField, type ListedAnswer, listAnswers } from '#core/law/public/answers.ts'
import type { Field } from '#core/office.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { Frame, Pager } from './frame.tsx'
import { SearchBox } from './search-box.tsx'
import { addressOf, pageOf, shortened, type Visit, visitOf, written } from './visit.ts'

const size = 20

interface AnswersView {
  visit: Visit
  rows: ListedAnswer[]
  total: number
  page: number
  field: Field | undefined
  counts: Map<number, number>
}

/** `/hoi-dap`: the published answers by field, a page at a time. */
export async function showAnswers(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const { db } = settings
  const field = visit.office.fields.find(({ code }) => code === visit.query.get('linh-vuc'))
  const page = pageOf(visit.query.get('trang') ?? undefined)
  const [{ rows, total }, counts] = await Promise.all([
    listAnswers(db, { ...(field && { fieldId: field.id }), page, size }),
    answersByField(db),
  ])
  secure(c, "'none'", 'private, no-cache')
  return c.html(<AnswersPage {...{ visit, rows, total, page, field, counts }} />)
}

function AnswersPage({ visit, rows, total, page, field, counts }: AnswersView) {
  const { t, language } = visit
  const hrefOf = (to: number) =>
    addressOf('/hoi-dap', [
      ['linh-vuc', field?.code],
      ['trang', to === 1 ? undefined : String(to)],
    ])
  const title = field
    ? t('answers.title.of', { field: language === 'en' ? field.nameEn : field.name })
    : t('answers.title')
  return (
    <Frame
      visit={visit}
      title={title}
      description={t('answers.description')}
      canonical={hrefOf(page)}
      head={
        <link
          rel="alternate"
          type="application/atom+xml"
          href="/feeds/hoi-dap.atom"
          title={t('feed.answers')}
        />
      }
    >
      <h1>{title}</h1>
      <SearchBox
        t={t}
        kept={[
          ['muc', 'hoi-dap'],
          ...(field ? [['linh-vuc', field.code] as [string, string]] : []),
        ]}
      />
      <FieldLinks visit={visit} counts={counts} chosen={field} />
      {rows.length === 0 ? (
        <p class="note">
          {t('answers.none')} <a href="/chat">{t('human.ask')}</a>
        </p>
      ) : (
        <>
          <p class="total">{t('answers.total', { n: total })}</p>
          <ul class="documents">
            {rows.map((row) => (
              <li>
                <AnswerRow row={row} visit={visit} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Pager visit={visit} page={page} pages={Math.ceil(total / size)} hrefOf={hrefOf} />
    </Frame>
  )
}

/** The fields that have published answers, with how many. */
function FieldLinks({
  visit: { t, office, language },
  counts,
  chosen,
}: {
  visit: Pick<Visit, 't' | 'office' | 'language'>
  counts: Map<number, number>
  chosen?: Field | undefined
}) {
  const fields = office.fields.filter(({ id }) => counts.has(id))
  if (fields.length === 0) return null
  return (
    <ul class="field-links" aria-label={t('filter.field')}>
      {chosen && (
        <li>
          <a href="/hoi-dap">{t('sort.all')}</a>
        </li>
      )}
      {fields.map(({ id, code, name, nameEn }) => (
        <li>
          <a
            href={`/hoi-dap?linh-vuc=${encodeURIComponent(code)}`}
            {...(chosen?.id === id && { 'aria-current': 'true' as const })}
          >
            {language === 'en' ? nameEn : name} <small>{counts.get(id)}</small>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** A published answer in a list. */
function AnswerRow({ row, visit: { t } }: { row: ListedAnswer; visit: Visit }) {
  const { slug, question, body, unitName, publishedAt } = row
  return (
    <article class="found">
      <h2>
        <a href={`/hoi-dap/${slug}`}>{shortened(question, 200)}</a>
      </h2>
      <p class="found-heading" lang="vi">
        {shortened(body, 260)}
      </p>
      <p class="found-by">
        {[unitName, t('answer.on', { day: written(dayOf(publishedAt)) })]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </article>
  )
}
