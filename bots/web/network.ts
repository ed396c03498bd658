import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** Where a request comes from, as limits count it: everybody behind one address shares its allowances. */
export interface Network {
  key: string
  /** how many times the usual allowance it has */
  share: number
}

/** Who comes from this machine itself, or through a proxy here that names nobody, stands for everybody. */
const unnamedShare = 1000

/**
 * The peer; or whom the proxy beside us names last, since all before that is what the client itself claims. Of IPv6 the
 * first half, which is what one subscriber is given.
 */
export function networkOf(c: Context): Network {
  const peer = peerOf(c)
  if (peer !== '' && !isLoopback(peer)) return { key: subscriber(peer), share: 1 }
  const named = plain(c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '')
  if (isIP(named) > 0) return { key: subscriber(named), share: 1 }
  return { key: 'unnamed', share: unnamedShare }
}

function peerOf(c: Context): string {
  try {
    return plain(getConnInfo(c).remote.address ?? '')
  } catch {
    // A request made in a test has no socket.
    return ''
  }
}

/** IPv4 as it is also when a socket of both kinds shows it in IPv6. */
function plain(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
}

function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.')
}

function subscriber(ip: string): string {
  if (isIP(ip) !== 6) return ip
  const [head = '', tail = ''] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const [first, last] = [groups(head), groups(tail)]
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return [...first, ...zeros, ...last].slice(0, 4).join(':')
}
