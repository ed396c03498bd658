import type { AdminContext, ChannelState } from '#admin/deps.ts'
import { Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { StateBadge, titleOf } from './card.tsx'

/** How a check ended, in a sentence. */
export function outcomeWords(c: AdminContext, state: ChannelState, now: Date) {
  const zone = { timeZone: c.get('timeZone'), timeStyle: 'medium' } as const
  const at = new Intl.DateTimeFormat(c.get('language'), zone).format(now)
  return {
    key: state.ok ? 'connecting:check.ok' : 'connecting:check.failing',
    values: {
      channel: titleOf(c, state.name),
      at,
      detail: state.detail.slice(0, 500),
    },
  }
}

/** The part of the page that a check changes: the sentence, and apart from it the badge and the state. */
export function Outcome({ c, state, now }: { c: AdminContext; state: ChannelState; now: Date }) {
  const { key, values } = outcomeWords(c, state, now)
  return (
    <>
      <Notice kind={state.ok ? 'done' : 'problem'}>{words(c)(key, values)}</Notice>
      <StateBadge c={c} name={state.name} ok={state.ok} apart />
      <dd id={`state-${state.name}`} hx-swap-oob="true">
        {state.detail}
      </dd>
    </>
  )
}
