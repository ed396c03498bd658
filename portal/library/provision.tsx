import type { Context } from 'hono'
import { citationOf, nameOf } from '#core/law/documents/citation.ts'
import { provisionValidity, type Validity, validityOf } from '#core/law/documents/standing.ts'
import { answersCiting } from '#core/law/public/answers.ts'
import { type PublicDocument, publicDocument } from '#core/law/public/documents.ts'
import {
  lengthOf,
  type Outlined,
  outlineOf,
  provisionsUnder,
  type Read,
} from '#core/law/public/provisions.ts'
import type { Db } from '#db/client.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { Cite, Print } from './cite.tsx'
import { CitedBy, type Citing } from './cited-by.tsx'
import { Frame, Trail } from './frame.tsx'
import { headingOf, lawText } from './law-text.ts'
import { showMissing } from './missing.tsx'
import { Badge, Why } from './validity.tsx'
import { partOf, shortened, type Visit, visitOf, written } from './visit.ts'

interface ProvisionView {
  visit: Visit
  document: PublicDocument
  top: Outlined
  /** what it stands in, the largest first */
  above: Outlined[]
  before: Outlined | undefined
  after: Outlined | undefined
  text: ReturnType<typeof lawText>
  /** the beginning of its words, for those who see the page's address only */
  gist: string
  validity: Validity
  citing: Citing[]
}

const pages = ['article', 'appendix', 'part', 'chapter', 'section', 'subsection']

/** `/van-ban/:slug/:anchor`: an article, or a chapter with its articles; a clause leads to its article. */
export async function showProvision(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const { db } = settings
  const anchor = partOf(c, 'anchor')
  const document = await publicDocument(db, partOf(c, 'slug'))
  if (!document || anchor.length > 200) return showMissing(c, visit)
  const rows = await provisionsUnder(db, document.id, anchor)
  const [top] = rows
  const path = `/van-ban/${document.slug}`
  if (!top) return notHere(c, visit, settings.db, document)
  if (!pages.includes(top.kind)) {
    return c.redirect(`${path}${top.article && `/${top.article}`}#${anchor}`, 302)
  }
  const [outline, ofProvision, whole, citing] = await Promise.all([
    outlineOf(db, document.id),
    provisionValidity(db, document.id, visit.day),
    validityOf(db, [document.id], visit.day),
    answersCiting(db, document.id, { anchor, most: 10 }),
  ])
  const text = lawText({
    ...{ visit, path, rows, validityOf: ofProvision, alone: true },
    amendments: whole.get(document.id)?.amendedBy ?? [],
    expired: ofProvision(anchor).standing === 'expired',
  })
  secure(c, "'none'", 'private, no-cache')
  return c.html(
    <ProvisionPage
      {...{ visit, document, top, text, citing, ...around(outline, top) }}
      gist={gistOf(rows)}
      validity={ofProvision(anchor)}
    />,
  )
}

/** Of a document without its text provisions are cited too: its page says where the text is. */
async function notHere(c: Context, visit: Visit, db: Db, { id, slug }: PublicDocument) {
  if ((await lengthOf(db, id)) > 0) return showMissing(c, visit)
  return c.redirect(`/van-ban/${slug}`, 302)
}

/** What a provision stands in, and its neighbours of the same sort. */
function around(outline: Outlined[], top: Outlined) {
  const byAnchor = new Map(outline.map((row) => [row.anchor, row]))
  const above: Outlined[] = []
  for (let at = byAnchor.get(top.parent); at; at = byAnchor.get(at.parent)) above.unshift(at)
  const alike = outline.filter(({ kind }) =>
    top.kind === 'article' ? kind === 'article' || kind === 'appendix' : kind === top.kind,
  )
  const place = alike.findIndex(({ anchor }) => anchor === top.anchor)
  return { above, before: alike[place - 1], after: alike[place + 1] }
}

function gistOf(rows: Read[]): string {
  return shortened(
    rows
      .slice(0, 6)
      .map(({ own }) => own)
      .join(' '),
    180,
  )
}

function ProvisionPage(view: ProvisionView) {
  const { visit, document, top, above, text, gist, validity, citing } = view
  const { t, language, site } = visit
  const path = `/van-ban/${document.slug}`
  const address = `${path}/${top.anchor}`
  const cited = { ...document, anchor: top.anchor }
  return (
    <Frame visit={visit} title={citationOf(cited, language)} description={gist} canonical={address}>
      <Trail
        visit={visit}
        steps={[
          { href: path, name: nameOf(document, language) },
          ...above.map((row) => ({ href: `${path}/${row.anchor}`, name: headingOf(row) })),
        ]}
      />
      <header class="head">
        <p class="eyebrow" lang="vi">
          {[document.kind, document.number].filter(Boolean).join(' ')}: {document.title}
        </p>
        <h1 lang="vi">{headingOf(top)}</h1>
        <Badge validity={validity} t={t} />
        <div class="deeds">
          <Cite text={`${citationOf(cited, 'vi')}. ${site}${address}`} t={t} />
          <Print t={t} />
        </div>
      </header>
      <div class="whole alone">{text}</div>
      <section class="why" aria-labelledby="validity">
        <h2 id="validity">{t('validity.title', { day: written(visit.day) })}</h2>
        <Why validity={validity} visit={visit} />
      </section>
      <CitedBy visit={visit} citing={citing} />
      <Neighbours {...view} path={path} />
    </Frame>
  )
}

function Neighbours({ visit, path, before, after }: ProvisionView & { path: string }) {
  const { t } = visit
  return (
    <nav class="neighbours" aria-label={t('neighbours')}>
      {before && (
        <a rel="prev" href={`${path}/${before.anchor}`}>
          <small>{t('neighbours.before')}</small> <span lang="vi">{headingOf(before)}</span>
        </a>
      )}
      {after && (
        <a rel="next" href={`${path}/${after.anchor}`}>
          <small>{t('neighbours.after')}</small> <span lang="vi">{headingOf(after)}</span>
        </a>
      )}
    </nav>
  )
}
