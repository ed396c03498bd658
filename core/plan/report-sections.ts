import type { TableName } from './report-lines.ts'

/** Parts of a report that staff write. `line`: one line; `list`: one thing a line. */
export interface Section {
  key: string
  shape: 'text' | 'line' | 'list'
}

/** The body, in its order. Headings: `reports:section.<key>`; a part with `children` is I., II.; these are 1., 2. */
export interface Part {
  key: string
  table?: TableName | 'fields' | 'divisions' | 'targets'
  /** of the whole office alone */
  whole?: boolean
  children?: Part[]
}

export const body: Part[] = [
  { key: 'steering' },
  {
    key: 'results',
    children: [
      { key: 'promises', table: 'promises' },
      { key: 'answers', table: 'answers' },
      { key: 'fields', table: 'fields' },
      { key: 'divisions', table: 'divisions', whole: true },
      { key: 'training', table: 'training' },
      { key: 'information', table: 'information' },
      { key: 'difficulties', table: 'difficulties' },
      { key: 'consultants', table: 'consultants', whole: true },
      { key: 'surveys', table: 'surveys' },
      { key: 'tasks', table: 'tasks' },
      { key: 'targets', table: 'targets' },
    ],
  },
  { key: 'review', children: [{ key: 'strengths' }, { key: 'shortcomings' }] },
  { key: 'next' },
  { key: 'proposals' },
]

/** Headings over other parts hold no text of their own. */
const bare = new Set(['results', 'review'])

/** What is written in a report of that reach, in the order of the paper. */
export function sectionsOf(ofWhole: boolean): Section[] {
  const parts = body.flatMap((part) => [part, ...(part.children ?? [])])
  const written = parts.filter(({ key, whole }) => !bare.has(key) && (ofWhole || !whole))
  return [
    { key: 'opening', shape: 'text' },
    ...written.map(({ key }): Section => ({ key, shape: 'text' })),
    { key: 'closing', shape: 'text' },
    { key: 'receivers', shape: 'list' },
    { key: 'signer-title', shape: 'list' },
    { key: 'signer', shape: 'line' },
  ]
}

/** What of a division's report goes into the whole office's. */
export const takenIn = sectionsOf(false)
  .filter(({ shape }) => shape === 'text')
  .map(({ key }) => key)
  .filter((key) => key !== 'opening' && key !== 'closing')
