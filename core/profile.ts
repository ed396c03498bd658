import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { type Fault, tellFault } from './fault.ts'
import type { Values } from './language.ts'
import { profileFaults } from './profile-links.ts'
import { type Profile, profileShape } from './profile-shape.ts'
import { lineAt, type Path } from './yaml-place.ts'

const folder = new URL('../profiles/', import.meta.url)

/**
 * Reads an organisation profile. Comes back with the profile, or with every fault of the text at once:
 * broken YAML, missing and unknown keys, wrong values, names that point nowhere.
 */
export function readProfile(text: string): { profile: Profile } | { faults: Fault[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, code }) =>
      fault(lines.linePos(pos[0]).line, 'yaml', { code }),
    )
    return { faults: inOrder(faults) }
  }
  const lineOf = (path: Path) => lineAt(document, lines, path)
  const read = profileShape.safeParse(document.toJS(), { reportInput: true })
  const shapes = read.error?.issues.flatMap((issue) => shapeFaults(issue, lineOf)) ?? []
  const links = profileFaults(read.data ?? soundParts(document.toJS())).map(
    ({ path, key, values }) => fault(lineOf(path), key, values),
  )
  if (read.success && links.length === 0) return { profile: read.data }
  return { faults: inOrder([...shapes, ...links]) }
}

/** The shipped profile of a name. Throws with every fault in words, so that start-up can stop on it. */
export function loadProfile(name: string): Profile {
  const file = `${name}.yaml`
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`PROFILE: no profile is called "${name}"`)
  const read = readProfile(readFileSync(new URL(file, folder), 'utf8'))
  if ('profile' in read) return read.profile
  const told = read.faults.map((each) => `${file}: ${tellFault('vi', each)}`)
  throw new Error(told.join('\n'))
}

/** The parts of a faulty profile that are well formed, so that their own faults are told as well. */
function soundParts(raw: unknown): Partial<Profile> {
  const parts = Object.entries(profileShape.shape).map(([name, shape]) => {
    const given = raw instanceof Object && name in raw ? Reflect.get(raw, name) : undefined
    return [name, shape.safeParse(given).data]
  })
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined))
}

type Issue = NonNullable<ReturnType<typeof profileShape.safeParse>['error']>['issues'][number]

function shapeFaults(issue: Issue, lineOf: (path: Path) => number): Fault[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  const place = path.join('.')
  const line = lineOf(path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => fault(lineOf([...path, key]), 'unknown-key', { place, key }))
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [fault(line, 'missing', { place })]
  }
  return [fault(line, 'value', { place, value: shown(issue.input) })]
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 60)
}

function fault(line: number, kind: string, values: Values): Fault {
  return { line, key: `profile:fault.${kind}`, values }
}

function inOrder(faults: Fault[]): Fault[] {
  return faults.toSorted((a, b) => a.line - b.line)
}
