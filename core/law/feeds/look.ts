import { fetchOutside, NotOutside } from '#core/files/outside.ts'
import type { Values } from '#core/language.ts'

const largest = 5 * 1024 * 1024

/** How long an address may take, from the first question to the last byte. */
const usualPatienceMs = 20_000

export interface Address {
  url: string
  etag: string | null
  lastModified: string | null
}

export interface LookingOptions {
  patienceMs?: number
  /** addresses inside our own network are looked at, too: for tests, or an office that has such a feed */
  inside?: boolean
}

/** Why an address could not be read, in words of the area `law-feeds`. */
export interface Failure {
  key: string
  values?: Values
}

export type Looked =
  | { what: 'unchanged' }
  | {
      what: 'answer'
      bytes: Uint8Array
      type: string
      etag: string | null
      lastModified: string | null
    }
  | { what: 'failure'; failure: Failure }

/**
 * Asks an address for what is new, saying what was known before. Never throws and never waits longer than its
 * patience: an answer that does not end, is too large or comes from inside our network is a failure in words.
 */
export async function lookAt(
  { url, etag, lastModified }: Address,
  { patienceMs = usualPatienceMs, inside = false }: LookingOptions = {},
): Promise<Looked> {
  const signal = AbortSignal.timeout(patienceMs)
  const headers = {
    Accept:
      'application/rss+xml, application/atom+xml, application/feed+json, application/xml, */*;q=0.5',
    'User-Agent': 'hoi-luat (legal-support desk; feed reader)',
    ...(etag !== null && { 'If-None-Match': etag }),
    ...(lastModified !== null && { 'If-Modified-Since': lastModified }),
  }
  try {
    const answer = await fetchOutside(url, inside ? url : '', signal, { headers, http: true })
    if (answer.status === 304) {
      await answer.body?.cancel()
      return { what: 'unchanged' }
    }
    if (!answer.ok) {
      await answer.body?.cancel()
      return failed('status', { status: answer.status })
    }
    const bytes = await read(answer)
    if (!bytes) return failed('large', { most: largest / 1024 / 1024 })
    return {
      ...{ what: 'answer', bytes, type: answer.headers.get('content-type') ?? '' },
      etag: short(answer.headers.get('etag')),
      lastModified: short(answer.headers.get('last-modified')),
    }
  } catch (error) {
    if (error instanceof NotOutside) return failed('inside')
    if (signal.aborted) return failed('slow', { seconds: Math.ceil(patienceMs / 1000) })
    return failed('unreachable')
  }
}

export function failed(why: string, values?: Values): Looked & { what: 'failure' } {
  const key = `law-feeds:failure.${why}`
  return { what: 'failure', failure: values ? { key, values } : { key } }
}

/** The whole answer; undefined when it is larger than any feed. */
async function read(answer: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.length
    if (size > largest) return undefined
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function short(header: string | null): string | null {
  return header !== null && header.length <= 500 ? header : null
}
