import { z } from 'zod'

const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
/** The same words in both languages; Vietnamese is the source. */
const words = z.strictObject({ vi: z.string().trim().min(1), en: z.string().trim().min(1) })
const label = z.strictObject({
  vi: z.string().trim().min(1).max(80),
  en: z.string().trim().min(1).max(80),
})

/** A document by its number as printed, and a provision in it by its anchor: d9.k1.da is điểm a khoản 1 Điều 9. */
const citation = z.strictObject({
  number: z.string().trim().min(3),
  anchor: z
    .string()
    .regex(/^(?:(?:pl|[dkcmpt])[a-z0-9-]*(?:\.(?:pl|[dkcmpt])[a-z0-9-]*)*)?$/)
    .default(''),
  /** how the document is called where it is not in the base */
  name: words.optional(),
})

/**
 * When something holds: an answer that was given (`question` with `is`), points that were gathered, or these put
 * together. Of advice also: which outcome it goes with.
 */
export type Condition =
  | { question: string; is: string[] }
  | { pointsFrom: number }
  | { outcome: string[] }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ question: code, is: z.array(code).min(1) }),
    z.strictObject({ pointsFrom: z.number() }),
    z.strictObject({ outcome: z.array(code).min(1) }),
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
  ]),
)

const question = z.strictObject({
  id: code,
  ask: words,
  /** what helps to answer: an example, where to look */
  hint: words.optional(),
  /** asked only when this holds; always when absent */
  when: condition.optional(),
  choices: z
    .array(z.strictObject({ id: code, label, points: z.number().default(0) }))
    .min(2)
    .max(9),
})

const outcome = z.strictObject({
  id: code,
  /** the first outcome that holds is the one; the last holds always */
  when: condition.optional(),
  title: words,
  text: words,
  citations: z.array(citation).default([]),
})

const advice = z.strictObject({
  when: condition.optional(),
  text: words,
  citations: z.array(citation).default([]),
})

/** A self-check as data: its questions, what they come to, and what to do then. */
export const selfCheckShape = z.strictObject({
  code,
  title: words,
  /** on a button */
  label,
  lead: words,
  questions: z.array(question).min(1).max(30),
  outcomes: z.array(outcome).min(1).max(30),
  advice: z.array(advice).max(60).default([]),
})

export type SelfCheck = z.infer<typeof selfCheckShape>
export type SelfCheckQuestion = SelfCheck['questions'][number]
export type SelfCheckCitation = z.infer<typeof citation>
/** What was picked, by question. */
export type Answers = Record<string, string>
