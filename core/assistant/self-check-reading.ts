import { LineCounter, parseDocument, stringify } from 'yaml'
import type { Fault } from '#core/fault.ts'
import type { Values } from '#core/language.ts'
import { lineAt, type Path } from '#core/yaml-place.ts'
import { linkFaults } from './self-check-links.ts'
import { type SelfCheck, selfCheckShape } from './self-check-shape.ts'

const mostCharacters = 200_000

/** Reads a self-check. Comes back with it, or with every fault of the text at once, each with its line. */
export function readSelfCheck(text: string): { check: SelfCheck } | { faults: Fault[] } {
  if (text.length > mostCharacters) return { faults: [fault(1, 'long', { most: mostCharacters })] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map(({ pos, code }) =>
        fault(lines.linePos(pos[0]).line, 'yaml', { code }),
      ),
    }
  }
  const lineOf = (path: Path) => lineAt(document, lines, path)
  // An alias may stand for more than memory holds.
  const raw = plainOf(() => document.toJS({ maxAliasCount: 50 }))
  const read = selfCheckShape.safeParse(raw, { reportInput: true })
  if (!read.success) {
    const faults = read.error.issues.flatMap((issue) => shapeFaults(issue, lineOf))
    return { faults: faults.toSorted((a, b) => a.line - b.line) }
  }
  const faults = linkFaults(read.data).map(({ path, key, values }) =>
    fault(lineOf(path), key, values),
  )
  if (faults.length === 0) return { check: read.data }
  return { faults: faults.toSorted((a, b) => a.line - b.line) }
}

/** A self-check as the text its editor works on. */
export function writtenSelfCheck(check: SelfCheck): string {
  return stringify(check, { lineWidth: 110, flowCollectionPadding: true })
}

function plainOf(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}

type Issue = NonNullable<ReturnType<typeof selfCheckShape.safeParse>['error']>['issues'][number]

function shapeFaults(issue: Issue, lineOf: (path: Path) => number): Fault[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  const place = path.join('.') || '…'
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => fault(lineOf([...path, key]), 'unknown-key', { place, key }))
  }
  const line = lineOf(path)
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [fault(line, 'missing', { place })]
  }
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    const { code } = issue
    const limit = Number(code === 'too_big' ? issue.maximum : issue.minimum)
    return [fault(line, code === 'too_big' ? 'too-much' : 'too-little', { place, limit })]
  }
  return [fault(line, 'value', { place, value: shown(issue.input) })]
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 60)
}

function fault(line: number, kind: string, values: Values): Fault {
  return { line, key: `self-check-editor:fault.${kind}`, values }
}
