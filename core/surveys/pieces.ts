import { createHash } from 'node:crypto'
import {
  type Form,
  type FormQuestion,
  type QuestionKind,
  questionsOf,
  type Section,
} from './shape.ts'

/** What one page of the builder edits at a time: the words around the questions, a section's, or one question. */
export type Piece =
  | { piece: 'frame'; value: Frame }
  | { piece: 'section'; value: Heading }
  | { piece: 'question'; value: FormQuestion }

export type Frame = Omit<Form, 'sections'>
export type Heading = Omit<Section, 'questions'>

/** The piece as the form holds it now; undefined when it was taken away. */
export function pieceNow(form: Form, of: Piece): Piece['value'] | undefined {
  if (of.piece === 'frame') return frameOf(form)
  if (of.piece === 'question') return questionsOf(form).find(({ id }) => id === of.value.id)
  const section = form.sections.find(({ id }) => id === of.value.id)
  return section && headingOf(section)
}

export function frameOf({ sections: _, ...frame }: Form): Frame {
  return frame
}

export function headingOf({ questions: _, ...heading }: Section): Heading {
  return heading
}

/** A mark that changes when the piece does, for two who edit at once. */
export function stampOf(value: unknown): string {
  const sorted = JSON.stringify(value, (_, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
  return createHash('sha256').update(sorted).digest('base64url').slice(0, 16)
}

/** The form with the piece put in the place of what it was; a piece that was taken away comes back at the end. */
export function withPiece(form: Form, of: Piece): Form {
  if (of.piece === 'frame') return { ...of.value, sections: form.sections }
  if (of.piece === 'section') {
    if (!pieceNow(form, of)) {
      return { ...form, sections: [...form.sections, { ...of.value, questions: [] }] }
    }
    return mapSections(form, (section) =>
      section.id === of.value.id ? { ...of.value, questions: section.questions } : section,
    )
  }
  if (pieceNow(form, of)) {
    return mapQuestions(form, (one) => (one.id === of.value.id ? of.value : one))
  }
  const last = form.sections.length - 1
  return mapSections(form, (section, at) =>
    at === last ? { ...section, questions: [...section.questions, of.value] } : section,
  )
}

export function addSection(form: Form, taken: Set<string>): { form: Form; id: string } {
  const id = freeId('phan', new Set([...taken, ...form.sections.map((section) => section.id)]))
  return { form: { ...form, sections: [...form.sections, { id, title: '', questions: [] }] }, id }
}

/** A new question at the end of a section. `taken`: ids that published versions used, never given to another question. */
export function addQuestion(
  form: Form,
  sectionId: string,
  kind: QuestionKind,
  taken: Set<string>,
): { form: Form; id: string } {
  const id = freeId('cau', new Set([...taken, ...questionsOf(form).map((one) => one.id)]))
  const next = mapSections(form, (section) =>
    section.id === sectionId
      ? { ...section, questions: [...section.questions, emptyQuestion(id, kind)] }
      : section,
  )
  return { form: next, id }
}

/** A question of a kind with nothing written yet. */
export function emptyQuestion(id: string, kind: QuestionKind): FormQuestion {
  const bare = { id, ask: '', required: kind !== 'text' && kind !== 'file' }
  return kind === 'choice' || kind === 'several'
    ? { ...bare, kind, choices: [] }
    : { ...bare, kind }
}

export function removeSection(form: Form, id: string): Form {
  return { ...form, sections: form.sections.filter((section) => section.id !== id) }
}

export function removeQuestion(form: Form, id: string): Form {
  return mapSections(form, (section) => ({
    ...section,
    questions: section.questions.filter((one) => one.id !== id),
  }))
}

export type Way = 'up' | 'down'

export function moveSection(form: Form, id: string, way: Way): Form {
  return { ...form, sections: moved(form.sections, (section) => section.id === id, way) }
}

/** One place up or down; past the border of its section, into the neighbouring one. */
export function moveQuestion(form: Form, id: string, way: Way): Form {
  const at = form.sections.findIndex(({ questions }) => questions.some((one) => one.id === id))
  const section = form.sections[at]
  const question = section?.questions.find((one) => one.id === id)
  if (!section || !question) return form
  const edge = way === 'up' ? section.questions[0] : section.questions.at(-1)
  if (edge?.id !== id) {
    const questions = moved(section.questions, (one) => one.id === id, way)
    return mapSections(form, (one, n) => (n === at ? { ...section, questions } : one))
  }
  const to = at + (way === 'up' ? -1 : 1)
  if (!form.sections[to]) return form
  return mapSections(removeQuestion(form, id), (one, n) => {
    if (n !== to) return one
    const { questions } = one
    return { ...one, questions: way === 'up' ? [...questions, question] : [question, ...questions] }
  })
}

function moved<One>(list: One[], is: (one: One) => boolean, way: Way): One[] {
  const from = list.findIndex(is)
  const to = from + (way === 'up' ? -1 : 1)
  const [one, other] = [list[from], list[to]]
  if (!one || !other) return list
  return list.with(from, other).with(to, one)
}

function mapSections(form: Form, change: (section: Section, at: number) => Section): Form {
  return { ...form, sections: form.sections.map(change) }
}

function mapQuestions(form: Form, change: (question: FormQuestion) => FormQuestion): Form {
  return mapSections(form, (section) => ({ ...section, questions: section.questions.map(change) }))
}

function freeId(stem: string, taken: Set<string>): string {
  for (let n = 1; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`
}
