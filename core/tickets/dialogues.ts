import { choice, words, yesNo } from '#core/conversation/questions.ts'
import type { Flow } from '#core/conversation/talk.ts'
import { say } from '#core/language.ts'

export interface Which {
  text: string
  fileIds: number[]
  ticketId: number
  to: 'ticket' | 'new'
}

/** What somebody wrote while a ticket of theirs is open: more for it, or a new question? */
export const whichTicket: Flow<Which, Record<string, never>> = {
  name: 'which-ticket',
  version: 1,
  async run(talk) {
    const code = talk.given<string>('code')
    const text = talk.given<string>('text')
    const fileIds = talk.given<number[]>('files')
    const to = await talk.ask(
      'to',
      choice<'ticket' | 'new'>('to', (language) => say(language, 'intake:which', { code }), [
        { id: 'ticket', label: (language) => say(language, 'intake:which-ticket', { code }) },
        { id: 'new', label: (language) => say(language, 'intake:which-new') },
      ]),
    )
    return { text, fileIds, ticketId: talk.given<number>('ticketId'), to }
  },
}

/** After a low score: why? The words may be skipped; the offer to look again comes either way. */
export const lowScore: Flow<{ answerId: number; comment: string | null }, Record<string, never>> = {
  name: 'low-score',
  version: 1,
  async run(talk) {
    const answerId = talk.given<number>('answer')
    const comment = await talk.askOptional(
      'comment',
      words(
        (language) => ({
          text: say(language, 'tickets:told.rated-low'),
          choices: [{ id: 'do:skip', label: say(language, 'conversation:skip') }],
        }),
        (text) => ({ value: text.trim() }),
      ),
    )
    return { answerId, comment }
  },
}

/** Takes a question back, after one confirmation. */
export const withdrawing: Flow<{ code: string; sure: boolean }, Record<string, never>> = {
  name: 'withdraw',
  version: 1,
  async run(talk) {
    const code = talk.given<string>('code')
    const sure = await talk.ask(
      'sure',
      yesNo('sure', (language) => say(language, 'intake:withdraw-sure', { code }), {
        yes: 'intake:withdraw-yes',
        no: 'intake:withdraw-no',
      }),
    )
    return { code, sure: sure === 'yes' }
  },
}

/** Deletes what the desk holds of a person, after one confirmation that says what will happen. */
export const erasing: Flow<boolean, Record<string, never>> = {
  name: 'erase',
  version: 1,
  async run(talk) {
    const sure = await talk.ask(
      'sure',
      yesNo('sure', (language) => say(language, 'data:erase-sure'), {
        yes: 'data:erase-yes',
        no: 'data:erase-no',
      }),
    )
    return sure === 'yes'
  },
}

/** Asks what a person wants to talk to an officer about; their words go to the office at once. */
export const toHuman: Flow<{ text: string }, Record<string, never>> = {
  name: 'human',
  version: 1,
  async run(talk) {
    const text = await talk.ask(
      'question',
      words(
        (language) => ({ text: say(language, 'intake:human') }),
        (typed) =>
          /\p{L}{2}/u.test(typed) ? { value: typed } : { invalid: 'intake:question-in-words' },
      ),
    )
    return { text }
  },
}

/** More for one ticket: words or files, taken as they come. */
export const adding: Flow<Omit<Which, 'to'>, Record<string, never>> = {
  name: 'add',
  version: 1,
  async run(talk) {
    const code = talk.given<string>('code')
    const more = await talk.ask<{ text: string; fileIds: number[] }>('more', {
      prompt: (language) => ({ text: say(language, 'intake:more-how', { code }) }),
      read(heard) {
        if (heard.kind === 'text') return { value: { text: heard.text, fileIds: [] } }
        if (heard.kind === 'files') return { value: { text: heard.text, fileIds: heard.fileIds } }
        return { invalid: 'conversation:in-words' }
      },
    })
    return { ...more, ticketId: talk.given<number>('ticketId') }
  },
}
