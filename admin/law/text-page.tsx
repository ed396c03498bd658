import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Badge, ButtonLink } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { nameOf, placeOf } from '#core/law/documents/citation.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import type { ProvisionRow } from '#core/law/documents/provisions.ts'
import type { Validity } from '#core/law/documents/standing.ts'
import { dayWord } from './words.tsx'

interface TextProps {
  c: AdminContext
  document: LawDocument
  provisions: ProvisionRow[]
  validity: (anchor: string) => Validity
}

type Piece = { whole: ProvisionRow | undefined; rows: ProvisionRow[] }

/** The text with its structure beside it; an article folds, each provision has its anchor. */
export function LawTextPage({ c, document, provisions, validity }: TextProps) {
  const t = words(c)
  const language = c.get('language')
  const name = nameOf(document, language)
  const trail = [
    { href: '/admin/law', label: t('panel:nav.law') },
    { href: `/admin/law/${document.id}`, label: name },
  ]
  const shown = provisions.filter(({ kind }) => outlined.has(kind))
  return (
    <Layout
      c={c}
      title={t('law:text.title', { name })}
      area="law"
      trail={trail}
      lead={document.title}
      actions={
        <ButtonLink href={`/admin/law/${document.id}`} kind="quiet" icon="chevron-left">
          {t('law:text.back')}
        </ButtonLink>
      }
    >
      <div class="law-reading">
        <nav class="law-outline" aria-label={t('law:text.outline')}>
          <ol>
            {shown.map((row) => (
              <li class={`law-outline-${row.kind}`}>
                <a href={`#${row.anchor}`}>
                  <b>{placeOf(lastStep(row.anchor), language)}</b> {row.title}
                </a>
              </li>
            ))}
          </ol>
        </nav>
        <div class="law-text">
          {piecesOf(provisions).map(({ whole, rows }) =>
            whole === undefined ? (
              rows.map((row) => <Line c={c} row={row} validity={validity} />)
            ) : (
              <details open id={whole.anchor}>
                <summary>
                  <b>{placeOf(lastStep(whole.anchor), language) || t(`law:kind.${whole.kind}`)}</b>{' '}
                  {whole.title}
                  <Ended c={c} of={validity(whole.anchor)} document={validity('')} />
                </summary>
                {whole.own !== '' && <p class="law-own">{whole.own}</p>}
                {rows.map((row) => (
                  <Line c={c} row={row} validity={validity} />
                ))}
              </details>
            ),
          )}
        </div>
      </div>
    </Layout>
  )
}

const outlined = new Set(['part', 'chapter', 'section', 'subsection', 'article', 'appendix'])

function lastStep(anchor: string): string {
  return anchor.slice(anchor.lastIndexOf('.') + 1)
}

/** Articles and appendices with what stands in them; what stands between goes by itself. */
function piecesOf(provisions: ProvisionRow[]): Piece[] {
  const pieces: Piece[] = []
  for (const row of provisions) {
    const last = pieces.at(-1)
    if (row.article !== '' && row.anchor === row.article) pieces.push({ whole: row, rows: [] })
    else if (last && row.article === (last.whole?.article ?? '')) last.rows.push(row)
    else pieces.push({ whole: undefined, rows: [row] })
  }
  return pieces
}

interface LineProps {
  c: AdminContext
  row: ProvisionRow
  validity: TextProps['validity']
}

function Line({ c, row, validity }: LineProps) {
  const { kind, anchor, number, title, own } = row
  const mark = kind === 'clause' ? `${number}. ` : kind === 'point' ? `${number}) ` : ''
  if (outlined.has(kind)) {
    return (
      <h2 class={`law-head law-head-${kind}`} id={anchor}>
        {placeOf(lastStep(anchor), c.get('language'))} {title}
      </h2>
    )
  }
  return (
    <p class={`law-own law-${kind}`} id={anchor}>
      {mark}
      {own}
      {mark !== '' && <Ended c={c} of={validity(anchor)} document={validity('')} />}
    </p>
  )
}

/** A provision that is out of force, or will be, while its document is not; and what changed it. */
function Ended({ c, of, document }: { c: AdminContext; of: Validity; document: Validity }) {
  const t = words(c)
  const own = of.until !== document.until ? of.by : undefined
  const amended = of.amendedBy?.filter(({ anchors }) => anchors.length > 0) ?? []
  return (
    <>
      {own && (
        <Badge tone={of.standing === 'expired' ? 'late' : 'watch'}>
          {t(`law:part.${own.kind}`, { name: own.number ?? own.title, day: dayWord(of.until) })}
        </Badge>
      )}
      {amended.map(({ number, title, from }) => (
        <Badge tone="watch" icon="pencil">
          {t('law:part.amends', { name: number ?? title, day: dayWord(from) })}
        </Badge>
      ))}
    </>
  )
}
