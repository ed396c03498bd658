import { z } from 'zod'
import { type Faults, line, optionalId, optionalLine, type Typed } from '#admin/forms.ts'
import type { Reading } from '#core/conversation/talk.ts'
import type { Values } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import { readCommune } from '#core/people/commune.ts'
import { readPhone } from '#core/people/phone.ts'
import { readTaxCode } from '#core/people/tax-code.ts'
import { typedSources } from '#core/tickets/sources.ts'
import type { ToldFacts, TypedIn } from '#core/tickets/type-in.ts'

const longest = 100_000

/** The form of a question that came without a chat, as a browser sends it. */
export const typedSchema = z.object({
  form: z.uuid({ error: 'panel:fault.invalid' }),
  source: z.enum(typedSources, { error: 'inbox:typed.fault.source' }),
  note: optionalLine(300),
  question: z
    .string({ error: 'panel:fault.required' })
    .trim()
    .regex(/\p{L}{2}/u, { error: 'panel:fault.required' })
    .max(longest, { error: 'panel:fault.long' })
    .transform((text) => text.replaceAll('\r\n', '\n')),
  field: optionalId,
  who: z.enum(['ours', 'office']).catch('office'),
  consent: z.enum(['none', 'oral', 'paper']).catch('none'),
  name: optionalLine(),
  phone: optionalLine(),
  business: optionalLine(),
  taxCode: optionalLine(),
  commune: optionalLine(),
  /** `new`, or the number of a known person */
  person: line(20).catch(''),
})

type Sent = z.output<typeof typedSchema>

/** What a form comes back with: what was typed, and the message at each field with what fills it. */
export interface Back {
  typed: Typed
  faults: Faults
  values: Record<string, Values>
}

type Read = { ok: true; input: TypedIn } | { ok: false; faults: Faults; values: Back['values'] }

/** Reads what a person told with the chat's own readers; a message stands at every field that was not understood. */
export function readTyped(sent: Sent, office: Pick<Office, 'communes'>): Read {
  const faults: Faults = {}
  const values: Back['values'] = {}
  const take = <T>(name: keyof Sent, reading: Reading<T> | undefined): T | null => {
    if (reading === undefined) return null
    if ('value' in reading) return reading.value
    faults[name] = reading.invalid
    values[name] = reading.values ?? {}
    return null
  }
  const taxCode = take('taxCode', sent.taxCode === '' ? undefined : readTaxCode(sent.taxCode))
  const commune = sent.commune === '' ? undefined : readCommune(office.communes, sent.commune)
  const facts: ToldFacts = {
    name: sent.name || null,
    phone: take('phone', sent.phone === '' ? undefined : readPhone(sent.phone)),
    business: businessOf(sent.business, taxCode),
    commune: take('commune', commune),
  }
  if (sent.source === 'conference' && sent.note === '') faults.note = 'inbox:typed.fault.conference'
  if (sent.who === 'ours' && sent.field === undefined) faults.field = 'tickets:refusal.no-field'
  withoutConsent(sent, faults)
  if (Object.keys(faults).length > 0) return { ok: false, faults, values }
  const consent = sent.consent === 'none' ? undefined : sent.consent
  const knownId = /^\d+$/.test(sent.person) ? Number(sent.person) : undefined
  const { form, source, note, question, field: fieldId, who } = sent
  return {
    ok: true,
    input: { form, source, note, question, fieldId, ours: who === 'ours', consent, facts, knownId },
  }
}

function businessOf(name: string, taxCode: string | null): ToldFacts['business'] {
  if (name === '' && taxCode === null) return null
  return { name: name || (taxCode ?? ''), ...(taxCode !== null && { taxCode }) }
}

/** A phone number or an address of mail in running text. */
const contact = /(?<!\d)(?:\+?84|0)(?:[\s.-]?\d){9,10}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+/

/** Nothing that leads to a person is kept before they agreed, neither in its field nor in the note. */
function withoutConsent(sent: Sent, faults: Faults): void {
  if (sent.consent !== 'none') return
  const { name, phone, business, taxCode, commune } = sent
  if ([name, phone, business, taxCode, commune].some((text) => text !== '')) {
    faults.consent = 'inbox:typed.fault.consent'
  }
  if (contact.test(sent.note)) faults.note = 'inbox:typed.fault.note'
}
