import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Badge, ButtonLink, Card, Empty, type Tone } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { NoticeRow, Stage } from '#core/notices/listing.ts'
import type { NoticeState } from '#core/notices/notice.ts'
import type { Proposal } from '#core/notices/proposals.ts'
import { may } from '#core/staff/roles.ts'

const looks: Record<NoticeState, { tone: Tone; icon: string }> = {
  draft: { tone: 'neutral', icon: 'pencil' },
  returned: { tone: 'late', icon: 'undo-2' },
  submitted: { tone: 'watch', icon: 'stamp' },
  scheduled: { tone: 'accent', icon: 'calendar-clock' },
  preparing: { tone: 'accent', icon: 'users' },
  sending: { tone: 'accent', icon: 'send' },
  paused: { tone: 'watch', icon: 'pause' },
  stopped: { tone: 'neutral', icon: 'circle-stop' },
  done: { tone: 'good', icon: 'circle-check' },
}

export function NoticeBadge({ c, state }: { c: AdminContext; state: NoticeState }) {
  return <Badge {...looks[state]}>{words(c)(`notices:state.${state}`)}</Badge>
}

interface List {
  c: AdminContext
  stage: Stage
  counts: Record<Stage, number>
  rows: NoticeRow[]
  more: boolean
  page: number
  proposals: Proposal[]
}

const path = '/admin/notices'

export function NoticeListPage({ c, stage, counts, rows, more, page, proposals }: List) {
  const t = words(c)
  const actor = c.get('actor')
  const writes = may(actor, 'notices.write')
  const hrefOf = (one: Stage) => (one === 'open' ? path : `${path}?stage=${one}`)
  return (
    <Layout
      c={c}
      title={t('panel:nav.notices')}
      area="notices"
      lead={t('notices:lead')}
      actions={
        <>
          {may(actor, 'settings.edit') && (
            <ButtonLink href={`${path}/settings`} icon="sliders-horizontal">
              {t('notices:settings')}
            </ButtonLink>
          )}
          {writes && (
            <ButtonLink href={`${path}/new`} kind="primary" icon="plus">
              {t('notices:write')}
            </ButtonLink>
          )}
        </>
      }
    >
      {writes && stage === 'open' && proposals.length > 0 && (
        <div class="notice-proposed">
          <Proposals c={c} proposals={proposals} />
        </div>
      )}
      <Tabs
        label={t('notices:stages')}
        now={hrefOf(stage)}
        items={(['open', 'submitted', 'ended'] as const).map((one) => ({
          ...{ href: hrefOf(one), label: t(`notices:stage.${one}`), count: counts[one] },
        }))}
      />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="megaphone" title={t(`notices:none.${stage}`)} />
        </Card>
      ) : (
        <ul class="list">
          {rows.map((row) => (
            <Row c={c} row={row} />
          ))}
        </ul>
      )}
      <Pager c={c} page={page} more={more} path={path} />
    </Layout>
  )
}

function Row({ c, row }: { c: AdminContext; row: NoticeRow }) {
  const t = words(c)
  const at = row.state === 'scheduled' || row.state === 'submitted' ? row.sendAt : row.startedAt
  return (
    <li class="list-row">
      <div class="grow">
        <a href={`${path}/${row.id}`}>
          <b>{row.title}</b>
        </a>
        <p class="muted small">
          {[t(`notices:kind.${row.kind}`), row.author ?? t('notices:by-desk')].join(' · ')}
        </p>
      </div>
      <NoticeBadge c={c} state={row.state} />
      <span class="muted small nowrap">{moment(c, at ?? row.updatedAt)}</span>
    </li>
  )
}

/** Documents shown to the public of which nobody was told yet. */
function Proposals({ c, proposals }: { c: AdminContext; proposals: Proposal[] }) {
  const t = words(c)
  return (
    <Card title={t('notices:proposals')}>
      <p class="muted">{t('notices:proposals.lead')}</p>
      <ul class="notice-proposals">
        {proposals.map(({ id, name, inForceOn, shownAt }) => (
          <li>
            <div class="grow">
              <b>{name}</b>
              <p class="muted small">
                {[
                  t('notices:proposals.shown', { day: moment(c, shownAt, true) }),
                  inForceOn &&
                    t('notices:proposals.in-force', {
                      day: inForceOn.split('-').reverse().join('/'),
                    }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <ButtonLink href={`${path}/new?document=${id}`} icon="megaphone">
              {t('notices:proposals.write')}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </Card>
  )
}
