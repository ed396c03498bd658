import { isIP } from 'node:net'

const mostHops = 3

/**
 * Opens a file somebody sent, which Zalo keeps under a public address for some days. `own` is where the OA API lives.
 * Throws when it is not given; a signed event is trusted to name an address, but never one inside our own network.
 */
export async function fetchFile(
  source: Record<string, string>,
  own: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  let address = URL.parse(source.url ?? '')
  for (let hop = 0; address !== null && hop <= mostHops; hop++) {
    if (!isOutside(address, own)) throw new Error('file download: an address we do not fetch')
    const answer = await fetch(address, { signal, redirect: 'manual' }).catch(() => undefined)
    if (answer?.ok && answer.body) return answer.body
    await answer?.body?.cancel()
    const next = answer?.headers.get('location')
    if (!next) throw new Error(`file download: ${answer?.status ?? 'no connection'}`)
    address = URL.parse(next, address)
  }
  throw new Error('not a file from Zalo')
}

function isOutside(address: URL, own: string): boolean {
  if (address.origin === URL.parse(own)?.origin) return true
  const host = address.hostname.replace(/^\[|\]$/g, '')
  return address.protocol === 'https:' && host.includes('.') && isIP(host) === 0
}
