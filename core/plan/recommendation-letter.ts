import {
  AlignmentType,
  Document,
  Packer,
  type Paragraph,
  Table,
  TableLayoutType,
  TableRow,
  WidthType,
} from 'docx'
import { say } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import type { RecommendationPage } from './recommendation-list.ts'
import { defaultsOf, letterheadOf } from './report-defaults.ts'
import { bare, font, line, mm, noBorders, pageNumbers, rule } from './report-docx-parts.ts'
import { datedLine, plainDay } from './report-paper.ts'

const { CENTER, JUSTIFIED } = AlignmentType

/** Millimetres between the margins of an A4 page: 210 - 30 - 15. */
const width = 165
const leftHalf = 68

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `difficulties:letter.${key}`, values)
const paper = (key: string, values?: Record<string, string | number>) =>
  say('vi', `reports:paper.${key}`, values)

/**
 * A recommendation as an official letter (công văn) in the layout of Decree 30/2020/NĐ-CP, appendix I and III form 1.5:
 * number and matter at the left, place and date at the right, to whom, what, who receives it and who signs. Without a
 * number it is a draft to be signed. No person is named in it.
 */
export async function recommendationLetter(
  db: Db,
  page: RecommendationPage,
  now: Date,
): Promise<Uint8Array> {
  const office = await loadOffice(db)
  const head = await letterheadOf(db, office, null)
  const day = now.toISOString().slice(0, 10)
  const range = {
    ...{ unitId: null, period: day.slice(0, 4), fromOn: day, toOn: day },
    issuedBy: null,
  }
  const signing = await defaultsOf(db, office, range)
  const unit = office.unit(page.unitId)
  const symbol = `/${head.symbol.replace(/^BC-/, '')}${unit ? `-${shortOf(unit)}` : ''}`
  const children = [
    heading(page, { ...head, symbol }),
    line(t('to', { authority: page.authority }), { align: CENTER, before: 240, after: 160 }),
    ...body(page, office.organisation.name),
    foot(signing['signer-title'] ?? '', signing.signer ?? '', unit?.shortName ?? ''),
  ]
  const margin = {
    ...{ top: Math.round(20 * mm), bottom: Math.round(20 * mm) },
    ...{ left: Math.round(30 * mm), right: Math.round(15 * mm) },
    ...{ header: Math.round(10 * mm), footer: Math.round(10 * mm) },
  }
  const size = { width: Math.round(210 * mm), height: Math.round(297 * mm) }
  const document = new Document({
    title: t('about', { title: page.title || page.authority }),
    styles: { default: { document: { run: { font, size: 28 } } } },
    sections: [
      { properties: { titlePage: true, page: { size, margin } }, headers: pageNumbers(), children },
    ],
  })
  return Packer.pack(document, 'uint8array')
}

function shortOf({ shortName, code }: { shortName: string; code: string }): string {
  return /^\p{Lu}{2,6}$/u.test(shortName) ? shortName : initials(shortName || code)
}

/** QLCN of Quản lý công nghệ. */
function initials(name: string): string {
  return name
    .split(/[\s-]+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}

interface Head {
  parent: string[]
  agency: string[]
  symbol: string
  province: string
}

function heading(page: RecommendationPage, { parent, agency, symbol, province }: Head): Table {
  const { datedOn } = page
  const date = { place: province, ...datedLine(datedOn ?? '') }
  return halves([
    [
      [
        ...parent.map((text) => line(text, { align: CENTER, size: 12 })),
        ...agency.map((text) => line(text, { align: CENTER, size: 12, bold: true })),
        rule(24, leftHalf),
      ],
      [
        line(paper('nation'), { align: CENTER, size: 12, bold: true }),
        line(paper('motto'), { align: CENTER, size: 13, bold: true }),
        rule(62, width - leftHalf),
      ],
    ],
    [
      [
        line(paper('number', { number: page.number || '      ', symbol }), {
          ...{ align: CENTER, size: 13 },
        }),
        line(t('about', { title: page.title || t('about.none') }), { align: CENTER, size: 12 }),
      ],
      [
        line(datedOn ? paper('dated', date) : t('undated', { place: province }), {
          ...{ align: CENTER, size: 13, italics: true },
        }),
      ],
    ],
  ])
}

/** What was raised, and what is recommended; the difficulties as they were noted, without who raised them. */
function body({ sources, content }: RecommendationPage, office: string): Paragraph[] {
  const look = { align: JUSTIFIED, before: 60, after: 60, indent: 10 }
  const raised = sources.map(({ content: text, commune, raisedOn }, at) =>
    line(
      t('difficulty', {
        n: at + 1,
        text,
        where: [commune, plainDay(raisedOn)].filter(Boolean).join(', '),
      }),
      look,
    ),
  )
  return [
    ...(raised.length > 0
      ? [line(t('raised', { office, n: raised.length }), look), ...raised]
      : []),
    line(t(raised.length > 0 ? 'recommends' : 'recommends.alone', { office }), look),
    ...content
      .split('\n')
      .filter((text) => text.trim() !== '')
      .map((text) => line(text, look)),
    line(t('closing', { office }), { ...look, keepNext: true }),
  ]
}

function foot(title: string, signer: string, unit: string): Table {
  return halves([
    [
      [
        line(paper('receivers'), { size: 12, bold: true, italics: true, before: 160 }),
        line(t('receivers.above'), { size: 11 }),
        line(t('receivers.file', { unit }), { size: 11 }),
      ],
      [
        ...title
          .split('\n')
          .map((text, at) =>
            line(text.toUpperCase(), { align: CENTER, bold: true, before: at === 0 ? 160 : 0 }),
          ),
        ...Array.from({ length: 4 }, () => line('', {})),
        line(signer, { align: CENTER, bold: true }),
      ],
    ],
  ])
}

/** Rows of two, side by side without lines. */
function halves(rows: [Paragraph[], Paragraph[]][]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(width * mm), type: WidthType.DXA },
    columnWidths: [Math.round(leftHalf * mm), Math.round((width - leftHalf) * mm)],
    borders: noBorders,
    rows: rows.map(
      ([left, right]) =>
        new TableRow({
          cantSplit: true,
          children: [bare(leftHalf, left), bare(width - leftHalf, right)],
        }),
    ),
  })
}
