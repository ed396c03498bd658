import { z } from 'zod'

const text = z.string().trim().min(1)
const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const count = z.number().int().nonnegative()
const percent = z.number().min(0).max(100)
const day = z.iso.date()
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
const halfDays = z.number().positive().max(365).multipleOf(0.5)
const wholeDays = z.number().int().positive().max(365)

/** Words by how much they say: `{ 3: [...], 1: [...] }`. */
const weighed = z.record(z.string().regex(/^\d+(\.\d+)?$/), z.array(text))

const span = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/)
  .refine((value) => value.slice(0, 5) < value.slice(6))

const holidayKind = z.enum(['off', 'morning-off', 'afternoon-off', 'working'])
const holiday = z.union([
  z.strictObject({ day, kind: holidayKind, name: text }),
  z.strictObject({ from: day, to: day, kind: holidayKind, name: text }),
])

const unit = z.strictObject({
  code,
  name: text,
  short: text,
  focal: z.boolean().default(false),
  approval: z.boolean().default(false),
})

const field = z.strictObject({
  code,
  name: text,
  nameEn: text,
  leads: code,
  cooperates: z.array(code).default([]),
  terms: weighed.default({}),
})

const feeShare = z.strictObject({ percent, upTo: count })

/** Settings the profile brings; each is a row of the settings table afterwards, under its own name. */
export const settingShapes = {
  organisation: z.strictObject({
    name: text,
    nameEn: text,
    shortName: text,
    province: text,
    parent: text.optional(),
    address: text.optional(),
    phone: text.optional(),
    email: z.email().optional(),
    website: z.url().optional(),
  }),
  scope: z.strictObject({ specific: weighed, general: weighed }),
  targets: z.record(code.or(z.string().regex(/^[a-zA-Z]+$/)), z.number().nonnegative()),
  reporting: z.array(
    z.strictObject({
      code,
      name: text,
      due: monthDay,
      months: z.number().int().min(1).max(12),
      /** the days it covers; absent: those of core/plan/report-periods.ts */
      from: monthDay.optional(),
      to: monthDay.optional(),
    }),
  ),
  hours: z
    .strictObject({ morning: span, afternoon: span })
    .refine(({ morning, afternoon }) => morning.slice(6) <= afternoon.slice(0, 5)),
  terms: z.strictObject({
    acknowledge: halfDays,
    classify: halfDays,
    answer: wholeDays,
    complex: wholeDays,
  }),
  consultants: z.strictObject({
    network: z.boolean(),
    note: text,
    decisionDays: count,
    feeSupport: z.strictObject({ micro: feeShare, small: feeShare, medium: feeShare }),
  }),
  consent: z.strictObject({ version: text, retentionYears: z.number().int().positive() }),
  authorities: z.array(z.strictObject({ name: text, matters: text })),
  sectors: z.array(z.strictObject({ code, name: text, nameEn: text })),
} as const

export const profileShape = z.strictObject({
  ...settingShapes,
  units: z.array(unit).min(1),
  fields: z.array(field).min(1),
  holidays: z.array(holiday),
  communes: z.array(text),
})

export type Profile = z.infer<typeof profileShape>
export type SettingName = keyof typeof settingShapes
export type Setting<Name extends SettingName> = z.infer<(typeof settingShapes)[Name]>

/** The field of everything unclear or outside the department's competence; every profile has it. */
export const otherField = 'khac'
