import { TZDate } from '@date-fns/tz'
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

const numbers = new Map<string, Intl.NumberFormat>()

/** A number as the language writes it: 1.234,5 or 1,234.5. */
export function number(c: AdminContext, value: number, digits = 0): string {
  const language = c.get('language')
  const key = `${language} ${digits}`
  let format = numbers.get(key)
  if (format === undefined) {
    const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits })
    numbers.set(key, format)
  }
  return format.format(value)
}

/** The first instant of a day (`YYYY-MM-DD`, plus some) as the desk's clock shows it; undefined when it is none. */
export function localDay(
  text: string | undefined,
  timeZone: string,
  plusDays = 0,
): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number)
  const at = new TZDate(year, month - 1, day + plusDays, timeZone)
  return Number.isNaN(at.getTime()) ? undefined : new Date(at.getTime())
}
