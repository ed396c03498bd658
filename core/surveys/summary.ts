import {
  AlignmentType,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { dayOf } from '#core/calendar/calendar.ts'
import { type Language, say } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import { inRanges } from './bins.ts'
import type { ResponseFilter } from './complete.ts'
import { labelsOf, wordsOf } from './export.ts'
import { fewest, type Satisfaction } from './months.ts'
import type { QuestionResult, Results } from './results.ts'

interface Of {
  office: Office
  filter: ResponseFilter
  now: Date
}

/**
 * The results as a document to hand in or file: who asked whom when, how many answered, how satisfied they are, and each
 * question's figures with their intervals. Words of people are not in it: they could tell who somebody is.
 */
export async function summaryDocx(
  language: Language,
  results: Results,
  of: Of,
): Promise<Uint8Array<ArrayBuffer>> {
  const { survey } = results
  const document = new Document({
    creator: of.office.name(language),
    title: survey.title,
    styles: { default: { document: { run: { font: 'Times New Roman', size: 26 } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11_906, height: 16_838 },
            margin: { top: 1_134, bottom: 1_134, left: 1_701, right: 851 },
          },
        },
        children: [
          centred(of.office.name(language).toUpperCase(), true),
          centred(say(language, 'survey-desk:summary.title').toUpperCase(), true, 240),
          centred(survey.title, true),
          ...facts(language, results, of),
          ...(results.hidden
            ? [line(say(language, 'survey-desk:results.hidden', { n: fewest }))]
            : results.questions
                .filter(({ old, n }) => !old || n > 0)
                .flatMap((result, at) => questionParts(language, result, at + 1))),
          line(say(language, 'survey-desk:results.how'), { italics: true, size: 22 }),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(document))
}

function facts(language: Language, results: Results, { filter, office, now }: Of): Paragraph[] {
  const { n, satisfaction } = results
  const { invited, answered } = results.invitations
  const day = (text: string) => text.split('-').reverse().join('/')
  const { from, to } = filter
  const told = [
    say(language, 'survey-desk:summary.made', { day: day(dayOf(now)) }),
    from && say(language, 'survey-desk:summary.from', { day: day(from) }),
    to && say(language, 'survey-desk:summary.to', { day: day(to) }),
    say(language, 'survey-desk:summary.responses', { n: figure(language, n) }),
    invited > 0 &&
      say(language, 'survey-desk:summary.rate', {
        ...{ invited: figure(language, invited), n: figure(language, answered) },
        share: figure(language, (100 * answered) / invited, 1),
      }),
    satisfaction && satisfiedLine(language, satisfaction, office.targets.satisfied),
  ]
  return told.filter((text) => typeof text === 'string').map((text) => line(text))
}

function satisfiedLine(language: Language, { percent, n, interval }: Satisfaction, target: number) {
  if (percent === null || !interval) return undefined
  return say(language, 'survey-desk:summary.satisfied', {
    ...{ share: figure(language, percent, 1), n: figure(language, n), target },
    low: figure(language, interval.low * 100, 1),
    high: figure(language, interval.high * 100, 1),
  })
}

function questionParts(
  language: Language,
  result: QuestionResult,
  at: number,
): (Paragraph | Table)[] {
  const { question, n, mean, shares } = result
  const heading = new Paragraph({
    heading: HeadingLevel.HEADING_3,
    keepNext: true,
    spacing: { before: 240, after: 80 },
    children: [
      new TextRun({
        ...{ text: `${at}. ${wordsOf(language, question.ask, question.askEn)}`, bold: true },
        ...{ color: '000000', font: 'Times New Roman', size: 26 },
      }),
    ],
  })
  const told = [
    say(language, 'survey-desk:summary.answered', { n: figure(language, n) }),
    mean && say(language, 'survey-desk:results.mean', { mean: figure(language, mean.mean, 2) }),
  ]
  const said = line(told.filter(Boolean).join('. '))
  if (!shares || n === 0) return [heading, said]
  return [heading, said, sharesTable(language, result)]
}

const shownMost = 60

function sharesTable(language: Language, result: QuestionResult): Table {
  const { question } = result
  const labels = labelsOf(question, language)
  const head = ['value', 'n', 'share', 'interval'].map((name) =>
    say(language, `survey-desk:share.${name}`),
  )
  const rows = inRanges(result)
    .slice(0, shownMost)
    .map(({ value, n, share, interval }) => [
      labels.get(value) ?? (value === 'other' ? say(language, 'survey-desk:value.other') : value),
      figure(language, n),
      `${figure(language, share * 100, 1)} %`,
      `${figure(language, interval.low * 100, 1)} – ${figure(language, interval.high * 100, 1)}`,
    ])
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    columnWidths: [4_800, 1_200, 1_400, 2_000],
    rows: [head, ...rows].map(
      (cells, at) =>
        new TableRow({
          tableHeader: at === 0,
          cantSplit: true,
          children: cells.map((text, column) => cell(text, { bold: at === 0, right: column > 0 })),
        }),
    ),
  })
}

function cell(text: string, { bold, right }: { bold: boolean; right: boolean }): TableCell {
  return new TableCell({
    margins: { top: 40, bottom: 40, left: 100, right: 100 },
    children: [
      new Paragraph({
        alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: [new TextRun({ text, bold, size: 24 })],
      }),
    ],
  })
}

function centred(text: string, bold: boolean, before = 0): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before, after: 80 },
    children: [new TextRun({ text, bold })],
  })
}

function line(text: string, look: { italics?: boolean; size?: number } = {}): Paragraph {
  return new Paragraph({
    spacing: { before: 80, after: 80 },
    children: [new TextRun({ text, ...look })],
  })
}

function figure(language: Language, value: number, digits = 0): string {
  return value.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', {
    maximumFractionDigits: digits,
  })
}
