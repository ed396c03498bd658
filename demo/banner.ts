import { resolve } from 'node:path'
import { say } from '#core/language.ts'
import { demoPassword } from './office.ts'
import type { DemoData } from './read-data.ts'

/** Who signs in as what, in the order they are shown; keys of `data/staff.yaml`. */
const shown = [
  ['quan-tri', 'administrator'],
  ['van-phong', 'coordinator'],
  ['truong-qlcn', 'head'],
  ['pham-qlcn', 'officer-technology'],
  ['yen-tdc', 'officer-standards'],
  ['giam-doc', 'leader'],
  ['ngoc-tuvan', 'consultant'],
] as const

export interface Opened {
  url: string
  dataDir: string
  /** whether the sample data were made in this start */
  seeded: boolean
  seconds: number
}

/** What the demo prints once it is open: where to go, who to be, and how to end it; Vietnamese beside English. */
export function banner(data: DemoData, opened: Opened): string {
  const { url } = opened
  const addresses = [
    ['portal', `${url}/`],
    ['chat', `${url}/chat`],
    ['panel', `${url}/admin`],
  ].map(([name, address]) => [...both(`address.${name}`), address ?? ''])
  const accounts = shown.map(([key, role]) => {
    const person = data.staff.find((one) => one.key === key)
    return [...both(`role.${role}`), person?.email ?? '', demoPassword]
  })
  const asks = data.topics.flatMap((topic) => topic.asks)
  const counts = {
    tickets: asks.length + asks.filter(({ repeat }) => repeat !== undefined).length,
    businesses: data.businesses.length,
    staff: data.staff.length,
    seconds: opened.seconds.toFixed(1),
  }
  const folder = resolve(opened.dataDir)
  return [
    '',
    ...paragraph('title'),
    ...paragraph(opened.seeded ? 'seeded' : 'kept', counts),
    '',
    ...heading('addresses'),
    ...table(addresses),
    '',
    ...heading('accounts'),
    ...table(accounts),
    '',
    ...paragraph('invented'),
    ...paragraph('end', { folder }),
    '',
    '',
  ].join('\n')
}

function both(key: string, values: Record<string, string | number> = {}): [string, string] {
  return [say('vi', `demo:${key}`, values), say('en', `demo:${key}`, values)]
}

function paragraph(key: string, values: Record<string, string | number> = {}): string[] {
  return both(key, values).map((line) => `  ${line}`)
}

function heading(key: string): string[] {
  const line = both(key).join(' · ')
  return [`  ${line}`, `  ${'─'.repeat(widthOf(line))}`]
}

/** Columns side by side, as wide as their widest cell. */
function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  )
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell))).join('   ')}`.trimEnd(),
  )
}

/** Composed letters take one column each. */
function widthOf(text: string): number {
  return Array.from(text.normalize('NFC')).length
}
