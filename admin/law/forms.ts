import { z } from 'zod'
import type { AdminContext } from '#admin/deps.ts'
import { line, optionalLine, type Read, readForm, tick, ticks } from '#admin/forms.ts'
import { placeOf } from '#core/law/documents/citation.ts'
import { type DocumentFacts, factFaults, isDay } from '#core/law/documents/facts.ts'
import { anchorsOfPart } from '#core/law/documents/part-anchors.ts'
import { type RelationFacts, relationKinds } from '#core/law/documents/relations.ts'

const day = z
  .string()
  .default('')
  .transform((text) => (text.trim() === '' ? null : text.trim()))

const version = z
  .string()
  .default('')
  .transform((text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined))

const facts = z.object({
  version,
  number: optionalLine(100),
  kind: line(60),
  title: line(1000),
  issuer: optionalLine(200),
  signer: optionalLine(200),
  signedOn: day,
  publishedOn: day,
  inForceOn: day,
  expiresOn: day,
  link: optionalLine(1000),
  summary: optionalLine(2000),
  fieldIds: ticks,
  factsChecked: tick,
})

/** The facts of a document as they were typed; each fault stands at its field. */
export async function readFacts(c: AdminContext): Promise<Read<DocumentFacts>> {
  const read = await readForm(c, facts)
  if (!read.ok) return read
  const { version, fieldIds, number, ...rest } = read.data
  const ids = fieldIds.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0)
  const data = {
    ...rest,
    number: number === '' ? null : number,
    fieldIds: ids,
    ...(version !== undefined && { version }),
  }
  const faults = factFaults(data)
  if (Object.keys(faults).length === 0) return { ok: true, data }
  return { ok: false, faults, typed: typedFacts(data) }
}

/** The facts again as a form holds them. */
export function typedFacts(facts: DocumentFacts): Record<string, string> {
  const { fieldIds, factsChecked, ...rest } = facts
  const lines = Object.entries(rest).map(([name, value]) => [name, String(value ?? '')])
  const sure = factsChecked ? { factsChecked: 'on' } : {}
  return { ...Object.fromEntries(lines), ...sure, fieldIds: fieldIds.join(',') }
}

const relation = z.object({
  kind: z.enum(relationKinds),
  otherNumber: optionalLine(100),
  otherName: optionalLine(500),
  parts: optionalLine(1000),
  fromOn: day.refine((text) => text === null || isDay(text), { error: 'law:fault.day' }),
})

/** A relation as it was typed; parts that cannot be read are a fault, never the whole document. */
export async function readRelation(c: AdminContext): Promise<Read<RelationFacts>> {
  const read = await readForm(c, relation)
  if (!read.ok) return read
  const { parts, ...rest } = read.data
  const typed = { ...rest, fromOn: rest.fromOn ?? '', parts }
  if (rest.otherNumber === '' && rest.otherName === '') {
    return { ok: false, faults: { otherNumber: 'panel:fault.required' }, typed }
  }
  const anchors = anchorsOfWords(parts)
  if (anchors === undefined) return { ok: false, faults: { parts: 'law:fault.parts' }, typed }
  return { ok: true, data: { ...rest, anchors, note: '' } }
}

function anchorsOfWords(parts: string): string[] | undefined {
  if (parts === '') return []
  const bare = parts.split(/[\s,;]+/).filter(Boolean)
  if (bare.every((one) => /^(?:[a-z]+\d+[a-z]*)(?:\.[a-z]+\d*[a-z]*)*(?:-\d+)?$/.test(one))) {
    return bare
  }
  return anchorsOfPart(parts)
}

/** Anchors as a clerk writes them, where they can be read back; else as they are. */
export function wordsOfAnchors(anchors: string[]): string {
  const text = anchors.map((anchor) => placeOf(anchor, 'vi')).join(', ')
  const again = text === '' ? [] : anchorsOfPart(text)
  return again?.join() === anchors.join() ? text : anchors.join(', ')
}
