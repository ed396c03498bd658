import type { Sent } from '#core/channel.ts'
import { GraphError } from './graph.ts'

export type Failure = Extract<Sent, { ok: false }>

/** How long the whole page rests when an administrator must act first. */
const restMs = 60_000

interface Meaning {
  code: number
  subcode?: number
  why: Failure['why']
  /** holds for the page, not for this person or text */
  wide?: true
  /** too many calls */
  throttled?: true
}

/** What the Graph API's codes mean, first match wins: Messenger Platform, "Error Codes", and what others met. */
const meanings: Meaning[] = [
  // sent outside of the allowed window, with and without the permission for tags
  { code: 10, subcode: 2018278, why: 'closed' },
  { code: 10, subcode: 2018065, why: 'closed' },
  // the person is not receiving messages from the page now
  { code: 10, subcode: 2018108, why: 'blocked' },
  // the page is restricted from sending for a while
  { code: 10, subcode: 1893063, why: 'configuration', wide: true },
  { code: 190, why: 'configuration', wide: true },
  // until the app is approved only people with a role in it get answers: testers must not wait for the others
  { code: 10, why: 'configuration' },
  { code: 200, subcode: 2018028, why: 'configuration' },
  { code: 200, why: 'configuration', wide: true },
  { code: 102, why: 'configuration', wide: true },
  { code: 368, why: 'configuration', wide: true },
  { code: 3, why: 'configuration', wide: true },
  // this person is not available: blocked us, turned us off, left
  { code: 551, why: 'blocked' },
  // no matching user: another page's person, or gone
  { code: 100, subcode: 2018001, why: 'blocked' },
  { code: 100, why: 'refused' },
  // behaviour that may be considered bothersome: nothing more until they write
  { code: 613, subcode: 1893016, why: 'blocked' },
  // notification frequency limits
  { code: 4, subcode: 2018354, why: 'refused' },
  { code: 9, subcode: 2018352, why: 'refused' },
  // one thread is throttled
  { code: 4, subcode: 2018022, why: 'later', throttled: true },
  { code: 4, why: 'later', throttled: true, wide: true },
  { code: 32, why: 'later', throttled: true, wide: true },
  { code: 80006, why: 'later', throttled: true, wide: true },
  { code: 613, why: 'later', throttled: true },
]

/** A failure, and whether it came of too many calls. */
export interface Known {
  failure: Failure
  throttled: boolean
}

/**
 * What an error of a Graph API call means to the sender. Whatever is not a plain "no" of Meta's (network, timeout,
 * 5xx, codes 1, 2 and 1200, a proxy's page) is `later`. The detail never holds the token: network errors carry the
 * address, so only their code is told.
 */
export function knownFailure(error: unknown): Known {
  if (!(error instanceof GraphError)) return passing(`network: ${codeOf(error)}`)
  const { status, code, subcode, retryAfterMs } = error
  const numbers = code === 0 ? `${status}` : `${code}${subcode ? `/${subcode}` : ''}`
  const detail = `${numbers} ${error.message}`.trim().slice(0, 200)
  const meaning = meanings.find(
    (one) => one.code === code && (one.subcode === undefined || one.subcode === subcode),
  )
  if (meaning) return meant(meaning, detail, retryAfterMs)
  if (code === 0 && status === 413) return { failure: no('refused', detail), throttled: false }
  const { failure } = passing(detail)
  const throttled = status === 429
  return { failure: retryAfterMs === undefined ? failure : { ...failure, retryAfterMs }, throttled }
}

function meant(meaning: Meaning, detail: string, wait: number | undefined): Known {
  const { why, wide, throttled = false } = meaning
  const retryAfterMs = why === 'configuration' ? (wait ?? restMs) : wait
  return {
    failure: {
      ...no(why, detail),
      ...(wide && { wide }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
    throttled,
  }
}

function passing(detail: string): Known {
  return { failure: no('later', detail), throttled: false }
}

function no(why: Failure['why'], detail: string): Failure {
  return { ok: false, why, detail }
}

/** undici says only "fetch failed" and keeps the reason in the cause. */
function codeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown; name?: unknown }; name?: unknown }
  return String(cause?.code ?? cause?.name ?? name ?? 'unknown')
}
