import type { Sent } from '#core/channel.ts'
import { say } from '#core/language.ts'

export type Failure = Extract<Sent, { ok: false }>

/** What Zalo puts into every reply; not zero means no, although the status is 200. */
export interface Verdict {
  error: number
  message: string
}

/** Which no is answered how. Codes of the OA API and, where they differ, of ZBS templates (Zalo's error tables). */
const codes = {
  /** the access token is unknown, or an older one */
  token: [-216, -220, -124],
  /** too many calls; see `isOverLimit` */
  rate: [-32],
  /** the sending failed, an attachment is gone, this person's or the account's quota for now */
  later: [-200, -100],
  quota: [-211, -218],
  night: [-234, -133],
  tomorrow: [-144, -1441, -1471, -1472],
  blocked: [-213, -217, -227, -244, -114, -118, -119, -139, -140, -141],
  closed: [-230, -232],
  refused: [-201, -210, -233, -248, -249, -108, -1121, -1122],
} as const

/** What an administrator must mend, under the word of `zalo:fault.`. */
const faults: Record<string, number[]> = {
  account: [-204, -205],
  app: [-209, -212, -219, -240, -101, -102, -103, -104, -105],
  unverified: [-221],
  permission: [-223, -235],
  package: [-224],
  proof: [-242],
  money: [-320, -321],
  template: [-131, -135, -1351, -136, -137, -146],
}

type Meaning = keyof typeof codes

const meanings = new Map<number, Meaning>(
  Object.entries(codes).flatMap(([meaning, list]) =>
    list.map((code): [number, Meaning] => [code, meaning as Meaning]),
  ),
)
const faultOf = new Map(
  Object.entries(faults).flatMap(([word, list]) =>
    list.map((code): [number, string] => [code, word]),
  ),
)

const minute = 60_000
const hour = 60 * minute

/** The token must be renewed before the same call can be taken. */
export function wantsNewToken({ error }: Verdict): boolean {
  return meanings.get(error) === 'token'
}

export function isOverLimit({ error }: Verdict): boolean {
  return meanings.get(error) === 'rate'
}

/** What a no of Zalo's means to the sender; whatever we do not know is tried again. */
export function failureOf(verdict: Verdict, now: Date): Failure {
  const detail = `${verdict.error} ${verdict.message}`.slice(0, 200)
  const fault = faultOf.get(verdict.error)
  if (fault) return configuration(fault, detail)
  switch (meanings.get(verdict.error)) {
    case 'token':
      return configuration('token', detail)
    case 'blocked':
    case 'closed':
      return { ok: false, why: meanings.get(verdict.error) as 'blocked' | 'closed', detail }
    case 'refused':
      // An address Zalo does not know is nobody's fault in the text.
      return { ok: false, why: /user_id/i.test(verdict.message) ? 'blocked' : 'refused', detail }
    case 'rate':
      return { ...later(detail), wide: true, retryAfterMs: overLimitMs(verdict) }
    case 'quota':
      return { ...later(detail), retryAfterMs: 10 * minute }
    case 'night':
      return { ...later(detail), retryAfterMs: untilHour(6, now) }
    case 'tomorrow':
      return { ...later(detail), retryAfterMs: untilHour(0, now) + 5 * minute }
    default:
      return later(detail)
  }
}

/** The same code stands for the calls of a minute and for quotas of a day or a month. */
function overLimitMs({ message }: Verdict): number {
  return /\b(?:day|daily|month|monthly)\b|ngày|tháng/iu.test(message) ? hour : 1_000
}

const vietnamMs = 7 * hour

/** Milliseconds until it is that hour in Vietnam, where Zalo's nights are. */
function untilHour(at: number, now: Date): number {
  const intoDay = (now.getTime() + vietnamMs) % (24 * hour)
  return (at * hour - intoDay + 24 * hour) % (24 * hour) || 24 * hour
}

export function later(detail: string): Failure {
  return { ok: false, why: 'later', detail }
}

/** Something only an administrator can mend, in their words. */
export function configuration(fault: string, detail: string): Failure {
  return { ok: false, why: 'configuration', detail: say('vi', `zalo:fault.${fault}`, { detail }) }
}

/** A reply that is none of Zalo's envelopes: a proxy's page, a fault of the server, a wrong address. */
export function failureOfStatus(status: number): Failure {
  if (status === 429) return { ...later('429'), wide: true, retryAfterMs: 1_000 }
  if (status === 404) return configuration('address', `HTTP ${status}`)
  return later(`HTTP ${status}`)
}

/** A call that got no reply; only the error's code is told, because its text may carry an address. */
export function failureOfError(error: unknown): Failure {
  const { cause, code, name } = error as {
    cause?: { code?: unknown }
    code?: unknown
    name?: unknown
  }
  return later(`network: ${String(cause?.code ?? code ?? name ?? 'unknown').slice(0, 60)}`)
}
