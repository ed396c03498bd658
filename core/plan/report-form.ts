import { say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { localDay, type Report } from './report.ts'
import { letterheadOf } from './report-defaults.ts'
import { vietnamese } from './report-paper.ts'
import { countFigure } from './report-records.ts'
import { periodTitle } from './report-title.ts'

/** A cell of a form's head: where it lies, over how many columns and rows. */
export interface HeadCell {
  row: number
  column: number
  rows: number
  columns: number
  text: string
}

export interface FormCell {
  text: string
  /** null: a text */
  value: number | null
  /** the records behind it */
  figure?: string
  /** what the records say where staff typed another number */
  recorded?: number
  /** where the number comes from; `sum`: of the rows below */
  source: 'records' | 'typed' | 'sum' | 'label'
}

/** Form 21a/TP/HTPLDN or 21b/TP/HTPLDN of Circular 17/2025/TT-BTP, filled: one for docx, xlsx and page. */
export interface FormPaper {
  form: '21a' | '21b'
  /** the corner: form's number, when it is due */
  corner: string[]
  title: string[]
  period: string[]
  parties: string[]
  head: HeadCell[]
  headRows: number
  /** shares of the width, together 100 */
  widths: number[]
  marks: string[]
  rows: FormCell[][]
  notes: string
  dated: string
  signers: { title: string; how: string; name: string }[]
}

/** The form's columns (1)-(13): the figure that fills each from our records; `amount`: money of it. */
export const formColumns = [
  { figure: 'consultants' },
  { figure: 'classes' },
  { figure: 'dialogues' },
  { figure: 'committee-answers' },
  { figure: 'advised' },
  { figure: 'fees-received' },
  { figure: 'fees-decided' },
  { figure: 'fees-medium' },
  { figure: 'fees-small' },
  { figure: 'fees-micro' },
  { figure: 'fees-money', amount: true },
  { figure: 'budget', amount: true },
  { figure: 'society', amount: true },
] as const

/** Other departments that a justice department may enter in form 21b. */
export const otherRows = Array.from({ length: 20 }, (_, at) => `row-${at + 1}`)

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `reports:form.${key}`, values)

/** The head of form 21a; 21b has two columns before it and one after. Column, row, columns, rows, words. */
const head: [number, number, number, number, string][] = [
  [0, 0, 1, 5, 'c1'],
  [1, 0, 9, 1, 'activities'],
  [10, 0, 3, 1, 'money'],
  [1, 1, 1, 4, 'c2'],
  [2, 1, 1, 4, 'c3'],
  [3, 1, 2, 1, 'answers'],
  [5, 1, 5, 1, 'files'],
  [10, 1, 2, 1, 'state-money'],
  [12, 1, 1, 4, 'c13'],
  [3, 2, 1, 3, 'c4'],
  [4, 2, 1, 3, 'c5'],
  [5, 2, 1, 3, 'c6'],
  [6, 2, 4, 1, 'solved'],
  [10, 2, 1, 3, 'c11'],
  [11, 2, 1, 3, 'c12'],
  [6, 3, 1, 2, 'c7'],
  [7, 3, 3, 1, 'by-size'],
  [7, 4, 1, 1, 'c8'],
  [8, 4, 1, 1, 'c9'],
  [9, 4, 1, 1, 'c10'],
]

function headOf(form: '21a' | '21b'): HeadCell[] {
  const shift = form === '21b' ? 2 : 0
  const cells = head.map(([column, row, columns, rows, key]) => ({
    ...{ row, column: column + shift, rows, columns, text: t(key) },
  }))
  const tall = (column: number, key: string) => ({
    row: 0,
    column,
    rows: 5,
    columns: 1,
    text: t(key),
  })
  if (form === '21a') return cells
  return [tall(0, 'a'), tall(1, 'b'), ...cells, tall(15, 'c14')]
}

/** A form filled from the records of its days and from what staff typed in. */
export async function formPaperOf(db: Db, report: Report): Promise<FormPaper> {
  const form = report.kind === '21b' ? '21b' : '21a'
  const office = await loadOffice(db)
  const own = await ownCells(db, report)
  const { name, province } = office.organisation
  const letterhead = await letterheadOf(db, office, null)
  return {
    form,
    corner: t(`corner.${form}`).split('\n'),
    title: t(`title.${form}`).split('\n'),
    period: periodLines(report),
    parties: t(`parties.${form}`, { name, province }).split('\n'),
    head: headOf(form),
    headRows: 5,
    widths:
      form === '21a'
        ? [8, 8, 8, 9, 9, 7, 6, 6, 6, 7, 9, 9, 8]
        : [4, 9, 6, 6, 6, 8, 8, 6, 5, 6, 6, 6, 7, 6, 6, 5],
    marks: [
      ...(form === '21b' ? ['A', 'B'] : []),
      ...formColumns.map((_, at) => `(${at + 1})`),
      ...(form === '21b' ? ['(14)'] : []),
    ],
    rows: form === '21a' ? [own] : departmentRows(report, name, own),
    notes: report.narrative.notes ?? '',
    dated: datedLine(letterhead.province, report),
    signers: ['maker', 'checker', 'signer'].map((who) => ({
      title: t(`sign.${who}`),
      how: t(`sign.${who}.how`),
      name: report.narrative[who] ?? '',
    })),
  }
}

function periodLines({ kind, period, fromOn, toOn }: Report): string[] {
  const part = period.split('-')[1] ?? 'whole'
  const [from, to] = [fromOn, toOn].map((on) => {
    const [year = '', month = '', day = ''] = on.split('-')
    return t('day', { day, month, year })
  })
  return [
    `(${t(`part.${part}`)})`,
    t('period', { period: periodTitle(period, 'vi'), form: kind }),
    t('days', { from: from ?? '', to: to ?? '' }),
  ]
}

function datedLine(province: string, { issuedAt }: Report): string {
  if (issuedAt === null) return t('undated', { place: province })
  const [year = '', month = '', day = ''] = localDay(issuedAt).split('-')
  return t('dated', { place: province, day, month, year })
}

/** What the records say, by column. */
export async function recordedFigures(
  db: Db,
  { fromOn, toOn }: Pick<Report, 'fromOn' | 'toOn'>,
): Promise<number[]> {
  const found: number[] = []
  for (const column of formColumns) {
    const { n, amount } = await countFigure(db, column.figure, { fromOn, toOn })
    found.push('amount' in column ? amount : n)
  }
  return found
}

/** The office's own figures: typed in where staff did, else from the records. */
async function ownCells(db: Db, report: Report): Promise<FormCell[]> {
  const recorded = await recordedFigures(db, report)
  return formColumns.map(({ figure }, at) => {
    const [value = 0, own] = [recorded[at], report.typed[`own-${at + 1}`]]
    return own === undefined || own === value
      ? { ...number(value, 'records'), figure }
      : { ...number(own, 'typed'), figure, recorded: value }
  })
}

function number(value: number, source: FormCell['source']): FormCell {
  return { text: vietnamese(value), value, source }
}

const label = (text: string): FormCell => ({ text, value: null, source: 'label' })

/** Form 21b: the sum, this department, and the others whose figures the justice department was sent. */
function departmentRows(report: Report, name: string, own: FormCell[]): FormCell[][] {
  const { narrative, typed } = report
  const named = otherRows.filter((row) => (narrative[row] ?? '').trim() !== '')
  const others = named.map((row) => ({
    name: narrative[row] ?? '',
    note: narrative[`${row}-note`] ?? '',
    cells: formColumns.map((_, at) => number(typed[`${row}-${at + 1}`] ?? 0, 'typed')),
  }))
  const rows = [{ name, note: narrative['own-note'] ?? '', cells: own }, ...others]
  const sums = formColumns.map((_, at) =>
    number(
      rows.reduce((sum, { cells }) => sum + (cells[at]?.value ?? 0), 0),
      'sum',
    ),
  )
  return [
    [label(''), label(t('sum')), ...sums, label('')],
    ...rows.map(({ name: who, note, cells }, at) => [
      label(String(at + 1)),
      label(who),
      ...cells,
      label(note),
    ]),
  ]
}
