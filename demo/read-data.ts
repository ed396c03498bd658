import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { roles } from '#core/staff/roles.ts'

export const text = z.string().trim().min(1)
export const key = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const prose = text.transform(paragraphs)

const person = z.strictObject({
  key,
  name: text,
  role: z.enum(roles),
  unit: key.optional(),
  email: z.email(),
})

const business = z.strictObject({
  key,
  name: text,
  /** nine digits, the check digit is worked out; twelve for a household; absent: it told none */
  tax: z
    .string()
    .regex(/^\d{9}$|^\d{12}$/)
    .optional(),
  size: z.enum(['micro', 'small', 'medium', 'household', 'cooperative']),
  sector: key,
  commune: text,
  phone: z.string().optional(),
  channel: z.enum(['web', 'telegram']).default('web'),
  language: z.enum(['vi', 'en']).default('vi'),
  consents: z.boolean().default(true),
})

/** How far a question has come; the others are `answered`. */
export const ends = [
  'received',
  'routed',
  'assigned',
  'drafted',
  'waiting',
  'submitted',
  'returned',
  'consulted',
  'answered',
  'reopened',
  'recommended',
  'referred',
  'withdrawn',
  'dropped',
] as const

const ask = z.strictObject({
  by: key,
  q: prose,
  end: z.enum(ends).default('answered'),
  /** working days before today on which it was asked; absent: some day of the past months */
  ago: z.number().int().nonnegative().optional(),
  scope: z.enum(['general', 'specific']).default('general'),
  complex: z.boolean().default(false),
  /** the term was missed */
  late: z.boolean().default(false),
  file: text.optional(),
  /** the office asks for more, and what comes back */
  more: z.strictObject({ ask: text, reply: text.optional() }).optional(),
  /** sent by the person while the question waits */
  adds: text.optional(),
  human: z.boolean().default(false),
  /** they block the desk's account soon after */
  leaves: z.boolean().default(false),
  notes: z.array(text).default([]),
  /** where it was first sent by mistake, and why it was handed on */
  via: z.strictObject({ unit: key, reason: text }).optional(),
  consults: z.boolean().default(false),
  returned: text.optional(),
  draft: text.optional(),
  score: z.number().int().min(0).max(5).optional(),
  comment: text.optional(),
  /** what the person wrote after the answer, and what was answered then */
  again: z.strictObject({ q: text, answer: prose.optional() }).optional(),
  /** the same question a second time, in other words: merged into the first */
  repeat: text.optional(),
  authority: text.optional(),
  recommends: prose.optional(),
  reply: prose.optional(),
  outcome: z.enum(['accepted', 'partly', 'declined']).optional(),
  reason: prose.optional(),
})

const topic = z.strictObject({
  field: key,
  /** the day its law came into force: nobody was answered so before */
  since: z.iso.date().optional(),
  answer: prose,
  basis: text,
  asks: z.array(ask).min(1),
})

const canned = z.strictObject({
  title: text,
  body: prose,
  field: key.optional(),
  unit: key.optional(),
})
const view = z.strictObject({ of: key, name: text, query: text })

type DemoStaff = z.infer<typeof person>
export type DemoBusiness = z.infer<typeof business>
export type Topic = z.infer<typeof topic>
export type Ask = z.infer<typeof ask>

/** Everything the demo office consists of, as it was written in `demo/data`. Throws when a file is wrong. */
export interface DemoData {
  staff: DemoStaff[]
  businesses: DemoBusiness[]
  topics: Topic[]
  canned: z.infer<typeof canned>[]
  views: z.infer<typeof view>[]
}

const folder = new URL('./data/', import.meta.url)

export function readDemoData(): DemoData {
  const questions = readdirSync(new URL('questions/', folder)).sort()
  return {
    staff: read('staff.yaml', person),
    businesses: read('businesses.yaml', business),
    topics: questions.flatMap((name) => read(`questions/${name}`, topic)),
    canned: read('canned.yaml', canned),
    views: read('views.yaml', view),
  }
}

/** The bytes of a document somebody attaches. */
export function demoFile(name: string): Uint8Array {
  return readFileSync(new URL(`./files/${name}`, import.meta.url))
}

/** A list as it was written in `demo/data`. Throws when the file is wrong. */
export function read<T>(name: string, shape: z.ZodType<T>): T[] {
  const result = z.array(shape).safeParse(parse(readFileSync(new URL(name, folder), 'utf8')))
  if (!result.success) throw new Error(`demo/data/${name}:\n${z.prettifyError(result.error)}`)
  return result.data
}

/** Folded lines of YAML are paragraphs; items of a list stay together. */
function paragraphs(folded: string): string {
  return folded.replace(/\n+/g, '\n\n').replace(/\n\n(?=- )/g, '\n')
}
