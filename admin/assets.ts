import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Hono } from 'hono'

const require = createRequire(import.meta.url)
const own = (name: string) => new URL(`./public/${name}`, import.meta.url)

const fontFiles = [400, 500, 600, 700].flatMap((weight) =>
  ['vietnamese', 'latin'].map((script) => `be-vietnam-pro-${script}-${weight}-normal.woff2`),
)

/** Our own files share one hash, because the scripts import each other by relative address. */
const ownFiles = readdirSync(own('.')).filter((name) => /\.(js|svg)$/.test(name))

const styles = new URL('./styles/', import.meta.url)
/** The layer order stands at the top of tokens.css, so that file comes first. */
const styleFiles = readdirSync(styles)
  .filter((name) => name.endsWith('.css') && name !== 'tokens.css')
  .sort()

function styleSheet(): Buffer {
  const files = ['tokens.css', ...styleFiles]
  return Buffer.concat(files.map((name) => readFileSync(new URL(name, styles))))
}

const sources: Record<string, () => Buffer> = {
  'admin.css': styleSheet,
  ...Object.fromEntries(ownFiles.map((name) => [name, () => readFileSync(own(name))])),
  'htmx.js': () => readFileSync(require.resolve('htmx.org/dist/htmx.min.js')),
  'jsqr.js': () => readFileSync(require.resolve('jsqr/dist/jsQR.js')),
  ...Object.fromEntries(
    fontFiles.map((name) => [
      name,
      () => readFileSync(require.resolve(`@fontsource/be-vietnam-pro/files/${name}`)),
    ]),
  ),
}

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

interface Asset {
  bytes: Uint8Array<ArrayBuffer>
  hash: string
  type: string
}

const loaded = new Map<string, Asset>()
let ownHash: string | undefined

function load(name: string): Asset | undefined {
  const found = loaded.get(name)
  if (found !== undefined) return found
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined
  if (source === undefined) return undefined
  const bytes = new Uint8Array(source())
  const type = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
  const asset = { bytes, hash: ownFiles.includes(name) ? hashOfOwn() : hashOf([bytes]), type }
  loaded.set(name, asset)
  return asset
}

function hashOfOwn(): string {
  ownHash ??= hashOf(ownFiles.map((name) => readFileSync(own(name))))
  return ownHash
}

function hashOf(parts: Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url').slice(0, 12)
}

/** The address of an asset with its content's hash, so that it may be cached for ever. */
export function asset(name: string): string {
  const found = load(name)
  if (found === undefined) throw new Error(`No asset ${name}`)
  return `/admin/assets/${found.hash}/${name}`
}

/**
 * Serves the stylesheet, scripts and fonts. Any hash in the address is accepted, since the fonts are named in
 * the stylesheet without one; only the right hash is cached for ever.
 */
export function assetRoutes() {
  return new Hono().get('/:hash/:name', (c) => {
    const found = load(c.req.param('name'))
    if (found === undefined) return c.notFound()
    const fixed = c.req.param('hash') === found.hash || c.req.param('hash') === 'font'
    return c.body(found.bytes, 200, {
      'Content-Type': found.type,
      'Cache-Control': fixed ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    })
  })
}
