import type { AdminContext } from '#admin/deps.ts'
import { type Labels, shown } from '#admin/difficulties/labels.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Csrf, Empty } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { DifficultyFilter } from '#core/plan/difficulty-filter.ts'
import type { DifficultyRow } from '#core/plan/difficulty-list.ts'
import type { RecommendationPage } from '#core/plan/recommendation-list.ts'
import { nameOf } from './list-page.tsx'

interface PickingProps {
  c: AdminContext
  page: RecommendationPage
  filter: DifficultyFilter
  rows: DifficultyRow[]
  more: boolean
  count: number
  at: number
  labels: Labels
}

/** Difficulties to draw a recommendation from, found by words and by field. */
export function PickingPage(props: PickingProps) {
  const { c, page, filter, rows, more, count, at, labels } = props
  const t = words(c)
  const here = `/admin/recommendations/${page.id}`
  return (
    <Layout
      c={c}
      title={t('difficulties:picking')}
      area="recommendations"
      trail={[
        { href: '/admin/recommendations', label: t('difficulties:rec.title') },
        { href: here, label: nameOf(page) },
      ]}
    >
      <form method="get" action={`${here}/difficulties`} class="filters">
        <div class="field">
          <label for="q">{t('difficulties:search')}</label>
          <input type="search" id="q" name="q" value={filter.q ?? ''} maxlength={200} />
        </div>
        <div class="field">
          <label for="field">{t('difficulties:field')}</label>
          <select id="field" name="field">
            <option value="">{t('difficulties:field.any')}</option>
            {labels.fields.map(({ value, label }) => (
              <option value={value} selected={value === filter.field}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <Button icon="search">{t('panel:search')}</Button>
      </form>
      <p>
        <b>{t('difficulties:n', { n: number(c, count) })}</b>
      </p>
      {rows.length === 0 ? (
        <Card>
          <Empty icon="search-x" title={t('difficulties:none')} />
        </Card>
      ) : (
        <form method="post" action={`${here}/sources`} class="stack">
          <Csrf c={c} />
          <input type="hidden" name="version" value={page.version} />
          <ul class="list">
            {rows.map((row) => (
              <li class="list-row">
                <Choice c={c} row={row} labels={labels} />
              </li>
            ))}
          </ul>
          <div class="form-actions">
            <Button kind="primary" icon="plus">
              {t('difficulties:picking.do')}
            </Button>
            <ButtonLink href={here}>{t('difficulties:picking.back')}</ButtonLink>
          </div>
        </form>
      )}
      <Pager c={c} page={at} more={more} path={`${here}/difficulties`} />
    </Layout>
  )
}

function Choice({ c, row, labels }: { c: AdminContext; row: DifficultyRow; labels: Labels }) {
  const t = words(c)
  const facts = [labels.field(row.fieldId), row.commune, shown(row.raisedOn), row.group]
  return (
    <div class="check grow">
      <input type="checkbox" name="add" value={row.id} id={`add-${row.id}`} />
      <label for={`add-${row.id}`}>
        {row.content.slice(0, 240)}
        <span class="muted small"> · {facts.filter(Boolean).join(' · ')}</span>{' '}
        {row.recommended > 0 && <Badge tone="good">{t('difficulties:recommended.yes')}</Badge>}
      </label>
    </div>
  )
}
