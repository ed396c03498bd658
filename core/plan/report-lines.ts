import type { Figures } from './figures.ts'
import type { Measured } from './formulas.ts'

type Unit = 'count' | 'rate' | 'money'

/** A figure of a report. Words: `reports:line.<key>`; the records behind it: core/plan/report-records.ts. */
export interface Line {
  key: string
  unit: Unit
  /** of the whole office alone: it cannot be told by division */
  whole?: boolean
  /** the name of the office's goal for it */
  goal?: 'resolved' | 'satisfied' | 'inTime' | 'classes' | 'trained' | 'trainedOnline'
  of(figures: Figures): number | null
  /** what a rate rests on */
  n?(figures: Figures): number
}

const rate = (key: string, of: (f: Figures) => Measured, goal?: Line['goal']): Line => ({
  ...{ key, unit: 'rate', ...(goal && { goal }) },
  of: (figures) => of(figures).value,
  n: (figures) => of(figures).n,
})
const count = (key: string, of: (f: Figures) => number): Line => ({ key, unit: 'count', of })
const whole = (line: Line): Line => ({ ...line, whole: true })

export type TableName =
  | 'promises'
  | 'answers'
  | 'training'
  | 'information'
  | 'difficulties'
  | 'consultants'
  | 'surveys'
  | 'tasks'

/** The tables of a narrative report, line by line. */
export const reportLines: Record<TableName, Line[]> = {
  promises: [
    rate('resolved', (f) => f.resolved, 'resolved'),
    rate('satisfied', (f) => f.satisfied, 'satisfied'),
    rate('in-time', (f) => f.inTime, 'inTime'),
    { ...count('classes', (f) => f.training.classes), goal: 'classes' },
    whole(rate('took-part', (f) => f.tookPart, 'trained')),
    whole(rate('took-part-digital', (f) => f.tookPartDigitally, 'trainedOnline')),
  ],
  answers: [
    count('opened', (f) => f.tickets.opened),
    count('answered', (f) => f.tickets.answered),
    count('recommended', (f) => f.tickets.recommended),
    count('referred', (f) => f.tickets.referred),
    count('withdrawn', (f) => f.tickets.withdrawn + f.tickets.merged),
    count('open', (f) => f.tickets.open),
    count('late', (f) => f.tickets.late),
    count('digital', (f) => f.tickets.digital),
    count('answers-sent', (f) => f.answersSent),
    count('answers-published', (f) => f.answersPublished),
  ],
  training: [
    count('classes', (f) => f.training.classes),
    count('conferences', (f) => f.training.conferences),
    count('workshops', (f) => f.training.workshops),
    count('dialogues', (f) => f.training.dialogues),
    count('signups', (f) => f.training.signups),
    count('attendees', (f) => f.training.attendees),
    { ...count('budget', (f) => f.training.budgetVnd), unit: 'money' },
    { ...count('society', (f) => f.training.societyVnd), unit: 'money' },
  ],
  information: [
    count('documents', (f) => f.documents.published),
    count('documents-told', (f) => f.documents.told),
    count('notices', (f) => f.notices.sent),
    count('recipients', (f) => f.notices.recipients),
  ].map(whole),
  difficulties: [
    count('difficulties', (f) => f.difficulties.raised),
    count('recommendations', (f) => f.recommendations.sent),
    count('replied', (f) => f.recommendations.replied),
    count('accepted', (f) => f.recommendations.accepted + f.recommendations.partly),
    count('declined', (f) => f.recommendations.declined),
  ],
  consultants: [
    count('consultants', (f) => f.consultants.registered),
    count('consultations', (f) => f.consultants.referred),
    count('advised', (f) => f.consultants.answered),
    count('fees-decided', (f) => f.fees.decided),
    count('fees-granted', (f) => f.fees.granted),
    { ...count('fees-money', (f) => f.fees.grantedVnd), unit: 'money' as const },
  ].map(whole),
  surveys: [
    count('responses', (f) => f.surveys.responses),
    rate('satisfied', (f) => f.satisfied, 'satisfied'),
    rate('response', (f) => f.response),
  ],
  tasks: [
    count('tasks-due', (f) => f.tasks.due),
    count('tasks-done', (f) => f.tasks.done),
    count('tasks-late', (f) => f.tasks.late),
    count('tasks-open', (f) => f.tasks.open),
  ],
}

/** The lines of a table that a report of that reach has. */
export function linesOf(table: TableName, ofWhole: boolean): Line[] {
  return reportLines[table].filter((line) => ofWhole || !line.whole)
}
