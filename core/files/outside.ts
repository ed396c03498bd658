import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

const mostHops = 3

/** An address that lies inside our own network, or is none. */
export class NotOutside extends Error {
  override readonly name = 'NotOutside'
}

/** How an address is opened; `http`: also without encryption, for what is public and checked by hand. */
export interface Opening {
  headers?: Record<string, string>
  http?: boolean
}

/**
 * Opens an address that a platform's event named: an event is trusted to name a file, but never one inside our own
 * network. Only https on a named host whose addresses are all public, through a few redirects to such, or where the
 * platform's own API lives (`own`). Throws NotOutside when it is not such an address, or the network's error; gives
 * any status.
 */
export async function fetchOutside(
  given: string,
  own: string,
  signal: AbortSignal,
  { headers = {}, http = false }: Opening = {},
): Promise<Response> {
  let address = URL.parse(given)
  for (let hop = 0; address !== null && hop <= mostHops; hop++) {
    if (!(await isOutside(address, own, http))) break
    const answer = await fetch(address, { signal, headers, redirect: 'manual' })
    const next = answer.headers.get('location')
    if (answer.status < 300 || answer.status > 399 || next === null) return answer
    await answer.body?.cancel()
    address = URL.parse(next, address)
  }
  throw new NotOutside('an address we do not fetch')
}

async function isOutside(address: URL, own: string, http: boolean): Promise<boolean> {
  if (address.origin === URL.parse(own)?.origin) return true
  const { protocol, hostname } = address
  const plain = http && protocol === 'http:'
  if ((protocol !== 'https:' && !plain) || !hostname.includes('.') || isIP(hostname) > 0)
    return false
  const found = await lookup(hostname, { all: true })
  return found.every((one) => isPublic(one.address))
}

/** What belongs to nobody in particular (RFC 6890): this machine, this network, several at once. */
const ours = {
  ipv4: listOf('ipv4', [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
    ...['172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
  ]),
  ipv6: listOf('ipv6', [
    '::/96',
    '::ffff:0:0/96',
    '64:ff9b::/96',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ]),
}

function listOf(family: 'ipv4' | 'ipv6', ranges: string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits] = range.split('/')
    list.addSubnet(net, Number(bits), family)
  }
  return list
}

export function isPublic(ip: string): boolean {
  if (isIP(ip) === 0) return false
  const family = isIP(ip) === 4 ? 'ipv4' : 'ipv6'
  return !ours[family].check(ip, family)
}
