import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Preview } from '#core/notices/audience.ts'
import type { Outcome } from '#core/notices/listing.ts'
import type { Notice as NoticeRow } from '#core/notices/notice.ts'
import { may } from '#core/staff/roles.ts'
import { NoticeBadge } from './list-page.tsx'
import { AudienceCounts, Looks } from './preview.tsx'
import { type Broadcast, Progress } from './progress.tsx'
import { SendCard } from './send-card.tsx'

/** Posting to Zalo groups: absent where the setting is off. */
export interface Relay {
  groups: number
  done: boolean
}

interface Show {
  c: AdminContext
  notice: NoticeRow
  author: string | null
  approver: string | null
  approval: boolean
  channels: string[]
  outcome: Outcome[]
  broadcast: Broadcast | undefined
  /** before it is sent: whom it would reach */
  preview: Preview | undefined
  relay: Relay | undefined
}

const waiting = ['submitted', 'scheduled']

/** A notice that is on its way: what it says, what becomes of it, and what can be done. */
export function ShowPage(props: Show) {
  const { c, notice, approval, channels, preview, relay } = props
  const t = words(c)
  const trail = [{ href: '/admin/notices', label: t('panel:nav.notices') }]
  return (
    <Layout
      c={c}
      title={notice.title}
      area="notices"
      trail={trail}
      actions={<NoticeBadge c={c} state={notice.state} />}
    >
      <div class="columns notice-columns">
        <div class="stack">
          {preview ? (
            <Card title={t('notices:audience')}>
              <AudienceCounts c={c} preview={preview} />
            </Card>
          ) : (
            <Progress c={c} notice={notice} outcome={props.outcome} broadcast={props.broadcast} />
          )}
          <Card title={t('notices:look')}>
            <Looks c={c} told={notice} channels={channels} />
          </Card>
        </div>
        <div class="stack">
          <Facts {...props} />
          {notice.state === 'submitted' && <SendCard c={c} notice={notice} approval={approval} />}
          <Steer c={c} notice={notice} outcome={props.outcome} />
          {relay && !waiting.includes(notice.state) && (
            <Groups c={c} notice={notice} relay={relay} />
          )}
        </div>
      </div>
    </Layout>
  )
}

function Facts({ c, notice, author, approver }: Show) {
  const t = words(c)
  const lines: [string, string | null | undefined][] = [
    ['kind', t(`notices:kind.${notice.kind}`)],
    ['author', author ?? t('notices:by-desk')],
    ['approver', approver],
    [
      'send-at',
      waiting.includes(notice.state)
        ? notice.sendAt
          ? moment(c, notice.sendAt)
          : t('notices:when.now')
        : null,
    ],
    ['started', notice.startedAt && moment(c, notice.startedAt)],
    ['ended', notice.endedAt && moment(c, notice.endedAt)],
  ]
  return (
    <Card title={t('notices:facts')}>
      <dl class="facts">
        {lines.map(([name, value]) => {
          if (!value) return null
          return (
            <>
              <dt>{t(`notices:facts.${name}`)}</dt>
              <dd>{value}</dd>
            </>
          )
        })}
      </dl>
      {notice.urgent && <p class="hint">{t('notices:quiet.urgent')}</p>}
    </Card>
  )
}

/** Pause, go on, stop, take back, try again: each says what it does. */
function Steer({ c, notice, outcome }: { c: AdminContext; notice: NoticeRow; outcome: Outcome[] }) {
  const t = words(c)
  const actor = c.get('actor')
  const leads = may(actor, 'notices.send') || may(actor, 'notices.approve')
  const own = may(actor, 'notices.write') && notice.state === 'submitted'
  const failed = outcome
    .filter(({ state, route }) => state === 'failed' && route !== 'broadcast')
    .reduce((sum, { n }) => sum + n, 0)
  const { state } = notice
  const deeds = [
    ['recall', (leads && state === 'scheduled') || own || (leads && state === 'submitted')],
    ['pause', leads && state === 'sending'],
    ['resume', leads && state === 'paused'],
    ['retry', leads && failed > 0 && ['sending', 'paused', 'done'].includes(state)],
    ['stop', leads && ['scheduled', 'preparing', 'sending', 'paused'].includes(state)],
  ] as const
  const open = deeds.filter(([, offered]) => offered)
  if (open.length === 0) return null
  const icons = {
    recall: 'undo-2',
    pause: 'pause',
    resume: 'play',
    retry: 'rotate-ccw',
    stop: 'circle-stop',
  }
  return (
    <Card title={t('notices:steer')}>
      <div class="stack">
        {open.map(([deed]) => (
          <Form c={c} action={`/admin/notices/${notice.id}/${deed}`}>
            <Button kind={deed === 'stop' ? 'danger' : 'plain'} icon={icons[deed]}>
              {t(`notices:${deed}`, { n: failed })}
            </Button>
            <p class="hint">{t(`notices:${deed}.hint`)}</p>
          </Form>
        ))}
      </div>
    </Card>
  )
}

function Groups({ c, notice, relay }: { c: AdminContext; notice: NoticeRow; relay: Relay }) {
  const t = words(c)
  const actor = c.get('actor')
  const leads = may(actor, 'notices.send') || may(actor, 'notices.approve')
  if (notice.kind === 'digest' || !leads || notice.state === 'stopped') return null
  return (
    <Card title={t('notices:groups')}>
      {relay.done ? (
        <p>{t('notices:groups.done')}</p>
      ) : relay.groups === 0 || notice.link === '' ? (
        <p class="muted">
          {t(notice.link === '' ? 'notices:refusal.no-link' : 'notices:groups.none')}
        </p>
      ) : (
        <Form c={c} class="form" action={`/admin/notices/${notice.id}/groups`}>
          <p class="muted">{t('notices:groups.lead', { n: relay.groups })}</p>
          <div>
            <Button icon="users">{t('notices:groups.post')}</Button>
          </div>
        </Form>
      )}
    </Card>
  )
}
