import { createHmac, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'

/** The bytes of a stored file, undefined when it is gone; throws when it cannot be read just now. */
export type OpenFile = (id: number) => Promise<Uint8Array | undefined>

export interface FileLinks {
  /** An address where whoever holds it gets the file, for three days. */
  linkTo(file: { id: number; name: string }, now: Date): string
  routes: Hono
}

const path = '/zalo/files'
const lastsMs = 3 * 24 * 60 * 60_000

interface Deps {
  publicUrl: string
  secret: string
  openFile: OpenFile
  now(): Date
}

/** Links to files that Zalo does not take (of another kind, or too large): signed, and dead after some days. */
export function openFileLinks({ publicUrl, secret, openFile, now }: Deps): FileLinks {
  const root = publicUrl.replace(/\/+$/, '')
  const mark = (id: string, until: string, name: string) =>
    createHmac('sha256', `zalo file link ${secret}`)
      .update(JSON.stringify([id, until, name]))
      .digest('base64url')
  const routes = new Hono().get(`${path}/:ticket/:name`, async (c) => {
    const [id = '', until = '', given = ''] = c.req.param('ticket').split('.')
    const name = c.req.param('name')
    const right = Buffer.from(mark(id, until, name))
    const told = Buffer.from(given)
    const known = told.length === right.length && timingSafeEqual(told, right)
    const content =
      known && Number(until) > now().getTime() ? await openFile(Number(id)) : undefined
    if (content === undefined) return c.body(null, 404)
    return c.body(content as Uint8Array<ArrayBuffer>, 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
  })
  return {
    linkTo({ id, name }, at) {
      const until = String(at.getTime() + lastsMs)
      const ticket = `${id}.${until}.${mark(String(id), until, name)}`
      return `${root}${path}/${ticket}/${encodeURIComponent(name)}`
    },
    routes,
  }
}
