import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm, ticks } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import {
  addFeed,
  closeFeed,
  type Feed,
  feedById,
  itemsOfFeed,
  listFeeds,
} from '#core/law/feeds/feeds.ts'
import { draftOfItem } from '#core/law/feeds/items.ts'
import { pollFeed } from '#core/law/feeds/poll.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { FeedPage, FeedsPage } from './feeds-pages.tsx'

const facts = z.object({ name: line(120), url: line(1000), fieldIds: ticks })

/** Addresses that tell of new documents: which are looked at, how they answer, what they told of. */
export function lawFeedRoutes(deps: AdminDeps) {
  const { db } = deps
  return new Hono<AdminEnv>()
    .use('/law/feeds', allow('feeds.edit'))
    .use('/law/feeds/*', allow('feeds.edit'))
    .get('/law/feeds', (c) => list(c, deps, emptyForm, 200))
    .post('/law/feeds', async (c) => {
      const read = await readForm(c, facts)
      if (!read.ok) return list(c, deps, read, 422)
      const { name, url } = read.data
      const fieldIds = read.data.fieldIds.map(Number).filter((id) => Number.isSafeInteger(id))
      try {
        const id = await addFeed(db, { name, url, fieldIds }, by(c))
        return await lookNow(c, deps, await found(deps, id))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const typed = { name, url, fieldIds: fieldIds.join(',') }
        return list(c, deps, { typed, faults: { url: error.key } }, 422)
      }
    })
    .get('/law/feeds/:id', async (c) => {
      const feed = await found(deps, idOf(c))
      return c.html(<FeedPage c={c} feed={feed} items={await itemsOfFeed(db, feed.id)} />)
    })
    .post('/law/feeds/:id/look', async (c) => lookNow(c, deps, await found(deps, idOf(c))))
    .post('/law/feeds/:id/close', async (c) => {
      const { id, name } = await found(deps, idOf(c))
      await closeFeed(db, id, by(c))
      flash(c, 'done', 'law-feeds:closed', { name })
      return redirect(c, '/admin/law/feeds')
    })
    .post('/law/feeds/:id/items/:item/draft', allow('law.edit'), async (c) => {
      const feed = await found(deps, idOf(c))
      const id = await draftOfItem(db, c.get('actor'), feed, idOf(c, 'item'), new Date())
      return redirect(c, `/admin/law/${id}`)
    })
}

async function found({ db }: AdminDeps, id: number): Promise<Feed> {
  const feed = await feedById(db, id)
  if (!feed) throw new NotFound()
  return feed
}

async function list(c: AdminContext, { db }: AdminDeps, filled: Filled, status: 200 | 422) {
  const [feeds, office] = await Promise.all([listFeeds(db), loadOffice(db)])
  return c.html(<FeedsPage c={c} {...{ feeds, filled }} fields={office.fields} />, status)
}

/** A person who waits is told at once how the address answers; it never takes longer than its patience. */
async function lookNow(
  c: AdminContext,
  { db, log, feedsInside: inside = false }: AdminDeps,
  feed: Feed,
) {
  const outcome = await pollFeed(db, feed, { log, inside }, new Date())
  const { seen, drafts, failure } = outcome
  if (failure) flash(c, 'problem', failure.key, failure.values)
  else flash(c, 'done', 'law-feeds:looked', { seen, drafts })
  return redirect(c, `/admin/law/feeds/${feed.id}`)
}
