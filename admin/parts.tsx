import type { Child, PropsWithChildren } from 'hono/jsx'
import type { AdminContext, Flash } from './deps.ts'
import { Icon } from './icon.tsx'
import { words } from './words.ts'

/** The hidden field every form that changes something carries. */
export function Csrf({ c }: { c: AdminContext }) {
  return <input type="hidden" name="csrf" value={c.get('csrf')} />
}

const flashIcons = { done: 'circle-check', warning: 'triangle-alert', problem: 'circle-x' } as const

export function FlashMessage({ c, flash }: { c: AdminContext; flash: Flash }) {
  return <Notice kind={flash.kind}>{words(c)(flash.key, flash.values)}</Notice>
}

/** A message inside the page: what was done, what to mind, what is wrong. */
export function Notice({ kind, children }: PropsWithChildren<{ kind: Flash['kind'] | 'info' }>) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'problem' ? 'alert' : undefined}>
      <Icon name={kind === 'info' ? 'info' : flashIcons[kind]} />
      <div>{children}</div>
    </div>
  )
}

type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

export function Button({
  kind = 'plain',
  icon,
  children,
  ...rest
}: PropsWithChildren<{
  kind?: ButtonKind
  icon?: string
  type?: 'submit' | 'button'
  name?: string
  value?: string
  disabled?: boolean
  form?: string
  formaction?: string
  title?: string
  [attribute: `data-${string}` | `hx-${string}` | `aria-${string}`]: string | undefined
}>) {
  return (
    <button type="submit" {...rest} class={`button button-${kind}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

export function ButtonLink({
  href,
  kind = 'plain',
  icon,
  children,
  ...rest
}: PropsWithChildren<{
  href: string
  kind?: ButtonKind
  icon?: string
  [attribute: `data-${string}`]: string | undefined
}>) {
  return (
    <a href={href} {...rest} class={`button button-${kind}`}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}

export type Tone = 'neutral' | 'accent' | 'good' | 'watch' | 'late' | 'alarm'

/** Each tone has its own shape, so that colour is never the only sign. */
const toneIcons: Record<Tone, string> = {
  neutral: 'circle-dashed',
  accent: 'circle-dot',
  good: 'circle-check',
  watch: 'hourglass',
  late: 'triangle-alert',
  alarm: 'octagon-alert',
}

export function Badge({
  tone = 'neutral',
  icon,
  title,
  children,
}: PropsWithChildren<{ tone?: Tone; icon?: string; title?: string }>) {
  return (
    <span class={`badge badge-${tone}`} title={title}>
      <Icon name={icon ?? toneIcons[tone]} size={14} />
      {children}
    </span>
  )
}

const ticketStates: Record<string, { tone: Tone; icon: string }> = {
  received: { tone: 'accent', icon: 'inbox' },
  routed: { tone: 'accent', icon: 'corner-up-right' },
  waiting: { tone: 'neutral', icon: 'circle-pause' },
  submitted: { tone: 'watch', icon: 'stamp' },
  answered: { tone: 'good', icon: 'circle-check' },
  recommended: { tone: 'good', icon: 'megaphone' },
  referred: { tone: 'good', icon: 'external-link' },
  withdrawn: { tone: 'neutral', icon: 'undo-2' },
  merged: { tone: 'neutral', icon: 'merge' },
}

/** A ticket's state: word, shape and colour. Words: `panel:state.<state>`. */
export function StateBadge({ c, state }: { c: AdminContext; state: string }) {
  const look = ticketStates[state] ?? { tone: 'neutral' as const, icon: 'circle-dashed' }
  return <Badge {...look}>{words(c)(`panel:state.${state}`)}</Badge>
}

const clockTones: Record<string, { tone: Tone; icon: string }> = {
  calm: { tone: 'good', icon: 'clock' },
  half: { tone: 'watch', icon: 'hourglass' },
  late: { tone: 'late', icon: 'triangle-alert' },
  'twice-late': { tone: 'alarm', icon: 'octagon-alert' },
  paused: { tone: 'neutral', icon: 'circle-pause' },
  done: { tone: 'neutral', icon: 'check' },
}

/** The clock of a ticket: `level` gives colour and shape, `children` the time left in words. */
export function ClockBadge({
  level,
  title,
  children,
}: PropsWithChildren<{
  level: 'calm' | 'half' | 'late' | 'twice-late' | 'paused' | 'done'
  title?: string
}>) {
  const look = clockTones[level] ?? { tone: 'neutral' as const, icon: 'clock' }
  return (
    <Badge {...look} {...(title === undefined ? {} : { title })}>
      {children}
    </Badge>
  )
}

const channelIcons: Record<string, string> = {
  web: 'globe',
  telegram: 'send',
  zalo: 'message-circle',
  messenger: 'messages-square',
  email: 'mail',
  'zalo-bot': 'bot-message-square',
  phone: 'phone',
  visit: 'landmark',
  conference: 'presentation',
}

export function ChannelMark({ c, channel }: { c: AdminContext; channel: string }) {
  return (
    <span class="channel">
      <Icon name={channelIcons[channel] ?? 'message-square'} size={14} />
      <span>{words(c)(`panel:channel.${channel}`)}</span>
    </span>
  )
}

export function Chip({ children, on }: PropsWithChildren<{ on?: boolean }>) {
  return <span class={on ? 'chip chip-on' : 'chip'}>{children}</span>
}

export function Card({
  title,
  actions,
  children,
  id,
}: PropsWithChildren<{ title?: string; actions?: Child; id?: string }>) {
  return (
    <section class="card" id={id}>
      {(title || actions) && (
        <header class="card-head">
          {title && <h2>{title}</h2>}
          {actions && <div class="actions">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  )
}

export function Empty({
  icon = 'inbox',
  title,
  children,
}: PropsWithChildren<{ icon?: string; title: string }>) {
  return (
    <div class="empty">
      <Icon name={icon} size={32} />
      <p class="empty-title">{title}</p>
      {children}
    </div>
  )
}

/** A share against its target, drawn without inline style. */
export function Meter({
  value,
  target,
  label,
}: {
  value: number | undefined
  target?: number
  label: string
}) {
  const share = Math.round(Math.max(0, Math.min(1, value ?? 0)) * 1000) / 10
  const good = target === undefined || (value ?? 0) >= target
  return (
    <svg
      class={good ? 'meter meter-good' : 'meter meter-short'}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <rect class="meter-track" x="0" y="0" width="100" height="6" />
      <rect class="meter-fill" x="0" y="0" width={share} height="6" />
      {target !== undefined && (
        <rect class="meter-target" x={target * 100 - 0.4} y="0" width="0.8" height="6" />
      )}
    </svg>
  )
}

export function Kbd({ children }: PropsWithChildren) {
  return <kbd>{children}</kbd>
}
