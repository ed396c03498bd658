import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Badge, Card, Empty } from '#admin/parts.tsx'
import { RecordLink } from '#admin/plan/record-link.tsx'
import { moment, number, words } from '#admin/words.ts'
import {
  type FigureRecord,
  type FormulaName,
  formulas,
  type Measured,
} from '#core/plan/formulas.ts'
import type { PlanPeriod } from '#core/plan/periods.ts'
import { recordsHref, shownValue } from './figure.tsx'
import { PeriodChoice, periodName } from './list-page.tsx'

interface RecordsView {
  c: AdminContext
  name: FormulaName
  period: PlanPeriod
  choices: string[]
  unit: { id: number; name: string } | undefined
  measured: Measured
  which: 'all' | 'hit' | 'miss'
  rows: FigureRecord[]
  more: boolean
  page: number
}

/** The records a figure rests on: exactly those it counts. */
export function RecordsPage(view: RecordsView) {
  const { c, name, period, choices, unit, measured, which, rows, more, page } = view
  const t = words(c)
  const { kind } = formulas[name]
  const path = `/admin/targets/records/${name}`
  const tabs = (['all', 'hit', 'miss'] as const).map((one) => ({
    href: recordsHref(name, period, one, unit?.id),
    label: t(`plan:records.${one}`),
    count: { all: measured.n, hit: measured.hits, miss: measured.n - measured.hits }[one],
  }))
  return (
    <Layout
      c={c}
      title={t(`plan:formula.${name}`)}
      area="targets"
      lead={t('plan:records.lead', {
        value: shownValue(c, measured.value, kind === 'rate'),
        n: number(c, measured.n),
        period: unit ? `${periodName(c, period.code)}, ${unit.name}` : periodName(c, period.code),
      })}
      trail={[{ href: `/admin/targets?period=${period.code}`, label: t('plan:targets') }]}
    >
      <PeriodChoice c={c} period={period} choices={choices} action={path} />
      <p class="muted">{t(`plan:formula.${name}.how`)}</p>
      {kind === 'rate' && (
        <Tabs
          label={t('plan:records')}
          now={recordsHref(name, period, which, unit?.id)}
          items={tabs}
        />
      )}
      {rows.length === 0 ? (
        <Card>
          <Empty icon="files" title={t('plan:records.none')} />
        </Card>
      ) : (
        <ul class="list">
          {rows.map((row) => (
            <li class="list-row">
              <div class="grow">
                <RecordLink c={c} record={row} />
                <span class="muted small"> · {t(`plan:record.${row.kind}`)}</span>
              </div>
              {kind === 'rate' && (
                <Badge tone={row.hit ? 'good' : 'neutral'}>
                  {t(row.hit ? 'plan:records.counts' : 'plan:records.not')}
                </Badge>
              )}
              {row.at && <span class="muted small nowrap">{moment(c, row.at, true)}</span>}
            </li>
          ))}
        </ul>
      )}
      <Pager c={c} page={page} more={more} path={path} />
    </Layout>
  )
}
