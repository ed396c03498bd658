import type { AdminContext } from '#admin/deps.ts'
import type { Filled } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Draft } from '#core/notices/drafting.ts'
import type { Notice as NoticeRow } from '#core/notices/notice.ts'
import { Compose } from './compose.tsx'
import { NoticeBadge } from './list-page.tsx'
import { Looks } from './preview.tsx'
import { Remove, SendCard } from './send-card.tsx'
import type { Offered } from './whom.tsx'

interface Write {
  c: AdminContext
  /** absent: not saved yet */
  notice?: NoticeRow
  draft: Draft
  offered: Offered
  filled: Filled
  approval: boolean
}

/** Writing a notice: the form, and beside it how it looks, whom it reaches, and the way on. */
export function WritePage({ c, notice, draft, offered, filled, approval }: Write) {
  const t = words(c)
  const trail = [{ href: '/admin/notices', label: t('panel:nav.notices') }]
  const action = notice ? `/admin/notices/${notice.id}` : '/admin/notices'
  return (
    <Layout
      c={c}
      title={notice?.title ?? t('notices:write')}
      area="notices"
      trail={trail}
      {...(notice && { actions: <NoticeBadge c={c} state={notice.state} /> })}
    >
      {notice?.state === 'returned' && (
        <Notice kind="warning">
          <b>{t('notices:returned')}</b> {notice.reason}
        </Notice>
      )}
      <div class="columns notice-columns">
        <Compose
          c={c}
          action={action}
          draft={draft}
          offered={offered}
          filled={filled}
          {...(notice && { version: notice.version })}
        />
        <div class="stack">
          <Card title={t('notices:look')}>
            <div
              hx-post="/admin/notices/looks"
              hx-include="#notice-form"
              hx-trigger="input delay:500ms from:#notice-form"
              hx-swap="innerHTML"
            >
              <Looks c={c} told={draft} channels={offered.channels} />
            </div>
          </Card>
          <Card title={t('notices:audience')}>
            <div
              hx-post="/admin/notices/audience"
              hx-include="#notice-form"
              hx-trigger="load, change delay:400ms from:#notice-form"
              hx-swap="innerHTML"
            >
              <p class="muted">{t('notices:audience.counting')}</p>
            </div>
          </Card>
          {notice && <SendCard c={c} notice={notice} approval={approval} />}
          {notice && <Remove c={c} notice={notice} />}
        </div>
      </div>
    </Layout>
  )
}
