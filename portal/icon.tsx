import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { raw } from 'hono/html'

const require = createRequire(import.meta.url)
const drawn = new Map<string, string>()

function strokes(name: string): string {
  const known = drawn.get(name)
  if (known !== undefined) return known
  const file = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8')
  const found = file
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  drawn.set(name, found)
  return found
}

/** A lucide icon, as decoration beside words. */
export function Icon({ name, size = 20 }: { name: string; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      {raw(strokes(name))}
    </svg>
  )
}
