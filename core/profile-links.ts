import type { Values } from './language.ts'
import { otherField, type Profile } from './profile-shape.ts'

type LinkFault = { path: (string | number)[]; key: string; values: Values }

/** What the well-formed parts of a profile may still get wrong: names doubled or pointing nowhere. */
export function profileFaults(profile: Partial<Profile>): LinkFault[] {
  const { units, fields } = profile
  return [
    ...doubled('units', units),
    ...doubled('fields', fields),
    ...doubled('sectors', profile.sectors),
    ...doubled('reporting', profile.reporting),
    ...(units ? focalFaults(units) : []),
    ...(units && fields ? unitFaults(units, fields) : []),
    ...(fields ? otherFaults(fields) : []),
    ...communeFaults(profile.communes ?? []),
    ...holidayFaults(profile.holidays ?? []),
  ]
}

function doubled(
  list: 'units' | 'fields' | 'sectors' | 'reporting',
  rows: { code: string }[] = [],
) {
  const seen = new Set<string>()
  return rows.flatMap(({ code }, index): LinkFault[] => {
    if (!seen.has(code)) {
      seen.add(code)
      return []
    }
    return [{ path: [list, index, 'code'], key: 'doubled', values: { name: code } }]
  })
}

function focalFaults(units: Profile['units']): LinkFault[] {
  const count = units.filter((unit) => unit.focal).length
  return count === 1 ? [] : [{ path: ['units'], key: 'focal', values: { count } }]
}

function unitFaults(units: Profile['units'], fields: Profile['fields']): LinkFault[] {
  const known = new Set(units.map((unit) => unit.code))
  return fields.flatMap((field, index): LinkFault[] => {
    const named = [
      { path: ['fields', index, 'leads'], code: field.leads },
      ...field.cooperates.map((code, at) => ({ path: ['fields', index, 'cooperates', at], code })),
    ]
    return named
      .filter(({ code }) => !known.has(code))
      .map(({ path, code }) => ({ path, key: 'unit', values: { code } }))
  })
}

function otherFaults(fields: Profile['fields']): LinkFault[] {
  if (fields.some((field) => field.code === otherField)) return []
  return [{ path: ['fields'], key: 'other', values: { code: otherField } }]
}

function communeFaults(communes: Profile['communes']): LinkFault[] {
  const seen = new Set<string>()
  return communes.flatMap((name, index): LinkFault[] => {
    const path = ['communes', index]
    if (!/^(Xã|Phường|Đặc khu) \p{L}/u.test(name))
      return [{ path, key: 'commune', values: { name } }]
    const bare = bareCommune(name).name
    if (seen.has(bare)) return [{ path, key: 'doubled', values: { name } }]
    seen.add(bare)
    return []
  })
}

function holidayFaults(holidays: Profile['holidays']): LinkFault[] {
  const seen = new Set<string>()
  return holidays.flatMap((holiday, index): LinkFault[] => {
    const days = daysOf(holiday)
    if (days.length === 0) return [{ path: ['holidays', index], key: 'backwards', values: {} }]
    const twice = days.find((day) => seen.has(day))
    for (const day of days) seen.add(day)
    if (twice === undefined) return []
    return [{ path: ['holidays', index], key: 'doubled', values: { name: twice } }]
  })
}

/** The kind (Xã, Phường, Đặc khu) and the name of a commune written in full. */
export function bareCommune(full: string): { kind: string; name: string } {
  const [, kind = '', name = ''] = full.match(/^(Xã|Phường|Đặc khu) (.+)$/u) ?? []
  return { kind, name }
}

/** Every day of a holiday row, YYYY-MM-DD; none when it ends before it begins or lasts over a month. */
export function daysOf(holiday: { day: string } | { from: string; to: string }): string[] {
  const [from, to] = 'day' in holiday ? [holiday.day, holiday.day] : [holiday.from, holiday.to]
  const first = Date.parse(from)
  const length = (Date.parse(to) - first) / 86_400_000 + 1
  if (!(length >= 1 && length <= 31)) return []
  return Array.from({ length }, (_, index) =>
    new Date(first + index * 86_400_000).toISOString().slice(0, 10),
  )
}

/** `{ 3: [a, b], 1: [c] }` as `{ a: 3, b: 3, c: 1 }`. */
export function flatTerms(weighed: Record<string, string[]>): Record<string, number> {
  const pairs = Object.entries(weighed).flatMap(([weight, list]) =>
    list.map((words) => [words, Number(weight)] as const),
  )
  return Object.fromEntries(pairs)
}
