import { z } from 'zod'

const key = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/)
const line = z.string().trim().max(500)
const prose = z.string().trim().max(4_000)
const dateOnly = z.iso.date()

/**
 * Asked only when what was answered earlier fits; one of: `is` any of these choices, `atLeast` or `atMost` this number,
 * `answered` at all. Of a question that was not asked, nothing fits but `answered: false`.
 */
const condition = z
  .strictObject({
    question: key,
    is: z.array(key).min(1).max(50).optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    answered: z.boolean().optional(),
  })
  .refine(
    ({ question: _, ...one }) => Object.values(one).filter((it) => it !== undefined).length === 1,
  )

const when = z.strictObject({
  match: z.enum(['all', 'any']),
  conditions: z.array(condition).min(1).max(10),
})

/** A choice of a question. `other` is nobody's id: it is what is said in own words. */
const choice = z.strictObject({ id: key, text: line, textEn: line.optional() })

const common = {
  /** stable over versions: results are put together by it */
  id: key,
  ask: prose,
  askEn: prose.optional(),
  help: prose.optional(),
  helpEn: prose.optional(),
  required: z.boolean(),
  /** the answer tells who somebody is: consent comes first, and no anonymous survey may ask it */
  personal: z.boolean().optional(),
  when: when.optional(),
}
const bounds = { min: z.number().optional(), max: z.number().optional() }
const choices = {
  choices: z.array(choice).max(50),
  /** something else may be answered in own words */
  other: z.boolean().optional(),
}

const question = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('choice'), ...common, ...choices }),
  /** `min` and `max`: how many may be picked */
  z.strictObject({ kind: z.literal('several'), ...common, ...choices, ...bounds }),
  /** whole numbers from `min` (1) to `max` (5), at most eleven, with words for both ends */
  z.strictObject({
    kind: z.literal('scale'),
    ...common,
    ...bounds,
    labels: z
      .strictObject({
        min: line.optional(),
        minEn: line.optional(),
        max: line.optional(),
        maxEn: line.optional(),
      })
      .optional(),
  }),
  /** one to five; `mark`: this is how satisfied somebody is, compared with 90 % everywhere */
  z.strictObject({ kind: z.literal('stars'), ...common, mark: z.boolean().optional() }),
  z.strictObject({
    kind: z.literal('number'),
    ...common,
    ...bounds,
    whole: z.boolean().optional(),
  }),
  /** `max`: letters; `difficulty`: what is answered is kept as a difficulty (khó khăn, vướng mắc) */
  z.strictObject({
    kind: z.literal('text'),
    ...common,
    max: z.number().int().min(1).max(4_000).optional(),
    long: z.boolean().optional(),
    difficulty: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('date'),
    ...common,
    min: dateOnly.optional(),
    max: dateOnly.optional(),
  }),
  /** `max`: files */
  z.strictObject({
    kind: z.literal('file'),
    ...common,
    max: z.number().int().min(1).max(5).optional(),
  }),
  z.strictObject({ kind: z.literal('commune'), ...common }),
  z.strictObject({ kind: z.literal('tax-code'), ...common }),
])

const section = z.strictObject({
  id: key,
  title: line,
  titleEn: line.optional(),
  intro: prose.optional(),
  introEn: prose.optional(),
  questions: z.array(question).max(60),
})

/**
 * A survey's form as data, the shape of `surveys.draft` and `survey_versions.body`. A draft may be unfinished (no
 * choices, no words yet); what must hold before it is asked is in form.ts.
 */
export const formShape = z.strictObject({
  intro: prose.optional(),
  introEn: prose.optional(),
  thanks: prose.optional(),
  thanksEn: prose.optional(),
  sections: z.array(section).max(20),
})

export type Form = z.infer<typeof formShape>
export type Section = Form['sections'][number]
export type FormQuestion = Section['questions'][number]
export type QuestionKind = FormQuestion['kind']
export type When = NonNullable<FormQuestion['when']>
export type Condition = When['conditions'][number]

export const questionKinds: readonly QuestionKind[] = [
  'choice',
  'several',
  'scale',
  'stars',
  'number',
  'text',
  'date',
  'file',
  'commune',
  'tax-code',
]

/**
 * What is kept of an answer, by kind: choice → the choice's id or `other:own words`; several → a list of these; scale,
 * stars, number → a number; date → yyyy-MM-dd; file → file ids; text, commune, tax-code → text.
 * A question not asked or skipped has no entry.
 */
export type AnswerValue = string | number | string[] | number[]
export type Answers = Record<string, AnswerValue>

/** Before own words that are none of the choices. */
export const otherPrefix = 'other:'

/** The id under which a picked value is counted: its choice's, or `other`. */
export function pickedId(value: string): string {
  return value.startsWith(otherPrefix) ? 'other' : value
}

/** The own words of a picked value that is none of the choices. */
export function otherWords(value: string): string | undefined {
  return value.startsWith(otherPrefix) ? value.slice(otherPrefix.length) : undefined
}

export function questionsOf(form: Form): FormQuestion[] {
  return form.sections.flatMap((part) => part.questions)
}

/** The stars that say how satisfied somebody is; undefined: this survey does not measure it. */
export function markQuestion(form: Form): FormQuestion | undefined {
  return questionsOf(form).find((asked) => asked.kind === 'stars' && asked.mark === true)
}

/** The range of a question that is answered by a number; stars are 1-5, a scale 1-5 unless it says otherwise. */
export function rangeOf(asked: FormQuestion): { min?: number; max?: number } {
  if (asked.kind === 'stars') return { min: 1, max: 5 }
  if (asked.kind === 'scale') return { min: asked.min ?? 1, max: asked.max ?? 5 }
  if (asked.kind !== 'number') return {}
  return {
    ...(asked.min !== undefined && { min: asked.min }),
    ...(asked.max !== undefined && { max: asked.max }),
  }
}

/** Whether answering needs consent to keep personal data. */
export function isPersonal(asked: FormQuestion): boolean {
  return asked.personal === true || asked.kind === 'tax-code'
}
