import { Hono } from 'hono'
import type { AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { sendTest } from '#core/deliveries/test-message.ts'
import { countDeliveries, lastHeard } from '#core/deliveries/trouble.ts'
import { say } from '#core/language.ts'
import { ChannelsPage } from './pages.tsx'

/** The channels: how they are, what was heard last, the address to paste, and a test. */
export function channelRoutes({ db, channels, groups }: AdminDeps) {
  return new Hono<AdminEnv>()
    .use('/channels/*', allow('channels.edit'))
    .get('/channels', async (c) => {
      const [states, { heard, reach }, counts] = await Promise.all([
        channels?.() ?? [],
        lastHeard(db),
        countDeliveries(db),
      ])
      const props = { c, states, heard, reach, counts, groups: groups !== undefined }
      return c.html(<ChannelsPage {...props} />)
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
