import type { AdminContext } from '#admin/deps.ts'
import { Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { parseLaw } from '#core/law/parse/parse.ts'
import { type Doubt, type Kind, type Provision, walk } from '#core/law/parse/tree.ts'

/** More than the longest code has; a broken text may hold any number. */
const mostShown = 3000
const mostDoubts = 100

const shownKinds = new Set<Kind>([
  ...(['part', 'chapter', 'section', 'subsection', 'article', 'appendix'] as const),
])

/** What is read in a text: its parts down to the articles, and where the reading is in doubt. */
export function Structure({ c, text }: { c: AdminContext; text: string }) {
  const t = words(c)
  const law = parseLaw(text)
  const all = [...walk(law.root)]
  const lineAt = lineCounter(text)
  const shown = all.filter(({ kind }) => shownKinds.has(kind))
  const count = (kind: Kind) => all.filter((one) => one.kind === kind).length
  const counts = { articles: count('article'), clauses: count('clause'), points: count('point') }
  return (
    <Card title={t('law-import:structure')}>
      <p class="muted">{t('law-import:counts', { ...counts, appendices: count('appendix') })}</p>
      {counts.articles === 0 && <Notice kind="warning">{t('law-import:no-articles')}</Notice>}
      {law.doubts.length > 0 && <Doubts c={c} doubts={law.doubts} text={text} lineAt={lineAt} />}
      <ol class="import-tree">
        {shown.slice(0, mostShown).map((one) => (
          <Line c={c} one={one} line={lineAt(one.from)} />
        ))}
      </ol>
      {shown.length > mostShown && (
        <p class="muted">{t('law-import:more', { count: shown.length - mostShown })}</p>
      )}
    </Card>
  )
}

function Line({ c, one, line }: { c: AdminContext; one: Provision; line: number }) {
  const t = words(c)
  const clauses = one.children.filter(({ kind }) => kind === 'clause').length
  return (
    <li class={`import-${one.kind}`}>
      <a href="#f-text" data-source-at={one.from} title={t('law-import:line', { line })}>
        {one.number !== '' && <b>{t(`law:citation.${one.kind}`, { label: one.number })}. </b>}
        {one.title}
      </a>
      {clauses > 0 && (
        <span class="muted small"> {t('law-import:clauses', { count: clauses })}</span>
      )}
    </li>
  )
}

interface DoubtList {
  c: AdminContext
  doubts: Doubt[]
  text: string
  lineAt: (at: number) => number
}

function Doubts({ c, doubts, text, lineAt }: DoubtList) {
  const t = words(c)
  return (
    <Notice kind="warning">
      <p>{t('law-import:doubts', { count: doubts.length })}</p>
      <ul class="import-doubts">
        {doubts.slice(0, mostDoubts).map(({ at, what, label }) => (
          <li>
            <a href="#f-text" data-source-at={at}>
              {t('law-import:line', { line: lineAt(at) })}
            </a>
            {': '}
            {t(`law-import:doubt.${what}`, { label })} <q>{excerpt(text, at)}</q>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function excerpt(text: string, at: number): string {
  const line = text.slice(at, at + 90).split('\n')[0] ?? ''
  return line.trim()
}

/** The number of the line that holds an offset, counted from 1. */
function lineCounter(text: string): (at: number) => number {
  const ends = [...text.matchAll(/\n/gu)].map(({ index }) => index)
  return (at) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
