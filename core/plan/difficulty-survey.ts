import { eq } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import type { Office } from '#core/office.ts'
import { type Answers, type Form, questionsOf } from '#core/surveys/shape.ts'
import { suggest } from '#core/tickets/triage.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { type DifficultySource, difficultyFrom } from './difficulty.ts'

const sureEnough = 0.5

/**
 * Keeps as difficulties what a named response says to the questions that ask for them, in the transaction that completes
 * it; once, however often. An anonymous survey's answers never come here: the moment would tie them to somebody.
 */
export async function difficultiesOfResponse(
  tx: Db,
  { form, responseId, answers }: { form: Form; responseId: string; answers: Answers },
  office: Pick<Office, 'triage'>,
  now: Date,
): Promise<void> {
  const asking = questionsOf(form).filter((asked) => asked.kind === 'text' && asked.difficulty)
  if (asking.length === 0) return
  const [response] = await tx
    .select()
    .from(surveyResponses)
    .where(eq(surveyResponses.id, responseId))
  if (!response) return
  const { personId, ticketId, staffId } = response
  const source = sourceOf(response.channel)
  for (const { id } of asking) {
    const content = answers[id]
    if (typeof content !== 'string') continue
    const { fieldId, sure } = suggest(office.triage, content)
    const heard = {
      ...{ source, sourceKey: keyOf(responseId, id), content },
      ...{ personId, businessId: null, ticketId, staffId, raisedOn: dayOf(now) },
      fieldId: response.fieldId ?? (sure >= sureEnough ? (fieldId ?? null) : null),
      ...{ commune: response.commune, size: response.size },
    }
    await difficultyFrom(tx, heard, now)
  }
}

const keyOf = (responseId: string, question: string) => `${responseId}:${question}`

/** Whether a difficulty is what somebody wrote in a survey, by its place there. */
export function isOfResponse(sourceKey: string): boolean {
  return sourceKey.includes(':')
}

/** What staff took down at an inspection or a conference was heard there, whatever form it was written on. */
function sourceOf(channel: string): DifficultySource {
  return channel === 'inspection' || channel === 'conference' ? channel : 'survey'
}
