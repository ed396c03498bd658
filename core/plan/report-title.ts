import { type Language, say } from '#core/language.ts'
import type { Report } from './report.ts'

/** What a period is called: 6 tháng đầu năm 2026, năm 2026, sơ bộ năm 2026. */
export function periodTitle(period: string, language: Language): string {
  const [year = '', part = 'whole'] = period.split('-')
  return say(language, `reports:period.${part}`, { year })
}

/** What a report is called in lists and reminders. */
export function reportTitle(
  { kind, period }: Pick<Report, 'kind' | 'period'>,
  language: Language,
): string {
  const form = kind === '21a' || kind === '21b'
  return say(language, form ? `reports:title.${kind}` : 'reports:title', {
    period: periodTitle(period, language),
  })
}
