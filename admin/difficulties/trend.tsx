import type { AdminContext } from '#admin/deps.ts'
import { Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { type DifficultyFilter, difficultyQuery } from '#core/plan/difficulty-filter.ts'
import type { DifficultyTrend } from '#core/plan/difficulty-list.ts'
import type { Labels } from './labels.ts'

interface TrendProps {
  c: AdminContext
  filter: DifficultyFilter
  trend: DifficultyTrend
  labels: Labels
}

const shownCommunes = 12

/** How many difficulties there were by month, by field and by commune; every figure opens those it counts. */
export function Trend({ c, filter, trend, labels }: TrendProps) {
  const t = words(c)
  const href = (more: DifficultyFilter) =>
    `/admin/difficulties?${difficultyQuery({ ...filter, ...more })}`
  const { byMonth, byField, byCommune } = trend
  const communes = byCommune.slice(0, shownCommunes)
  return (
    <details class="no-print">
      <summary>{t('difficulties:trend')}</summary>
      <div class="charts">
        <Card title={t('difficulties:trend.months')}>
          <MonthChart c={c} months={byMonth} />
          <details>
            <summary>{t('difficulties:table')}</summary>
            <CountTable
              c={c}
              head={t('difficulties:trend.month')}
              rows={byMonth.map(({ month, n }) => ({
                ...{ label: month.split('-').reverse().join('/'), n },
                href: href({ from: `${month}-01`, to: lastDay(month) }),
              }))}
            />
          </details>
        </Card>
        <Card title={t('difficulties:trend.fields')}>
          <CountTable
            c={c}
            head={t('difficulties:field')}
            rows={byField.map(({ fieldId, n }) => ({
              ...{ label: labels.field(fieldId), n, href: href({ field: fieldId ?? 0 }) },
            }))}
          />
        </Card>
        <Card title={t('difficulties:trend.communes')}>
          <CountTable
            c={c}
            head={t('difficulties:commune')}
            rows={communes.map(({ commune, n }) => ({
              label: commune ?? t('difficulties:commune.none'),
              ...{ n, href: commune === null ? undefined : href({ commune }) },
            }))}
          />
          {byCommune.length > shownCommunes && (
            <p class="hint">
              {t('difficulties:trend.more', { n: byCommune.length - shownCommunes })}
            </p>
          )}
        </Card>
      </div>
    </details>
  )
}

interface Counted {
  label: string
  n: number
  href: string | undefined
}

function CountTable({ c, head, rows }: { c: AdminContext; head: string; rows: Counted[] }) {
  return (
    <div class="table-wrap">
      <table class="table">
        <thead>
          <tr>
            <th>{head}</th>
            <th class="num">{words(c)('difficulties:trend.count')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, n, href }) => (
            <tr>
              <th scope="row">{label}</th>
              <td class="num">{href && n > 0 ? <a href={href}>{n}</a> : n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const slot = 31
const gap = 7
const floor = 120

function MonthChart({ c, months }: { c: AdminContext; months: DifficultyTrend['byMonth'] }) {
  const most = Math.max(1, ...months.map(({ n }) => n))
  const width = months.length * slot + gap
  return (
    <figure class="chart">
      <svg
        viewBox={`0 0 ${width} ${floor + 24}`}
        width={width}
        height={floor + 24}
        role="img"
        aria-labelledby="difficulty-months"
      >
        <title id="difficulty-months">{words(c)('difficulties:trend.months')}</title>
        {months.map(({ month, n }, index) => {
          const x = index * slot + gap
          const height = (n / most) * (floor - 24)
          const middle = x + (slot - gap) / 2
          return (
            <g>
              <rect
                class="chart-bar"
                x={x}
                y={floor - height}
                width={slot - gap}
                height={Math.max(height, 1)}
                rx="3"
              />
              <text class="chart-value" x={middle} y={floor - height - 6} text-anchor="middle">
                {n}
              </text>
              <text class="chart-label" x={middle} y={floor + 17} text-anchor="middle">
                {`${Number(month.slice(5))}`}
              </text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}

function lastDay(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}
