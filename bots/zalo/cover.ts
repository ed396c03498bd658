import { crc32, deflateSync } from 'node:zlib'
import { Hono } from 'hono'

/** Where the picture stands that an article must have (`cover.photo_url`). */
export const coverPath = '/zalo/cover.png'

const [width, height] = [640, 360]

/** The desk's own picture: bands of indigo and brocade colours, without words, drawn at the first request. */
export function coverRoutes(): Hono {
  let drawn: Uint8Array<ArrayBuffer> | undefined
  return new Hono().get(coverPath, (c) => {
    drawn ??= new Uint8Array(draw())
    return c.body(drawn, 200, {
      'content-type': 'image/png',
      'cache-control': 'public, max-age=86400',
    })
  })
}

const indigo = [38, 52, 110]
const bands = [
  [196, 58, 49],
  [233, 180, 76],
  [247, 241, 227],
  [47, 125, 98],
]

function draw(): Buffer {
  const row = (y: number) => {
    const colour = (x: number) => {
      const inBand = y > height * 0.62 && y < height * 0.86
      if (!inBand) return indigo
      const step = Math.abs((x % 80) - 40) + Math.abs(((y - Math.floor(height * 0.62)) % 80) - 40)
      return bands[Math.floor(step / 12) % bands.length] ?? indigo
    }
    return [0, ...Array.from({ length: width }, (_, x) => colour(x)).flat()]
  }
  const pixels = Buffer.from(Array.from({ length: height }, (_, y) => row(y)).flat())
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const chunks = [
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([signature, ...chunks])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
