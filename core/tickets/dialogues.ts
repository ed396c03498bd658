import { type Addition, askTakingMore } from '#core/conversation/additions.ts'
import { choice, words, yesNo } from '#core/conversation/questions.ts'
import type { Flow } from '#core/conversation/talk.ts'
import { say } from '#core/language.ts'

export interface Which {
  text: string
  fileIds: number[]
  /** the messages they came in */
  messageIds: number[]
  /** what was sent on top while the question was open, a message each */
  added: string[]
  ticketId: number
  to: 'ticket' | 'new'
}

/** What somebody wrote while they have a ticket at hand: more for it, or a new question? */
export const whichTicket: Flow<Which, Record<string, never>> = {
  name: 'which-ticket',
  version: 1,
  async run(talk) {
    const code = talk.given<string>('code')
    const text = talk.given<string>('text')
    const fileIds = talk.given<number[]>('fileIds')
    const messageIds = talk.given<number[]>('messageIds')
    const ended = talk.given<boolean>('ended')
    const ticketId = talk.given<number>('ticketId')
    const name = `to-${messageIds[0] ?? 0}`
    const more: Addition[] = []
    const to = await askTakingMore(
      talk,
      'to',
      choice<'ticket' | 'new'>(
        name,
        (language) => say(language, ended ? 'intake:which-ended' : 'intake:which', { code }),
        [
          { id: 'ticket', label: (language) => say(language, 'intake:which-ticket', { code }) },
          { id: 'new', label: (language) => say(language, 'intake:which-new') },
        ],
      ),
      more,
    )
    return {
      text: [text, ...more.map((one) => one.text)].filter(Boolean).join('\n\n'),
      fileIds: [...fileIds, ...more.flatMap((one) => one.fileIds)],
      ...{ messageIds, added: more.map((one) => one.text), ticketId, to },
    }
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
        (language) => ({ text: say(language, 'tickets:told.rated-low') }),
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
      yesNo(`withdraw-${code}`, (language) => say(language, 'intake:withdraw-sure', { code }), {
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
      yesNo('erase', (language) => say(language, 'data:erase-sure'), {
        yes: 'data:erase-yes',
        no: 'data:erase-no',
      }),
    )
    return sure === 'yes'
  },
}

/** Asks what a person wants to talk to an officer about, unless they have begun to ask; it goes to the office at once. */
export const toHuman: Flow<{ answers: Record<string, unknown> }, Record<string, never>> = {
  name: 'human',
  version: 1,
  async run(talk) {
    const begun = talk.given<Record<string, unknown> | undefined>('begun')
    if (begun) return { answers: begun }
    const question = await talk.ask(
      'question',
      words(
        (language) => ({ text: say(language, 'intake:human') }),
        (typed) =>
          /\p{L}{2}/u.test(typed) ? { value: typed } : { invalid: 'intake:question-in-words' },
      ),
    )
    return { answers: { question } }
  },
}

/** More for one ticket: words or files, taken as they come. */
export const adding: Flow<Pick<Which, 'text' | 'fileIds' | 'ticketId'>, Record<string, never>> = {
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
