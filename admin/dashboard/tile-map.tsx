import type { AdminContext } from '#admin/deps.ts'
import { number, words } from '#admin/words.ts'
import type { CommuneFigure } from '#core/plan/dashboard.ts'
import type { Tile } from '#core/plan/tile-map.ts'
import { filterQuery } from '#core/tickets/filter.ts'

export const mapMeasures = ['tickets', 'resolved', 'satisfied', 'took-part'] as const
export type MapMeasure = (typeof mapMeasures)[number]

/** What a tile shows of its commune: a value and what it rests on; undefined where there is nothing to count. */
export function measured(figure: CommuneFigure | undefined, by: MapMeasure) {
  if (figure === undefined) return by === 'tickets' ? { value: 0, n: 0 } : undefined
  if (by === 'tickets') return { value: figure.tickets, n: figure.tickets }
  const [hits, n] = {
    resolved: [figure.resolved, figure.counted] as const,
    satisfied: [figure.satisfied, figure.rated] as const,
    'took-part': [figure.tookPart, figure.registered] as const,
  }[by]
  return n === 0 ? undefined : { value: (100 * hits) / n, n }
}

interface TileMapProps {
  c: AdminContext
  tiles: Tile[]
  figures: CommuneFigure[]
  by: MapMeasure
  days: { from: string; to: string }
}

const [width, height, gap] = [62, 46, 4] as const

/**
 * The communes as tiles of one size, roughly where they lie. Each says its value in figures, so that its shade is never
 * the only sign, and opens its tickets; the table below holds the same for readers of tables.
 */
export function TileMap({ c, tiles, figures, by, days }: TileMapProps) {
  const t = words(c)
  const known = new Map(figures.map((figure) => [figure.commune, figure]))
  const columns = Math.max(1, ...tiles.map(({ column }) => column + 1))
  const rows = Math.max(1, ...tiles.map(({ row }) => row + 1))
  const most = Math.max(1, ...figures.map(({ tickets }) => tickets))
  const title = t(`plan:map.${by}`)
  return (
    <figure class="tile-map">
      <svg viewBox={`0 0 ${columns * (width + gap)} ${rows * (height + gap)}`}>
        <title>{title}</title>
        {tiles.map((tile) => {
          const shown = measured(known.get(tile.commune), by)
          const share = shown && (by === 'tickets' ? shown.value / most : shown.value / 100)
          return (
            <TileShape
              c={c}
              tile={tile}
              level={shown === undefined ? 'none' : levelOf(share ?? 0)}
              value={figureText(c, shown?.value, by)}
              title={`${tile.commune}: ${figureText(c, shown?.value, by)} (n = ${shown?.n ?? 0})`}
              href={`/admin/tickets?${filterQuery({ commune: tile.commune, ...days })}`}
            />
          )
        })}
      </svg>
      <figcaption>{t('plan:map.legend', { what: title })}</figcaption>
    </figure>
  )
}

/** 0: nothing, then four shades. */
function levelOf(share: number): string {
  return String(share === 0 ? 0 : Math.min(4, Math.ceil(share * 4)))
}

export function figureText(c: AdminContext, value: number | undefined, by: MapMeasure): string {
  if (value === undefined) return '–'
  return by === 'tickets' ? number(c, value) : `${number(c, value)}%`
}

interface Shape {
  c: AdminContext
  tile: Tile
  level: string
  value: string
  title: string
  href: string
}

function TileShape({ tile, level, value, title, href }: Shape) {
  const [x, y] = [tile.column * (width + gap), tile.row * (height + gap)]
  const lines = inTwo(tile.name)
  const middle = x + width / 2
  return (
    <a href={href} aria-label={title} class={`map-tile map-${level}`}>
      <title>{title}</title>
      <rect x={x} y={y} width={width} height={height} rx="5" />
      {lines.map((line, at) => (
        <text
          class="map-name"
          x={middle}
          y={y + (lines.length === 1 ? 17 : 13) + at * 11}
          text-anchor="middle"
        >
          {line}
        </text>
      ))}
      <text class="map-value" x={middle} y={y + 40} text-anchor="middle">
        {value}
      </text>
    </a>
  )
}

/** A name on one line, or on two of about the same length. */
function inTwo(name: string): string[] {
  if (name.length <= 10) return [name]
  const parts = name.split(' ')
  const cut = Math.ceil(parts.length / 2)
  return [parts.slice(0, cut).join(' '), parts.slice(cut).join(' ')].filter(Boolean)
}
