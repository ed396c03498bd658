import type { Context } from 'hono'
import { publicAddresses } from '#core/law/public/addresses.ts'
import { courseAddresses } from '#core/training/calendar-public.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { escaped } from './escape.ts'
import { sendFresh } from './feeds.ts'

/** A sitemap takes 50,000 addresses in all (sitemaps.org). */
const most = 24_000
const always = ['/', '/van-ban', '/hoi-dap', '/lop', '/khao-sat', '/tu-van-vien']

/** `/sitemap.xml`: every public page, for search engines. */
export async function sendSitemap(
  c: Context,
  { db, publicUrl }: PortalSettings,
): Promise<Response> {
  const site = publicUrl.replace(/\/+$/, '')
  const [law, classes] = await Promise.all([publicAddresses(db, most), courseAddresses(db, 1_000)])
  const pages = [...law, ...classes]
  const urls = [
    ...always.map((path) => `<url><loc>${escaped(site + path)}</loc></url>`),
    ...pages.map(
      ({ path, changedAt }) =>
        `<url><loc>${escaped(site + path)}</loc><lastmod>${changedAt.toISOString()}</lastmod></url>`,
    ),
  ]
  const text = `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>
`
  return sendFresh(c, text, 'application/xml; charset=utf-8', undefined)
}

/** `/robots.txt`: what search engines need not read. */
export function sendRobots(c: Context, { publicUrl }: PortalSettings): Response {
  const closed = ['/admin', '/chat', '/tim', '/webhooks', '/lop/ve', '/chung-nhan'].map(
    (path) => `Disallow: ${path}`,
  )
  const site = publicUrl.replace(/\/+$/, '')
  return c.text(`User-agent: *\n${closed.join('\n')}\nSitemap: ${site}/sitemap.xml\n`)
}
