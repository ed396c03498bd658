import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { isFormula } from './formulas.ts'

const text = z.string().trim().min(1)

const shape = z.strictObject({
  year: z.number().int().min(2020).max(2099),
  plans: z.array(z.strictObject({ key: text, name: text })),
  tasks: z.record(
    text,
    z.array(
      z.strictObject({
        number: text,
        content: text,
        /** the code of one of our units, or the name of whoever else is in charge */
        lead: text,
        with: z.string().default(''),
        result: text,
        due: text,
      }),
    ),
  ),
  targets: z.array(
    z.strictObject({
      code: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
      plan: text,
      name: text,
      measure: text,
      formula: z.string().refine(isFormula).optional(),
      baseline: z.number().optional(),
      goal: z.number().optional(),
      unit: text.optional(),
      atMost: z.boolean().default(false),
    }),
  ),
  /** the communes as tiles, row by row; null: nothing there */
  map: z.array(z.array(text.nullable())).default([]),
})

export type PlanFacts = z.output<typeof shape>

/** The plan that ships with a profile; undefined when it has none. Throws when the file is not as it must be. */
export function readPlanFacts(profile: string): PlanFacts | undefined {
  if (!/^[a-z0-9-]+$/.test(profile)) return undefined
  const file = new URL(`../../profiles/${profile}/plan.yaml`, import.meta.url)
  return existsSync(file) ? shape.parse(parse(readFileSync(file, 'utf8'))) : undefined
}
