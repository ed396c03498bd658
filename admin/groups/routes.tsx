import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm, tick, ticks } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { by, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import type { GroupDesk } from '#core/groups/desk.ts'
import {
  countWaiting,
  listPicked,
  listPosts,
  longestPost,
  pickGroups,
  postText,
  queuePosts,
  stopByHand,
} from '#core/groups/posts.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { GroupsPage, PreviewPage } from './pages.tsx'
import { SignInSteps } from './sign-in.tsx'

const path = '/admin/groups'
const consenting = z.object({ understood: tick })
const picking = z.object({ group: ticks })

const notice = z
  .object({
    text: line(longestPost, 'panel:fault.required'),
    url: z.url({ protocol: /^https?$/, hostname: z.regexes.domain, error: 'groups:fault.url' }),
  })
  .refine((given) => Array.from(postText(given)).length <= longestPost, {
    path: ['text'],
    error: 'groups:fault.long',
  })

/** Zalo groups: signing in, picking groups, relaying a published notice. Only there when the setting is on. */
export function groupRoutes({ db, groups }: AdminDeps) {
  const app = new Hono<AdminEnv>()
  if (groups === undefined) return app
  app.use('/groups/*', allow('channels.edit'))
  accountRoutes(app, db, groups)
  postRoutes(app, db, groups)
  return app
}

function accountRoutes(app: Hono<AdminEnv>, db: Db, groups: GroupDesk): void {
  app
    .get('/groups', (c) => show(c, db, groups, emptyForm, 200))
    .get('/groups/sign-in', (c) => {
      const step = groups.signInStep()
      if (step.step === 'done' || step.step === 'idle') return redirect(c, path)
      if (c.req.header('HX-Request') === undefined) return redirect(c, path)
      return c.html(<SignInSteps c={c} step={step} filled={emptyForm} />)
    })
    .post('/groups/sign-in', async (c) => {
      const read = await readForm(c, consenting)
      if (!read.ok || !read.data.understood) {
        const filled = { typed: {}, faults: { form: 'groups:fault.understood' } }
        return show(c, db, groups, filled, 422)
      }
      const account = await groups.account()
      if (account.state !== 'on') groups.beginSignIn(by(c))
      return redirect(c, path)
    })
    .post('/groups/sign-in/end', (c) => {
      groups.cancelSignIn()
      return redirect(c, path)
    })
    .post('/groups/sign-out', async (c) => {
      await groups.signOut(by(c))
      groups.nudge()
      flash(c, 'done', 'groups:signed-out')
      return redirect(c, path)
    })
    .post('/groups/list', async (c) => {
      await groups.refreshGroups()
      flash(c, 'done', 'groups:list.reloaded')
      return redirect(c, path)
    })
    .post('/groups/picked', async (c) => {
      const read = await readForm(c, picking)
      const ids = new Set(read.ok ? read.data.group : [])
      const picked = (await offered(db, groups)).filter(({ id }) => ids.has(id))
      await pickGroups(db, picked, by(c))
      flash(c, 'done', 'groups:list.saved', { count: picked.length })
      return redirect(c, path)
    })
}

function postRoutes(app: Hono<AdminEnv>, db: Db, groups: GroupDesk): void {
  app
    .post('/groups/preview', async (c) => {
      const read = await readForm(c, notice)
      if (!read.ok) return show(c, db, groups, read, 422)
      await mustBeOn(groups)
      const picked = await listPicked(db)
      if (picked.length === 0) throw new Refusal('groups:refusal.none-picked')
      return c.html(<PreviewPage c={c} notice={read.data} picked={picked} />)
    })
    .post('/groups/edit', async (c) => {
      const read = await readForm(c, notice)
      const typed = read.ok ? read.data : read.typed
      return show(c, db, groups, { typed, faults: {} }, 200)
    })
    .post('/groups/posts', async (c) => {
      const read = await readForm(c, notice)
      if (!read.ok) return show(c, db, groups, read, 422)
      await mustBeOn(groups)
      const count = await queuePosts(db, read.data, by(c))
      groups.nudge()
      flash(c, 'done', 'groups:posts.queued', { count })
      return redirect(c, path)
    })
    .post('/groups/posts/stop', async (c) => {
      const count = await stopByHand(db, by(c))
      flash(c, 'done', 'groups:posts.stopped', { count })
      return redirect(c, path)
    })
}

async function show(c: AdminContext, db: Db, groups: GroupDesk, filled: Filled, status: 200 | 422) {
  const page = pageOf(c)
  const [account, picked, all, posts, waiting] = await Promise.all([
    groups.account(),
    listPicked(db),
    offered(db, groups),
    listPosts(db, page),
    countWaiting(db),
  ])
  const step = groups.signInStep()
  const props = { c, account, step, picked, offered: all, page, posts, waiting, filled }
  return c.html(<GroupsPage {...props} />, status)
}

/** The account's groups, and those picked before that it is in no more. */
async function offered(db: Db, groups: GroupDesk) {
  const account = await groups.account()
  const own = account.state === 'on' ? account.groups : []
  const picked = await listPicked(db)
  return [...own, ...picked.filter(({ id }) => !own.some((one) => one.id === id))]
}

async function mustBeOn(groups: GroupDesk): Promise<void> {
  const account = await groups.account()
  if (account.state !== 'on') throw new Refusal('groups:refusal.signed-out')
}
