import { type Language, languages } from '#core/language.ts'
import { feeSupport } from '#core/tickets/fee-support.ts'
import type { Db } from '#db/client.ts'

const filling = /\{\{\s*([\w.]+)\s*\}\}/g
const sizes = ['micro', 'small', 'medium'] as const

/** What a self-check's texts may leave to the office's settings: the fee support of Decree 55/2019/NĐ-CP, art. 9. */
const known = [
  ...sizes.flatMap((size) => [`${size}.percent`, `${size}.upTo`]),
  'decisionDays',
] as const

export type Fillings = Record<Language, Record<string, string>>

/** The names in a text between double braces that nothing stands for. */
export function unknownFillings(text: string): string[] {
  const named = [...text.matchAll(filling)].map(([, name = '']) => name)
  return named.filter((name) => !(known as readonly string[]).includes(name))
}

/** The values as the office's settings have them, in the figures of each language. */
export async function fillingsOf(db: Db): Promise<Fillings> {
  const { decisionDays, shares } = await feeSupport(db, null)
  const of = (language: Language) => {
    const figures = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB')
    const each = shares.flatMap(({ size, percent, upTo }) => [
      [`${size}.percent`, figures.format(percent)],
      [`${size}.upTo`, figures.format(upTo)],
    ])
    return Object.fromEntries([...each, ['decisionDays', String(decisionDays)]])
  }
  return Object.fromEntries(languages.map((language) => [language, of(language)])) as Fillings
}

/** A text with the office's values in it. */
export function filled(text: string, values: Record<string, string>): string {
  return text.replace(filling, (typed, name: string) => values[name] ?? typed)
}
