import { z } from 'zod'
import { Refusal } from '#core/refusal.ts'
import type { Actor, Deed } from '#core/staff/roles.ts'
import {
  approveAndSend,
  askForMore,
  returnAnswer,
  sendAnswer,
  submitAnswer,
} from '#core/tickets/answers.ts'
import { tellings } from '#core/tickets/by-voice.ts'
import { saveDraft } from '#core/tickets/drafts.ts'
import {
  note,
  recommend,
  recordReply,
  referOutside,
  reopen,
  withdraw,
} from '#core/tickets/endings.ts'
import { findByCode } from '#core/tickets/find.ts'
import { merge } from '#core/tickets/merging.ts'
import {
  acceptSuggestion,
  assign,
  referToConsultant,
  route,
  transfer,
} from '#core/tickets/routing.ts'
import type { Db } from '#db/client.ts'
import type { Refused } from './ticket-page.tsx'

/** A deed of the ticket page: where its form is sent, what it reads, what it does and what is said when it is done. */
export interface DeedForm<Schema extends z.ZodType = z.ZodType> {
  path: string
  form: Refused['form']
  deed: Deed
  schema: Schema
  /** not done when the person wrote what the page did not show: the form says what it showed, `seen` */
  minds?: true
  done: (input: z.output<Schema>) => string
  run: (on: On, input: z.output<Schema>) => Promise<unknown>
}

interface On {
  db: Db
  actor: Actor
  id: number
  version: number
  now: Date
  /** the row a path names beside the ticket */
  part: number
}

const text = z.string().default('')
const idOrNone = z
  .string()
  .default('')
  .transform((value) => (/^\d{1,15}$/.test(value) ? Number(value) : undefined))
const seen = idOrNone
const told = z.enum(tellings).optional().catch(undefined)
const id = z.coerce.number().int().min(1).catch(0)
const who = text.transform((value) => (value === '' ? null : value))
const ids = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([])
  .transform((all) => all.map(Number).filter(Number.isSafeInteger))

/** A form among others; what its schema reads is what it does. */
export function deed<Schema extends z.ZodType>(form: DeedForm<Schema>): DeedForm {
  return form as unknown as DeedForm
}

export const deedForms: DeedForm[] = [
  deed({
    path: 'answer',
    form: 'answer',
    deed: 'ticket.draft',
    schema: z.object({
      body: text,
      basis: text,
      seen,
      told,
      deed: z.enum(['send', 'submit', 'draft']).catch('draft'),
    }),
    minds: true,
    done: ({ deed, told }) =>
      deed === 'send' && told ? 'inbox:done.told' : `inbox:done.answer-${deed}`,
    run: async ({ db, actor, id, version, now }, input) => {
      const { body, basis } = input
      if (input.deed === 'send') return sendAnswer(db, actor, id, version, input, now)
      if (input.deed === 'submit') return submitAnswer(db, actor, id, version, input, now)
      await saveDraft(db, actor, id, { kind: 'answer', body }, now)
      return saveDraft(db, actor, id, { kind: 'basis', body: basis }, now)
    },
  }),
  deed({
    path: 'approval',
    form: 'approval',
    deed: 'ticket.approve',
    schema: z.object({ body: text, basis: text, seen, told }),
    minds: true,
    done: () => 'inbox:done.approval',
    run: ({ db, actor, id, version, now }, input) =>
      approveAndSend(db, actor, id, version, input, now),
  }),
  deed({
    path: 'return',
    form: 'return',
    deed: 'ticket.approve',
    schema: z.object({ reason: text }),
    done: () => 'inbox:done.return',
    run: ({ db, actor, id, version, now }, input) =>
      returnAnswer(db, actor, id, version, input, now),
  }),
  deed({
    path: 'more',
    form: 'more',
    deed: 'ticket.ask',
    schema: z.object({ text, seen }),
    minds: true,
    done: () => 'inbox:done.more',
    run: ({ db, actor, id, version, now }, input) => askForMore(db, actor, id, version, input, now),
  }),
  deed({
    path: 'notes',
    form: 'note',
    deed: 'ticket.note',
    schema: z.object({ text }),
    done: () => 'inbox:done.note',
    run: ({ db, actor, id, version, now }, input) => note(db, actor, id, version, input, now),
  }),
  deed({
    path: 'suggestion',
    form: 'other',
    deed: 'ticket.route',
    schema: z.object({}),
    done: () => 'inbox:done.routing',
    run: ({ db, actor, id, version, now }) => acceptSuggestion(db, actor, id, version, now),
  }),
  deed({
    path: 'routing',
    form: 'other',
    deed: 'ticket.route',
    schema: z.object({
      field: id,
      unit: id,
      cooperating: ids,
      scope: z.enum(['general', 'specific']).catch('general'),
      complex: z
        .string()
        .optional()
        .transform((value) => value !== undefined),
    }),
    done: () => 'inbox:done.routing',
    run: ({ db, actor, id, version, now }, { field, unit, cooperating, scope, complex }) => {
      const where = { fieldId: field, leadUnitId: unit, cooperatingUnitIds: cooperating }
      return route(db, actor, id, version, { ...where, scope, complex }, now)
    },
  }),
  deed({
    path: 'assignment',
    form: 'assignment',
    deed: 'ticket.take',
    schema: z.object({ staff: who }),
    done: ({ staff }) => (staff === null ? 'inbox:done.unassigned' : 'inbox:done.assigned'),
    run: ({ db, actor, id, version, now }, { staff }) =>
      assign(db, actor, id, version, { staffId: staff }, now),
  }),
  deed({
    path: 'transfer',
    form: 'transfer',
    deed: 'ticket.transfer',
    schema: z.object({ unit: id, field: idOrNone, reason: text }),
    done: () => 'inbox:done.transfer',
    run: ({ db, actor, id, version, now }, { unit, field, reason }) => {
      const where = { unitId: unit, ...(field === undefined ? {} : { fieldId: field }) }
      return transfer(db, actor, id, version, { ...where, reason }, now)
    },
  }),
  deed({
    path: 'consultation',
    form: 'consultation',
    deed: 'ticket.consult',
    schema: z.object({ consultant: who }),
    done: () => 'inbox:done.consultation',
    run: ({ db, actor, id, version, now }, { consultant }) =>
      referToConsultant(db, actor, id, version, { consultantId: consultant }, now),
  }),
  deed({
    path: 'recommendation',
    form: 'recommendation',
    deed: 'ticket.recommend',
    schema: z.object({ authority: text, content: text }),
    done: () => 'inbox:done.recommendation',
    run: ({ db, actor, id, version, now }, input) => recommend(db, actor, id, version, input, now),
  }),
  deed({
    path: 'recommendation/:part/reply',
    form: 'other',
    deed: 'ticket.recommend',
    schema: z.object({
      reply: text,
      outcome: z.enum(['accepted', 'partly', 'declined']).catch('accepted'),
    }),
    done: () => 'inbox:done.reply',
    run: ({ db, actor, id, version, now, part }, input) =>
      recordReply(db, actor, id, version, { ...input, recommendationId: part }, now),
  }),
  deed({
    path: 'referral',
    form: 'referral',
    deed: 'ticket.refer',
    schema: z.object({ agency: text, reason: text }),
    done: () => 'inbox:done.referral',
    run: ({ db, actor, id, version, now }, input) =>
      referOutside(db, actor, id, version, input, now),
  }),
  deed({
    path: 'merger',
    form: 'merger',
    deed: 'ticket.merge',
    schema: z.object({ into: text }),
    done: () => 'inbox:done.merger',
    run: async ({ db, actor, id, version, now }, { into }) => {
      const target = await findByCode(db, actor, into).catch((error: unknown) => {
        if (error instanceof Refusal) throw new Refusal('inbox:refusal.no-target', { code: into })
        throw error
      })
      return merge(db, actor, id, version, { intoId: target.id }, now)
    },
  }),
  deed({
    path: 'withdrawal',
    form: 'withdrawal',
    deed: 'ticket.withdraw',
    schema: z.object({ reason: text }),
    done: () => 'inbox:done.withdrawal',
    run: ({ db, actor, id, version, now }, input) => withdraw(db, actor, id, version, input, now),
  }),
  deed({
    path: 'reopening',
    form: 'reopening',
    deed: 'ticket.reopen',
    schema: z.object({ reason: text }),
    done: () => 'inbox:done.reopening',
    run: ({ db, actor, id, version, now }, input) => reopen(db, actor, id, version, input, now),
  }),
]
