import { createHmac, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** Whose request it is, as guesses are counted: the peer, or whom the proxy on this machine names last. */
export function networkOf(c: Context): string {
  const peer = peerOf(c)
  if (peer !== '' && peer !== '::1' && !peer.startsWith('127.')) return peer
  const named = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return isIP(named) > 0 ? named : 'unnamed'
}

function peerOf(c: Context): string {
  try {
    return (getConnInfo(c).remote.address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  } catch {
    // A request made in a test has no socket.
    return ''
  }
}

/** Of this process alone. */
const salt = randomBytes(32)

/** The same, so that nobody can tell from what is counted which network it was. */
export function namelessNetworkOf(c: Context): string {
  return createHmac('sha256', salt).update(networkOf(c)).digest('base64url')
}
