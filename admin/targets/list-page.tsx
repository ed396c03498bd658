import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { PlanPeriod } from '#core/plan/periods.ts'
import { isShare, type TargetFigure } from '#core/plan/target-values.ts'
import { may } from '#core/staff/roles.ts'
import { Rests, shownValue } from './figure.tsx'

interface TargetList {
  c: AdminContext
  period: PlanPeriod
  choices: string[]
  targets: TargetFigure[]
  closed: { id: number; name: string; plan: string }[]
}

/** The indicators, plan by plan: goal, value, what it rests on, and whether it is met. */
export function TargetListPage({ c, period, choices, targets, closed }: TargetList) {
  const t = words(c)
  const plans = [...Map.groupBy(targets, ({ plan }) => plan)]
  return (
    <Layout
      c={c}
      title={t('plan:targets')}
      area="targets"
      lead={t('plan:targets.lead')}
      actions={
        may(c.get('actor'), 'targets.edit') && (
          <ButtonLink href="/admin/targets/new" kind="primary" icon="plus">
            {t('plan:target.add')}
          </ButtonLink>
        )
      }
    >
      <PeriodChoice c={c} period={period} choices={choices} action="/admin/targets" />
      {plans.length === 0 ? (
        <Card>
          <Empty icon="goal" title={t('plan:targets.none')} />
        </Card>
      ) : (
        <div class="stack">
          {plans.map(([plan, rows]) => (
            <Plan c={c} plan={plan} rows={rows} period={period} />
          ))}
        </div>
      )}
      {closed.length > 0 && (
        <details class="no-print">
          <summary>{t('plan:targets.closed', { count: closed.length })}</summary>
          <ul>
            {closed.map(({ id, name }) => (
              <li>
                <a href={`/admin/targets/${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Layout>
  )
}

/** Chooses the period by the address. */
export function PeriodChoice(props: {
  c: AdminContext
  period: PlanPeriod
  choices: string[]
  action: string
}) {
  const { c, period, choices, action } = props
  const t = words(c)
  return (
    <form method="get" action={action} class="filters">
      <div class="field">
        <label for="period">{t('plan:period')}</label>
        <select id="period" name="period">
          {choices.map((code) => (
            <option value={code} selected={code === period.code}>
              {periodName(c, code)}
            </option>
          ))}
        </select>
      </div>
      <Button kind="primary">{t('plan:show')}</Button>
    </form>
  )
}

/** "Quý III/2026", "6 tháng đầu năm 2026", "Năm 2026". */
export function periodName(c: AdminContext, code: string): string {
  const [year = '', part = 'year'] = code.split('-')
  return words(c)(`plan:period.${part}`, { year })
}

function Plan(props: { c: AdminContext; plan: string; rows: TargetFigure[]; period: PlanPeriod }) {
  const { c, plan, rows, period } = props
  const t = words(c)
  return (
    <Card title={plan}>
      <div class="table-wrap">
        <table class="table stacked targets-table">
          <thead>
            <tr>
              <th>{t('plan:target')}</th>
              <th class="num">{t('plan:goal')}</th>
              <th class="num">{t('plan:value')}</th>
              <th>{t('plan:rests')}</th>
              <th>{t('plan:unit')}</th>
              <th>{t('plan:standing')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row c={c} row={row} period={period} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Row({ c, row, period }: { c: AdminContext; row: TargetFigure; period: PlanPeriod }) {
  const t = words(c)
  const share = isShare(row)
  const sign = row.atMost ? '≤' : '≥'
  const unit = share ? '' : ` ${row.measure}`
  return (
    <tr>
      <th scope="row">
        <a href={`/admin/targets/${row.id}?period=${period.code}`}>{row.name}</a>
      </th>
      <td class="num" data-label={t('plan:goal')}>
        {row.goal === null ? '–' : `${sign} ${shownValue(c, row.goal, share)}${unit}`}
      </td>
      <td class="num" data-label={t('plan:value')}>
        <b>{shownValue(c, row.value, share)}</b>
        {row.value !== null && unit}
      </td>
      <td data-label={t('plan:rests')} class="small">
        {row.formula && row.measured ? (
          <Rests c={c} formula={row.formula} measured={row.measured} period={period} />
        ) : (
          <span class="muted">
            {row.typed
              ? t('plan:typed-by', {
                  name: row.typed.staffName ?? t('plan:somebody'),
                  at: moment(c, row.typed.at, true),
                })
              : t('plan:not-typed')}
          </span>
        )}
      </td>
      <td data-label={t('plan:unit')}>{row.unitName ?? '–'}</td>
      <td data-label={t('plan:standing')}>
        <MetBadge c={c} met={row.met} />
      </td>
    </tr>
  )
}

export function MetBadge({ c, met }: { c: AdminContext; met: boolean | undefined }) {
  const t = words(c)
  if (met === undefined) return <span class="muted">{t('plan:met.unknown')}</span>
  return <Badge tone={met ? 'good' : 'late'}>{t(met ? 'plan:met.yes' : 'plan:met.no')}</Badge>
}
