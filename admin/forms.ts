import { z } from 'zod'
import type { AdminContext } from './deps.ts'

export type Typed = Record<string, string>
/** Locale keys (`area:key`) by field name. */
export type Faults = Record<string, string>

export type Read<Data> = { ok: true; data: Data } | { ok: false; faults: Faults; typed: Typed }

/**
 * Reads a submitted form with a schema whose messages are locale keys. What does not fit comes back as faults
 * by field together with what was typed, so that the page can show the form again.
 */
export async function readForm<Schema extends z.ZodType>(
  c: AdminContext,
  schema: Schema,
): Promise<Read<z.output<Schema>>> {
  const body = await sentBody(c)
  const typed: Typed = {}
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') typed[name] = value
    else if (Array.isArray(value))
      typed[name] = value.filter((one) => typeof one === 'string').join(',')
  }
  const read = schema.safeParse(body)
  if (read.success) return { ok: true, data: read.data }
  const faults: Faults = {}
  for (const issue of read.error.issues) {
    const name = String(issue.path[0] ?? 'form')
    faults[name] ??= issue.message.includes(':') ? issue.message : 'panel:fault.invalid'
  }
  return { ok: false, faults, typed }
}

/** Every field as it was sent, without the NUL characters that no text has and the database refuses. */
export async function sentBody(c: AdminContext): Promise<Awaited<ReturnType<typeof parse>>> {
  const body = await parse(c)
  const clean = <One>(one: One) => (typeof one === 'string' ? one.replaceAll('\0', '') : one)
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(clean) : clean(value),
    ]),
  )
}

function parse(c: AdminContext) {
  return c.req.parseBody({ all: true })
}

/** A line of text that must not be empty. */
export function line(max = 200, message = 'panel:fault.required') {
  return z
    .string({ error: message })
    .trim()
    .min(1, { error: message })
    .max(max, { error: 'panel:fault.long' })
}

/** A line that may be empty. */
export const optionalLine = (max = 200) =>
  z.string().trim().max(max, { error: 'panel:fault.long' }).default('')

/** A select or hidden field with a row's number; empty is undefined. */
export const optionalId = z
  .string()
  .default('')
  .refine((value) => value === '' || /^\d{1,15}$/.test(value), { error: 'panel:fault.invalid' })
  .transform((value) => (value === '' ? undefined : Number(value)))

/** A ticked box. */
export const tick = z
  .string()
  .optional()
  .transform((value) => value !== undefined)

/** The ticked boxes of one name. */
export const ticks = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([])
