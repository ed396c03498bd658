import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { raw } from 'hono/html'

const require = createRequire(import.meta.url)
const read = new Map<string, string>()

/** The strokes of a lucide icon, read once from the package. */
function strokes(name: string): string {
  let found = read.get(name)
  if (found === undefined) {
    const file = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8')
    found = file
      .replace(/^[\s\S]*?<svg[\s\S]*?>/, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/\s+/g, ' ')
    read.set(name, found)
  }
  return found
}

const drawn = new Map<string, ReturnType<typeof raw>>()

/** A lucide icon by its name; decoration unless `label` says what it means. */
export function Icon({ name, label, size = 18 }: { name: string; label?: string; size?: number }) {
  if (label !== undefined) return <Drawing name={name} size={size} label={label} />
  const key = `${name} ${size}`
  let found = drawn.get(key)
  if (found === undefined) {
    // A list draws hundreds of them: each is built once and then only copied.
    found = raw(String(<Drawing name={name} size={size} />))
    drawn.set(key, found)
  }
  return found
}

function Drawing({ name, label, size }: { name: string; label?: string; size: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      focusable="false"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? 'true' : undefined}
    >
      {raw(strokes(name))}
    </svg>
  )
}
