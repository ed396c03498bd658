import { createHash } from 'node:crypto'
import { parseFeed } from 'feedsmith'
import { decodeText } from '#core/law/import/charset.ts'
import { textOfHtml } from '#core/law/import/html.ts'
import { type Failure, failed } from './look.ts'

/** What a feed tells of. */
export interface FeedItem {
  /** by which it is told only once */
  guid: string
  title: string
  link: string
  summary: string
}

const mostItems = 300

/**
 * Reads RSS, Atom, RDF or JSON Feed. An answer that is none of them is a failure in words; never throws. `address`
 * is where it came from: links may count from there.
 */
export function readFeed(
  bytes: Uint8Array,
  type: string,
  address: string,
): { items: FeedItem[] } | { failure: Failure } {
  try {
    const text = textOf(bytes, type).trim()
    if (text === '') return failed('empty')
    if (isPage(text)) return failed('html')
    const items = told(text).slice(0, mostItems)
    return { items: items.map((item) => itemOf(item, address)).filter(({ title }) => title !== '') }
  } catch {
    return failed('garbage')
  }
}

/** What a site answers when the feed is gone, or when it wants to see a person first. */
function isPage(text: string): boolean {
  const start = text.slice(0, 2000)
  return (
    /<(?:!doctype\s+html|html|body)\b/iu.test(start) && !/<(?:rss|feed|rdf:rdf)\b/iu.test(start)
  )
}

/** In the encoding the answer names, else the one the document names, else as it reads. */
function textOf(bytes: Uint8Array, type: string): string {
  const start = Buffer.from(bytes.subarray(0, 300)).toString('latin1')
  const named = /charset=["']?([\w-]{3,30})/iu.exec(type)?.[1]
  const own = /^.{0,10}<\?xml[^>]*encoding=["']([\w-]{3,30})/isu.exec(start)?.[1]
  return decodeText(bytes, named ?? own)
}

interface Told {
  id?: string | undefined
  title?: string | undefined
  link?: string | undefined
  summary?: string | undefined
}

function told(text: string): Told[] {
  const { format, feed } = parseFeed(text)
  if (format === 'rss') {
    return (feed.items ?? []).map(({ guid, title, link, description }) => {
      return { id: guid?.value, title, link, summary: description }
    })
  }
  if (format === 'atom') {
    return (feed.entries ?? []).map(({ id, title, links = [], summary }) => {
      const link = links.find(({ rel }) => rel === undefined || rel === 'alternate') ?? links[0]
      return { id, title: title?.value, link: link?.href, summary: summary?.value }
    })
  }
  if (format === 'json') {
    return (feed.items ?? []).map((item) => {
      const summary = item.summary ?? item.content_text
      return { id: item.id, title: item.title ?? summary, link: item.url, summary }
    })
  }
  return (feed.items ?? []).map(({ title, link, description, rdf }) => {
    return { id: rdf?.about, title, link, summary: description }
  })
}

function itemOf(told: Told, address: string): FeedItem {
  const title = plain(told.title ?? '').slice(0, 1000)
  const link = linkOf(told.link, address)
  const id = told.id?.trim() || link || title
  const guid = id.length <= 500 ? id : createHash('sha256').update(id).digest('hex')
  return { guid, title, link, summary: plain(told.summary ?? '').slice(0, 2000) }
}

/** Titles and summaries come as text, as HTML, and as HTML that was escaped once more. */
function plain(text: string): string {
  return textOfHtml(text.slice(0, 20_000).replace(/<(?![a-z/!])/giu, '&lt;'))
    .replaceAll('\0', '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
}

function linkOf(link: string | undefined, address: string): string {
  const url = URL.parse(link?.trim() ?? '', address)
  if (!link?.trim() || !url || !/^https?:$/u.test(url.protocol)) return ''
  return url.href.length <= 1000 ? url.href : ''
}
