import type { AdminContext } from '#admin/deps.ts'
import type { Option } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { RateChart } from '#admin/numbers/chart.tsx'
import { Opens } from '#admin/numbers/rates.tsx'
import { Tabs } from '#admin/paging.tsx'
import { Badge, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { Lead, shownDay } from '#admin/plan/shown.tsx'
import { PeriodChoice, periodName } from '#admin/targets/list-page.tsx'
import { number, words } from '#admin/words.ts'
import type { Targets } from '#core/office.ts'
import type { Dashboard } from '#core/plan/dashboard.ts'
import type { Tile } from '#core/plan/tile-map.ts'
import { Promises } from './promises.tsx'
import { CommuneTable, FieldTable, UnitTable } from './tables.tsx'
import { type MapMeasure, mapMeasures, TileMap } from './tile-map.tsx'

export interface DashboardView {
  c: AdminContext
  board: Dashboard
  choices: string[]
  tiles: Tile[]
  by: MapMeasure
  targets: Targets
  units: Option[]
  fields: Option[]
}

/** What leaders open first: the promises, then where the work lies, then what is late. */
export function DashboardPage(view: DashboardView) {
  const { c, board, choices } = view
  const t = words(c)
  const { period } = board
  const leader = c.get('actor').role === 'leader'
  return (
    <Layout
      c={c}
      title={t('plan:dashboard')}
      area="dashboard"
      lead={t('plan:dashboard.lead', {
        period: periodName(c, period.code),
        before: periodName(c, board.before.code),
        over: Math.round(board.elapsed * 100),
      })}
      actions={
        leader && (
          <ButtonLink href="/admin?work" icon="inbox">
            {t('plan:dashboard.work')}
          </ButtonLink>
        )
      }
    >
      <PeriodChoice c={c} period={period} choices={choices} action="/admin/dashboard" />
      <div class="stack dashboard">
        <Promises c={c} board={board} />
        <p class="hint">{t('plan:forecast.how')}</p>
        <Trend {...view} />
        <FieldTable {...view} />
        <UnitTable {...view} />
        <LateTasks c={c} board={board} />
        <Communes {...view} />
        <OtherTargets c={c} board={board} />
      </div>
    </Layout>
  )
}

const charted = ['satisfied', 'resolved'] as const

function Trend({ c, board, targets }: DashboardView) {
  const t = words(c)
  const { total, byMonth } = board.desk
  const months = byMonth.slice(-12)
  const change = total.opened.count - board.openedBefore
  return (
    <Card title={t('plan:trend')}>
      <p>
        <Opens c={c} filter={total.opened.filter}>
          <b>{number(c, total.opened.count)}</b>
        </Opens>{' '}
        {t('plan:trend.opened', {
          before: number(c, board.openedBefore),
          change: `${change > 0 ? '+' : ''}${number(c, change)}`,
        })}
      </p>
      {months.length === 0 ? (
        <Empty icon="chart-column" title={t('numbers:empty')} />
      ) : (
        <div class="charts">
          {charted.map((name) => (
            <div>
              <h3>{t(`numbers:rate.${name}`)}</h3>
              <RateChart
                id={`trend-${name}`}
                lng={c.get('language')}
                title={t('numbers:chart.by-month', { rate: t(`numbers:rate.${name}`) })}
                target={targets[name] / 100}
                bars={months.map((one) => ({
                  label: one.month.slice(5).replace(/^0/, ''),
                  rate: one[name].percent === null ? undefined : one[name].percent / 100,
                  n: one[name].of,
                }))}
              />
            </div>
          ))}
        </div>
      )}
      <MonthTable c={c} months={months} />
    </Card>
  )
}

function MonthTable({ c, months }: { c: AdminContext; months: Dashboard['desk']['byMonth'] }) {
  const t = words(c)
  return (
    <details>
      <summary>{t('plan:trend.table')}</summary>
      <div class="table-wrap">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('numbers:month')}</th>
              <th scope="col" class="num">
                {t('numbers:received')}
              </th>
              {charted.map((name) => (
                <th scope="col" class="num">
                  {t(`numbers:rate.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {months.map((one) => (
              <tr>
                <th scope="row">{one.month.split('-').reverse().join('/')}</th>
                <td class="num">
                  <Opens c={c} filter={one.opened.filter}>
                    {number(c, one.opened.count)}
                  </Opens>
                </td>
                {charted.map((name) => (
                  <td class="num">
                    {one[name].percent === null ? '–' : `${number(c, one[name].percent, 1)} %`}
                    <span class="muted small"> /{one[name].of}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function LateTasks({ c, board }: { c: AdminContext; board: Dashboard }) {
  const t = words(c)
  const { rows, counts } = board.late
  const all = (
    <ButtonLink href="/admin/plan?state=late" icon="arrow-right">
      {t('plan:late.all', { count: counts.late })}
    </ButtonLink>
  )
  return (
    <Card title={t('plan:late')} actions={all}>
      <p class="row-line">
        <Badge tone={counts.late > 0 ? 'alarm' : 'good'}>
          {t('plan:late.count', { count: counts.late })}
        </Badge>
        <a href="/admin/plan?state=soon">
          <Badge tone="watch">{t('plan:soon.count', { count: counts.soon })}</Badge>
        </a>
        <a href="/admin/plan?state=done">
          <Badge tone="good">{t('plan:done.count', { count: counts.done, all: counts.all })}</Badge>
        </a>
      </p>
      {rows.length === 0 ? (
        <Empty icon="circle-check" title={t('plan:late.none')} />
      ) : (
        <ul class="late-tasks">
          {rows.map((row) => (
            <li>
              <a href={`/admin/plan/${row.id}`}>{row.content}</a>
              <span class="muted small">
                {shownDay(row.dueOn)} · {row.percent} % · <Lead c={c} task={row} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Communes({ c, board, tiles, by }: DashboardView) {
  const t = words(c)
  const days = { from: board.period.fromOn, to: board.period.toOn }
  const hrefOf = (one: MapMeasure) => `/admin/dashboard?period=${board.period.code}&map=${one}#map`
  return (
    <Card title={t('plan:map')} id="map">
      <Tabs
        label={t('plan:map.measure')}
        now={hrefOf(by)}
        items={mapMeasures.map((one) => ({ href: hrefOf(one), label: t(`plan:map.${one}`) }))}
      />
      <TileMap c={c} tiles={tiles} figures={board.communes} by={by} days={days} />
      <CommuneTable c={c} board={board} />
    </Card>
  )
}

/** How the other targets stand, in one line with the way to all of them. */
function OtherTargets({ c, board }: { c: AdminContext; board: Dashboard }) {
  const t = words(c)
  const of = (met: boolean | undefined) => board.targets.filter((one) => one.met === met).length
  const href = `/admin/targets?period=${board.period.code}`
  return (
    <Card
      title={t('plan:targets')}
      actions={
        <ButtonLink href={href} icon="goal">
          {t('plan:targets.all', { count: board.targets.length })}
        </ButtonLink>
      }
    >
      <p class="row-line">
        <Badge tone="good">{t('plan:targets.met', { count: of(true) })}</Badge>
        <Badge tone="late">{t('plan:targets.short', { count: of(false) })}</Badge>
        <Badge>{t('plan:targets.open', { count: of(undefined) })}</Badge>
      </p>
    </Card>
  )
}
