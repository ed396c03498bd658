import { createHash, createHmac } from 'node:crypto'
import { type Language, say } from '#core/language.ts'

/** What an administrator needs to give the desk a new pair of tokens, in order, and what to paste where. */
export interface ConsentSteps {
  steps: string[]
  callbackUrl: string
  codeChallenge: string
}

const callbackPath = '/admin/channels/zalo/callback'

/**
 * The verifier behind the code challenge that stands in Zalo's console (RFC 7636): always the same, because the
 * console, not we, writes the challenge into the consent link.
 */
export function verifierOf(secret: string): string {
  return createHmac('sha256', secret).update('zalo code verifier').digest('base64url')
}

/** How an administrator consents anew: the link can only be made in Zalo's own console. */
export function consentSteps(language: Language, publicUrl: string, secret: string): ConsentSteps {
  const callbackUrl = publicUrl.replace(/\/+$/, '') + callbackPath
  const codeChallenge = createHash('sha256').update(verifierOf(secret)).digest('base64url')
  const steps = [1, 2, 3, 4, 5].map((step) =>
    say(language, `zalo:consent.step-${step}`, { callbackUrl, codeChallenge }),
  )
  return { steps, callbackUrl, codeChallenge }
}
