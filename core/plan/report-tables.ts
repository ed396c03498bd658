import { say } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import type { Figures } from './figures.ts'
import { daysBetween } from './periods.ts'
import { type Line, linesOf, type TableName } from './report-lines.ts'
import { type Cell, type PaperTable, vietnamese } from './report-paper.ts'
import type { Part } from './report-sections.ts'
import { isShare } from './target-values.ts'

/** What a report's numbers are drawn from. */
export interface Numbers {
  now: Figures
  /** a year earlier; undefined when there was nothing then */
  before: Figures | undefined
  whole: boolean
  office: Pick<Office, 'fields' | 'units' | 'targets'>
}

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `reports:${key}`, values)

/** The table of a part; undefined when it has none or nothing to show. */
export function tableOf(part: Part, numbers: Numbers): PaperTable | undefined {
  if (part.table === undefined) return undefined
  if (part.table === 'fields') return heapTable('field', numbers)
  if (part.table === 'divisions') return heapTable('unit', numbers)
  if (part.table === 'targets') return targetTable(numbers)
  return lineTable(part.table, numbers)
}

function lineTable(name: TableName, numbers: Numbers): PaperTable {
  const goals = name === 'promises'
  const lines = linesOf(name, numbers.whole)
  return {
    kind: 'table',
    head: ['no', 'what', ...(goals ? ['goal'] : []), 'now', 'before', 'change'].map((key) =>
      t(`head.${key}`),
    ),
    widths: goals ? [7, 34, 12, 18, 15, 14] : [7, 48, 15, 15, 15],
    rows: lines.map((line, index) => [
      { text: String(index + 1), align: 'centre' },
      { text: t(`line.${line.key}`) },
      ...(goals ? [{ text: goalOf(line, numbers), align: 'right' as const }] : []),
      { text: shown(line, numbers.now), align: 'right', figure: line.key },
      { text: numbers.before ? shown(line, numbers.before) : '–', align: 'right' },
      { text: change(line, numbers), align: 'right' },
    ]),
  }
}

/** What the plan promises when the office has set no goal of its own. */
const usualGoals = { inTime: 100, classes: 4, trained: 80, trainedOnline: 80 }

function goalOf({ goal, unit }: Line, { office }: Numbers): string {
  if (goal === undefined) return '–'
  const value = { ...usualGoals, ...office.targets }[goal]
  const text =
    unit === 'rate' ? `≥ ${vietnamese(value)} %` : t('goal.year', { n: vietnamese(value) })
  const most = unit === 'rate' && value >= 100
  // A goal is one word: it does not break between two lines.
  return (most ? '100 %' : text).replaceAll(' ', '\u00a0')
}

function shown(line: Line, figures: Figures): string {
  const value = line.of(figures)
  if (value === null) return '–'
  if (line.unit !== 'rate') return vietnamese(value)
  const n = line.n?.(figures) ?? 0
  return `${vietnamese(value)}\u00a0% (n\u00a0=\u00a0${vietnamese(n)})`
}

function change(line: Line, { now, before }: Numbers): string {
  const [a, b] = [line.of(now), before ? line.of(before) : null]
  if (a === null || b === null) return '–'
  const by = Math.round((a - b) * 10) / 10
  const text = by === 0 ? '0' : `${by > 0 ? '+' : '−'}${vietnamese(Math.abs(by))}`
  return line.unit === 'rate' ? t('points', { n: text }) : text
}

/** Requests by field or by division, with what became of them; the sum stands last. */
function heapTable(by: 'field' | 'unit', numbers: Numbers): PaperTable | undefined {
  const { now, before, office } = numbers
  const [rows, earlier] = [heapsOf(by, now), before ? heapsOf(by, before) : []]
  if (rows.length === 0) return undefined
  const names = new Map(
    (by === 'field' ? office.fields : office.units).map((one) => [one.id, one.name]),
  )
  const number = (value: number, figure?: string): Cell => ({
    ...{ text: vietnamese(value), align: 'right' },
    ...(figure && { figure }),
  })
  const cells = rows.map(({ id, opened, answered, recommended }, index) => {
    const figure = `${by}-${id ?? 'none'}`
    const then = earlier.find((one) => one.id === id)?.opened ?? 0
    return [
      { text: String(index + 1), align: 'centre' as const },
      { text: (id === null ? undefined : names.get(id)) ?? t(`none.${by}`) },
      number(opened, `${figure}-opened`),
      number(answered, `${figure}-answered`),
      number(recommended, `${figure}-recommended`),
      before ? number(then) : { text: '–', align: 'right' as const },
    ]
  })
  const sum = (list: Heap[], key: 'opened' | 'answered' | 'recommended') =>
    list.reduce((total, row) => total + row[key], 0)
  const total: Cell[] = [
    { text: '' },
    { text: t('total'), bold: true },
    ...(['opened', 'answered', 'recommended'] as const).map((key) => ({
      ...{ ...number(sum(rows, key), key), bold: true },
    })),
    before ? { ...number(sum(earlier, 'opened')), bold: true } : { text: '–', align: 'right' },
  ]
  return {
    kind: 'table',
    head: ['no', by, 'opened', 'answered', 'recommended', 'opened-before'].map((key) =>
      t(`head.${key}`),
    ),
    widths: [7, 39, 13, 14, 13, 14],
    rows: [...cells, total],
  }
}

interface Heap {
  id: number | null
  opened: number
  answered: number
  recommended: number
}

function heapsOf(by: 'field' | 'unit', { tickets }: Figures): Heap[] {
  if (by === 'field')
    return tickets.byField.map(({ fieldId, ...heap }) => ({ id: fieldId, ...heap }))
  return tickets.byUnit.map(({ unitId, ...heap }) => ({ id: unitId, ...heap }))
}

const wholeYear = 300

/** A number of a year is not missed before the year is over. */
function metOf(
  target: { measure: string; met: boolean | undefined },
  { fromOn, toOn }: Figures,
): string {
  if (target.met === undefined) return '–'
  if (target.met) return t('met')
  const ongoing = !isShare(target) && daysBetween(fromOn, toOn) < wholeYear
  return t(ongoing ? 'met.ongoing' : 'not-met')
}

/** The plan's targets: of the whole office all of them, of a division its own. */
function targetTable({ now, whole }: Numbers): PaperTable | undefined {
  const own = now.targets.filter(({ unitId }) => whole || unitId === now.unitId)
  if (own.length === 0) return undefined
  return {
    kind: 'table',
    head: ['no', 'target', 'measure', 'goal', 'value', 'met'].map((key) => t(`head.${key}`)),
    widths: [7, 47, 12, 11, 11, 12],
    rows: own.map(({ name, measure, goal, value, met, formula }, index) => [
      { text: String(index + 1), align: 'centre' },
      { text: name },
      { text: measure, align: 'centre' },
      { text: goal === null ? '–' : vietnamese(goal), align: 'right' },
      {
        ...{ text: value === null ? '–' : vietnamese(value), align: 'right' },
        ...(formula !== null && { figure: `formula-${formula}` }),
      },
      { text: metOf({ measure, met }, now), align: 'centre' },
    ]),
  }
}
