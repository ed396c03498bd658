import { z } from 'zod'
import { askReferral, endReferral } from '#core/plan/referrals.ts'
import { Refusal } from '#core/refusal.ts'
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
import { acceptSuggestion, assign, route, transfer } from '#core/tickets/routing.ts'
import { answerDeeds } from './answer-deeds.ts'
import { type DeedForm, deed, idOrNone, text } from './deed-form.ts'

const id = z.coerce.number().int().min(1).catch(0)
const who = text.transform((value) => (value === '' ? null : value))
const ids = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .default([])
  .transform((all) => all.map(Number).filter(Number.isSafeInteger))

export const deedForms: DeedForm[] = [
  ...answerDeeds,
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
    schema: z.object({
      consultant: idOrNone,
      how: z.enum(['oral', 'paper']).optional().catch(undefined),
      phone: z.string().optional(),
    }),
    done: ({ consultant, how }) => {
      if (consultant === undefined) return 'consultants:done.ended'
      return how === undefined ? 'consultants:done.asked' : 'consultants:done.begun'
    },
    run: ({ db, actor, id, version, now }, { consultant, how, phone }) => {
      if (consultant === undefined) return endReferral(db, actor, id, version, now)
      const input = { consultantId: consultant, how, sharePhone: phone !== undefined }
      return askReferral(db, actor, id, version, input, now)
    },
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
