import type { AdminContext } from '#admin/deps.ts'
import { type Faults, sentBody, type Typed } from '#admin/forms.ts'
import { isForm, type Report } from '#core/plan/report.ts'
import { longestPart } from '#core/plan/report-drafts.ts'
import { formColumns, otherRows } from '#core/plan/report-form.ts'
import { sectionsOf } from '#core/plan/report-sections.ts'
import type { Writing } from '#core/plan/report-writing.ts'

/** What of a report's form is text, and what is figures. */
function fieldsOf(report: Report): { texts: string[]; numbers: string[] } {
  if (!isForm(report.kind)) {
    return { texts: sectionsOf(report.unitId === null).map(({ key }) => key), numbers: [] }
  }
  const own = formColumns.map((_, at) => `own-${at + 1}`)
  const people = ['notes', 'maker', 'checker', 'signer']
  if (report.kind === '21a') return { texts: people, numbers: own }
  return {
    texts: [...people, 'own-note', ...otherRows.flatMap((row) => [row, `${row}-note`])],
    numbers: [
      ...own,
      ...otherRows.flatMap((row) => formColumns.map((_, at) => `${row}-${at + 1}`)),
    ],
  }
}

export interface ReadWriting {
  version: number
  writing: Writing
  typed: Typed
  faults: Faults
}

/** What was sent of a report's texts and figures; fields the page did not have stay as they are. */
export async function readWriting(c: AdminContext, report: Report): Promise<ReadWriting> {
  const body = await sentBody(c)
  const typed: Typed = {}
  const faults: Faults = {}
  const writing: Writing = { narrative: {}, typed: {} }
  const { texts, numbers } = fieldsOf(report)
  for (const name of texts) {
    const value = body[name]
    if (typeof value !== 'string') continue
    typed[name] = value.replaceAll('\r\n', '\n')
    if (value.length > longestPart) faults[name] = 'panel:fault.long'
    writing.narrative[name] = typed[name]
  }
  for (const name of numbers) {
    const value = body[name]
    if (typeof value !== 'string') continue
    typed[name] = value
    const read = wholeNumber(value)
    if (read === undefined) faults[name] = 'reports:typed.fault'
    else writing.typed[name] = read
  }
  const version = Number(body.version)
  return { version: Number.isInteger(version) ? version : 0, writing, typed, faults }
}

/** 12.500.000 or 12 500 000; null when empty, undefined when it is no whole number. */
function wholeNumber(text: string): number | null | undefined {
  const bare = text.trim()
  if (bare === '') return null
  if (!/^\d{1,3}([.,\s]\d{3})+$|^\d{1,15}$/.test(bare)) return undefined
  return Number(bare.replace(/\D/g, ''))
}

/** Where what somebody else saved differs from what was typed. */
export function theirsIn(theirs: Report, typed: Typed): Record<string, string> {
  const kept = (name: string) => theirs.narrative[name] ?? theirs.typed[name]?.toString() ?? ''
  const names = Object.keys(typed).filter(
    (name) => kept(name).trim() !== (typed[name] ?? '').trim(),
  )
  return Object.fromEntries(names.map((name) => [name, kept(name)]))
}
