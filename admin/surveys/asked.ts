import type { AdminContext } from '#admin/deps.ts'
import type { ResponseFilter } from '#core/surveys/complete.ts'
import { type Crossing, crossings } from '#core/surveys/crosstab.ts'

/** What the address of a results page asks for; what makes no sense is left out. */
export interface Asked {
  filter: ResponseFilter
  /** the question set against a group, by id */
  cross: string | undefined
  by: Crossing
  /** of which field words are shown; 0 is none */
  field: number | undefined
}

export function askedOf(c: AdminContext): Asked {
  const query = (name: string) => c.req.query(name) ?? ''
  const day = (name: string) => (isDay(query(name)) ? query(name) : undefined)
  const [from, to] = [day('from'), day('to')]
  const version = /^\d{1,6}$/.test(query('version')) ? Number(query('version')) : undefined
  const channel = /^[a-z-]{1,20}$/.test(query('channel')) ? query('channel') : undefined
  return {
    filter: {
      ...(version !== undefined && { version }),
      ...(channel !== undefined && { channel }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
    cross: /^[a-z0-9-]{1,40}$/.test(query('cross')) ? query('cross') : undefined,
    by: crossings.find((one) => one === query('by')) ?? 'field',
    field: /^\d{1,15}$/.test(query('field')) ? Number(query('field')) : undefined,
  }
}

/** The same filter as the query of an address. */
export function filterQuery({ version, channel, from, to }: ResponseFilter): string {
  const given = Object.entries({ version, channel, from, to }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return new URLSearchParams(given).toString()
}

function isDay(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text))) return false
  return new Date(text).toISOString().startsWith(text)
}
