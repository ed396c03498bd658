import type { AdminContext } from '#admin/deps.ts'
import { FeesDue } from '#admin/fees/due.tsx'
import { Icon } from '#admin/icon.tsx'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { RateTiles } from '#admin/numbers/rates.tsx'
import { Badge, Button, ButtonLink, Card, ClockBadge, Empty, Notice } from '#admin/parts.tsx'
import { PublishingTiles } from '#admin/published/tiles.tsx'
import { DueReports } from '#admin/reports/due.tsx'
import { InboxRow } from '#admin/tickets/row.tsx'
import { moment, words } from '#admin/words.ts'
import type { Calendar } from '#core/calendar/calendar.ts'
import type { ChannelName } from '#core/channel.ts'
import { alertWords, type SignInAlert } from '#core/channels/sign-in-alert.ts'
import type { PublishingWork } from '#core/law/published/home.ts'
import type { Targets } from '#core/office.ts'
import type { feesNear } from '#core/plan/fee-list.ts'
import type { reportsToHandIn } from '#core/plan/report.ts'
import { filterQuery } from '#core/tickets/filter.ts'
import type { Heap, HeapName } from '#core/tickets/home.ts'
import type { Row } from '#core/tickets/list.ts'
import type { DeskNumbers } from '#core/tickets/numbers.ts'
import type { Warning } from '#core/tickets/warn.ts'
import { NearTasks, type NearTasksView } from './tasks.tsx'

export interface HomeView {
  c: AdminContext
  heaps: Heap[]
  /** what of the published answers waits for this reader */
  publishing: PublishingWork
  /** fee files that are to be decided soon */
  fees: Awaited<ReturnType<typeof feesNear>>
  /** people to be called back after a low mark */
  callBacks: number
  warnings: Warning[]
  /** what an administrator must mend on the channels page */
  alerts: { channel: ChannelName; alert: SignInAlert }[]
  /** what is due first of one's own */
  next: { rows: Row[]; query: string }
  /** this year's numbers; absent where the role does not see them */
  numbers: DeskNumbers | undefined
  /** whose numbers they are; absent: the whole desk's */
  unit: string | undefined
  targets: Targets
  /** the plan's tasks of one's unit that are late or near their end */
  tasks: NearTasksView['tasks']
  calendar: Calendar
  /** what is to be handed in soon */
  reports: Awaited<ReturnType<typeof reportsToHandIn>>
  now: Date
}

/** What the panel opens on: my work, then the plan's promises. */
export function HomePage(view: HomeView) {
  const { c } = view
  const t = words(c)
  const name = c.get('actor').name
  return (
    <Layout c={c} title={t('home:title')} area="home" lead={t('home:lead', { name })}>
      <span id="live-state" class="visually-hidden" />
      <HomeParts {...view} />
    </Layout>
  )
}

/** All that live news fetches again. */
export function HomeParts(view: HomeView) {
  return (
    <div
      id="home"
      class="stack"
      hx-get="/admin/home"
      hx-trigger="desk:list from:body"
      hx-swap="outerMorph"
    >
      <Alerts {...view} />
      <Heaps {...view} />
      <DueReports {...view} />
      <FeesDue {...view} />
      <NearTasks {...view} />
      <div class={view.warnings.length === 0 ? 'stack' : 'columns'}>
        <Next {...view} />
        <Warnings {...view} />
      </div>
      <Promises {...view} />
    </div>
  )
}

function Alerts({ c, alerts }: HomeView) {
  return (
    <>
      {alerts.map(({ channel, alert }) => (
        <Notice kind="warning">
          {alertWords(c.get('language'), channel, alert)}{' '}
          <a href="/admin/channels">{words(c)('channels:alert.open')}</a>
        </Notice>
      ))}
    </>
  )
}

const looks: Record<HeapName, { icon: string; tone: string }> = {
  late: { icon: 'octagon-alert', tone: 'alarm' },
  today: { icon: 'hourglass', tone: 'watch' },
  fresh: { icon: 'inbox', tone: 'accent' },
  approve: { icon: 'stamp', tone: 'accent' },
  waiting: { icon: 'circle-pause', tone: 'neutral' },
  unread: { icon: 'mail', tone: 'accent' },
  mine: { icon: 'user-round-check', tone: 'neutral' },
}

function Heaps({ c, heaps, publishing, callBacks }: HomeView) {
  const t = words(c)
  return (
    <section aria-labelledby="heaps-title">
      <h2 id="heaps-title" class="visually-hidden">
        {t('home:heaps')}
      </h2>
      <div class="tiles heaps">
        {heaps.map(({ name, count, more, filter }) => (
          <a
            class={`tile heap heap-${count === 0 ? 'none' : looks[name].tone}`}
            href={`/admin/tickets?${filterQuery(filter)}`}
          >
            <span class="tile-name">
              <Icon name={looks[name].icon} size={16} /> {t(`home:heap.${name}`)}
            </span>
            <span class="tile-value">{more ? `${count}+` : count}</span>
          </a>
        ))}
        <PublishingTiles c={c} work={publishing} />
        {callBacks > 0 && (
          <a class="tile heap heap-watch" href="/admin/call-backs">
            <span class="tile-name">
              <Icon name="phone-call" size={16} /> {t('survey-desk:tile.call-backs')}
            </span>
            <span class="tile-value">{callBacks}</span>
          </a>
        )}
      </div>
    </section>
  )
}

function Warnings({ c, warnings }: HomeView) {
  const t = words(c)
  if (warnings.length === 0) return null
  const seen = (
    <Form c={c} action="/admin/warnings">
      <Button icon="check-check">{t('home:warnings.seen')}</Button>
    </Form>
  )
  return (
    <Card title={t('home:warnings')} actions={seen}>
      <ul class="warnings">
        {warnings.map(({ code, level, dueAt }) => (
          <li>
            <a class="mono" href={`/admin/tickets/${code}`}>
              {code}
            </a>
            <ClockBadge level={level as 'half'}>{t(`tickets:level.${level}`)}</ClockBadge>
            <span class="muted small">{t('inbox:clock.due', { at: moment(c, dueAt) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Next({ c, next, calendar, now }: HomeView) {
  const t = words(c)
  const all = (
    <ButtonLink href={`/admin/tickets?${next.query}`} icon="arrow-right">
      {t('home:next.all')}
    </ButtonLink>
  )
  return (
    <Card title={t('home:next')} actions={all}>
      {next.rows.length === 0 ? (
        <Empty icon="coffee" title={t('home:next.none')} />
      ) : (
        <ol class="rows rows-boxed">
          {next.rows.map((row) => (
            <InboxRow
              c={c}
              row={row}
              query={next.query}
              open={false}
              calendar={calendar}
              now={now}
              whole
            />
          ))}
        </ol>
      )}
    </Card>
  )
}

function Promises({ c, numbers, unit, targets, now }: HomeView) {
  const t = words(c)
  if (numbers === undefined) return null
  const year = moment(c, now, true).slice(-4)
  const all = (
    <ButtonLink href="/admin/numbers" icon="chart-column">
      {t('home:numbers.all')}
    </ButtonLink>
  )
  return (
    <section class="stack" aria-labelledby="promises-title">
      <header class="row-line spread">
        <h2 id="promises-title">
          {unit ? t('home:numbers.of-unit', { year, unit }) : t('home:numbers', { year })}
        </h2>
        <span class="actions">
          <Badge icon="inbox">
            {t('home:numbers.opened', { count: numbers.total.opened.count })}
          </Badge>
          {all}
        </span>
      </header>
      <RateTiles c={c} numbers={numbers.total} targets={targets} />
    </section>
  )
}
