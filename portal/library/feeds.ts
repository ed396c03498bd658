import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { type Language, say } from '#core/language.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import { listAnswers } from '#core/law/public/answers.ts'
import { newestDocuments } from '#core/law/public/documents.ts'
import { loadOffice } from '#core/office.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { escaped } from './escape.ts'
import { shortened } from './visit.ts'

/** What a feed tells of one document or answer. */
interface Item {
  /** its address on the portal */
  path: string
  title: string
  summary: string
  shownAt: Date
  changedAt: Date
  by?: string
}

interface Feed {
  site: string
  /** the feed's own address, without its ending */
  path: string
  /** the page that shows the same to people */
  page: string
  title: string
  author: string
  items: Item[]
}

const most = 50
const language: Language = 'vi'
const kinds = {
  atom: { write: atomOf, type: 'application/atom+xml; charset=utf-8' },
  rss: { write: rssOf, type: 'application/rss+xml; charset=utf-8' },
}

/** `/feeds/van-ban.atom` and its like: the newest documents or answers for those who follow them. */
export async function sendFeed(c: Context, settings: PortalSettings): Promise<Response> {
  const name = /^(van-ban|hoi-dap)\.(atom|rss)$/.exec(c.req.param('name') ?? '')
  if (!name) return c.notFound()
  const [, what, kind = 'atom'] = name
  const { write, type } = kinds[kind as keyof typeof kinds]
  const office = await loadOffice(settings.db)
  const organisation = office.name(language)
  const feed: Feed = {
    site: settings.publicUrl.replace(/\/+$/, ''),
    path: `/feeds/${what}`,
    page: `/${what}`,
    title: say(language, `library:feed.title.${what}`, { organisation }),
    author: organisation,
    items: what === 'van-ban' ? await documentItems(settings) : await answerItems(settings),
  }
  return sendFresh(c, write(feed), type, lastChange(feed.items))
}

async function documentItems({ db }: PortalSettings): Promise<Item[]> {
  const rows = await newestDocuments(db, most)
  return rows.map((row) => ({
    path: `/van-ban/${row.slug}`,
    title: `${nameOf(row, language)}${row.number && row.title !== '' ? `: ${row.title}` : ''}`,
    summary: row.summary || row.title,
    shownAt: row.shownAt ?? row.updatedAt,
    changedAt: row.updatedAt,
    ...(row.issuer && { by: row.issuer }),
  }))
}

async function answerItems({ db }: PortalSettings): Promise<Item[]> {
  const { rows } = await listAnswers(db, { page: 1, size: most })
  return rows.map((row) => ({
    path: `/hoi-dap/${row.slug}`,
    title: shortened(row.question, 160),
    summary: row.body,
    shownAt: row.publishedAt,
    changedAt: row.correctedAt ?? row.publishedAt,
    ...(row.unitName && { by: row.unitName }),
  }))
}

function lastChange(items: Item[]): Date | undefined {
  const latest = Math.max(...items.map(({ changedAt }) => changedAt.getTime()))
  return Number.isFinite(latest) ? new Date(latest) : undefined
}

/** Sends a text made for machines, or says that it is what they have already. */
export function sendFresh(
  c: Context,
  text: string,
  type: string,
  changedAt: Date | undefined,
): Response {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  c.header('ETag', tag)
  c.header('Cache-Control', 'public, max-age=300')
  if (changedAt) c.header('Last-Modified', changedAt.toUTCString())
  const asked = c.req.header('if-none-match')
  const since = Date.parse(c.req.header('if-modified-since') ?? '')
  const same =
    asked === undefined
      ? changedAt !== undefined && since >= Math.floor(changedAt.getTime() / 1000) * 1000
      : asked.split(/\s*,\s*/).some((one) => one.replace(/^W\//, '') === tag || one === '*')
  if (same) return c.body(null, 304)
  return c.body(text, 200, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' })
}

/** A feed as Atom (RFC 4287). */
export function atomOf({ site, path, page, title, author, items }: Feed): string {
  const updated = lastChange(items) ?? new Date(0)
  const entries = items.map(
    (item) => `
  <entry>
    <id>${escaped(site + item.path)}</id>
    <title>${escaped(item.title)}</title>
    <link href="${escaped(site + item.path)}"/>
    <published>${item.shownAt.toISOString()}</published>
    <updated>${item.changedAt.toISOString()}</updated>${
      item.by === undefined ? '' : `\n    <author><name>${escaped(item.by)}</name></author>`
    }
    <summary>${escaped(item.summary)}</summary>
  </entry>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">
  <id>${escaped(site + page)}</id>
  <title>${escaped(title)}</title>
  <link rel="self" href="${escaped(`${site + path}.atom`)}"/>
  <link href="${escaped(site + page)}"/>
  <updated>${updated.toISOString()}</updated>
  <author><name>${escaped(author)}</name></author>${entries.join('')}
</feed>
`
}

/** The same as RSS 2.0, for readers that know only that. */
export function rssOf({ site, path, page, title, items }: Feed): string {
  const entries = items.map(
    (item) => `
    <item>
      <title>${escaped(item.title)}</title>
      <link>${escaped(site + item.path)}</link>
      <guid>${escaped(site + item.path)}</guid>
      <pubDate>${item.shownAt.toUTCString()}</pubDate>
      <description>${escaped(item.summary)}</description>
    </item>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${escaped(title)}</title>
    <link>${escaped(site + page)}</link>
    <atom:link rel="self" type="application/rss+xml" href="${escaped(`${site + path}.rss`)}"/>
    <description>${escaped(title)}</description>
    <language>vi</language>${entries.join('')}
  </channel>
</rss>
`
}
