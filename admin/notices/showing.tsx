import type { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { idOf } from '#admin/request.ts'
import { channelNames } from '#core/channel.ts'
import { loadReachRules } from '#core/deliveries/reach-rules.ts'
import { listPicked } from '#core/groups/posts.ts'
import { previewAudience } from '#core/notices/audience.ts'
import { noticeById } from '#core/notices/drafting.ts'
import { isRelayed } from '#core/notices/group-relay.ts'
import { broadcastOf, listRecipients, outcomeOf, signedBy } from '#core/notices/listing.ts'
import type { Notice } from '#core/notices/notice.ts'
import { loadNoticeSettings } from '#core/notices/settings.ts'
import { loadOffice } from '#core/office.ts'
import { loadSetting } from '#core/settings.ts'
import type { Db } from '#db/client.ts'
import { exportRecipients } from './export.ts'
import { Progress } from './progress.tsx'
import { RecipientsPage } from './recipients-page.tsx'
import { type Relay, ShowPage } from './show-page.tsx'
import type { Offered } from './whom.tsx'

/** What the form of a notice offers; the channels are those in use. */
export async function offeredBy(db: Db): Promise<Offered> {
  const [office, sectors, rules] = await Promise.all([
    loadOffice(db),
    loadSetting(db, 'sectors'),
    loadReachRules(db),
  ])
  const inUse = channelNames.filter((name) => rules[name] !== undefined)
  return {
    office,
    sectors: sectors ?? [],
    channels: inUse.length > 0 ? inUse : ['web'],
    tells: rules.zalo?.tellsNotices === true,
  }
}

/** The page of a notice that is not being written, or that somebody may only read. */
export async function showNotice(c: AdminContext, deps: AdminDeps, notice: Notice) {
  const { db } = deps
  const before = ['draft', 'returned', 'submitted', 'scheduled'].includes(notice.state)
  const [offered, { approval }, signed, outcome, broadcast, preview, relay] = await Promise.all([
    offeredBy(db),
    loadNoticeSettings(db),
    signedBy(db, notice),
    before ? [] : outcomeOf(db, notice.id),
    before ? undefined : broadcastOf(db, notice.id),
    before ? previewAudience(db, notice, new Date()) : undefined,
    relayOf(deps, notice),
  ])
  const props = { c, notice, ...signed, approval, outcome, broadcast, preview, relay }
  return c.html(<ShowPage {...props} channels={offered.channels} />)
}

async function relayOf({ db, groups }: AdminDeps, notice: Notice): Promise<Relay | undefined> {
  if (!groups) return undefined
  const account = await groups.account()
  const picked = account.state === 'on' ? await listPicked(db) : []
  return { groups: picked.length, done: await isRelayed(db, notice) }
}

/** How a notice goes, and to whom. */
export function watchRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  app
    .get('/notices/:id/progress', async (c) => {
      const notice = await found(c, db)
      const [outcome, broadcast] = await Promise.all([
        outcomeOf(db, notice.id),
        broadcastOf(db, notice.id),
      ])
      return c.html(<Progress {...{ c, notice, outcome, broadcast }} />)
    })
    .get('/notices/:id/recipients', async (c) => {
      const notice = await found(c, db)
      const filter = filterOf(c)
      const asked = Number(c.req.query('after') ?? 0)
      const after = Number.isSafeInteger(asked) && asked > 0 ? asked : 0
      const [outcome, { rows, more }] = await Promise.all([
        outcomeOf(db, notice.id),
        listRecipients(db, notice.id, filter, { after }),
      ])
      return c.html(<RecipientsPage {...{ c, notice, filter, outcome, rows, more }} />)
    })
    .get('/notices/:id/recipients.xlsx', async (c) => {
      const notice = await found(c, db)
      return exportRecipients(c, deps, notice.id, filterOf(c))
    })
}

async function found(c: AdminContext, db: Db): Promise<Notice> {
  const notice = await noticeById(db, idOf(c))
  if (!notice) throw new NotFound()
  return notice
}

function filterOf(c: AdminContext) {
  const word = (name: string) => c.req.query(name)?.slice(0, 300) || undefined
  return { state: word('state'), channel: word('channel'), why: word('why') }
}
