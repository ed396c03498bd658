import { and, asc, gt } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { safeText } from '#core/tickets/export.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { completeOf, type ResponseFilter } from './complete.ts'
import { fieldNames } from './crosstab.ts'
import { type AskedQuestion, askedQuestions, isScored, versionsOf } from './results.ts'
import { type AnswerValue, type FormQuestion, isPersonal, otherWords } from './shape.ts'

type ResponseCell = string | number | null

interface ResponseColumn {
  header: string
  width: number
}

export interface ResponseTable {
  columns: ResponseColumn[]
  rows: AsyncGenerator<ResponseCell[], void, undefined>
}

const perBatch = 1000
const firstId = '00000000-0000-0000-0000-000000000000'

/**
 * Every complete response as a row, read in batches so that memory stays flat. It names nobody; what would tell who
 * somebody is (`personal` questions) is there only when `identities` says so. Of an anonymous survey rows have no order.
 */
export async function responseTable(
  db: Db,
  surveyId: number,
  {
    language,
    filter,
    identities,
  }: { language: Language; filter: ResponseFilter; identities: boolean },
): Promise<ResponseTable> {
  const versions = await versionsOf(db, surveyId)
  const asked = askedQuestions(versions.map(({ form }) => form)).filter(
    ({ question }) => identities || !isPersonal(question),
  )
  const facts = ['day', 'version', 'channel', 'field', 'size', 'commune'] as const
  const columns = [
    ...facts.map((fact) => ({ header: say(language, `survey-desk:column.${fact}`), width: 16 })),
    ...asked.map(({ question }) => ({
      header: safeText(wordsOf(language, question.ask, question.askEn)),
      width: isScored(question) ? 12 : 30,
    })),
  ]
  return { columns, rows: responseRows(db, surveyId, { language, filter, asked }) }
}

async function* responseRows(
  db: Db,
  surveyId: number,
  of: { language: Language; filter: ResponseFilter; asked: AskedQuestion[] },
): AsyncGenerator<ResponseCell[], void, undefined> {
  const { language, filter, asked } = of
  const names = await fieldNames(db)
  const labels = new Map(asked.map(({ question }) => [question.id, labelsOf(question, language)]))
  for (let last = firstId; ; ) {
    const batch = await batchOf(db, surveyId, filter, last)
    for (const row of batch) {
      const field = row.fieldId === null ? null : (names.get(row.fieldId)?.[language] ?? null)
      yield [
        ...[row.day, row.version, say(language, `survey-desk:channel.${row.channel}`), field],
        row.size && say(language, `survey-desk:size.${row.size}`),
        row.commune,
        ...asked.map(({ question: { id } }) => cellOf(row.answers[id], labels.get(id))),
      ].map((cell) => (typeof cell === 'string' ? safeText(cell) : cell))
    }
    last = batch.at(-1)?.id ?? firstId
    if (batch.length < perBatch) return
  }
}

function batchOf(db: Db, surveyId: number, filter: ResponseFilter, last: string) {
  return db
    .select({
      id: surveyResponses.id,
      day: surveyResponses.completedOn,
      version: surveyResponses.version,
      channel: surveyResponses.channel,
      fieldId: surveyResponses.fieldId,
      size: surveyResponses.size,
      commune: surveyResponses.commune,
      answers: surveyResponses.answers,
    })
    .from(surveyResponses)
    .where(and(completeOf(surveyId, filter), gt(surveyResponses.id, last)))
    .orderBy(asc(surveyResponses.id))
    .limit(perBatch)
}

/** The words of a language, Vietnamese where there are no English ones. */
export function wordsOf(language: Language, vi: string, en: string | undefined): string {
  return language === 'en' && en ? en : vi
}

/** What the values of a question are called. */
export function labelsOf(question: FormQuestion, language: Language): Map<string, string> {
  if (!('choices' in question)) return new Map()
  return new Map(
    question.choices.map(({ id, text, textEn }) => [id, wordsOf(language, text, textEn)]),
  )
}

function cellOf(value: unknown, labels: Map<string, string> | undefined): ResponseCell {
  const known = value as AnswerValue | undefined
  if (known === undefined) return null
  if (typeof known === 'number') return known
  return [known]
    .flat()
    .map((one) => otherWords(String(one)) ?? labels?.get(String(one)) ?? String(one))
    .join('; ')
}
