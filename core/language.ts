import { readdirSync, readFileSync } from 'node:fs'
import { createInstance, type TFunction } from 'i18next'

export const languages = ['vi', 'en'] as const
export type Language = (typeof languages)[number]
export type Values = Record<string, string | number>

const folder = new URL('../locales/', import.meta.url)

const resources = Object.fromEntries(languages.map((language) => [language, areas(language)]))

const i18n = createInstance()
void i18n.init({
  resources,
  lng: 'vi',
  fallbackLng: 'vi',
  keySeparator: false,
  initAsync: false,
  interpolation: { escapeValue: false },
})

const speakers = Object.fromEntries(
  languages.map((language) => [language, i18n.getFixedT(language)]),
) as Record<Language, TFunction>

/** Texts the office has rewritten in the panel, by language and key; they win over the locale files. */
const overrides: Record<Language, Map<string, string>> = { vi: new Map(), en: new Map() }

/** The shipped words as they stand, by language and key. */
const shipped: Record<Language, Map<string, string>> = { vi: new Map(), en: new Map() }

/** The words of `key` (`area:dotted.key`) in a language, filled with `values`. */
export function say(language: Language, key: string, values?: Values): string {
  const words = overrides[language].get(key) ?? unfilled(language, key)
  return values ? i18n.services.interpolator.interpolate(words, values, language, {}) : words
}

/** i18next looks a key up anew each time, at three times the cost of filling it; our words have no plurals. */
function unfilled(language: Language, key: string): string {
  const known = shipped[language].get(key)
  if (known !== undefined) return known
  const words = speakers[language](key, { skipInterpolation: true })
  shipped[language].set(key, words)
  return words
}

/** Replaces the office's own wording; `texts` are rows of language, key and text. */
export function useOwnWords(texts: { language: Language; key: string; text: string }[]): void {
  for (const language of languages) overrides[language].clear()
  for (const { language, key, text } of texts) overrides[language].set(key, text)
}

/** Every key of an area with its shipped words, for the page where the office edits them. */
export function shippedWords(language: Language, area: string): Record<string, string> {
  return resources[language]?.[area] ?? {}
}

export function isLanguage(value: string): value is Language {
  return (languages as readonly string[]).includes(value)
}

function areas(language: Language): Record<string, Record<string, string>> {
  const files = readdirSync(new URL(`${language}/`, folder)).filter((name) =>
    name.endsWith('.json'),
  )
  return Object.fromEntries(
    files.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(`${language}/${name}`, folder), 'utf8')),
    ]),
  )
}
