import type { AdminContext } from '#admin/deps.ts'
import { type Labels, shown } from '#admin/difficulties/labels.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import {
  type RecommendationFilter,
  type RecommendationRow,
  recommendationStates,
} from '#core/plan/recommendation-list.ts'
import { may } from '#core/staff/roles.ts'

interface ListProps {
  c: AdminContext
  filter: RecommendationFilter
  rows: RecommendationRow[]
  more: boolean
  page: number
  counts: Record<(typeof recommendationStates)[number], number>
  labels: Labels
}

export const stateTones = { draft: 'neutral', sent: 'watch', replied: 'good' } as const

const outcomeTones = { accepted: 'good', partly: 'watch', declined: 'neutral' } as const

/** What a recommendation is called: those that ended a ticket have no title, and begin with what they ask. */
export function nameOf({ title, content }: { title: string; content: string }): string {
  const name = title || content
  if (name.length <= 120) return name.charAt(0).toLocaleUpperCase('vi') + name.slice(1)
  return `${name.slice(0, name.lastIndexOf(' ', 120))}…`
}

/** Every recommendation, those that ended a ticket among them, by state. */
export function RecommendationListPage(props: ListProps) {
  const { c, filter, rows, more, page, counts } = props
  const t = words(c)
  const href = (state?: string) => {
    const pairs = Object.entries({ state, q: filter.q, unit: filter.unit?.toString() })
    const given = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined)
    return `/admin/recommendations?${new URLSearchParams(given)}`
  }
  const all = counts.draft + counts.sent + counts.replied
  const items = [
    { href: href(), label: t('difficulties:rec.all'), count: all },
    ...recommendationStates.map((state) => ({
      ...{ href: href(state), label: t(`difficulties:rec.state.${state}`), count: counts[state] },
    })),
  ]
  return (
    <Layout
      c={c}
      title={t('difficulties:rec.title')}
      area="recommendations"
      lead={t('difficulties:rec.lead')}
      actions={
        may(c.get('actor'), 'recommendations.write') && (
          <ButtonLink href="/admin/recommendations/new" kind="primary" icon="plus">
            {t('difficulties:rec.new')}
          </ButtonLink>
        )
      }
    >
      <Tabs items={items} now={href(filter.state)} label={t('difficulties:rec.title')} />
      <Filters {...props} />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="megaphone" title={t('difficulties:rec.none')} />
        </Card>
      ) : (
        <Rows {...props} />
      )}
      <Pager c={c} page={page} more={more} path="/admin/recommendations" />
    </Layout>
  )
}

function Filters({ c, filter, labels }: ListProps) {
  const t = words(c)
  return (
    <form method="get" action="/admin/recommendations" class="filters">
      {filter.state && <input type="hidden" name="state" value={filter.state} />}
      <div class="field">
        <label for="q">{t('difficulties:search')}</label>
        <input type="search" id="q" name="q" value={filter.q ?? ''} maxlength={200} />
      </div>
      <div class="field">
        <label for="unit">{t('difficulties:rec.unit')}</label>
        <select id="unit" name="unit">
          <option value="">{t('difficulties:rec.unit.any')}</option>
          {labels.units.map(({ value, label }) => (
            <option value={value} selected={value === filter.unit}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Button icon="search">{t('panel:search')}</Button>
    </form>
  )
}

function Rows({ c, rows, labels }: ListProps) {
  const t = words(c)
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <thead>
          <tr>
            <th>{t('difficulties:rec.name')}</th>
            <th>{t('difficulties:rec.authority')}</th>
            <th>{t('difficulties:rec.number')}</th>
            <th>{t('difficulties:rec.unit')}</th>
            <th>{t('difficulties:rec.outcome')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                <a href={`/admin/recommendations/${row.id}`}>{nameOf(row)}</a>
                <p class="muted small">
                  {row.ticketCode ?? t('difficulties:n', { n: row.difficulties })}
                </p>
              </th>
              <td data-label={t('difficulties:rec.authority')}>{row.authority}</td>
              <td data-label={t('difficulties:rec.number')}>
                {row.number || '–'}
                {row.state !== 'draft' && (
                  <p class="muted small">
                    {row.datedOn ? shown(row.datedOn) : moment(c, row.sentAt, true)}
                  </p>
                )}
              </td>
              <td data-label={t('difficulties:rec.unit')}>{labels.unit(row.unitId)}</td>
              <td data-label={t('difficulties:rec.outcome')}>
                <Badge tone={row.outcome ? outcomeTones[row.outcome] : stateTones[row.state]}>
                  {row.outcome
                    ? t(`difficulties:rec.outcome.${row.outcome}`)
                    : t(`difficulties:rec.state.${row.state}`)}
                </Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
