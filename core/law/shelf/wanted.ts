import { fold } from '#core/fold.ts'
import type { Entries, Facts } from '#core/law/search/entries.ts'
import type { What, Wish } from '#core/law/shelf.ts'
import { readKey } from './readings.ts'
import type { Standings } from './standings.ts'

type Filter = (facts: Facts, key: string) => boolean

/** Which entries a wish lets through. */
export function wantedBy(wish: Wish, standings: Standings): Filter {
  const filters: Filter[] = []
  const { what, fieldIds, kinds, years } = wish
  if (what !== undefined) filters.push((_, key) => what.includes(whatOf(key)))
  if (fieldIds !== undefined && fieldIds.length > 0) {
    const asked = new Set(fieldIds.map(String))
    filters.push(({ fields }) => fields.some((field) => asked.has(field)))
  }
  if (kinds !== undefined && kinds.length > 0) {
    const asked = new Set(kinds.map(fold))
    const known = new Map<string, boolean>()
    filters.push(({ kind }) => {
      const is = known.get(kind) ?? asked.has(fold(kind))
      known.set(kind, is)
      return is
    })
  }
  if (years !== undefined) filters.push(({ year }) => year >= years[0] && year <= years[1])
  if (wish.standing === 'in force') {
    filters.push((_, key) => whatOf(key) === 'published' || isInForce(key, standings))
  }
  return (facts, key) => filters.every((filter) => filter(facts, key))
}

/** Whether there is anything of the kinds wanted: many a base begins with documents known by their titles only. */
export function holdsAny({ keys, gone }: Entries, what: What[]): boolean {
  return keys.some((key, number) => what.includes(whatOf(key)) && !gone.has(number))
}

function whatOf(key: string): What {
  if (key.startsWith('a:')) return 'published'
  return key.includes(':', 2) ? 'provision' : 'document'
}

function isInForce(key: string, standings: Standings): boolean {
  return standings.of(readKey(key)?.id ?? 0)?.standing === 'in force'
}
