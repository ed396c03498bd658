import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Context } from 'hono'

const require = createRequire(import.meta.url)
const folder = new URL('./public/', import.meta.url)
const styles = new URL('./styles/', import.meta.url)

/** The style sheets, each joined from files of `styles`. */
const sheets: Record<string, string[]> = {
  'portal.css': ['fonts.css', 'base.css'],
  'home.css': ['search.css', 'hero.css', 'home.css', 'check.css', 'classes.css'],
  'library.css': [
    'search.css',
    'library.css',
    'survey.css',
    'found.css',
    'document.css',
    'law.css',
    'check.css',
    'classes.css',
    'seat.css',
    'lesson.css',
  ],
  'chat.css': ['talk.css', 'composer.css'],
}

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

type Bytes = Uint8Array<ArrayBuffer>

/** A file as browsers get it: named by its content, so that it may be kept for ever. */
export interface Asset {
  url: string
  type: string
  bytes: Bytes
  br?: Bytes
  gzip?: Bytes
}

const loaded = new Map<string, Asset>()
const byUrl = new Map<string, Asset>()

/** The address of a file of `portal/public`, or of a font. */
export function assetUrl(name: string): string {
  return load(name).url
}

/** Answers for an address made by `assetUrl`; undefined for any other. */
export function serveAsset(c: Context): Response | undefined {
  const found = byUrl.get(c.req.path)
  if (!found) return undefined
  return sendAsset(c, found, 'public, max-age=31536000, immutable')
}

/** Sends a file in the smallest form the browser takes. */
export function sendAsset(c: Context, asset: Asset, caching: string): Response {
  const taken = c.req.header('accept-encoding') ?? ''
  const encoding = asset.br && /\bbr\b/.test(taken) ? 'br' : 'gzip'
  const packed = new RegExp(`\\b${encoding}\\b`).test(taken) ? asset[encoding] : undefined
  const headers: Record<string, string> = {
    'Content-Type': asset.type,
    'Cache-Control': caching,
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Accept-Encoding',
  }
  if (packed) headers['Content-Encoding'] = encoding
  return c.body(packed ?? asset.bytes, 200, headers)
}

/** A file made from text, under a name of its own. */
export function packed(name: string, text: string): Asset {
  const bytes = new Uint8Array(Buffer.from(text))
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10)
  const [stem, ending = ''] = split(name)
  return {
    url: `/assets/${stem}.${hash}.${ending}`,
    type: types[ending] ?? 'application/octet-stream',
    bytes,
    br: new Uint8Array(brotliCompressSync(bytes)),
    gzip: new Uint8Array(gzipSync(bytes)),
  }
}

/** Every file is made at start, so that a reload after an update finds what its page names. */
export function loadAssets(): void {
  for (const name of [...readdirSync(folder), ...Object.keys(sheets)]) load(name)
}

function load(name: string): Asset {
  const known = loaded.get(name)
  if (known) return known
  const asset = name.endsWith('.woff2') ? font(name) : packed(name, linked(name))
  loaded.set(name, asset)
  byUrl.set(asset.url, asset)
  return asset
}

/** The text of a file, with the files it names by `./name` or `url("name")` put under their addresses. */
function linked(name: string): string {
  const files = sheets[name]?.map((file) => new URL(file, styles)) ?? [new URL(name, folder)]
  const text = files.map((file) => readFileSync(file, 'utf8')).join('')
  return text
    .replace(/from '\.\/([\w-]+\.js)'/g, (_, other) => `from '${assetUrl(other)}'`)
    .replace(/url\("([\w-]+\.(?:woff2|svg))"\)/g, (_, other) => `url("${assetUrl(other)}")`)
}

function font(name: string): Asset {
  const bytes = new Uint8Array(
    readFileSync(require.resolve(`@fontsource/be-vietnam-pro/files/${name}`)),
  )
  const [stem] = split(name)
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10)
  return { url: `/assets/${stem}.${hash}.woff2`, type: 'font/woff2', bytes }
}

function split(name: string): [string, string] {
  const dot = name.lastIndexOf('.')
  return [name.slice(0, dot), name.slice(dot + 1)]
}
