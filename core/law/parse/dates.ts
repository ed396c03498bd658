const written =
  /ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})|ngày\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/u

/** A date as laws write it, as YYYY-MM-DD, with its place in the text; undefined when no such day exists. */
export function dateIn(text: string): { date: string; from: number; to: number } | undefined {
  const match = written.exec(text)
  if (!match) return undefined
  const [day, month, year] = match.slice(1).filter((part) => part !== undefined)
  const date = isoDate(Number(year), Number(month), Number(day))
  return date === undefined
    ? undefined
    : { date, from: match.index, to: match.index + match[0].length }
}

function isoDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.toISOString().slice(0, 10)
}

/** The day so many days after another, both as YYYY-MM-DD. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10)
}
