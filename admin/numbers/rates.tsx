import type { PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { Meter } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { Targets } from '#core/office.ts'
import { reachOf } from '#core/staff/roles.ts'
import { parseFilter } from '#core/tickets/filter.ts'
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
  const value = rate.percent === null ? undefined : rate.percent / 100
  const { met, goal } = judged(c, rate, target)
  return (
    <div class="tile rate-tile">
      <span class="tile-name">{t(`numbers:rate.${name}`)}</span>
      <span class="tile-value">{percent(c, rate)}</span>
      <Meter
        value={value}
        label={`${t(`numbers:rate.${name}`)}: ${percent(c, rate)}. ${goal}`}
        {...(target === undefined ? {} : { target: target / 100 })}
      />
      <span class={`rate-goal ${met === undefined ? 'muted' : met ? 'rate-met' : 'rate-short'}`}>
        {met !== undefined && (met ? '✓ ' : '▼ ')}
        {goal}
      </span>
      <span class="small">
        <Opens c={c} filter={rate.filter}>
          {number(c, rate.count)}
        </Opens>
        {` ${t('numbers:of')} `}
        <Opens c={c} filter={rate.ofFilter}>
          n = {number(c, rate.of)}
        </Opens>
      </span>
    </div>
  )
}

/** Whether the promise is kept, and that in words; of nothing nobody can say. */
function judged(c: AdminContext, rate: Rate, target: number | undefined) {
  const t = words(c)
  if (rate.percent === null) return { met: undefined, goal: t('numbers:no-data') }
  if (target === undefined) return { met: undefined, goal: t('numbers:no-target') }
  const met = rate.percent >= target
  return { met, goal: t(met ? 'numbers:target.met' : 'numbers:target.short', { target }) }
}

type OpensProps = PropsWithChildren<{ c: AdminContext; filter: string; class?: string }>

/** A number that opens its tickets, where the reader may read all of them; else the list would show fewer. */
export function Opens({ c, filter, class: look, children }: OpensProps) {
  const actor = c.get('actor')
  const { unit } = parseFilter(new URLSearchParams(filter))
  const whole = reachOf(actor, 'ticket.read') === 'any'
  if (!whole && (unit === undefined || unit !== actor.unitId)) {
    return <span class={look}>{children}</span>
  }
  return (
    <a class={look} href={`/admin/tickets?${filter}`}>
      {children}
    </a>
  )
}

/** The four rates of some tickets. */
export function RateTiles(props: { c: AdminContext; numbers: Numbers; targets: Targets }) {
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
      <Opens c={c} filter={rate.filter}>
        {short && <span title={words(c)('numbers:target.below')}>▼ </span>}
        {percent(c, rate)}
      </Opens>{' '}
      <Opens c={c} class="small rate-n" filter={rate.ofFilter}>
        {number(c, rate.count)}/{number(c, rate.of)}
      </Opens>
    </td>
  )
}
