import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Csrf, Empty } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { difficultySources } from '#core/plan/difficulty.ts'
import { type DifficultyFilter, difficultyQuery } from '#core/plan/difficulty-filter.ts'
import type { DifficultyRow, DifficultyTrend } from '#core/plan/difficulty-list.ts'
import { may } from '#core/staff/roles.ts'
import { type Labels, shown } from './labels.ts'
import { Trend } from './trend.tsx'

interface ListProps {
  c: AdminContext
  filter: DifficultyFilter
  rows: DifficultyRow[]
  more: boolean
  count: number
  page: number
  trend: DifficultyTrend
  labels: Labels
}

/** Difficulties by a filter in the address: how many, how they go, and what to do with those chosen. */
export function DifficultyListPage(props: ListProps) {
  const { c, filter, rows, more, count, page } = props
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('difficulties:title')}
      area="difficulties"
      lead={t('difficulties:lead')}
      actions={
        <>
          <ButtonLink href="/admin/difficulties/groups" icon="merge">
            {t('difficulties:groups')}
          </ButtonLink>
          {may(c.get('actor'), 'difficulties.write') && (
            <>
              <ButtonLink href="/admin/difficulties/marking" icon="list-checks">
                {t('difficulties:marking.open')}
              </ButtonLink>
              <ButtonLink href="/admin/difficulties/new" kind="primary" icon="plus">
                {t('difficulties:add')}
              </ButtonLink>
            </>
          )}
        </>
      }
    >
      <Filters {...props} />
      <Trend {...props} />
      <p class="row-line">
        <b>{t('difficulties:n', { n: number(c, count) })}</b>
        <ButtonLink
          href={`/admin/difficulties/export.xlsx?${difficultyQuery(filter)}`}
          icon="download"
          kind="quiet"
        >
          {t('difficulties:export')}
        </ButtonLink>
      </p>
      {rows.length === 0 ? (
        <Card>
          <Empty icon="triangle-alert" title={t('difficulties:none')} />
        </Card>
      ) : (
        <Rows {...props} />
      )}
      <Pager c={c} page={page} more={more} path="/admin/difficulties" />
    </Layout>
  )
}

function Filters({ c, filter, labels }: ListProps) {
  const t = words(c)
  const fields = [{ value: 0, label: t('difficulties:field.none') }, ...labels.fields]
  const sources = difficultySources.map((value) => ({
    ...{ value, label: t(`difficulties:source.${value}`) },
  }))
  const answers = ['yes', 'no'].map((value) => ({
    ...{ value, label: t(`difficulties:recommended.${value}`) },
  }))
  const select = (
    name: 'field' | 'commune' | 'source' | 'recommended',
    options: { value: string | number; label: string }[],
  ) => (
    <div class="field">
      <label for={name}>{t(`difficulties:${name}`)}</label>
      <select id={name} name={name}>
        <option value="">{t(`difficulties:${name}.any`)}</option>
        {options.map(({ value, label }) => (
          <option value={value} selected={filter[name] === value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <form method="get" action="/admin/difficulties" class="filters">
      <div class="field">
        <label for="q">{t('difficulties:search')}</label>
        <input type="search" id="q" name="q" value={filter.q ?? ''} maxlength={200} />
      </div>
      {select('field', fields)}
      {select('commune', labels.communes)}
      {select('source', sources)}
      {select('recommended', answers)}
      <div class="field">
        <label for="from">{t('difficulties:from')}</label>
        <input type="date" id="from" name="from" value={filter.from ?? ''} />
      </div>
      <div class="field">
        <label for="to">{t('difficulties:to')}</label>
        <input type="date" id="to" name="to" value={filter.to ?? ''} />
      </div>
      {filter.group !== undefined && <input type="hidden" name="group" value={filter.group} />}
      <Button icon="search">{t('panel:search')}</Button>
    </form>
  )
}

/** One form for the rows: what is ticked is grouped, or a recommendation is drawn from it. */
function Rows({ c, rows, labels }: ListProps) {
  const t = words(c)
  const actor = c.get('actor')
  const writes = may(actor, 'difficulties.write')
  return (
    <form method="post" action="/admin/difficulties/groups">
      <Csrf c={c} />
      <div class="table-wrap">
        <table class="table stacked">
          <thead>
            <tr>
              {writes && <th class="shrink">{t('difficulties:choose')}</th>}
              <th>{t('difficulties:content')}</th>
              <th>{t('difficulties:field')}</th>
              <th>{t('difficulties:commune')}</th>
              <th>{t('difficulties:source')}</th>
              <th>{t('difficulties:day')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row c={c} row={row} labels={labels} writes={writes} />
            ))}
          </tbody>
        </table>
      </div>
      {writes && (
        <div class="filters">
          <div class="field">
            <label for="title">{t('difficulties:group.title')}</label>
            <input type="text" id="title" name="title" maxlength={200} />
          </div>
          <Button icon="merge">{t('difficulties:group.make')}</Button>
          {may(actor, 'recommendations.write') && (
            <Button icon="megaphone" formaction="/admin/recommendations/from">
              {t('difficulties:recommend')}
            </Button>
          )}
        </div>
      )}
    </form>
  )
}

interface RowProps {
  c: AdminContext
  row: DifficultyRow
  labels: Labels
  writes: boolean
}

function Row({ c, row, labels, writes }: RowProps) {
  const t = words(c)
  const text = row.content.length > 220 ? `${row.content.slice(0, 220)}…` : row.content
  return (
    <tr>
      {writes && (
        <td class="shrink">
          <input
            type="checkbox"
            name="ids"
            value={row.id}
            aria-label={t('difficulties:one', { id: row.id })}
          />
        </td>
      )}
      <th scope="row">
        <a href={`/admin/difficulties/${row.id}`}>{text}</a>
        <p class="row-line">
          {row.groupId !== null && (
            <a href={`/admin/difficulties?group=${row.groupId}`} class="small">
              {t('difficulties:group')}: {row.group}
            </a>
          )}
          {row.recommended > 0 && <Badge tone="good">{t('difficulties:recommended.yes')}</Badge>}
        </p>
      </th>
      <td data-label={t('difficulties:field')}>{labels.field(row.fieldId)}</td>
      <td data-label={t('difficulties:commune')}>{row.commune ?? '–'}</td>
      <td data-label={t('difficulties:source')}>
        {row.ticketCode ? (
          <a href={`/admin/tickets/${row.ticketCode}`} class="mono">
            {row.ticketCode}
          </a>
        ) : (
          t(`difficulties:source.${row.source}`)
        )}
      </td>
      <td data-label={t('difficulties:day')}>{shown(row.raisedOn)}</td>
    </tr>
  )
}
