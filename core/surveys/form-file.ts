import { z } from 'zod'
import { type Form, formShape } from './shape.ts'
import { type Purpose, purposes, type Survey } from './surveys.ts'

const shape = z.strictObject({
  title: z.string().trim().min(1).max(200),
  purpose: z.enum(purposes).default('own'),
  anonymous: z.boolean().default(false),
  form: formShape,
})

/** A survey as a file, without the responses. */
export interface SurveyFile {
  title: string
  purpose: Purpose
  anonymous: boolean
  form: Form
}

/** What is wrong at a place of a file: `form.sections.0.questions.2.kind`; the key is one of the area `survey-desk`. */
export interface PlaceFault {
  place: string
  key: string
  values?: Record<string, string | number>
}

const mostFaults = 20

export function surveyFile(survey: Survey): string {
  const { title, purpose, anonymous, draft: form } = survey
  return `${JSON.stringify({ title, purpose, anonymous, form }, null, 2)}\n`
}

/** Reads a survey's file. Comes back with it, or with every place that is wrong, twenty at most. */
export function readSurveyFile(text: string): { file: SurveyFile } | { faults: PlaceFault[] } {
  const raw = parsed(text.replace(/^\ufeff/, ''))
  if ('fault' in raw) return { faults: [raw.fault] }
  const read = shape.safeParse(raw.value)
  if (read.success) return { file: read.data }
  const faults = read.error.issues.flatMap((issue) => faultsOf(issue))
  return { faults: faults.slice(0, mostFaults) }
}

function parsed(text: string): { value: unknown } | { fault: PlaceFault } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1]
    const before = at === undefined ? text : text.slice(0, Number(at))
    const line = before.split('\n').length
    return { fault: { place: '', key: 'survey-desk:import.json', values: { line } } }
  }
}

type Issue = z.core.$ZodIssue

function faultsOf(issue: Issue): PlaceFault[] {
  const place = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      return { place, key: 'survey-desk:import.unknown', values: { key } }
    })
  }
  if (issue.code === 'invalid_type') {
    return [{ place, key: 'survey-desk:import.type', values: { expected: issue.expected } }]
  }
  if (issue.code === 'too_big') return [{ place, key: 'survey-desk:import.long' }]
  const allowed = issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : ''
  if (allowed) return [{ place, key: 'survey-desk:import.one-of', values: { allowed } }]
  return [{ place, key: 'survey-desk:import.wrong' }]
}
