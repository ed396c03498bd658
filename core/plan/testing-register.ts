import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withCheckDigit } from '#core/people/tax-code.ts'
import type { Actor } from '#core/staff/roles.ts'

export const now = new Date('2026-03-02T09:00:00+07:00')
export const importer: Actor = { id: 's', role: 'coordinator', unitId: undefined, name: 'Hoa' }

/** A data folder of a test file's own. */
export function registerFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hoi-luat-register-'))
}

const known: string[] = []
let next = 0

/** The n-th valid tax code of the province, from 0 on. */
export function taxCodeAt(n: number): string {
  while (known.length <= n) {
    const code = withCheckDigit(`53${String(next++).padStart(7, '0')}`)
    if (code) known.push(code)
  }
  return known[n] ?? ''
}
