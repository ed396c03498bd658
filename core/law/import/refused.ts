import type { Values } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'

/** Why a file was not read, in words of the area `law-import`. */
export interface Reason {
  key: string
  values?: Values
}

/** A refusal whose words stand under `law-import:refused.<why>`. */
export function refused(why: string, values?: Values): Refusal {
  return new Refusal(`law-import:refused.${why}`, values)
}

/** The reason for whatever was thrown while a file was read: a refusal's own, else that the file is broken. */
export function reasonOf(error: unknown): Reason {
  if (!(error instanceof Refusal)) return { key: 'law-import:refused.broken' }
  const { key, values } = error
  return Object.keys(values).length > 0 ? { key, values } : { key }
}
