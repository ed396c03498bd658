import type { What, Wish } from '#core/law/shelf.ts'
import type { Field, Office } from '#core/office.ts'
import { addressOf } from './visit.ts'

/** What a search address asks for: the words, and what the results are narrowed to. */
export interface Asked {
  q: string
  /** the words were cut to what a search takes */
  cut: boolean
  field?: Field
  kind?: string
  year?: number
  inForce: boolean
  what?: What
  most: number
}

const longest = 1_000
const most = 20

/** How the three sorts of results are called in an address. */
export const sorts: Record<string, What> = {
  'dieu-khoan': 'provision',
  'van-ban': 'document',
  'hoi-dap': 'published',
}

/** Reads a search address; what it does not understand narrows nothing. */
export function readAsked(query: URLSearchParams, office: Office): Asked {
  const q = (query.get('q') ?? '').trim()
  const field = office.fields.find(({ code }) => code === query.get('linh-vuc'))
  const kind = query.get('loai')?.slice(0, 60)
  const year = yearOf(query.get('nam'))
  const what = sorts[query.get('muc') ?? '']
  return {
    q: q.slice(0, longest),
    cut: q.length > longest,
    ...(field && { field }),
    ...(kind && { kind }),
    ...(year !== undefined && { year }),
    ...(what && { what }),
    inForce: query.get('hieu-luc') === 'con',
    most: query.get('xem') === 'them' ? most * 3 : most,
  }
}

/** The year an address names; undefined for none. */
export function yearOf(text: string | null | undefined): number | undefined {
  return /^(?:19|20)\d\d$/.test(text ?? '') ? Number(text) : undefined
}

/** What the shelf is asked for. */
export function wishOf({ field, kind, year, inForce, what, most }: Asked): Wish {
  return {
    most,
    standing: inForce ? 'in force' : 'all',
    ...(field && { fieldIds: [field.id] }),
    ...(kind && { kinds: [kind] }),
    ...(year !== undefined && { years: [year, year] }),
    ...(what && { what: [what] }),
  }
}

/** The parameters of a search besides its words. */
export function narrowings({ field, kind, year, inForce, what }: Asked): [string, string][] {
  const sort = Object.keys(sorts).find((name) => sorts[name] === what)
  const all: [string, string | undefined][] = [
    ['muc', sort],
    ['linh-vuc', field?.code],
    ['loai', kind],
    ['nam', year === undefined ? undefined : String(year)],
    ['hieu-luc', inForce ? 'con' : undefined],
  ]
  return all.filter((one): one is [string, string] => one[1] !== undefined)
}

/** The address of a search with some of it changed; '' takes something away. */
export function searchAddress(asked: Asked, changed: Record<string, string> = {}): string {
  const all = new Map<string, string>([['q', asked.q], ...narrowings(asked)])
  for (const [name, value] of Object.entries(changed)) all.set(name, value)
  return addressOf('/tim', [...all])
}
