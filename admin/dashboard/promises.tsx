import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Meter } from '#admin/parts.tsx'
import { Rests, shownValue } from '#admin/targets/figure.tsx'
import { MetBadge } from '#admin/targets/list-page.tsx'
import { number, words } from '#admin/words.ts'
import type { Dashboard, PlanPromise } from '#core/plan/dashboard.ts'

/** The plan's promises: value, goal, what it rests on, the last period, and where it goes. */
export function Promises({ c, board }: { c: AdminContext; board: Dashboard }) {
  return (
    <div class="tiles promises">
      {board.promises.map((promise) => (
        <PromiseTile c={c} board={board} promise={promise} />
      ))}
    </div>
  )
}

function PromiseTile({
  c,
  board,
  promise,
}: {
  c: AdminContext
  board: Dashboard
  promise: PlanPromise
}) {
  const t = words(c)
  const { name, now, goal, targetId } = promise
  const share = now.kind === 'rate'
  const value = now.value
  const met = goal === null || value === null ? undefined : value >= goal
  const whole = share ? 100 : Math.max(goal ?? 0, value ?? 0, 1)
  const words_ = t(`plan:promise.${name}`)
  return (
    <section class="tile promise" aria-label={words_}>
      <h3 class="tile-name">
        {targetId === null ? (
          words_
        ) : (
          <a href={`/admin/targets/${targetId}?period=${board.period.code}`}>{words_}</a>
        )}
      </h3>
      <p class="row-line">
        <span class="tile-value">{shownValue(c, value, share)}</span>
        <MetBadge c={c} met={met} />
      </p>
      <Meter
        value={value === null ? undefined : value / whole}
        label={`${words_}: ${shownValue(c, value, share)}`}
        {...(goal === null ? {} : { target: goal / whole })}
      />
      <p class="small">
        {goal !== null && `${t('plan:goal')} ≥ ${shownValue(c, goal, share)} · `}
        <Rests c={c} formula={name} measured={now} period={board.period} />
      </p>
      <Compared c={c} promise={promise} />
      <Expected c={c} promise={promise} over={board.elapsed >= 1} />
    </section>
  )
}

function Compared({ c, promise: { now, before } }: { c: AdminContext; promise: PlanPromise }) {
  const t = words(c)
  const share = now.kind === 'rate'
  if (before.value === null || now.value === null) {
    return <p class="small muted">{t('plan:before.none')}</p>
  }
  const change = now.value - before.value
  const icon = change > 0 ? 'trending-up' : change < 0 ? 'trending-down' : 'minus'
  const by = `${change > 0 ? '+' : ''}${number(c, change, share ? 1 : 0)}`
  const key = share ? 'plan:before.points' : 'plan:before.count'
  return (
    <p class="small muted">
      <Icon name={icon} size={14} />{' '}
      {t(key, { by, value: shownValue(c, before.value, share), n: number(c, before.n) })}
    </p>
  )
}

function Expected({ c, promise, over }: { c: AdminContext; promise: PlanPromise; over: boolean }) {
  const t = words(c)
  const { forecast, now } = promise
  if (over) return null
  if (forecast === undefined) return <p class="small muted">{t('plan:forecast.none')}</p>
  const share = now.kind === 'rate'
  const shown = (value: number) =>
    shownValue(c, share ? Math.round(value) : Math.round(value), share)
  return (
    <p class="small">
      {t('plan:forecast', {
        value: shown(forecast.value),
        low: shown(forecast.low),
        high: shown(forecast.high),
      })}
    </p>
  )
}
