import type { AdminContext } from '#admin/deps.ts'
import { Meter } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { Targets } from '#core/office.ts'
import type { Numbers, Rate } from '#core/tickets/numbers.ts'

export const rateNames = ['resolved', 'inTime', 'satisfied', 'response'] as const
export type RateName = (typeof rateNames)[number]

/** The promise behind a rate, in per cent; how many answer the survey is nobody's promise. */
export function targetOf(name: RateName, targets: Targets): number | undefined {
  return name === 'response' ? undefined : targets[name]
}

/** 91,7 %, or a dash when there is nothing to divide by. */
function percent(c: AdminContext, rate: Rate): string {
  return rate.percent === null ? '–' : `${number(c, rate.percent, 1)} %`
}

interface RateProps {
  c: AdminContext
  name: RateName
  rate: Rate
  target: number | undefined
}

/** One promise: the rate, its target, and the counts it rests on; each count opens its tickets. */
function RateTile({ c, name, rate, target }: RateProps) {
  const t = words(c)
  const met = target === undefined || rate.percent === null || rate.percent >= target
  const judged = rate.percent !== null && target !== undefined
  const value = rate.percent === null ? undefined : rate.percent / 100
  const goal =
    target === undefined
      ? t('numbers:no-target')
      : t(met ? 'numbers:target.met' : 'numbers:target.short', { target })
  return (
    <div class="tile rate-tile">
      <span class="tile-name">{t(`numbers:rate.${name}`)}</span>
      <span class="tile-value">{percent(c, rate)}</span>
      <Meter
        value={value}
        label={`${t(`numbers:rate.${name}`)}: ${percent(c, rate)}. ${goal}`}
        {...(target === undefined ? {} : { target: target / 100 })}
      />
      <span class={`rate-goal ${judged ? (met ? 'rate-met' : 'rate-short') : 'muted'}`}>
        {judged && (met ? '✓ ' : '▼ ')}
        {goal}
      </span>
      <span class="small">
        <a href={`/admin/tickets?${rate.filter}`}>{number(c, rate.count)}</a>
        {` ${t('numbers:of')} `}
        <a href={`/admin/tickets?${rate.ofFilter}`}>n = {number(c, rate.of)}</a>
      </span>
    </div>
  )
}

/** The four rates of some tickets. */
function RateTiles(props: { c: AdminContext; numbers: Numbers; targets: Targets }) {
  const { c, numbers, targets } = props
  return (
    <div class="tiles">
      {rateNames.map((name) => (
        <RateTile c={c} name={name} rate={numbers[name]} target={targetOf(name, targets)} />
      ))}
    </div>
  )
}

/** A rate in a table: the share opens what it counts, n opens all it is a share of. */
export function RateCell({ c, rate, target }: Omit<RateProps, 'name'>) {
  const short = target !== undefined && rate.percent !== null && rate.percent < target
  if (rate.of === 0) {
    return <td class="num muted">–</td>
  }
  return (
    <td class={short ? 'num rate-short' : 'num'}>
      <a href={`/admin/tickets?${rate.filter}`}>
        {short && <span title={words(c)('numbers:target.below')}>▼ </span>}
        {percent(c, rate)}
      </a>{' '}
      <a class="small rate-n" href={`/admin/tickets?${rate.ofFilter}`}>
        {number(c, rate.count)}/{number(c, rate.of)}
      </a>
    </td>
  )
}
