import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { ChannelMark } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'

/** Whether we can still write to this person where they asked. */
export interface Reach {
  channel: string
  blockedAt: Date | null
  lastHeardAt: Date | null
}

/** `blocked`: not before they write again; `visit`: they read it when they open the chat; `now`: it arrives at once. */
function reachKind({ channel, blockedAt }: Reach): 'blocked' | 'visit' | 'now' {
  if (blockedAt !== null) return 'blocked'
  return channel === 'web' ? 'visit' : 'now'
}

const icons = { blocked: 'message-circle-off', visit: 'mailbox', now: 'message-circle' }

/** In a row: the channel, and a word only where an answer would have to wait. */
export function ReachMark({ c, reach }: { c: AdminContext; reach: Reach }) {
  const kind = reachKind(reach)
  const short = words(c)(`inbox:reach.${kind}.short`)
  return (
    <span class="row-line reach" title={words(c)(`inbox:reach.${kind}`)}>
      <ChannelMark c={c} channel={reach.channel} />
      <span class={`reach-${kind}`}>
        {kind === 'blocked' ? (
          <>
            <Icon name={icons[kind]} size={14} /> {short}
          </>
        ) : (
          <Icon name={icons[kind]} size={14} label={short} />
        )}
      </span>
    </span>
  )
}

/** Before sending: which way it goes and whether it can go now. */
export function ReachLine({ c, reach }: { c: AdminContext; reach: Reach | undefined }) {
  const t = words(c)
  if (reach === undefined) return <p class="reach-line reach-blocked">{t('inbox:reach.none')}</p>
  const kind = reachKind(reach)
  return (
    <p class={`reach-line reach-${kind}`}>
      <Icon name={icons[kind]} size={16} />
      <span>
        {t('inbox:reach.goes', { channel: t(`panel:channel.${reach.channel}`) })}{' '}
        {t(`inbox:reach.${kind}`)}
        {reach.lastHeardAt && ` ${t('inbox:reach.heard', { at: moment(c, reach.lastHeardAt) })}`}
      </span>
    </p>
  )
}
