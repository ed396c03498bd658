import { fold, tidy } from '#core/fold.ts'
import type { Office } from '#core/office.ts'
import { readCommune } from '#core/people/commune.ts'
import { readTaxCode } from '#core/people/tax-code.ts'
import type { Columns } from './register-columns.ts'
import type { SheetRow } from './register-text.ts'

/** The sizes a register tells apart. */
export const registerSizes = [
  'micro',
  'small',
  'medium',
  'large',
  'household',
  'cooperative',
] as const

/** A line as it is kept until it was looked at. */
export interface RegisterLine {
  line: number
  tax_code: string
  name: string
  size: string | null
  sector: string | null
  commune: string | null
  fault: string | null
  fault_values: Record<string, string> | null
  warning: string | null
}

type Reader = (row: SheetRow, columns: Columns) => RegisterLine | undefined

const longest = 300

/** Reads lines with the office's communes and sectors; what many lines say is read once. Gives nothing for an empty one. */
export function lineReader({
  communes,
  sectors,
}: {
  communes: Office['communes']
  sectors: { code: string; name: string; nameEn: string }[]
}): Reader {
  const communeOf = remembered((text) => {
    const read = communes.length === 0 ? { value: text } : readCommune(communes, text)
    return 'value' in read ? read.value : null
  })
  const sectorOf = remembered((text) => {
    const same = (name: string) => fold(name) === fold(text)
    return sectors.find((one) => [one.code, one.name, one.nameEn].some(same))?.code ?? text
  })
  return (row, columns) => {
    if (row.cells.every((cell, at) => cell === '' || row.merged?.includes(at))) return undefined
    const cell = (name: keyof Columns) => {
      const at = columns[name]
      return at === undefined ? '' : tidy(row.cells[at] ?? '').slice(0, longest)
    }
    const size = sizeOf(cell('size'))
    const commune = cell('commune') === '' ? null : communeOf(cell('commune'))
    const code = codeOf(row, columns, cell('taxCode'))
    const fault = 'fault' in code ? code : nameFault(row, columns, cell('name'))
    const doubt = [
      'warning' in code && code.warning,
      isPlain(cell('name')) && 'register:warning.plain',
      cell('size') !== '' && size === null && 'register:warning.size',
      cell('commune') !== '' && commune === null && 'register:warning.commune',
    ].find((one): one is string => typeof one === 'string')
    return {
      line: row.line,
      tax_code: 'value' in code ? code.value : cell('taxCode').slice(0, 40),
      name: cell('name'),
      size,
      sector: cell('sector') === '' ? null : sectorOf(cell('sector')),
      commune,
      fault: fault?.fault ?? null,
      fault_values: fault?.values ?? null,
      warning: doubt ?? null,
    }
  }
}

interface Wrong {
  fault: string
  values: Record<string, string>
}

/** A tax code; a spreadsheet that took it for a number lost its first zero, which the check digit brings back. */
function codeOf(
  row: SheetRow,
  columns: Columns,
  text: string,
): Wrong | { value: string; warning?: string } {
  const at = columns.taxCode ?? -1
  const no = (fault: string, values: Record<string, string> = {}): Wrong => ({
    fault: `register:fault.${fault}`,
    values: { code: text.slice(0, 40), ...values },
  })
  if (text === '') return no('no-code')
  if (formulaError.test(text)) return { ...no('formula'), values: { name: text } }
  if (row.merged?.includes(at)) return no('merged')
  if (row.dates?.includes(at) || /^\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text)) return no('date')
  if (/^\d(?:[.,]\d+)?e\+?\d+$/i.test(text)) return no('scientific')
  const typed = text.replace(/^'/, '').replace(/[.,]0+$/, '')
  const read = readTaxCode(typed)
  if ('value' in read) return { value: read.value }
  const padded = /^(?:\d{9}|\d{11})(?:-?\d{3})?$/.test(typed) ? readTaxCode(`0${typed}`) : read
  if ('value' in padded) return { value: padded.value, warning: 'register:warning.zero' }
  return no(read.invalid.replace('people:tax-code-', 'code-'))
}

/** What a spreadsheet shows where a formula has no result. */
const formulaError = /^#(?:ref!|n\/a|value!|name\?|div\/0!|null!|num!|spill!)$/i
/** A letter that was lost on the way: it stands where a letter with an accent was. */
const lost = /\ufffd|(?<=\p{L})\?(?=\p{L})|^\?(?=\p{L})/u
/** Signs that stand for letters with accents in fonts from before Unicode (TCVN3), where no name has them. */
const oldFont =
  /(?<=\p{L})[\xa8\xaa-\xad\xaf-\xb6\xb8\xb9\xbb-\xbf\xd7\xf7](?=\p{L}|\s|$)|[\xab\xae\xa7](?=\p{L})/u

function nameFault(row: SheetRow, columns: Columns, name: string): Wrong | undefined {
  const at = columns.name ?? -1
  if (name === '') return { fault: 'register:fault.no-name', values: {} }
  const values = { name: name.slice(0, 40) }
  if (formulaError.test(name)) return { fault: 'register:fault.formula', values }
  if (lost.test(name)) return { fault: 'register:fault.accents', values }
  if (oldFont.test(name)) return { fault: 'register:fault.font', values }
  if (row.dates?.includes(at) || !/\p{L}/u.test(name)) {
    return { fault: 'register:fault.name', values }
  }
  return undefined
}

/** Vietnamese words whose accents were left out: a register writes them. */
function isPlain(name: string): boolean {
  return /\b(?:cong ty|hop tac xa|doanh nghiep|ho kinh doanh|co phan)\b/i.test(name)
}

const sizes: [RegExp, (typeof registerSizes)[number]][] = [
  [/sieu nho|micro/, 'micro'],
  [/\bho\b|hkd|household|ca the/, 'household'],
  [/hop tac xa|\bhtx\b|cooperative/, 'cooperative'],
  [/\bnho\b|small/, 'small'],
  [/\bvua\b|medium/, 'medium'],
  [/\blon\b|large/, 'large'],
]

function sizeOf(text: string): (typeof registerSizes)[number] | null {
  const words = fold(text)
  const found = sizes.filter(([pattern]) => pattern.test(words)).map(([, size]) => size)
  // "Nhỏ và vừa" is no size.
  if (found.includes('small') && found.includes('medium')) return null
  return found[0] ?? null
}

const mostRemembered = 20_000

function remembered<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = read(text)
    if (known.size < mostRemembered) known.set(text, value)
    return value
  }
}
