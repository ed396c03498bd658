import { and, asc, gt, sql } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { safeText } from '#core/tickets/export.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { completeOf, type ResponseFilter } from './complete.ts'
import { fieldNames } from './crosstab.ts'
import { type AskedQuestion, askedQuestions, isScored, versionsOf } from './results.ts'
import { type AnswerValue, type FormQuestion, isPersonal, otherWords } from './shape.ts'
import type { Survey } from './surveys.ts'
import { byChance } from './texts.ts'

type ResponseCell = string | number | null

interface Exported {
  language: Language
  filter: ResponseFilter
}

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
 * somebody is (`personal` questions) is there only when `identities` says so. Of an anonymous survey rows have no order, and
 * hold only what was picked: what is said besides is in `wordsTable`, apart from the rest of its response.
 */
export async function responseTable(
  db: Db,
  { id: surveyId, anonymous }: Pick<Survey, 'id' | 'anonymous'>,
  { language, filter, identities }: Exported & { identities: boolean },
): Promise<ResponseTable> {
  const versions = await versionsOf(db, surveyId)
  const asked = askedQuestions(versions.map(({ form }) => form)).filter(({ question }) =>
    anonymous ? isPicked(question) : identities || !isPersonal(question),
  )
  const facts = anonymous
    ? []
    : (['day', 'version', 'channel', 'field', 'size', 'commune'] as const)
  const columns = [
    ...facts.map((fact) => ({ header: say(language, `survey-desk:column.${fact}`), width: 16 })),
    ...asked.map(({ question }) => ({
      header: safeText(wordsOf(language, question.ask, question.askEn)),
      width: isScored(question) ? 12 : 30,
    })),
  ]
  const of = { language, filter, asked, anonymous }
  return { columns, rows: responseRows(db, surveyId, of) }
}

/**
 * What was said to an anonymous survey in own words, numbers, days and communes: each by itself, in an order of chance that
 * differs from question to question, so that nothing is put together again.
 */
export async function wordsTable(
  db: Db,
  { id }: Pick<Survey, 'id'>,
  { language, filter }: Exported,
): Promise<ResponseTable> {
  const versions = await versionsOf(db, id)
  const asked = askedQuestions(versions.map(({ form }) => form)).filter(
    ({ question }) => !isPersonal(question) && (!isPicked(question) || 'choices' in question),
  )
  const columns = [
    { header: say(language, 'survey-desk:column.question'), width: 40 },
    { header: say(language, 'survey-desk:column.said'), width: 80 },
  ]
  return { columns, rows: wordRows(db, id, { language, filter, asked }) }
}

async function* wordRows(
  db: Db,
  surveyId: number,
  { language, filter, asked }: Exported & { asked: AskedQuestion[] },
): AsyncGenerator<ResponseCell[], void, undefined> {
  for (const { question } of asked) {
    const ask = safeText(wordsOf(language, question.ask, question.askEn))
    const answer = sql<unknown>`${surveyResponses.answers} -> ${question.id}`
    for (let page = 0; ; page++) {
      const rows = await db
        .select({ answer })
        .from(surveyResponses)
        .where(and(completeOf(surveyId, filter), sql`${surveyResponses.answers} ? ${question.id}`))
        .orderBy(byChance(question.id))
        .limit(perBatch)
        .offset(page * perBatch)
      for (const row of rows) {
        for (const said of saidIn(question, row.answer as AnswerValue)) yield [ask, said]
      }
      if (rows.length < perBatch) break
    }
  }
}

/** What is not one of the choices. */
function saidIn(question: FormQuestion, answer: AnswerValue): ResponseCell[] {
  if (typeof answer === 'number') return [answer]
  const all = [answer].flat().map(String)
  const said = 'choices' in question ? all.flatMap((one) => otherWords(one) ?? []) : all
  return said.filter((one) => one !== '').map(safeText)
}

/** Whether an answer is one of those that are offered to everybody. */
function isPicked(question: FormQuestion): boolean {
  return 'choices' in question || question.kind === 'stars' || question.kind === 'scale'
}

async function* responseRows(
  db: Db,
  surveyId: number,
  of: Exported & { asked: AskedQuestion[]; anonymous: boolean },
): AsyncGenerator<ResponseCell[], void, undefined> {
  const { language, filter, asked, anonymous } = of
  const other = anonymous ? say(language, 'survey-desk:value.other') : undefined
  const names = await fieldNames(db)
  const labels = new Map(asked.map(({ question }) => [question.id, labelsOf(question, language)]))
  for (let last = firstId; ; ) {
    const batch = await batchOf(db, surveyId, filter, last)
    for (const row of batch) {
      const given = asked.map(({ question: { id } }) =>
        cellOf(row.answers[id], labels.get(id), other),
      )
      if (anonymous) {
        yield given.map(safeCell)
        continue
      }
      const field = row.fieldId === null ? null : (names.get(row.fieldId)?.[language] ?? null)
      yield [
        ...[row.day, row.version, say(language, `survey-desk:channel.${row.channel}`), field],
        row.size && say(language, `survey-desk:size.${row.size}`),
        row.commune,
        ...given,
      ].map(safeCell)
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

function safeCell(cell: ResponseCell): ResponseCell {
  return typeof cell === 'string' ? safeText(cell) : cell
}

/** `other`: what stands for own words. */
function cellOf(
  value: unknown,
  labels: Map<string, string> | undefined,
  other?: string,
): ResponseCell {
  const known = value as AnswerValue | undefined
  if (known === undefined) return null
  if (typeof known === 'number') return known
  const own = (one: string) => {
    const said = otherWords(one)
    return said === undefined ? undefined : (other ?? said)
  }
  return [known]
    .flat()
    .map((one) => own(String(one)) ?? labels?.get(String(one)) ?? String(one))
    .join('; ')
}
