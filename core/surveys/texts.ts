import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Office } from '#core/office.ts'
import { likelyField, type Suggestion, suggest } from '#core/tickets/triage.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { completeOf, type ResponseFilter } from './complete.ts'
import { type Answers, type Form, questionsOf } from './shape.ts'
import type { Snapshot } from './snapshot.ts'

/** What somebody answered in words, and the field that the words speak of. */
export interface TextAnswer {
  text: string
  /** absent of an anonymous survey, as the channel is */
  day?: string
  channel?: string
  field: Suggestion['field']
  sure: number
}

const perPage = 20

/**
 * What was answered to a question in words, newest first, each with the field triage reads in it; `fieldId` narrows to
 * responses of a field (0: of none). Of an anonymous survey in an order of chance that differs from question to question,
 * so that neither their time nor what else somebody said can be read from it.
 */
export async function textAnswers(
  db: Db,
  { id: surveyId, anonymous }: { id: number; anonymous: boolean },
  of: {
    question: string
    filter: ResponseFilter
    fieldId?: number | undefined
    page: number
    most?: number
  },
  { triage }: Pick<Office, 'triage'>,
): Promise<{ rows: TextAnswer[]; more: boolean }> {
  const { fieldId, most = perPage } = of
  const field = surveyResponses.fieldId
  const rows = await db
    .select({
      text: sql<string>`${surveyResponses.answers} ->> ${of.question}`,
      day: sql<string>`${surveyResponses.completedOn}::text`,
      channel: surveyResponses.channel,
    })
    .from(surveyResponses)
    .where(
      and(
        completeOf(surveyId, of.filter),
        sql`${surveyResponses.answers} ? ${of.question}`,
        fieldId === undefined ? undefined : fieldId === 0 ? isNull(field) : eq(field, fieldId),
      ),
    )
    .orderBy(...(anonymous ? [byChance(of.question)] : newestFirst))
    .limit(most + 1)
    .offset((of.page - 1) * most)
  return {
    rows: rows.slice(0, most).map(({ text, ...place }) => {
      const { field: suggested, sure } = likelyField(triage, text)
      return { text, ...(!anonymous && place), field: suggested, sure }
    }),
    more: rows.length > most,
  }
}

const newestFirst = [
  desc(surveyResponses.completedOn),
  desc(surveyResponses.version),
  desc(surveyResponses.channel),
  asc(surveyResponses.id),
]

/** The same at every look, and another order for every question. */
export function byChance(question: string): SQL {
  return sql`md5(${surveyResponses.id}::text || ${question}::text)`
}

/** Words that say too little to be anybody's field. */
const surelyFrom = 0.5

/** The field that the words of a response speak of, for cross-tables; undefined when they do not tell. */
function fieldOfWords(
  { triage }: Pick<Office, 'triage'>,
  form: Form,
  answers: Answers,
): number | undefined {
  const said = questionsOf(form)
    .filter(({ kind }) => kind === 'text')
    .flatMap(({ id }) => answers[id] ?? [])
    .join('\n')
  if (said.trim() === '') return undefined
  const { fieldId, sure } = suggest(triage, said)
  return sure >= surelyFrom ? fieldId : undefined
}

const sizes = ['micro', 'small', 'medium', 'household', 'cooperative']

/**
 * What cross-tables compare by, as the answers themselves tell it: the commune answered, a choice that is a size of
 * business, and the field that the words speak of. Fills what is not known otherwise.
 */
export function groupsTold(office: Pick<Office, 'triage'>, form: Form, answers: Answers): Snapshot {
  const all = questionsOf(form)
  const commune = all.find(({ kind, id }) => kind === 'commune' && answers[id] !== undefined)
  const chosen = all.filter(({ kind }) => kind === 'choice').map(({ id }) => String(answers[id]))
  return {
    fieldId: fieldOfWords(office, form, answers) ?? null,
    size: chosen.find((one) => sizes.includes(one)) ?? null,
    commune: commune ? String(answers[commune.id]) : null,
  }
}
