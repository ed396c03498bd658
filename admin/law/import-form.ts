import { z } from 'zod'
import type { AdminContext } from '#admin/deps.ts'
import { type Faults, optionalLine, readForm, type Typed, ticks } from '#admin/forms.ts'
import { factFaults } from '#core/law/documents/facts.ts'
import type { OneImport } from '#core/law/import/imports.ts'
import type { ReadFacts } from '#core/law/import/read-facts.ts'
import type { Corrected } from '#core/law/import/take.ts'
import { longestText } from '#core/law/import/tidy.ts'

const day = z
  .string()
  .default('')
  .transform((text) => (text.trim() === '' ? null : text.trim()))

const form = z.object({
  deed: z.enum(['again', 'take']).default('again'),
  mark: optionalLine(40),
  number: optionalLine(100),
  kind: optionalLine(60),
  title: optionalLine(1000),
  issuer: optionalLine(200),
  signer: optionalLine(200),
  signedOn: day,
  inForceOn: day,
  expiresOn: day,
  link: optionalLine(1000),
  fieldIds: ticks,
  text: z
    .string()
    .default('')
    .refine((text) => text.length <= longestText, {
      error: 'law-import:refused.long',
    }),
})

type ReadCorrections =
  | { ok: true; deed: 'again' | 'take'; mark: string; corrected: Corrected; typed: Typed }
  | { ok: false; faults: Faults; typed: Typed }

/** The form of a file as it was sent; faults of facts count only when the file is to be taken. */
export async function readCorrections(c: AdminContext): Promise<ReadCorrections> {
  const read = await readForm(c, form)
  if (!read.ok) return read
  const { deed, mark, fieldIds, text: sent, ...facts } = read.data
  // Browsers send every line end as two characters.
  const text = sent.replace(/\r\n?/g, '\n')
  const ids = fieldIds.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0)
  const corrected: Corrected = { facts: { ...facts, fieldIds: ids, pictures: 0 }, text }
  const typed = typedOf(corrected)
  const faults = deed === 'take' ? faultsOf(corrected) : {}
  if (Object.keys(faults).length > 0) return { ok: false, faults, typed: { ...typed, mark } }
  return { ok: true, deed, mark, corrected, typed }
}

function faultsOf({ facts, text }: Corrected): Faults {
  const faults: Faults = { ...factFaults({ ...facts, publishedOn: null, summary: '' }) }
  if (text.trim() === '') faults.text = 'panel:fault.required'
  return faults
}

function typedOf({ facts, text }: Corrected): Typed {
  const { fieldIds, pictures, ...lines } = facts
  const typed = Object.entries(lines).map(([name, value]) => [name, value ?? ''] as const)
  return { ...Object.fromEntries(typed), fieldIds: fieldIds.join(','), text }
}

const nothing: ReadFacts = {
  ...{ number: '', kind: '', title: '', issuer: '', signer: '', pictures: 0 },
  ...{ signedOn: null, inForceOn: null, expiresOn: null },
}

/** A file as it stands: what was read of it, or as it was corrected since. */
export function correctedOf({ text, facts }: OneImport): Corrected {
  const kept = facts as Partial<Corrected['facts']> | null
  const more = { link: kept?.link ?? '', fieldIds: kept?.fieldIds ?? [] }
  return { text: text ?? '', facts: { ...nothing, ...kept, ...more } }
}
