import { raw } from 'hono/html'
import type { Validity } from '#core/law/documents/standing.ts'
import type { PublicAnswer } from '#core/law/public/answers.ts'
import type { PublicDocument } from '#core/law/public/documents.ts'
import { shortened, type Visit } from './visit.ts'

/** Data for machines about a page (schema.org). A browser runs none of it, so the policy of the page lets it be. */
export function JsonLd({ data }: { data: Record<string, unknown> }) {
  return (
    <script type="application/ld+json">
      {raw(scriptSafe({ '@context': 'https://schema.org', ...data }))}
    </script>
  )
}

/** JSON in which no text can end the script it stands in. */
export function scriptSafe(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A document as schema.org knows legislation. */
export function legislation(
  { site }: Visit,
  document: PublicDocument,
  validity: Validity | undefined,
): Record<string, unknown> {
  const { slug, number, kind, title, issuer, signedOn, publishedOn, inForceOn, summary } = document
  return {
    '@type': 'Legislation',
    '@id': `${site}/van-ban/${slug}`,
    url: `${site}/van-ban/${slug}`,
    name: title,
    legislationType: kind,
    inLanguage: 'vi',
    ...(number && { legislationIdentifier: number }),
    ...(issuer && { legislationPassedBy: { '@type': 'Organization', name: issuer } }),
    ...(signedOn && { legislationDate: signedOn }),
    ...(publishedOn && { datePublished: publishedOn }),
    ...(inForceOn && { temporalCoverage: `${inForceOn}/${validity?.until ?? '..'}` }),
    ...(summary && { description: summary }),
    ...(validity && {
      legislationLegalForce: `https://schema.org/${validity.standing === 'in force' ? 'InForce' : 'NotInForce'}`,
    }),
  }
}

/** A published answer as schema.org knows a page of one question. */
export function questionPage({ site, office }: Visit, answer: PublicAnswer) {
  const { slug, question, body, publishedAt, correctedAt, unitName } = answer
  const by = { '@type': 'GovernmentOrganization', name: office.organisation.name }
  return {
    '@type': 'QAPage',
    url: `${site}/hoi-dap/${slug}`,
    inLanguage: 'vi',
    mainEntity: {
      '@type': 'Question',
      name: shortened(question, 110),
      text: question,
      answerCount: 1,
      acceptedAnswer: {
        '@type': 'Answer',
        text: body,
        url: `${site}/hoi-dap/${slug}`,
        dateCreated: publishedAt.toISOString(),
        ...(correctedAt && { dateModified: correctedAt.toISOString() }),
        author: unitName ? { '@type': 'Organization', name: unitName, parentOrganization: by } : by,
      },
    },
  }
}
