import { z } from 'zod'
import type { AdminContext } from '#admin/deps.ts'
import { line, optionalLine, readForm, sentBody, type Typed, tick, ticks } from '#admin/forms.ts'
import type { Filled } from '#admin/inputs.tsx'
import { documentByNumber } from '#core/law/documents/documents.ts'
import type { Course, CourseDraft } from '#core/training/course.ts'
import type { CourseSession, SessionDraft } from '#core/training/sessions.ts'
import type { Db } from '#db/client.ts'

export const kinds = ['class', 'conference', 'workshop', 'dialogue', 'e-learning'] as const
export const modes = ['in-person', 'online', 'both'] as const
/** More rows than any class of a department has. */
const mostSessions = 30

const ids = ticks.transform((all) => all.filter((one) => /^\d{1,15}$/.test(one)).map(Number))
const amount = z
  .string()
  .default('')
  .transform((text) => text.replace(/[.\s]/g, ''))
  .refine((text) => /^\d{0,13}$/.test(text), { error: 'courses:fault.amount' })
  .transform((text) => (text === '' ? null : Number(text)))

/** dd/MM/yyyy HH:mm as a browser's field sends it; the hour is Việt Nam's. */
const optionalMoment = z
  .string()
  .default('')
  .refine((text) => text === '' || localMoment(text) !== undefined, {
    error: 'courses:fault.moment',
  })
  .transform((text) => localMoment(text) ?? null)

const shape = z.object({
  kind: z.enum(kinds, { error: 'panel:fault.required' }),
  title: line(200, 'courses:fault.title'),
  summary: optionalLine(4_000),
  leadUnitId: z
    .string({ error: 'panel:fault.required' })
    .regex(/^\d{1,15}$/)
    .transform(Number),
  cooperatingUnitId: ids,
  fieldId: ids,
  mode: z.enum(modes, { error: 'panel:fault.required' }),
  place: optionalLine(300),
  meetingLink: optionalLine(500),
  seats: amount,
  closesAt: optionalMoment,
  speakers: optionalLine(500),
  plannedFor: z
    .string()
    .default('')
    .refine((text) => text === '' || /^\d{4}-Q[1-4]$/.test(text), { error: 'panel:fault.invalid' })
    .transform((text) => text || null),
  documentNumber: optionalLine(60),
  collectsQuestions: tick,
  budgetVnd: amount,
  societyVnd: amount,
  version: z
    .string()
    .default('1')
    .refine((text) => /^\d{1,9}$/.test(text))
    .transform(Number),
})

/** 2026-03-10T08:00 as an instant; undefined when it is none. */
function localMoment(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/.test(text)) return undefined
  const at = new Date(`${text}:00+07:00`)
  if (Number.isNaN(at.getTime())) return undefined
  // 31 February is no day, though a Date makes one of it.
  return fieldMoment(at) === text ? at : undefined
}

/** An instant as a field of day and hour shows it. */
function fieldMoment(at: Date | null | undefined): string {
  if (!at) return ''
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16)
}

/** A row of the sessions as it was typed. */
export interface TypedSession {
  id: string
  day: string
  from: string
  to: string
  place: string
}

const blank: TypedSession = { id: '', day: '', from: '', to: '', place: '' }

/** What the rows show when a course is opened: its sessions, and some empty ones. */
export function rowsOf(sessions: CourseSession[]): TypedSession[] {
  const known = sessions.map(({ id, startsAt, endsAt, place }) => ({
    ...{ id: String(id), place },
    day: fieldMoment(startsAt).slice(0, 10),
    from: fieldMoment(startsAt).slice(11),
    to: fieldMoment(endsAt).slice(11),
  }))
  return padded(known)
}

function padded(rows: TypedSession[]): TypedSession[] {
  const empty = Array.from({ length: Math.min(3, mostSessions - rows.length) }, () => blank)
  return [...rows, ...empty]
}

export type ReadCourse =
  | { ok: true; draft: CourseDraft; sessions: SessionDraft[]; version: number; typed: Typed }
  | { ok: false; filled: Filled }

/** Reads the form of a course with its sessions; what does not fit comes back beside what was typed. */
export async function readCourse(c: AdminContext, db: Db): Promise<ReadCourse> {
  const body = await sentBody(c)
  const typed: Typed = {}
  for (const [name, value] of Object.entries(body)) {
    typed[name] = [value]
      .flat()
      .filter((one) => typeof one === 'string')
      .join(',')
  }
  const read = await readForm(c, shape)
  const faults = read.ok ? {} : { ...read.faults }
  const sessions: SessionDraft[] = []
  for (const [index, row] of typedRows(typed).entries()) {
    if (row.day === '' && row.from === '' && row.to === '') continue
    const startsAt = localMoment(`${row.day}T${row.from}`)
    const endsAt = localMoment(`${row.day}T${row.to}`)
    if (!startsAt || !endsAt) faults[`s${index}-day`] = 'courses:fault.session'
    else {
      const id = /^\d{1,15}$/.test(row.id) ? Number(row.id) : undefined
      sessions.push({ id, startsAt, endsAt, place: row.place.slice(0, 300) })
    }
  }
  const number = (typed.documentNumber ?? '').trim()
  const document = number === '' ? undefined : await documentByNumber(db, number)
  if (number !== '' && !document) faults.documentNumber = 'courses:fault.document'
  if (!read.ok || Object.keys(faults).length > 0) return { ok: false, filled: { typed, faults } }
  const { fieldId, cooperatingUnitId, documentNumber: _, version, ...facts } = read.data
  const draft = {
    ...facts,
    fieldIds: fieldId,
    cooperatingUnitIds: cooperatingUnitId,
    documentId: document?.id ?? null,
  }
  return { ok: true, draft, sessions, version, typed }
}

/** The rows of sessions among what was typed, empty ones at the end for more. */
export function typedRows(typed: Typed): TypedSession[] {
  const rows: TypedSession[] = []
  for (let index = 0; index < mostSessions && typed[`s${index}-day`] !== undefined; index++) {
    const at = (name: string) => (typed[`s${index}-${name}`] ?? '').trim()
    rows.push({ id: at('id'), day: at('day'), from: at('from'), to: at('to'), place: at('place') })
  }
  return rows
}

/** A course as its form shows it. */
export function shownCourse(course: Course, documentNumber: string): Typed {
  const text = (value: number | null) => (value === null ? '' : String(value))
  return {
    ...{ kind: course.kind, title: course.title, summary: course.summary, mode: course.mode },
    ...{ place: course.place, meetingLink: course.meetingLink, speakers: course.speakers },
    leadUnitId: String(course.leadUnitId),
    cooperatingUnitId: course.cooperatingUnitIds.join(','),
    fieldId: course.fieldIds.join(','),
    seats: text(course.seats),
    closesAt: fieldMoment(course.closesAt),
    plannedFor: course.plannedFor ?? '',
    documentNumber,
    ...(course.collectsQuestions && { collectsQuestions: 'on' }),
    budgetVnd: text(course.budgetVnd),
    societyVnd: text(course.societyVnd),
    version: String(course.version),
  }
}
