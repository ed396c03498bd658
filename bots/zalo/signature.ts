import { createHash, timingSafeEqual } from 'node:crypto'

export interface Signers {
  appId: string
  oaId: string
  oaSecret: string
  appSecret: string
}

/** Which of the readings of Zalo's documents a signature was made by. */
export interface Matched {
  secret: 'oa' | 'app'
  first: 'app_id' | 'oa_id'
  timestamp: 'body' | 'header'
}

interface Signed {
  raw: Uint8Array
  /** `X-ZEvent-Signature`, with or without `mac=` */
  given: string | undefined
  inBody: string | undefined
  inHeader: string | undefined
}

/**
 * Checks `X-ZEvent-Signature`: the plain SHA-256 of app id, raw body, timestamp and secret, one after the other. Which
 * secret, which id and which timestamp is not settled by what Zalo publishes, so each is tried; undefined when none fits.
 */
export function checkSignature(signers: Signers, signed: Signed): Matched | undefined {
  const hex = (signed.given ?? '').trim().replace(/^mac\s*=\s*/i, '')
  if (!/^[0-9a-f]{64}$/i.test(hex)) return undefined
  const expected = Buffer.from(hex, 'hex')
  const { inBody, inHeader } = signed
  const times: [Matched['timestamp'], string | undefined][] = [
    ['body', inBody],
    ['header', inHeader === inBody ? undefined : inHeader],
  ]
  for (const [secret, key] of [
    ['oa', signers.oaSecret],
    ['app', signers.appSecret],
  ] as const) {
    for (const [first, id] of [
      ['app_id', signers.appId],
      ['oa_id', signers.oaId],
    ] as const) {
      for (const [timestamp, time] of times) {
        if (time === undefined) continue
        const mac = createHash('sha256').update(id).update(signed.raw).update(time).update(key)
        if (timingSafeEqual(mac.digest(), expected)) return { secret, first, timestamp }
      }
    }
  }
  return undefined
}
