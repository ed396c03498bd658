import type { Head } from '#core/law/parse/head.ts'

/** What a document's head says, as far as it says it; '' and null stand for what it does not say. Days are YYYY-MM-DD. */
export interface ReadFacts {
  number: string
  kind: string
  title: string
  issuer: string
  signer: string
  signedOn: string | null
  inForceOn: string | null
  expiresOn: string | null
  /** pages of a PDF that are pictures: what stands on them is not in the text */
  pictures: number
}

/** The facts of a head as the form proposes them. */
export function factsOf(head: Head): ReadFacts {
  return {
    number: line(head.number?.value),
    kind: line(head.kind?.value),
    title: line(head.title?.value),
    issuer: line(head.issuer?.value),
    signer: line(head.signer?.value),
    signedOn: head.signed?.value ?? null,
    inForceOn: head.inForce?.date ?? null,
    expiresOn: head.expires?.date ?? null,
    pictures: 0,
  }
}

function line(text = ''): string {
  return text.replace(/\s+/gu, ' ').trim().slice(0, 1000)
}
