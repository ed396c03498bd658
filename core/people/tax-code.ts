import type { Reading } from '#core/conversation/talk.ts'

const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]

/**
 * A tax code as people write it (blanks and dots allowed): 10 digits with check digit, 10-3 for a branch, or the
 * 12-digit personal ID that household businesses use instead (Circular 86/2024/TT-BTC art. 5, since 1 July 2025).
 * Gives it in its written form, `5300123456` or `5300123456-001`.
 */
export function readTaxCode(text: string): Reading<string> {
  const digits = text.replace(/[\s.]/g, '').replace(/[–—]/g, '-')
  if (/^\d{12}$/.test(digits)) {
    const province = Number(digits.slice(0, 3))
    return province >= 1 && province <= 96
      ? { value: digits }
      : { invalid: 'people:tax-code-personal' }
  }
  const parts = /^(\d{10})(?:-?(\d{3}))?$/.exec(digits)
  if (!parts?.[1] || parts[2] === '000') return { invalid: 'people:tax-code-shape' }
  if (!checks(parts[1])) return { invalid: 'people:tax-code-check', values: { code: parts[1] } }
  return { value: parts[2] ? `${parts[1]}-${parts[2]}` : parts[1] }
}

/** The tenth digit is 10 minus the weighted sum of the first nine modulo 11. */
function checks(code: string): boolean {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(code[at]), 0)
  return 10 - (sum % 11) === Number(code[9])
}

/** A valid code made from nine digits, or undefined where the nine have no check digit. */
export function withCheckDigit(nine: string): string | undefined {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(nine[at]), 0)
  const digit = 10 - (sum % 11)
  return digit === 10 ? undefined : `${nine}${digit}`
}

/** What a person writes when asked for business and tax code in one go: `HTX Quế Văn Bàn, 5300123456`. */
export interface BusinessAnswer {
  name: string
  taxCode?: string
}

/** Splits name and tax code; a number that looks like a tax code but fails its check is asked again. */
export function readBusiness(text: string): Reading<BusinessAnswer> {
  const tidy = text.replace(/\s+/g, ' ').trim()
  const found = /(?<!\d)\d(?:[\s.]?\d){8,11}(?:\s?[-–—]\s?\d{3})?(?!\d)/.exec(tidy)
  if (!found) {
    if (!/\p{L}{2}/u.test(tidy)) return { invalid: 'people:business-name' }
    return tidy.length > 200 ? { invalid: 'people:business-long' } : { value: { name: tidy } }
  }
  const code = readTaxCode(found[0])
  if ('invalid' in code) return code
  const name = `${tidy.slice(0, found.index)} ${tidy.slice(found.index + found[0].length)}`
    .replace(
      /(?<!\p{L})(?:mst|mã số thuế|ma so thue|mã số doanh nghiệp|ma so doanh nghiep|tax code)(?!\p{L})\s*:?/giu,
      ' ',
    )
    .replace(/\(\s*\)/g, ' ')
    .replace(/^[\s,;:.()–-]+|[\s,;:.(–-]+$/gu, '')
    .replace(/\s+/g, ' ')
  if (name.length > 200) return { invalid: 'people:business-long' }
  return { value: { name: /\p{L}/u.test(name) ? name : code.value, taxCode: code.value } }
}
