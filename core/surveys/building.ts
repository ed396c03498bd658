import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { type SurveyDoer, saveDraft } from './drafting.ts'
import { readForm } from './form.ts'
import {
  addQuestion,
  addSection,
  moveQuestion,
  moveSection,
  type Piece,
  pieceNow,
  removeQuestion,
  removeSection,
  stampOf,
  type Way,
  withPiece,
} from './pieces.ts'
import { versionsOf } from './results.ts'
import { type Form, type QuestionKind, questionsOf } from './shape.ts'
import { surveyById } from './surveys.ts'

/** What a button of the builder does to the order of things. */
export type Step =
  | { step: 'add-section' }
  | { step: 'add-question'; section: string; kind: QuestionKind }
  | { step: 'remove-section' | 'remove-question'; id: string }
  | { step: 'move-section' | 'move-question'; id: string; way: Way }

const mostTries = 5

/** Adds, moves or takes away a question or section of the draft. Returns the id of what was added. */
export async function takeStep(
  db: Db,
  surveyId: number,
  step: Step,
  by: SurveyDoer,
): Promise<string | undefined> {
  const taken = await publishedIds(db, surveyId)
  let added: string | undefined
  await changeDraft(db, surveyId, by, (form) => {
    const next = stepped(form, step, taken)
    added = next.id
    return next.form
  })
  return added
}

function stepped(form: Form, step: Step, taken: Set<string>): { form: Form; id?: string } {
  switch (step.step) {
    case 'add-section':
      return addSection(form, taken)
    case 'add-question':
      return addQuestion(form, step.section, step.kind, taken)
    case 'remove-section':
      return { form: removeSection(form, step.id) }
    case 'remove-question':
      return { form: removeQuestion(form, step.id) }
    case 'move-section':
      return { form: moveSection(form, step.id, step.way) }
    case 'move-question':
      return { form: moveQuestion(form, step.id, step.way) }
  }
}

/** What a colleague has made of the piece meanwhile; `undefined` when they took it away. */
export interface Conflict {
  theirs: Piece['value'] | undefined
}

/**
 * Keeps one piece of the draft. `was` is the stamp of what the writer saw: when a colleague has changed this very piece
 * since, nothing is kept and theirs comes back, so that both can be shown. Who edits another piece is in nobody's way.
 */
export async function savePiece(
  db: Db,
  surveyId: number,
  of: Piece & { was: string },
  by: SurveyDoer,
): Promise<Conflict | undefined> {
  let conflict: Conflict | undefined
  await changeDraft(db, surveyId, by, (form) => {
    const theirs = pieceNow(form, of)
    const unchanged = stampOf(of.value) === (theirs && stampOf(theirs))
    conflict = unchanged || (theirs && stampOf(theirs) === of.was) ? undefined : { theirs }
    return conflict ? undefined : withPiece(form, of)
  })
  return conflict
}

/** The ids of questions and sections that were ever published: results are put together by them. */
export async function publishedIds(db: Db, surveyId: number): Promise<Set<string>> {
  const versions = await versionsOf(db, surveyId)
  return new Set(
    versions.flatMap(({ form }) => [
      ...form.sections.map(({ id }) => id),
      ...questionsOf(form).map(({ id }) => id),
    ]),
  )
}

/** Changes the newest draft, again when somebody was quicker; the change says nothing to leave it as it is. */
async function changeDraft(
  db: Db,
  surveyId: number,
  by: SurveyDoer,
  change: (form: Form) => Form | undefined,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const survey = await surveyById(db, surveyId)
    if (!survey) throw new Refusal('surveys:refusal.gone')
    const form = change(readForm(survey.draft))
    if (!form) return
    try {
      await saveDraft(db, { id: surveyId, version: survey.version }, { form }, by)
      return
    } catch (error) {
      const overtaken = error instanceof Refusal && error.key === 'surveys:refusal.changed'
      if (!overtaken || tries === mostTries) throw error
    }
  }
}
