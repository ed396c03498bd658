import { say, type Values } from '#core/language.ts'
import type { AdminContext } from './deps.ts'

export type T = (key: string, values?: Values) => string

/** The words of this request's language. */
export function words(c: AdminContext): T {
  const language = c.get('language')
  return (key, values) => say(language, key, values)
}

const moments = new Map<string, Intl.DateTimeFormat>()

/** dd/MM/yyyy HH:mm in the desk's time zone; `day` leaves the hour out. */
export function moment(c: AdminContext, at: Date | null | undefined, day = false): string {
  if (at === null || at === undefined) return '–'
  const zone = c.get('timeZone')
  const key = `${zone} ${day}`
  let format = moments.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
      ...(day ? {} : { hour: '2-digit', minute: '2-digit' }),
    })
    moments.set(key, format)
  }
  return format.format(at).replace(',', '')
}

/** A number as the language writes it: 1.234,5 or 1,234.5. */
export function number(c: AdminContext, value: number, digits = 0): string {
  return value.toLocaleString(c.get('language') === 'vi' ? 'vi-VN' : 'en-GB', {
    maximumFractionDigits: digits,
  })
}
