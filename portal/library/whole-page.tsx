import type { Child } from 'hono/jsx'
import { nameOf } from '#core/law/documents/citation.ts'
import type { Validity } from '#core/law/documents/standing.ts'
import type { PublicDocument } from '#core/law/public/documents.ts'
import { Print } from './cite.tsx'
import { Frame, Trail } from './frame.tsx'
import { Badge } from './validity.tsx'
import type { Visit } from './visit.ts'

interface WholeView {
  visit: Visit
  document: PublicDocument
  text: Child
  validity: Validity | undefined
}

/** A document's whole text on one page. */
export function WholePage({ visit, document, text, validity }: WholeView) {
  const { t, language } = visit
  const name = nameOf(document, language)
  const path = `/van-ban/${document.slug}`
  return (
    <Frame visit={visit} title={t('whole.title', { name })} canonical={path} unlisted>
      <Trail
        visit={visit}
        steps={[
          { href: '/van-ban', name: t('nav.van-ban') },
          { href: path, name },
        ]}
      />
      <header class="head">
        <p class="eyebrow" lang="vi">
          {[document.kind, document.number].filter(Boolean).join(' ')}
        </p>
        <h1 lang="vi">{document.title}</h1>
        <Badge validity={validity} t={t} />
        <div class="deeds">
          <Print t={t} />
        </div>
      </header>
      <section class="whole long" aria-label={t('document.text')}>
        {text}
      </section>
    </Frame>
  )
}
