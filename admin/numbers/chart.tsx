import { type Language, say } from '#core/language.ts'

/** One bar: a rate between 0 and 1 (absent when there was nothing to count) and the count it rests on. */
interface Bar {
  label: string
  rate: number | undefined
  n: number
}

interface RateChartProps {
  id: string
  lng: Language
  title: string
  target: number | undefined
  bars: Bar[]
}

const height = 180
const top = 20
const floor = 140
const left = 30
const slot = 31
const gap = 7

/**
 * A rate by period as bars against its target. Drawn here and not by a library: it takes its colours from the
 * style sheet, so that it follows light, dark and print, and needs no inline style. A bar below the target is
 * hatched as well as coloured; the table beside it holds the same figures for readers of tables.
 */
export function RateChart({ id, lng, title, target, bars }: RateChartProps) {
  const width = left + 12 * slot + gap
  return (
    <figure class="chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-labelledby={`${id}-title`}
      >
        <title id={`${id}-title`}>{summary(lng, title, bars)}</title>
        <defs>
          <pattern
            id={`${id}-hatch`}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect class="chart-low" width="6" height="6" />
            <rect class="chart-hatch" width="2" height="6" />
          </pattern>
        </defs>
        <Scale width={width} />
        <text class="chart-n" x={left - 6} y={floor + 33} text-anchor="end">
          n
        </text>
        {bars.map((bar, index) => (
          <OneBar bar={bar} x={left + index * slot + gap} target={target} hatch={`${id}-hatch`} />
        ))}
        {target === undefined ? null : (
          <line class="chart-target" x1={left} x2={width} y1={level(target)} y2={level(target)} />
        )}
      </svg>
      <figcaption>
        {target === undefined
          ? title
          : say(lng, 'numbers:chart.legend', { target: Math.round(target * 100) })}
      </figcaption>
    </figure>
  )
}

function OneBar(props: { bar: Bar; x: number; target: number | undefined; hatch: string }) {
  const { bar, x, target, hatch } = props
  const middle = x + (slot - gap) / 2
  const y = level(bar.rate ?? 0)
  const low = target !== undefined && bar.rate !== undefined && bar.rate < target
  const look = low ? { fill: `url(#${hatch})` } : { class: 'chart-bar' }
  return (
    <g>
      {bar.rate === undefined ? null : (
        <rect x={x} y={y} width={slot - gap} height={Math.max(floor - y, 1)} rx="3" {...look} />
      )}
      <text class="chart-value" x={middle} y={y - 6} text-anchor="middle">
        {bar.rate === undefined ? '–' : Math.round(bar.rate * 100)}
      </text>
      <text class="chart-label" x={middle} y={floor + 17} text-anchor="middle">
        {bar.label}
      </text>
      <text class="chart-n" x={middle} y={floor + 33} text-anchor="middle">
        {bar.n}
      </text>
    </g>
  )
}

function Scale({ width }: { width: number }) {
  return (
    <g>
      {[0, 0.5, 1].map((rate) => (
        <>
          <line class="chart-grid" x1={left} x2={width} y1={level(rate)} y2={level(rate)} />
          <text class="chart-label" x={left - 6} y={level(rate) + 4} text-anchor="end">
            {rate * 100}
          </text>
        </>
      ))}
    </g>
  )
}

function level(rate: number): number {
  return floor - rate * (floor - top)
}

function summary(lng: Language, title: string, bars: Bar[]): string {
  const parts = bars.map(({ label, rate, n }) =>
    rate === undefined
      ? say(lng, 'numbers:chart.none', { label })
      : say(lng, 'numbers:chart.bar', { label, rate: Math.round(rate * 100), n }),
  )
  return `${title}: ${parts.join('; ')}`
}
