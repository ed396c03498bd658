import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isLanguage, type Language } from '#core/language.ts'

const cookie = 'hl_lang'
const year = 365 * 24 * 60 * 60

/** The language a visitor chose on the page; Vietnamese otherwise. */
export function languageOf(c: Context): Language {
  const asked = c.req.query('lang') ?? getCookie(c, cookie) ?? ''
  return isLanguage(asked) ? asked : 'vi'
}

/** The same, for a page: what its address asks for (`?lang=`) is remembered. */
export function pageLanguage(c: Context): Language {
  const language = languageOf(c)
  if (c.req.query('lang') === language) {
    setCookie(c, cookie, language, { path: '/', maxAge: year, sameSite: 'Lax', httpOnly: true })
  }
  return language
}
