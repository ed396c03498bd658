import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import type { ChannelName } from '#core/channel.ts'
import { loadReachRules } from '#core/deliveries/reach-rules.ts'
import { sendTest } from '#core/deliveries/test-message.ts'
import { countDeliveries, lastHeard } from '#core/deliveries/trouble.ts'
import { say } from '#core/language.ts'
import { consentRoutes } from './consent.tsx'
import { Outcome, outcomeWords } from './outcome.tsx'
import { ChannelsPage } from './pages.tsx'
import { platforms } from './platforms.ts'

/** The channels: what each is good for, how to connect it, how it is, what was heard last, a check and a test. */
export function channelRoutes(deps: AdminDeps) {
  const { db, channels, check } = deps
  return new Hono<AdminEnv>()
    .use('/channels/*', allow('channels.edit'))
    .get('/channels', (c) => show(c, deps))
    .route('/', consentRoutes(deps))
    .post('/channels/:name/check', async (c) => {
      const state = await check?.(c.req.param('name'))
      if (state === undefined) throw new NotFound()
      const now = new Date()
      if (c.req.header('HX-Request') !== undefined) {
        return c.html(<Outcome c={c} state={state} now={now} />)
      }
      const { key, values } = outcomeWords(c, state, now)
      flash(c, state.ok ? 'done' : 'problem', key, values)
      return redirect(c, '/admin/channels')
    })
    .post('/channels/:name/test', async (c) => {
      const name = c.req.param('name')
      const state = (await channels?.())?.find((one) => one.name === name)
      if (state === undefined) throw new NotFound()
      if (!state.ok) {
        flash(c, 'problem', 'channels:test.failing', { detail: state.detail.slice(0, 300) })
        return redirect(c, '/admin/channels')
      }
      const text = say(c.get('language'), 'channels:test.text')
      const sent = await sendTest(db, name, text, by(c))
      flash(c, 'done', sent ? 'channels:test.sent' : 'channels:test.connected')
      return redirect(c, '/admin/channels')
    })
}

async function show(c: AdminContext, { db, channels, publicUrl, zalo, groups }: AdminDeps) {
  const [states, { heard, reach }, counts, rules, account] = await Promise.all([
    channels?.() ?? [],
    lastHeard(db),
    countDeliveries(db),
    loadReachRules(db),
    groups?.account(),
  ])
  const facts = platforms.map((name) => ({
    name,
    state: states.find((one) => one.name === name),
    quota: rules[name as ChannelName]?.quota,
    heardAt: heard.find(({ channel }) => channel === name)?.at ?? null,
    people: reach.find(({ channel }) => channel === name),
    counts: counts.filter(({ channel }) => channel === name),
  }))
  const running = states.length > 0
  const props = { c, publicUrl, facts, running, zalo, account: account?.state }
  return c.html(<ChannelsPage {...props} />)
}
