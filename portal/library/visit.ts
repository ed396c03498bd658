import type { Context } from 'hono'
import { dayOf } from '#core/calendar/calendar.ts'
import { type Language, say, type Values } from '#core/language.ts'
import type { Day } from '#core/law/documents/standing.ts'
import { loadOffice, type Office } from '#core/office.ts'
import type { PortalSettings } from '#portal/settings.ts'

/** What every page of the library knows of whoever asks for it. */
export interface Visit {
  language: Language
  office: Office
  now: Date
  /** today in Việt Nam */
  day: Day
  /** the address asked for, without its language */
  path: string
  query: URLSearchParams
  /** where the portal stands, without a final slash */
  site: string
  t: Words
}

export type Words = (key: string, values?: Values) => string

/** Reads who asks, in which language, on which day. */
export async function visitOf(c: Context, settings: PortalSettings): Promise<Visit> {
  const language = settings.web.language(c)
  const now = settings.now?.() ?? new Date()
  const given = [...new URL(c.req.url).searchParams].filter(([name]) => name !== 'lang')
  const query = new URLSearchParams(given.map(([name, value]) => [name, storable(value)]))
  return {
    language,
    now,
    query,
    office: await loadOffice(settings.db),
    day: dayOf(now),
    path: c.req.path,
    site: settings.publicUrl.replace(/\/+$/, ''),
    t: (key, values) => say(language, `library:${key}`, values),
  }
}

/** A part of a page's address. */
export function partOf(c: Context, name: string): string {
  return storable(c.req.param(name) ?? '')
}

/** PostgreSQL takes no null character in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '')
}

/** The same page in the other language. */
export function otherLanguage({ language, path, query }: Visit): string {
  return addressOf(path, [...query, ['lang', language === 'vi' ? 'en' : 'vi']])
}

/** An address with the parameters that say something. */
export function addressOf(path: string, parameters: [string, string | undefined][]): string {
  const said = parameters.filter((one): one is [string, string] => Boolean(one[1]))
  const text = new URLSearchParams(said).toString()
  return text === '' ? path : `${path}?${text}`
}

/** A day as people write it: 31/12/2026. */
export function written(day: Day): string {
  return day.slice(0, 10).split('-').reverse().join('/')
}

/** How many days from one to another. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (24 * 60 * 60 * 1000))
}

/** The number of a page in an address; 1 for what is no such number. */
export function pageOf(text: string | undefined): number {
  return /^[1-9]\d{0,5}$/.test(text ?? '') ? Number(text) : 1
}

/** A text in one line, cut at a word. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= most) return line
  const cut = line.slice(0, most)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most / 2))}…`
}
