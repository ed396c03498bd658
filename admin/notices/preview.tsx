import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { ChannelMark, Notice } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { ChannelName } from '#core/channel.ts'
import type { Preview, Reached } from '#core/notices/audience.ts'
import { noticeOutgoing, type Told } from '#core/notices/body.ts'
import { lookOn } from '#core/notices/look.ts'
import { placesOf, whyOf } from './progress.tsx'

/** How it looks on every channel in use, message by message. */
export function Looks({ c, told, channels }: { c: AdminContext; told: Told; channels: string[] }) {
  const t = words(c)
  const english = told.titleEn !== '' && told.bodyEn !== ''
  const languages = english ? (['vi', 'en'] as const) : (['vi'] as const)
  return (
    <div id="notice-looks" class="looks">
      {channels.map((channel) => (
        <details class="look" open={channel === channels[0]}>
          <summary>
            <ChannelMark c={c} channel={channel} />
          </summary>
          {languages.map((language) => {
            const look = lookOn(channel as ChannelName, noticeOutgoing(told, language))
            return (
              <div lang={language}>
                {look.messages.map((message) => (
                  <p class="look-message">{message}</p>
                ))}
                {look.button && (
                  <p class="look-button">
                    <Icon name="external-link" size={14} />
                    {look.button}
                  </p>
                )}
                {look.messages.length > 1 && (
                  <p class="hint">{t('notices:look.parts', { n: look.messages.length })}</p>
                )}
              </div>
            )
          })}
        </details>
      ))}
      {!english && <p class="hint">{t('notices:look.vi-only')}</p>}
    </div>
  )
}

const groups = ['now', 'template', 'broadcast', 'visit', 'digest', 'later', 'none'] as const
type Group = (typeof groups)[number]

function groupOf({ route, visited }: Reached): Group {
  if (route === 'free') return visited ? 'visit' : 'now'
  return route === 'counted' ? 'now' : route
}

/** How many people it reaches, by which way, why the others not, and what it costs. */
export function AudienceCounts({ c, preview }: { c: AdminContext; preview: Preview }) {
  const t = words(c)
  const { rows, total, subscribers, costVnd } = preview
  const shown = groups.flatMap((group) => {
    const own = rows.filter((row) => groupOf(row) === group)
    const n = own.reduce((sum, row) => sum + row.n, 0)
    return n === 0 ? [] : [{ group, n, own }]
  })
  return (
    <div id="notice-audience" aria-live="polite">
      {total === 0 ? (
        <Notice kind="warning">
          {t(subscribers === 0 ? 'notices:audience.no-subscribers' : 'notices:audience.nobody')}
        </Notice>
      ) : (
        <p class="audience-total">
          <b>{t('notices:audience.total', { n: number(c, total) })}</b>{' '}
          <span class="muted">{t('notices:audience.of', { n: number(c, subscribers) })}</span>
        </p>
      )}
      <dl class="facts">
        {shown.map(({ group, n, own }) => (
          <>
            <dt>{t(`notices:reach.${group}`)}</dt>
            <dd>
              <b>{number(c, n)}</b>
              <span class="sub">{detailOf(c, own)}</span>
            </dd>
          </>
        ))}
        {total > 0 && (
          <>
            <dt>{t('notices:cost')}</dt>
            <dd>
              <b>{t('notices:cost.vnd', { n: number(c, costVnd) })}</b>
              <span class="sub">{t('notices:cost.hint')}</span>
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}

/** Where they are, and for each reason why they are not told at once. */
function detailOf(c: AdminContext, rows: Reached[]): string {
  const reasons = Map.groupBy(rows, ({ why, route }) => why ?? (route === 'counted' ? route : ''))
  return [...reasons]
    .map(([why, own]) => [placesOf(c, own), why && reasonOf(c, why)].filter(Boolean).join(' – '))
    .join('; ')
}

function reasonOf(c: AdminContext, why: string): string {
  return why === 'counted' ? words(c)('notices:counted') : whyOf(c, why)
}
