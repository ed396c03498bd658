import { asc, eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { surveys, surveyVersions } from '#db/schema/surveys.ts'
import type { ResponseFilter } from './complete.ts'
import {
  addUp,
  type Block,
  byField,
  type Countable,
  type Counts,
  countedBlocks,
} from './counting.ts'
import { type Interval, type Mean, meanOf, shareInterval } from './interval.ts'
import { type Invitations, invitationsOf } from './inviting.ts'
import { fewest, type Month, monthsOf, type Satisfaction, satisfactionOf } from './months.ts'
import { type Form, type FormQuestion, markQuestion, questionsOf, rangeOf } from './shape.ts'
import type { Survey } from './surveys.ts'

/** A question of any version, worded as in the newest that has it; `old`: no longer asked. */
export interface AskedQuestion {
  question: FormQuestion
  old: boolean
}

/** How often a value was given: its share of those who answered, with the 95 % interval. */
export interface Share {
  /** a choice's id, `other`, or a score */
  value: string
  n: number
  share: number
  interval: Interval
}

export interface QuestionResult extends AskedQuestion {
  /** how many answered it */
  n: number
  /** absent for words, dates, files and tax codes */
  shares?: Share[]
  /** of stars, scales and numbers */
  mean?: Mean
}

export interface Results {
  survey: Survey
  versions: { version: number; publishedAt: Date; n: number }[]
  /** the channels responses came by, most first */
  channels: { channel: string; n: number }[]
  /** responses that the filter lets through, and all */
  n: number
  total: number
  invitations: Invitations
  /** too few of an anonymous survey to be shown apart: what they say could tell who they are */
  hidden: boolean
  questions: QuestionResult[]
  /** absent when the survey has no mark */
  satisfaction: Satisfaction | undefined
  months: Month[]
  /** by field id; null is none */
  fields: { fieldId: number | null; n: number }[]
}

/**
 * What people answered so far, counted at this moment; of an anonymous survey always the whole, as what two narrower views
 * differ by could be one person's. Undefined when there is no such survey.
 */
export async function readResults(
  db: Db,
  surveyId: number,
  asked: ResponseFilter,
): Promise<Results | undefined> {
  const [survey] = await db.select().from(surveys).where(eq(surveys.id, surveyId))
  if (!survey) return undefined
  const filter = survey.anonymous ? {} : asked
  const versions = await versionsOf(db, surveyId)
  const questions = askedQuestions(versions.map(({ form }) => form))
  const blocks = await countedBlocks(db, survey, countableOf(questions))
  const whole = addUp(blocks, {})
  const chosen = addUp(blocks, filter)
  const hidden = survey.anonymous && chosen.n > 0 && chosen.n < fewest
  const { n, counts } = hidden ? { n: chosen.n, counts: new Map() as Counts } : chosen
  const mark = questions.find(({ question }) => question.kind === 'stars' && question.mark)
    ?.question.id
  return {
    survey,
    versions: versions.map(({ version, publishedAt }) => {
      return { version, publishedAt, n: addUp(blocks, { version }).n }
    }),
    channels: channelsOf(blocks),
    n,
    total: whole.n,
    invitations: (await invitationsOf(db, [surveyId]))(surveyId),
    hidden,
    questions: questions.map((one) => resultOf(one, counts)),
    satisfaction: mark === undefined ? undefined : satisfactionOf(counts, mark),
    months: hidden ? [] : monthsOf(blocks, filter, survey.anonymous, mark),
    fields: [...(counts.get(byField) ?? [])]
      .map(([id, of]) => ({ fieldId: id === '' ? null : Number(id), n: of }))
      .sort((a, b) => b.n - a.n),
  }
}

interface Version {
  version: number
  publishedAt: Date
  form: Form
}

/** Every version as it was published, oldest first. */
export async function versionsOf(db: Db, surveyId: number): Promise<Version[]> {
  const rows = await db
    .select()
    .from(surveyVersions)
    .where(eq(surveyVersions.surveyId, surveyId))
    .orderBy(asc(surveyVersions.version))
  return rows.map(({ version, publishedAt, body }) => ({
    version,
    publishedAt,
    form: body as Form,
  }))
}

/** The questions of all versions: those of the newest in its order, then what was asked before. */
export function askedQuestions(forms: Form[]): AskedQuestion[] {
  const found = new Map<string, AskedQuestion>()
  for (const [at, form] of forms.toReversed().entries()) {
    for (const question of questionsOf(form)) {
      const known = found.get(question.id)
      if (known) keepOldChoices(known, question)
      else found.set(question.id, { question: structuredClone(question), old: at > 0 })
    }
  }
  return [...found.values()]
}

/** A choice no longer offered keeps its words for those who had picked it. */
function keepOldChoices({ question }: AskedQuestion, before: FormQuestion): void {
  if (!('choices' in question && 'choices' in before)) return
  const known = new Set(question.choices.map(({ id }) => id))
  question.choices.push(...before.choices.filter(({ id }) => !known.has(id)))
  if (before.other) question.other = true
}

const singleKinds: readonly string[] = ['choice', 'scale', 'stars', 'number', 'commune']

function countableOf(asked: AskedQuestion[]): Countable {
  const idsOf = (kinds: readonly string[]) =>
    asked.filter(({ question }) => kinds.includes(question.kind)).map(({ question }) => question.id)
  return { single: idsOf(singleKinds), several: idsOf(['several']) }
}

function resultOf(asked: AskedQuestion, counts: Counts): QuestionResult {
  const { question } = asked
  const given = counts.get(question.id) ?? new Map<string, number>()
  const n = given.get('') ?? 0
  const values = valuesOf(question, given)
  if (!values) return { ...asked, n }
  const shares = values.map((value) => shareOf(value, given.get(value) ?? 0, n))
  if (!isScored(question)) return { ...asked, n, shares }
  const scores = [...given].filter(([value]) => value !== '')
  const mean = meanOf(scores.map(([value, times]) => [Number(value), times]))
  return { ...asked, n, shares, ...(mean && { mean }) }
}

/** The values a result lists, in the order they are asked; of communes and numbers those that were given. */
function valuesOf(question: FormQuestion, given: Map<string, number>): string[] | undefined {
  if ('choices' in question) {
    return [...question.choices.map(({ id }) => id), ...(question.other ? ['other'] : [])]
  }
  if (question.kind === 'stars' || question.kind === 'scale') {
    const { min = 1, max = 5 } = rangeOf(question)
    return Array.from({ length: max - min + 1 }, (_, at) => String(min + at))
  }
  const known = [...given].filter(([value]) => value !== '')
  if (question.kind === 'commune')
    return known.sort(([, a], [, b]) => b - a).map(([value]) => value)
  if (question.kind !== 'number') return undefined
  return known.map(([value]) => value).sort((a, b) => Number(a) - Number(b))
}

function shareOf(value: string, n: number, of: number): Share {
  const interval = shareInterval(n, of) ?? { low: 0, high: 0 }
  return { value, n, share: of === 0 ? 0 : n / of, interval }
}

export function isScored({ kind }: FormQuestion): boolean {
  return kind === 'stars' || kind === 'scale' || kind === 'number'
}

function channelsOf(blocks: Block[]): Results['channels'] {
  return [...Map.groupBy(blocks, ({ channel }) => channel)]
    .map(([channel, own]) => ({ channel, n: own.reduce((sum, { n }) => sum + n, 0) }))
    .sort((a, b) => b.n - a.n)
}

/**
 * How satisfied people are with everything a survey with a mark asked; for pages that only want this. Of too few anonymous
 * ones as if nobody had answered.
 */
export async function satisfactionOfSurvey(
  db: Db,
  survey: Survey,
  filter: ResponseFilter,
): Promise<Satisfaction | undefined> {
  const forms = (await versionsOf(db, survey.id)).map(({ form }) => form)
  const mark = forms.map(markQuestion).find((found) => found !== undefined)
  if (!mark) return undefined
  const blocks = await countedBlocks(db, survey, countableOf(askedQuestions(forms)))
  const { n, counts } = addUp(blocks, filter)
  const hidden = survey.anonymous && n < fewest
  return satisfactionOf(hidden ? new Map() : counts, mark.id)
}
