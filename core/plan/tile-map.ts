import { eq } from 'drizzle-orm'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { settings } from '#db/schema/profile.ts'

export const mapKey = 'tile-map'
const plainWidth = 12

/** A commune's place on the map of tiles, counted from 0. */
export interface Tile {
  commune: string
  name: string
  column: number
  row: number
}

/**
 * The communes as tiles: where the office's map puts them, roughly as they lie; without a map, or for a commune it has
 * not, in rows below in their usual order.
 */
export async function loadTiles(db: Db): Promise<Tile[]> {
  const [office, [row]] = await Promise.all([
    loadOffice(db),
    db.select({ value: settings.value }).from(settings).where(eq(settings.key, mapKey)),
  ])
  const names = new Map(
    office.communes.map(({ kind, name }) => [kind === '' ? name : `${kind} ${name}`, name]),
  )
  const rows: unknown[] = Array.isArray(row?.value) ? row.value : []
  const placed = rows.flatMap((cells, at) =>
    (Array.isArray(cells) ? cells : []).flatMap((commune: unknown, column): Tile[] => {
      const name = typeof commune === 'string' ? names.get(commune) : undefined
      return name === undefined ? [] : [{ commune: String(commune), name, column, row: at }]
    }),
  )
  const known = new Set(placed.map(({ commune }) => commune))
  const rest = [...names].filter(([commune]) => !known.has(commune))
  const below = placed.length === 0 ? 0 : rows.length + 1
  return [
    ...placed,
    ...rest.map(([commune, name], at) => ({
      ...{ commune, name, column: at % plainWidth, row: below + Math.floor(at / plainWidth) },
    })),
  ]
}
