import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { files } from '#db/schema/tickets.ts'
import { completeOf, each, type ResponseFilter } from './complete.ts'

/** A file that was sent as an answer; not yet `stored` where it is still being fetched from a chat. */
export interface SentFile {
  id: number
  name: string
  size: number | null
  stored: boolean
  day: string
  channel: string
}

const perPage = 20

/** The files sent as answers to a question, newest first. */
export async function filesSent(
  db: Db,
  surveyId: number,
  of: { question: string; filter: ResponseFilter; page: number; most?: number },
): Promise<{ rows: SentFile[]; more: boolean }> {
  const { most = perPage } = of
  const answer = sql`${surveyResponses.answers} -> ${of.question}`
  const rows = await db
    .select({
      id: files.id,
      name: files.name,
      size: files.size,
      stored: sql<boolean>`${files.state} = 'stored'`,
      day: sql<string>`${surveyResponses.completedOn}::text`,
      channel: surveyResponses.channel,
    })
    .from(surveyResponses)
    .innerJoin(files, sql`${files.id}::text in (select * from ${each(answer)})`)
    .where(and(completeOf(surveyId, of.filter), sql`${surveyResponses.answers} ? ${of.question}`))
    .orderBy(desc(surveyResponses.completedOn), desc(files.id))
    .limit(most + 1)
    .offset((of.page - 1) * most)
  return { rows: rows.slice(0, most), more: rows.length > most }
}

/** Whether a file is an answer that stands in a survey: no other file opens under it, whatever number is asked for. */
export async function isSentIn(
  db: Db,
  surveyId: number,
  questions: string[],
  fileId: number,
): Promise<boolean> {
  const [row] = await db
    .select({ id: surveyResponses.id })
    .from(surveyResponses)
    .where(
      and(
        eq(surveyResponses.surveyId, surveyId),
        eq(surveyResponses.state, 'complete'),
        sql`exists (select 1 from unnest(${`{${questions.join(',')}}`}::text[]) q
          where ${surveyResponses.answers} -> q @> to_jsonb(${fileId}::bigint))`,
      ),
    )
    .limit(1)
  return row !== undefined
}
