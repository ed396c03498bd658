import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { dayOf } from '#core/calendar/calendar.ts'
import { consequencesOf } from '#core/law/documents/consequences.ts'
import { documentById, documentByNumber, type LawDocument } from '#core/law/documents/documents.ts'
import { filesOf } from '#core/law/documents/files.ts'
import { historyOf } from '#core/law/documents/history.ts'
import { countArticles } from '#core/law/documents/provisions.ts'
import { relationsOf } from '#core/law/documents/relations.ts'
import { validityOf } from '#core/law/documents/standing.ts'
import { earlierTexts } from '#core/law/documents/text.ts'
import { timelineOf } from '#core/law/documents/timeline.ts'
import { holdersOf } from '#core/law/published/reviews.ts'
import { loadOffice } from '#core/office.ts'
import type { Refusal } from '#core/refusal.ts'
import { LawPage } from './document-page.tsx'
import type { FilledRelation } from './relations-card.tsx'

/** The document of the address; 404 when there is none. */
export async function findLaw({ db }: AdminDeps, id: number): Promise<LawDocument> {
  const document = await documentById(db, id)
  if (document === undefined) throw new NotFound()
  return document
}

/** A form of the page that came back: the facts, or one relation. */
export interface Returned {
  filled?: Filled
  relation?: FilledRelation
}

export async function showLaw(
  c: AdminContext,
  deps: AdminDeps,
  id: number,
  returned: Returned = {},
  status: 200 | 422 = 200,
) {
  const { db } = deps
  const document = await findLaw(deps, id)
  const today = dayOf(new Date())
  const [office, validities, relations, articles, resting, files, history, earlier] =
    await Promise.all([
      loadOffice(db),
      validityOf(db, [id], today),
      relationsOf(db, id),
      countArticles(db, id),
      holdersOf(db, id),
      filesOf(db, id),
      historyOf(db, id),
      earlierTexts(db, id),
    ])
  const validity = validities.get(id)
  if (validity === undefined) throw new NotFound()
  const filled = returned.filled ?? emptyForm
  const [consequences, taken] = await Promise.all([
    consequencesOf(db, document, relations),
    takenBy(deps, filled),
  ])
  const facts = { document, validity, relations, consequences, articles, fields: office.fields }
  const around = { today, timeline: timelineOf(document, relations), resting, files }
  const more = { history, earlier, filled, taken, filledRelation: returned.relation }
  return c.html(<LawPage c={c} {...facts} {...around} {...more} />, status)
}

/** The document that has the number somebody typed, when that was the fault. */
export async function takenBy({ db }: AdminDeps, filled: Filled) {
  if (filled.faults.number !== 'law:refusal.number-taken') return undefined
  return documentByNumber(db, filled.typed.number ?? '')
}

const atField: Record<string, string> = {
  'law:refusal.number-taken': 'number',
  'law:refusal.circular': 'otherNumber',
  'law:refusal.itself': 'otherNumber',
  'law:refusal.no-other': 'otherNumber',
}

/** The form again as it was typed, with the refusal at its field or on top. */
export function refusedForm({ key, values }: Refusal, typed: Record<string, string>): Filled {
  const field = atField[key] ?? 'form'
  return { typed, faults: { [field]: key }, values: { [field]: values } }
}
