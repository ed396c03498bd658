import { z } from 'zod'
import type { Deed } from '#core/staff/deeds.ts'
import type { Actor } from '#core/staff/roles.ts'
import { tellings } from '#core/tickets/by-voice.ts'
import type { Db } from '#db/client.ts'
import { despiteOf } from './doubts.tsx'
import type { Refused } from './ticket-page.tsx'

/** A deed of the ticket page: where its form is sent, what it reads, what it does and what is said when it is done. */
export interface DeedForm<Schema extends z.ZodType = z.ZodType> {
  path: string
  form: Refused['form']
  deed: Deed
  schema: Schema
  /** not done when the person wrote what the page did not show: the form says what it showed, `seen` */
  minds?: true
  done: (input: z.output<Schema>) => string
  run: (on: On, input: z.output<Schema>) => Promise<unknown>
}

interface On {
  db: Db
  actor: Actor
  id: number
  version: number
  now: Date
  /** the row a path names beside the ticket */
  part: number
}

export const text = z.string().default('')
export const idOrNone = z
  .string()
  .default('')
  .transform((value) => (/^\d{1,15}$/.test(value) ? Number(value) : undefined))
export const despite = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform(despiteOf)
export const told = z.enum(tellings).optional().catch(undefined)
/** A form among others; what its schema reads is what it does. */
export function deed<Schema extends z.ZodType>(form: DeedForm<Schema>): DeedForm {
  return form as unknown as DeedForm
}
