import { anchorGiver } from './anchors.ts'
import { type Page, readPage } from './lines.ts'
import { withoutNoise } from './noise.ts'
import { type Mark, scan } from './scan.ts'
import type { Kind, ParsedLaw, Provision, Span } from './tree.ts'

const ranks: Record<Kind, number> = {
  document: 0,
  opening: 1,
  basis: 1,
  closing: 1,
  appendix: 1,
  part: 2,
  chapter: 3,
  section: 4,
  subsection: 5,
  article: 6,
  clause: 7,
  point: 8,
  quote: 9,
}

/**
 * Reads the text of a Vietnamese legal document into phần, chương, mục, điều, khoản and điểm, with its
 * opening, its signature block and its appendices apart. Never throws: what it cannot place stays in
 * the text of the provision before it, so that no character of the source is lost.
 */
export function parseLaw(source: string): ParsedLaw {
  const page = readPage(source)
  const { marks, doubts } = scan(page)
  const open = page.quotes.open.map((at) => ({ at, what: 'open-quote' as const, label: '“' }))
  const root = build(page, withQuotes(page, marks))
  return {
    source,
    root,
    noise: page.noise,
    doubts: [...doubts, ...open].sort((a, b) => a.at - b.at),
  }
}

/** Where text goes back to the provision around a quotation: the quotation's end. */
type Step = Mark | { kind: 'resume'; at: number }

function withQuotes(page: Page, marks: Mark[]): Step[] {
  const steps: Step[] = [...marks]
  for (const { from, to } of page.quotes.blocks) {
    steps.push({ kind: 'quote', label: '', title: '', at: from, headingTo: from })
    steps.push({ kind: 'resume', at: to })
  }
  return steps.sort(
    (a, b) => a.at - b.at || Number(a.kind === 'quote') - Number(b.kind === 'quote'),
  )
}

function build(page: Page, steps: Step[]): Provision {
  const { source, noise } = page
  const root = provision('document', '', '', '', 0)
  const path = [root]
  const anchor = anchorGiver()
  own(root, { from: 0, to: steps[0]?.at ?? source.length })
  for (const [index, step] of steps.entries()) {
    const until = steps[index + 1]?.at ?? source.length
    if (step.kind === 'resume') {
      if (path.at(-1)?.kind === 'quote') close(path, step.at)
      own(path.at(-1), { from: step.at, to: until })
      continue
    }
    while ((path.at(-1)?.kind ?? 'document') !== 'document' && !isAbove(path.at(-1), step.kind)) {
      close(path, step.at)
    }
    const above = path.at(-1) ?? root
    const scope = path[1]?.kind === 'appendix' ? path[1].anchor : ''
    const label = step.kind === 'quote' ? quoteLabel(above) : step.label
    const found = provision(
      step.kind,
      anchor(step.kind, label, above.anchor, scope),
      step.kind === 'quote' ? '' : label,
      step.title,
      step.at,
    )
    const headingTo = Math.min(Math.max(step.headingTo, step.at), until)
    found.heading = withoutNoise({ from: step.at, to: headingTo }, noise)
    own(found, { from: headingTo, to: until })
    above.children.push(found)
    path.push(found)
  }
  while (path.length > 0) close(path, source.length)
  asText(source, root)
  return root

  function own(to: Provision | undefined, span: Span) {
    to?.own.push(...withoutNoise(span, noise))
  }
}

function provision(
  kind: Kind,
  anchor: string,
  number: string,
  title: string,
  from: number,
): Provision {
  return { kind, anchor, number, title, from, to: from, heading: [], own: [], children: [] }
}

function close(path: Provision[], at: number): void {
  const last = path.pop()
  if (last) last.to = at
}

/** What stands around the law's body holds no provision of it, only quotations. */
const around: Kind[] = ['opening', 'basis', 'closing', 'quote']

function isAbove(upper: Provision | undefined, kind: Kind): boolean {
  if (!upper || ranks[upper.kind] >= ranks[kind]) return false
  return kind === 'quote' || !around.includes(upper.kind)
}

function quoteLabel(above: Provision): string {
  return String(above.children.filter(({ kind }) => kind === 'quote').length + 1)
}

/** An article whose only text stands beside its number has no title: "Điều 2. Luật này có hiệu lực ...". */
function asText(source: string, root: Provision): void {
  for (const child of root.children) {
    asText(source, child)
    if (child.kind !== 'article' || child.title === '' || !readsAsText(source, child)) continue
    const span = child.heading.at(-1)
    const marker = span
      ? /^.*?\d+[a-zđ]?\d?\s*[.:,]?\s*/u.exec(source.slice(span.from, span.to))
      : null
    const first = child.heading[0]
    if (!marker || !first || child.heading.length > 1) continue
    const cut = first.from + marker[0].length
    child.own.unshift({ from: cut, to: first.to })
    child.heading = [{ from: first.from, to: cut }]
    child.title = ''
  }
}

function readsAsText(source: string, { title, own, children }: Provision): boolean {
  const empty =
    children.length === 0 && own.every(({ from, to }) => /^\W*$/u.test(source.slice(from, to)))
  const deed =
    /(?:này|Luật|Nghị định) có hiệu lực|chịu trách nhiệm|(?:ban hành|công bố) kèm theo|^Phê duyệt /iu.test(
      title,
    )
  return (empty && /[.;]$/u.test(title)) || (deed && title.length > 40 && /[.:;]$/u.test(title))
}
