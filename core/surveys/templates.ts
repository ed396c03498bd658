import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { formShape } from './shape.ts'
import { type Purpose, purposes } from './surveys.ts'

const folder = new URL('./templates/', import.meta.url)

const shape = z.strictObject({
  title: z.string(),
  titleEn: z.string(),
  about: z.string(),
  aboutEn: z.string(),
  anonymous: z.boolean().default(false),
  form: formShape,
})

/** A survey ready to be copied; `purpose` is its name. */
export type Template = z.output<typeof shape> & { purpose: Purpose }

let kept: Template[] | undefined

/** The shipped surveys, in the order they are offered. */
export function templates(): Template[] {
  kept ??= purposes
    .filter((purpose) => purpose !== 'own')
    .map((purpose) => {
      const text = readFileSync(new URL(`${purpose}.yaml`, folder), 'utf8')
      return { ...shape.parse(parse(text)), purpose }
    })
  return kept
}
