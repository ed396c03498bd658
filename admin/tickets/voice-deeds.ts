import { z } from 'zod'
import { addByVoice, recordScore, recordTold, tellings } from '#core/tickets/by-voice.ts'
import { type DeedForm, deed } from './deed-form.ts'

const text = z.string().default('')

/** What is only done where nobody asked in a chat: note what was said, both ways. */
export const voiceDeeds: DeedForm[] = [
  deed({
    path: 'addition',
    form: 'addition',
    deed: 'ticket.ask',
    schema: z.object({ text }),
    done: () => 'inbox:done.addition',
    run: ({ db, actor, id, version, now }, input) => addByVoice(db, actor, id, version, input, now),
  }),
  deed({
    path: 'telling',
    form: 'other',
    deed: 'ticket.send',
    schema: z.object({ how: z.enum(tellings) }),
    done: () => 'inbox:done.told',
    run: ({ db, actor, id, version, now }, input) => recordTold(db, actor, id, version, input, now),
  }),
  deed({
    path: 'score',
    form: 'other',
    deed: 'ticket.send',
    schema: z.object({ score: z.coerce.number().catch(0), comment: text }),
    done: () => 'inbox:done.score',
    run: ({ db, actor, id, version, now }, input) =>
      recordScore(db, actor, id, version, input, now),
  }),
]
