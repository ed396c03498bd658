import { z } from 'zod'
import {
  approveAndSend,
  askForMore,
  returnAnswer,
  sendAnswer,
  submitAnswer,
} from '#core/tickets/answers.ts'
import { saveDraft } from '#core/tickets/drafts.ts'
import { type DeedForm, deed, despite, idOrNone, text, told } from './deed-form.ts'

/** What is said to the person: an answer, its approval, a question back. */
export const answerDeeds: DeedForm[] = [
  deed({
    path: 'answer',
    form: 'answer',
    deed: 'ticket.draft',
    schema: z.object({
      body: text,
      basis: text,
      seen: idOrNone,
      told,
      despite,
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
    schema: z.object({ body: text, basis: text, seen: idOrNone, told, despite }),
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
    schema: z.object({ text, seen: idOrNone }),
    minds: true,
    done: () => 'inbox:done.more',
    run: ({ db, actor, id, version, now }, input) => askForMore(db, actor, id, version, input, now),
  }),
]
