import { plain } from '#core/conversation/questions.ts'

const small: Record<string, number> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  lam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
  muoi: 10,
}

const dayMs = 86_400_000

/**
 * A day as people write it, relative to `today` (yyyy-MM-dd): `2/9/2026`, `02-09-26`, `2.9`, `ngày 2 tháng 9 năm 2026`,
 * `mùng hai tháng chín`, `2026-09-02`, `hôm qua`. Without a year it is the nearest one. Undefined when it is no day.
 */
export function readDate(text: string, today: string): string | undefined {
  const typed = plain(text.replace(/[-.–—,\\]/g, '/')).replace(/\s*\/\s*/g, '/')
  const relative = { 'hom nay': 0, 'hom qua': -1, 'hom kia': -2, 'ngay mai': 1, 'ngay kia': 2 }
  for (const [words, days] of Object.entries(relative)) {
    if (typed === words) return dayFrom(Date.parse(today) + days * dayMs)
  }
  const iso = /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(typed)
  if (iso) return sound(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const words = typed
    .replace(/^(?:vao )?(?:(?:thu \S+|chu nhat) )?(?:ngay |hom )?(?:mung |mong )?/, '')
    .replace(/ ?\/?thang /, '/')
    .replace(/ ?\/?nam (?=\d)/, '/')
  const parts = /^([^/]+)\/([^/]+?)(?:\/(\d{2}|\d{4}))?$/.exec(words)
  const day = parts?.[1] && wordNumber(parts[1])
  const month = parts?.[2] && wordNumber(parts[2])
  if (!parts || !day || !month) return undefined
  if (parts[3]) return sound(fullYear(Number(parts[3]), today), month, day)
  const year = Number(today.slice(0, 4))
  const near = [year - 1, year, year + 1].flatMap((one) => sound(one, month, day) ?? [])
  const far = (one: string) => Math.abs(Date.parse(one) - Date.parse(today))
  return near.toSorted((a, b) => far(a) - far(b))[0]
}

/** Two digits mean the century in which the year is not far ahead. */
function fullYear(year: number, today: string): number {
  if (year >= 100) return year
  return year <= (Number(today.slice(0, 4)) % 100) + 20 ? 2000 + year : 1900 + year
}

/** 1 to 31, in digits or in words without accents: `hai muoi mot`, `muoi lam`, `ram` is no number. */
function wordNumber(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const words = text.split(' ').map((word) => (word === 'gieng' ? 'mot' : word))
  const numbers = words.map((word) => small[word])
  const [a, b, c] = numbers
  if (numbers.some((one) => one === undefined) || a === undefined) return undefined
  if (numbers.length === 1) return a
  if (numbers.length === 2) {
    if (a === 10 && b !== undefined) return 10 + b
    return b === 10 ? a * 10 : a * 10 + (b ?? 0)
  }
  return numbers.length === 3 && b === 10 && c !== undefined ? a * 10 + c : undefined
}

function sound(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return same && year >= 1900 && year <= 2200 ? dayFrom(date.getTime()) : undefined
}

function dayFrom(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
