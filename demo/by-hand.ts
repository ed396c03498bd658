import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { Pretended } from './pretended.ts'

/**
 * Lets a person at the keyboard be the people of every pretended platform: a POST to `/<platform>/<name>` says its
 * body, a GET shows what that person was told, `/consent` is an administrator who agrees in Zalo's console.
 */
export function byHand(platforms: Pretended[]): Hono {
  const found = (c: Context) => platforms.find(({ name }) => name === c.req.param('platform'))
  return new Hono()
    .get('/consent', (c) => {
      const to = platforms.find(({ consent }) => consent)?.consent?.()
      return to === undefined ? c.notFound() : c.redirect(to)
    })
    .post('/:platform/:who{[a-z0-9]{1,12}}', async (c) => {
      const outcome = await found(c)?.say(c.req.param('who'), await c.req.text())
      return c.text(`${outcome ?? 'ok'}\n`)
    })
    .get('/:platform/:who', async (c) => {
      const told = (await found(c)?.told()) ?? []
      const own = told.filter(({ to }) => to === c.req.param('who'))
      return c.text(own.map(({ text }) => `${text}\n`).join('---\n'))
    })
    .onError((error, c) => c.text(`${error.message}\n`, 502))
}

/** Answers on a port of this machine only. */
export function serveByHand(platforms: Pretended[], port: number): Promise<{ close(): void }> {
  return new Promise((resolve, reject) => {
    const options = { fetch: byHand(platforms).fetch, port, hostname: '127.0.0.1' }
    const server = serve(options, () => resolve(server))
    server.once('error', reject)
  })
}
