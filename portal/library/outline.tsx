import type { Outlined } from '#core/law/public/provisions.ts'
import { headingOf } from './law-text.ts'
import type { Visit } from './visit.ts'

interface OutlineProps {
  visit: Visit
  path: string
  outline: Outlined[]
  /** the text stands below on the same page; else each article has a page of its own */
  inPage: boolean
}

type Group = { head: Outlined | undefined; rows: Outlined[] }

/** The table of contents: chapters to open, their articles in them. */
export function Outline({ visit, path, outline, inPage }: OutlineProps) {
  const { t } = visit
  if (outline.length === 0) return null
  const groups = grouped(outline)
  const list = groups.map(({ head, rows }) =>
    head === undefined ? (
      <Runs rows={rows} path={path} inPage={inPage} visit={visit} />
    ) : (
      <details class="chapter" {...(!inPage && { id: head.anchor })}>
        <summary>{headingOf(head)}</summary>
        <p class="chapter-whole" lang={visit.language}>
          <a href={inPage ? `#${head.anchor}` : `${path}/${head.anchor}`}>{t('outline.chapter')}</a>
        </p>
        <Rows rows={rows} path={path} inPage={inPage} />
      </details>
    ),
  )
  return (
    <nav class="outline" aria-labelledby="outline">
      <h2 id="outline">{t('outline.title')}</h2>
      {!inPage && (
        <p>
          {t('outline.long')} <a href={`${path}/toan-van`}>{t('outline.whole')}</a>
        </p>
      )}
      <div lang="vi">{list}</div>
    </nav>
  )
}

const mostInRun = 40

interface RowsProps {
  rows: Outlined[]
  path: string
  inPage: boolean
}

/** Articles of no chapter: a long row of them is cut into runs to open. */
function Runs({ visit, rows, path, inPage }: RowsProps & { visit: Visit }) {
  if (rows.length <= mostInRun) return <Rows rows={rows} path={path} inPage={inPage} />
  const count = Math.ceil(rows.length / mostInRun)
  const runs = Array.from({ length: count }, (_, at) =>
    rows.slice(at * mostInRun, (at + 1) * mostInRun),
  )
  return (
    <>
      {runs.map((run) => (
        <details class="chapter">
          <summary>
            {visit.t('outline.run', { first: shortOf(run[0]), last: shortOf(run.at(-1)) })}
          </summary>
          <Rows rows={run} path={path} inPage={inPage} />
        </details>
      ))}
    </>
  )
}

/** Its label without its title: Điều 5. */
function shortOf(row: Outlined | undefined): string {
  return row ? headingOf({ ...row, title: '' }) : ''
}

function Rows({ rows, path, inPage }: RowsProps) {
  if (rows.length === 0) return null
  return (
    <ol>
      {rows.map((row) => (
        <li class={row.kind}>
          <a
            href={inPage ? `#${row.anchor}` : `${path}/${row.anchor}`}
            {...(!inPage && { id: row.anchor })}
          >
            {headingOf(row)}
          </a>
        </li>
      ))}
    </ol>
  )
}

/** The chapters, parts and appendices that hold something, each with what stands in it. */
function grouped(outline: Outlined[]): Group[] {
  const groups: Group[] = []
  for (const [place, row] of outline.entries()) {
    const holds = (outline[place + 1]?.depth ?? 0) > row.depth
    const heads = ['part', 'chapter', 'appendix'].includes(row.kind) && holds
    const last = groups.at(-1)
    if (heads) groups.push({ head: row, rows: [] })
    else if (last && (last.head === undefined || row.depth > last.head.depth)) last.rows.push(row)
    else groups.push({ head: undefined, rows: [row] })
  }
  return groups
}
