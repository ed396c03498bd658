import type { AdminContext } from '#admin/deps.ts'
import { number, words } from '#admin/words.ts'
import type { FormulaName, Measured } from '#core/plan/formulas.ts'
import type { PlanPeriod } from '#core/plan/periods.ts'

/** The page of the records behind a formula's figure. */
export function recordsHref(
  formula: FormulaName,
  { code }: Pick<PlanPeriod, 'code'>,
  which: 'all' | 'hit' | 'miss' = 'all',
  unitId?: number,
): string {
  const query = new URLSearchParams({ period: code })
  if (which !== 'all') query.set('which', which)
  if (unitId !== undefined) query.set('unit', String(unitId))
  return `/admin/targets/records/${formula}?${query}`
}

/** 91,7 % or 4, or a dash when there is nothing to divide by. */
export function shownValue(c: AdminContext, value: number | null, share: boolean): string {
  if (value === null) return '–'
  return share ? `${number(c, value, 1)} %` : number(c, value, 2)
}

/** What a figure rests on; each count opens its records. */
export function Rests({
  c,
  formula,
  measured,
  period,
}: {
  c: AdminContext
  formula: FormulaName
  measured: Measured
  period: PlanPeriod
}) {
  const t = words(c)
  if (measured.kind === 'count') {
    return <a href={recordsHref(formula, period)}>{t('plan:records.count', { n: measured.n })}</a>
  }
  if (measured.n === 0) return <span class="muted">{t('plan:records.nothing')}</span>
  return (
    <>
      <a href={recordsHref(formula, period, 'hit')}>{number(c, measured.hits)}</a>
      {` ${t('plan:of')} `}
      <a href={recordsHref(formula, period)}>n = {number(c, measured.n)}</a>
    </>
  )
}
