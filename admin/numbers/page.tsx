import type { AdminContext } from '#admin/deps.ts'
import type { Option } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { Targets } from '#core/office.ts'
import type { SatisfiedRow } from '#core/surveys/satisfied-elsewhere.ts'
import type { DeskNumbers, Numbers } from '#core/tickets/numbers.ts'
import { RateChart } from './chart.tsx'
import { SatisfiedElsewhere } from './elsewhere.tsx'
import { type Asked, periodNames, periodQuery } from './period.ts'
import { Opens, RateCell, type RateName, RateTiles, rateNames, targetOf } from './rates.tsx'

export interface NumbersView {
  c: AdminContext
  asked: Asked
  numbers: DeskNumbers
  /** satisfaction in surveys and after classes */
  elsewhere: SatisfiedRow[]
  targets: Targets
  units: Option[]
  fields: Option[]
}

/** How the desk keeps its promises; every number opens the tickets behind it, where the reader may read them. */
export function NumbersPage(view: NumbersView) {
  const { c, asked, numbers, targets } = view
  const t = words(c)
  const lead = t('numbers:lead', { from: shortDay(asked.from), to: shortDay(asked.to) })
  return (
    <Layout
      c={c}
      title={t('numbers:title')}
      area="numbers"
      lead={lead}
      actions={
        <ButtonLink href={`/admin/numbers/export.xlsx?${periodQuery(asked)}`} icon="download">
          {t('numbers:export')}
        </ButtonLink>
      }
    >
      <Choose {...view} />
      <SatisfiedElsewhere c={c} rows={view.elsewhere} target={targets.satisfied} />
      {numbers.total.opened.count === 0 ? (
        <Empty icon="chart-column" title={t('numbers:empty')} />
      ) : (
        <div class="stack">
          <p class="numbers-opened">
            <Opens c={c} filter={numbers.total.opened.filter}>
              <b>{number(c, numbers.total.opened.count)}</b>
            </Opens>{' '}
            {t('numbers:opened')}
          </p>
          <RateTiles c={c} numbers={numbers.total} targets={targets} />
          <Charts {...view} />
          <GroupTable {...view} by="field" rows={fieldRows(view)} />
          <GroupTable {...view} by="unit" rows={unitRows(view)} />
          <GroupTable {...view} by="month" rows={monthRows(view)} />
          <p class="hint">{t('numbers:how')}</p>
        </div>
      )}
    </Layout>
  )
}

function Choose({ c, asked, units, fields }: NumbersView) {
  const t = words(c)
  const any = { value: '', label: t('numbers:any') }
  const none = (label: string) => ({ value: 0, label })
  const periods = periodNames.map((name) => ({ value: name, label: t(`numbers:period.${name}`) }))
  const selects: [string, Option[], string | number | undefined][] = [
    ['period', periods, asked.name],
    ['unit', [any, none(t('numbers:no-unit')), ...units], asked.unit],
    ['field', [any, none(t('numbers:no-field')), ...fields], asked.field],
  ]
  return (
    <form method="get" action="/admin/numbers" class="filters">
      {selects.map(([name, options, now]) => (
        <div class="field">
          <label for={`numbers-${name}`}>{t(`numbers:${name}`)}</label>
          <select id={`numbers-${name}`} name={name}>
            {options.map(({ value, label }) => (
              <option value={value} selected={String(value) === String(now ?? '')}>
                {label}
              </option>
            ))}
          </select>
        </div>
      ))}
      {(['from', 'to'] as const).map((name) => (
        <div class="field">
          <label for={`numbers-${name}`}>{t(`numbers:${name}`)}</label>
          <input type="date" id={`numbers-${name}`} name={name} value={asked[name]} />
        </div>
      ))}
      <Button kind="primary">{t('numbers:show')}</Button>
    </form>
  )
}

const charted = ['resolved', 'inTime', 'satisfied'] as const

function Charts({ c, numbers, targets }: NumbersView) {
  const t = words(c)
  const months = numbers.byMonth.slice(-12)
  if (months.length < 2) return null
  return (
    <div class="charts">
      {charted.map((name) => {
        const target = targetOf(name, targets)
        return (
          <Card title={t(`numbers:rate.${name}`)}>
            <RateChart
              id={`chart-${name}`}
              lng={c.get('language')}
              title={t('numbers:chart.by-month', { rate: t(`numbers:rate.${name}`) })}
              target={target === undefined ? undefined : target / 100}
              bars={months.map((one) => ({
                label: one.month.slice(5).replace(/^0/, ''),
                rate: one[name].percent === null ? undefined : one[name].percent / 100,
                n: one[name].of,
              }))}
            />
          </Card>
        )
      })}
    </div>
  )
}

interface Group {
  label: string
  numbers: Numbers
}

function fieldRows({ c, numbers, fields }: NumbersView): Group[] {
  return numbers.byField.map((one) => ({
    label: named(fields, one.fieldId) ?? words(c)('numbers:no-field'),
    numbers: one,
  }))
}

function unitRows({ c, numbers, units }: NumbersView): Group[] {
  return numbers.byUnit.map((one) => ({
    label: named(units, one.unitId) ?? words(c)('numbers:no-unit'),
    numbers: one,
  }))
}

function monthRows({ numbers }: NumbersView): Group[] {
  return numbers.byMonth.map((one) => ({ label: monthLabel(one.month), numbers: one }))
}

/** Closed units and fields keep their numbers, by number when their name is gone. */
function named(options: Option[], id: number | null): string | undefined {
  if (id === null) return undefined
  return options.find(({ value }) => value === id)?.label ?? `#${id}`
}

function GroupTable(props: NumbersView & { by: 'field' | 'unit' | 'month'; rows: Group[] }) {
  const { c, targets, by, rows } = props
  const t = words(c)
  return (
    <Card title={t(`numbers:by.${by}`)}>
      <div class="table-wrap">
        <table class="table numbers-table">
          <thead>
            <tr>
              <th scope="col">{t(`numbers:${by}`)}</th>
              <th scope="col" class="num">
                {t('numbers:received')}
              </th>
              {rateNames.map((name) => (
                <th scope="col" class="num">
                  {t(`numbers:rate.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, numbers }) => (
              <tr>
                <th scope="row">{label}</th>
                <td class="num">
                  <Opens c={c} filter={numbers.opened.filter}>
                    {number(c, numbers.opened.count)}
                  </Opens>
                </td>
                {rateNames.map((name: RateName) => (
                  <RateCell c={c} rate={numbers[name]} target={targetOf(name, targets)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function monthLabel(month: string): string {
  return month.split('-').reverse().join('/')
}

function shortDay(day: string): string {
  return day.split('-').reverse().join('/')
}
