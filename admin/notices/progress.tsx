import type { AdminContext } from '#admin/deps.ts'
import { Badge, ButtonLink, Card, Meter, Notice, type Tone } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import { shippedWords } from '#core/language.ts'
import type { broadcastOf, Outcome, RecipientState } from '#core/notices/listing.ts'
import type { Notice as NoticeRow } from '#core/notices/notice.ts'

export type Broadcast = NonNullable<Awaited<ReturnType<typeof broadcastOf>>>

const order: RecipientState[] = [
  ...(['sent', 'sending', 'waiting', 'later', 'digest'] as const),
  ...(['failed', 'unknown', 'dropped', 'stopped'] as const),
]

const tones: Record<RecipientState, Tone> = {
  ...{ sent: 'good', sending: 'accent', waiting: 'watch', later: 'watch', digest: 'watch' },
  ...{ failed: 'alarm', unknown: 'late', dropped: 'neutral', stopped: 'neutral' },
}

export function OutcomeBadge({ c, state }: { c: AdminContext; state: RecipientState }) {
  return <Badge tone={tones[state]}>{words(c)(`notices:outcome.${state}`)}</Badge>
}

/** Why somebody was not told, in words where we have them. */
export function whyOf(c: AdminContext, why: string): string {
  const own = shippedWords('vi', 'notices')[`why.${why}`] !== undefined
  return own ? words(c)(`notices:why.${why}`) : why
}

interface Progress {
  c: AdminContext
  notice: NoticeRow
  outcome: Outcome[]
  broadcast: Broadcast | undefined
}

/** What has become of it so far; asks again by itself while it is on its way. */
export function Progress({ c, notice, outcome, broadcast }: Progress) {
  const t = words(c)
  const count = (...states: RecipientState[]) =>
    outcome.filter(({ state }) => states.includes(state)).reduce((sum, { n }) => sum + n, 0)
  const all = count(...order)
  const open = count('waiting', 'sending')
  const ended = all - open
  const going = ['preparing', 'sending', 'paused'].includes(notice.state)
  // A stop of many takes a while to be written down.
  const live = (going || (notice.state === 'stopped' && open > 0)) && {
    'hx-get': `/admin/notices/${notice.id}/progress`,
    'hx-trigger': 'every 3s',
    'hx-swap': 'outerMorph',
  }
  const list = `/admin/notices/${notice.id}/recipients`
  return (
    <section id="notice-progress" {...live}>
      <Card
        title={t('notices:progress')}
        actions={
          <ButtonLink href={`${list}.xlsx`} icon="download">
            {t('notices:export')}
          </ButtonLink>
        }
      >
        {notice.state === 'preparing' && <p class="muted">{t('notices:preparing')}</p>}
        <p role="status">
          {t('notices:progress.of', { done: number(c, ended), all: number(c, all) })}
        </p>
        <Meter
          value={all === 0 ? 0 : ended / all}
          label={t('notices:progress.of', { done: ended, all })}
        />
        {all === 0 ? (
          <p class="muted">{t('notices:progress.nobody')}</p>
        ) : (
          <Reasons c={c} outcome={outcome} list={list} />
        )}
      </Card>
      {broadcast && <Article c={c} broadcast={broadcast} />}
    </section>
  )
}

/** Each state with its number, below it the reasons; a number opens the people behind it. */
function Reasons({ c, outcome, list }: { c: AdminContext; outcome: Outcome[]; list: string }) {
  return (
    <ul class="outcomes">
      {order.flatMap((state) => {
        const own = outcome.filter((one) => one.state === state)
        if (own.length === 0) return []
        const n = own.reduce((sum, one) => sum + one.n, 0)
        const reasons = Map.groupBy(own, ({ why }) => why ?? '')
        return [
          <li>
            <a href={`${list}?state=${state}`}>
              <OutcomeBadge c={c} state={state} />
              <b>{number(c, n)}</b>
            </a>
            <ul>
              {[...reasons].map(([why, rows]) => {
                const sum = rows.reduce((all, one) => all + one.n, 0)
                const where = placesOf(c, rows)
                const query = new URLSearchParams({ state, ...(why && { why }) })
                return (
                  <li>
                    {why !== '' && (
                      <a href={`${list}?${query}`}>{`${whyOf(c, why)}: ${number(c, sum)}`}</a>
                    )}{' '}
                    <span class="muted small">{where}</span>
                  </li>
                )
              })}
            </ul>
          </li>,
        ]
      })}
    </ul>
  )
}

/** "Zalo 3, Telegram 2", whatever the routes. */
export function placesOf(c: AdminContext, rows: { channel: string; n: number }[]): string {
  const t = words(c)
  return [...Map.groupBy(rows, ({ channel }) => channel)]
    .map(([channel, own]) => {
      const n = own.reduce((sum, one) => sum + one.n, 0)
      return `${t(`panel:channel.${channel}`)} ${number(c, n)}`
    })
    .join(', ')
}

const articleTones: Record<Broadcast['state'], Tone> = {
  ...{ waiting: 'watch', creating: 'accent', verifying: 'accent', sending: 'accent' },
  ...{ sent: 'good', failed: 'alarm', unknown: 'late' },
}

/** Zalo's article: it is made, read by Zalo, and sent to all followers; of single readers Zalo tells nothing. */
function Article({ c, broadcast }: { c: AdminContext; broadcast: Broadcast }) {
  const t = words(c)
  const { state, detail, nextAt, endedAt } = broadcast
  return (
    <Card
      title={t('notices:article')}
      actions={<Badge tone={articleTones[state]}>{t(`notices:article.${state}`)}</Badge>}
    >
      <p class="muted">{t('notices:article.lead')}</p>
      <dl class="facts">
        {endedAt ? (
          <>
            <dt>{t('notices:facts.ended')}</dt>
            <dd>{moment(c, endedAt)}</dd>
          </>
        ) : (
          <>
            <dt>{t('notices:article.next')}</dt>
            <dd>{moment(c, nextAt)}</dd>
          </>
        )}
        {detail && state !== 'sent' && (
          <>
            <dt>{t('notices:article.detail')}</dt>
            <dd>{whyOf(c, detail)}</dd>
          </>
        )}
      </dl>
      {(state === 'failed' || state === 'unknown') && (
        <Notice kind="warning">{t(`notices:article.${state}.hint`)}</Notice>
      )}
    </Card>
  )
}
