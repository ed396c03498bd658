export type Span = { from: number; to: number }

/**
 * What a piece of a legal document is: phần, chương, mục, tiểu mục, điều, khoản, điểm (Decree
 * 78/2025/NĐ-CP on the layout of legal documents), and what stands around them.
 */
export type Kind =
  | 'document'
  | 'opening'
  | 'basis'
  | 'part'
  | 'chapter'
  | 'section'
  | 'subsection'
  | 'article'
  | 'clause'
  | 'point'
  | 'quote'
  | 'closing'
  | 'appendix'

/** `heading` is the marker with the title, `own` the text outside `children`; both without noise. */
export type Provision = {
  kind: Kind
  anchor: string
  number: string
  title: string
  from: number
  to: number
  heading: Span[]
  own: Span[]
  children: Provision[]
}

/** Something a reviewer should look at, with its place in the source. */
export type Doubt = { at: number; what: 'gap' | 'repeated' | 'open-quote'; label: string }

/**
 * `noise` is what was cut: page numbers, running headers, signature stamps. Every character of
 * `source` lies in exactly one span of one provision or of the noise.
 */
export type ParsedLaw = { source: string; root: Provision; noise: Span[]; doubts: Doubt[] }

/** The provision and all below it, in the order of the document. */
export function* walk(provision: Provision): Generator<Provision> {
  yield provision
  for (const child of provision.children) yield* walk(child)
}

/** All provisions of a kind, in order; those of appendices too. */
export function provisionsOf(law: ParsedLaw, kind: Kind): Provision[] {
  return [...walk(law.root)].filter((provision) => provision.kind === kind)
}

/** The provision with this anchor, or undefined. */
export function provisionAt(law: ParsedLaw, anchor: string): Provision | undefined {
  for (const provision of walk(law.root)) if (provision.anchor === anchor) return provision
  return undefined
}

/** The spans of a provision with everything below it, in the order of the source. */
export function spansWithin(provision: Provision): Span[] {
  return [...walk(provision)]
    .flatMap(({ heading, own }) => [...heading, ...own])
    .sort((a, b) => a.from - b.from)
}
