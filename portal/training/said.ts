import { type Language, say, type Values } from '#core/language.ts'
import type { Visit } from '#portal/library/visit.ts'

type Words = (key: string, values?: Values) => string

/** The words of these pages. */
export function wordsOf({ language }: Pick<Visit, 'language'>): Words {
  return (key, values) => say(language, `classes:${key}`, values)
}

const zone = 'Asia/Ho_Chi_Minh'
const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    ...{ timeZone: zone },
    ...options,
  })
  formats.set(key, made)
  return made
}

/** 31/12/2026 */
export function day(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
  return local.split('-').reverse().join('/')
}

/** 08:00 */
export function hour(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(11, 16)
}

/** Thứ Hai, 31/12/2026 */
function weekday(language: Language, at: Date): string {
  const name = format(language, { weekday: 'long' }).format(at)
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${day(at)}`
}

/** The month as a heading: Tháng 3/2026. */
export function monthKey(at: Date): { month: string; year: string } {
  const [year = '', month = ''] = new Date(at.getTime() + 7 * 3_600_000).toISOString().split('-')
  return { month: String(Number(month)), year }
}

/** When a session is, in one line. */
export function sessionTime(language: Language, startsAt: Date, endsAt: Date): string {
  const same = day(startsAt) === day(endsAt)
  return same
    ? `${weekday(language, startsAt)}, ${hour(startsAt)}–${hour(endsAt)}`
    : `${weekday(language, startsAt)}, ${hour(startsAt)} – ${weekday(language, endsAt)}, ${hour(endsAt)}`
}
