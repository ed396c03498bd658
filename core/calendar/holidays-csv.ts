import type { Fault } from '#core/fault.ts'
import { fold } from '#core/fold.ts'
import type { DayKind, SpecialDay } from './calendar.ts'

const kinds: Record<string, DayKind> = {
  nghi: 'off',
  'nghi ca ngay': 'off',
  'nghi le': 'off',
  'nghi bu': 'off',
  off: 'off',
  'nghi sang': 'morning-off',
  'nghi buoi sang': 'morning-off',
  'morning-off': 'morning-off',
  'nghi chieu': 'afternoon-off',
  'nghi buoi chieu': 'afternoon-off',
  'afternoon-off': 'afternoon-off',
  'lam viec': 'working',
  'lam bu': 'working',
  'di lam': 'working',
  'di lam bu': 'working',
  'lam viec bu': 'working',
  'lam viec (lam bu)': 'working',
  working: 'working',
}

/**
 * Reads a list of special days, one a line: day;kind;name with dd/MM/yyyy or ISO days. A heading and empty lines
 * are skipped. Good lines come back as days, every other as a fault with its line number.
 */
export function readHolidays(text: string): { days: SpecialDay[]; faults: Fault[] } {
  const days: SpecialDay[] = []
  const faults: Fault[] = []
  const first = new Map<string, number>()
  for (const [index, row] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = index + 1
    const cells = cellsOf(row)
    if (cells.every((cell) => cell === '') || (index === 0 && isHeading(cells))) continue
    const read = readRow(cells)
    const earlier = 'day' in read ? first.get(read.day) : undefined
    if (!('day' in read)) faults.push({ line, ...read })
    else if (earlier !== undefined) {
      const values = { day: shownDay(read.day), first: earlier }
      faults.push({ line, key: 'profile:holidays.twice', values })
    } else {
      first.set(read.day, line)
      days.push(read)
    }
  }
  return { days, faults }
}

function readRow(cells: string[]): SpecialDay | Omit<Fault, 'line'> {
  const [dayText = '', kindText, ...rest] = cells
  const day = readDay(dayText)
  if (day === undefined) return no('day', dayText)
  if (kindText === undefined) return { key: 'profile:holidays.columns', values: {} }
  const kind = kinds[fold(kindText)]
  if (kind === undefined) return no('kind', kindText)
  const name = rest.join(' ').trim().slice(0, 200)
  if (name === '') return { key: 'profile:holidays.name', values: { day: shownDay(day) } }
  return { day, kind, name }
}

function no(part: string, value: string): Omit<Fault, 'line'> {
  return { key: `profile:holidays.${part}`, values: { value: value.slice(0, 60) } }
}

/** A spreadsheet may quote cells and separate them by semicolons, tabs or commas. */
function cellsOf(row: string): string[] {
  const separator = [';', '\t', ','].find((mark) => row.includes(mark)) ?? ';'
  return row.split(separator).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
}

function isHeading([day = '', kind = '']: string[]): boolean {
  return /^(ngay|day|date)\b/.test(fold(day)) || /^(loai|kind)\b/.test(fold(kind))
}

/** The day as YYYY-MM-DD, or undefined when there is none such: 31/02/2026 is nobody's holiday. */
function readDay(text: string): string | undefined {
  const [, dayFirst, monthFirst, yearFirst] =
    text.match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/) ?? []
  const [, yearIso, monthIso, dayIso] = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/) ?? []
  const [year, month, day] = yearFirst
    ? [Number(yearFirst), Number(monthFirst), Number(dayFirst)]
    : [Number(yearIso), Number(monthIso), Number(dayIso)]
  if (!(year >= 2020 && year <= 2099)) return undefined
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day
    ? at.toISOString().slice(0, 10)
    : undefined
}

function shownDay(day: string): string {
  return day.split('-').reverse().join('/')
}
