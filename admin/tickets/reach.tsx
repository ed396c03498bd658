import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { ChannelMark } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import { isVisited, type Reach, reachable } from '#core/deliveries/reach.ts'
import type { Way } from '#core/deliveries/ways.ts'

/** What is going to be sent: only of an answer a template may tell that it waits. */
export type What = 'answer' | 'other'

type Kind = keyof typeof looks

/** A word, a shape and a colour for each; `quiet`: in a row the shape is enough. */
const looks = {
  now: { icon: 'message-circle', quiet: true },
  visit: { icon: 'mailbox', quiet: true },
  until: { icon: 'timer' },
  free: { icon: 'timer' },
  counted: { icon: 'coins' },
  template: { icon: 'bell-ring' },
  waits: { icon: 'hourglass' },
  blocked: { icon: 'message-circle-off' },
} as const satisfies Record<string, { icon: string; quiet?: true }>

function kindOf({ chat, reach }: Way, what: What): Kind {
  if (reach.can === 'template' && what === 'other') return 'waits'
  if (reach.can !== 'free') return reach.can
  if (isVisited(chat.channel)) return 'visit'
  if (reach.until === undefined) return 'now'
  return Number(reach.closesAt) > Number(reach.until) ? 'free' : 'until'
}

/** In a row: where an answer would go, and until when, at what cost, or what it waits for. */
export function ReachMark(props: {
  c: AdminContext
  channel: string
  way: Way | undefined
  now: Date
}) {
  const { c, channel, way, now } = props
  if (way === undefined) {
    return (
      <span class="row-line reach">
        <ChannelMark c={c} channel={channel} />
      </span>
    )
  }
  const kind = kindOf(way, 'answer')
  const look: { icon: string; quiet?: true } = looks[kind]
  const short = shortOf(c, kind, way, now)
  return (
    <span class="row-line reach" title={explained(c, way, 'answer')}>
      <ChannelMark c={c} channel={way.chat.channel} />
      <span class={`reach-${kind}`}>
        {look.quiet ? (
          <Icon name={look.icon} size={14} label={short} />
        ) : (
          <>
            <Icon name={look.icon} size={14} /> {short}
          </>
        )}
      </span>
    </span>
  )
}

/** Before sending: which way it goes, whether it can go now, until when and at what cost. */
export function ReachLine(props: { c: AdminContext; way: Way | undefined; what: What }) {
  const { c, way, what } = props
  const t = words(c)
  if (way === undefined) return <p class="reach-line reach-blocked">{t('inbox:reach.none')}</p>
  const kind = kindOf(way, what)
  return (
    <p class={`reach-line reach-${kind}`}>
      <Icon name={looks[kind].icon} size={16} />
      <span>
        {explained(c, way, what)} {t('inbox:reach.heard', { at: moment(c, way.chat.lastHeardAt) })}
      </span>
    </p>
  )
}

/** What a button that sends something adds to its words: where it goes, or that it waits. */
export function sendingWords(c: AdminContext, way: Way | undefined): string {
  if (way === undefined) return ''
  const key = reachable(way.reach) ? 'goes' : 'waits'
  return words(c)(`inbox:reach.button.${key}`, { channel: channelOf(c, way.chat.channel) })
}

/** Beside the state of a ticket: that nothing can be sent now. */
export function unreachableWord(c: AdminContext, way: Way | undefined) {
  if (way === undefined || reachable(way.reach)) return undefined
  const kind = kindOf(way, 'answer')
  return { icon: looks[kind].icon, word: shortOf(c, kind, way) }
}

function shortOf(c: AdminContext, kind: Kind, way: Way, now?: Date): string {
  const key = kind === 'counted' ? packageKey(way.reach) : `inbox:reach.${kind}`
  const at = now === undefined ? '' : shortly(c, way.reach.closesAt, now)
  return words(c)(`${key}.short`, { ...valuesOf(c, way), at })
}

function explained(c: AdminContext, way: Way, what: What): string {
  const t = words(c)
  const kind = kindOf(way, what)
  const values = valuesOf(c, way)
  const goes = way.askedIn.id === way.chat.id ? 'goes' : 'goes-elsewhere'
  return [
    ...(reachable(way.reach) ? [t(`inbox:reach.${goes}`, values)] : []),
    t(`inbox:reach.${kind}`, values),
    ...(kind === 'counted' ? [t(packageKey(way.reach), values)] : []),
  ].join(' ')
}

function packageKey({ left }: Reach): string {
  if (left === undefined) return 'inbox:reach.package'
  return left > 0 ? 'inbox:reach.package-left' : 'inbox:reach.package-empty'
}

function valuesOf(c: AdminContext, { askedIn, chat, reach }: Way) {
  return {
    channel: channelOf(c, chat.channel),
    asked: channelOf(c, askedIn.channel),
    until: clockOf(c, reach.until),
    closes: clockOf(c, reach.closesAt),
    cost: number(c, reach.costVnd ?? 0),
    left: number(c, reach.left ?? 0),
  }
}

function channelOf(c: AdminContext, channel: string): string {
  return words(c)(`panel:channel.${channel}`)
}

/** An hour and a day of this fortnight: nobody needs the year. */
function clockOf(c: AdminContext, at: Date | undefined): string {
  return at === undefined ? '' : words(c)('inbox:reach.at', placeOf(c, at))
}

const soon = 24 * 60 * 60 * 1000

/** The hour only when it is near. */
function shortly(c: AdminContext, at: Date | undefined, now: Date): string {
  if (at === undefined) return ''
  const { time, day } = placeOf(c, at)
  return at.getTime() - now.getTime() < soon ? `${time} ${day}` : day
}

function placeOf(c: AdminContext, at: Date): { time: string; day: string } {
  const [day = '', time = ''] = moment(c, at).split(' ')
  const [date, month] = day.split('/').map(Number)
  return { time, day: `${date}/${month}` }
}
