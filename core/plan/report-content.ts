import { say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { type Figures, figuresOf } from './figures.ts'
import { isForm, localDay, type Report, reportOf } from './report.ts'
import { defaultsOf, letterheadOf } from './report-defaults.ts'
import { type FormPaper, formPaperOf } from './report-form.ts'
import type { Block, ReportPaper } from './report-paper.ts'
import { periodYearBefore, yearBefore } from './report-periods.ts'
import { body, type Part } from './report-sections.ts'
import { type Numbers, tableOf } from './report-tables.ts'
import { periodTitle } from './report-title.ts'

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `reports:${key}`, values)

/** A report with its figures: what is shown, printed, and kept for good when it is issued. */
export type Content =
  | { kind: 'narrative'; figures: Figures; before: Figures | null; paper: ReportPaper }
  | { kind: 'form'; paper: FormPaper }

/**
 * What a report says: as frozen when it was issued, else drawn anew from the records of its days. Run it in one
 * transaction (repeatable read) where the figures must fit each other.
 */
export async function contentOf(db: Db, report: Report, now: Date): Promise<Content> {
  if (report.state === 'issued' && report.figures !== null) return report.figures as Content
  if (isForm(report.kind)) return { kind: 'form', paper: await formPaperOf(db, report) }
  return narrativeOf(db, report, now)
}

/** The same anew, frozen or not: what is frozen when a report is issued. */
export function contentNow(db: Db, report: Report, now: Date): Promise<Content> {
  return contentOf(db, { ...report, figures: null }, now)
}

async function narrativeOf(db: Db, report: Report, now: Date): Promise<Content> {
  const { fromOn, toOn, unitId } = report
  const office = await loadOffice(db)
  const figures = await figuresOf(db, { fromOn, toOn, unitId: unitId ?? undefined }, now)
  const before = await figuresBefore(db, report, now)
  const [defaults, letterhead] = await Promise.all([
    defaultsOf(db, office, report),
    letterheadOf(db, office, unitId),
  ])
  const written = (key: string) => (report.narrative[key] ?? defaults[key] ?? '').trim()
  const numbers = { now: figures, before, whole: unitId === null, office }
  const { province, symbol, ...head } = letterhead
  const paper: ReportPaper = {
    ...head,
    symbol: `/${symbol}`,
    number: report.number,
    place: province,
    datedOn: report.issuedAt ? localDay(report.issuedAt) : '',
    subject: [t('subject'), t('subject.period', { period: periodTitle(report.period, 'vi') })],
    blocks: blocksOf(written, numbers),
    receivers: linesIn(written('receivers')),
    signerTitle: linesIn(written('signer-title')),
    signer: written('signer'),
  }
  return { kind: 'narrative', figures, before: before ?? null, paper }
}

/** The figures of the same days a year before: as they were issued, else as the records say now. */
async function figuresBefore(db: Db, report: Report, now: Date): Promise<Figures | undefined> {
  const { kind, unitId, fromOn, toOn } = report
  const earlier = await reportOf(db, { kind, unitId, period: periodYearBefore(report.period) })
  const frozen = earlier?.figures as Content | null | undefined
  if (earlier?.state === 'issued' && frozen?.kind === 'narrative') return frozen.figures
  const days = { fromOn: yearBefore(fromOn), toOn: yearBefore(toOn) }
  const figures = await figuresOf(db, { ...days, unitId: unitId ?? undefined }, now)
  return isEmpty(figures) ? undefined : figures
}

/** Nothing was recorded then: the office did not use the desk yet. */
function isEmpty({ tickets, training, surveys }: Figures): boolean {
  return tickets.opened === 0 && training.signups === 0 && surveys.responses === 0
}

function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

const romans = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII']

function blocksOf(written: (key: string) => string, numbers: Numbers): Block[] {
  const parts = body.filter(({ whole }) => numbers.whole || !whole)
  return [
    { kind: 'text', text: written('opening') },
    ...parts.flatMap((part, index) => partBlocks(part, `${romans[index]}. `, 1, written, numbers)),
    { kind: 'text', text: written('closing') },
  ]
}

function partBlocks(
  part: Part,
  mark: string,
  level: 1 | 2,
  written: (key: string) => string,
  numbers: Numbers,
): Block[] {
  const name = t(`section.${part.key}`)
  const heading: Block = {
    ...{ kind: 'heading', level },
    text: `${mark}${level === 1 ? name.toUpperCase() : name}`,
  }
  const children = (part.children ?? []).filter(({ whole }) => numbers.whole || !whole)
  if (children.length > 0) {
    return [
      heading,
      ...children.flatMap((child, index) =>
        partBlocks(child, `${index + 1}. `, 2, written, numbers),
      ),
    ]
  }
  const text = written(part.key)
  const table = tableOf(part, numbers)
  const texts: Block[] =
    text !== ''
      ? [{ kind: 'text', text }]
      : [
          {
            kind: 'text',
            text: t(table ? 'unwritten.optional' : 'unwritten'),
            empty: table ? 'optional' : 'needed',
          },
        ]
  return [heading, ...texts, ...(table ? [table] : [])]
}
