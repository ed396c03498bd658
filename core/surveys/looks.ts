import type { Choice, Outgoing } from '#core/channel.ts'
import { promptOf } from '#core/conversation/dialogue.ts'
import type { Language } from '#core/language.ts'
import { numberedLabel, piecesOf, shortLabel, withNumbers } from '#core/outgoing.ts'
import { askedIn } from './asking-questions.ts'
import { type Form, type FormQuestion, questionsOf } from './shape.ts'

/** The chats a question's look is shown for. */
export const lookChannels = ['zalo', 'telegram', 'messenger', 'web'] as const
export type LookChannel = (typeof lookChannels)[number]

interface Kind {
  /** the longest single message */
  limit: number
  /** more buttons than this are numbered lines instead; so are longer labels */
  buttons: number
  label: number
  /** choices stand in the text as well, because buttons may not show */
  both?: true
}

/** The limits of the platforms as their adapters hold them (bots/<platform>/outgoing.ts). */
const kinds: Record<LookChannel, Kind> = {
  zalo: { limit: 2_000, buttons: 5, label: 100, both: true },
  telegram: { limit: 4_096, buttons: 8, label: 48 },
  messenger: { limit: 2_000, buttons: 13, label: 20 },
  web: { limit: 20_000, buttons: 60, label: 200 },
}

export interface QuestionLook {
  /** the messages it takes */
  messages: string[]
  buttons: string[]
}

/** What a person sees of a message with choices on a channel. */
export function questionLook(channel: LookChannel, out: Outgoing): QuestionLook {
  const { limit, buttons: most, label, both } = kinds[channel]
  const { choices = [], text } = out
  const many = choices.length > most
  const cut = choices.some((choice) => choice.label.length > label)
  const asText = both === true || many || cut
  const messages = piecesOf(withNumbers({ text, ...(asText && { choices }) }), limit)
  return { messages, buttons: many ? [] : choices.map((one, at) => titled(one, at, cut, label)) }
}

function titled({ label }: Choice, at: number, cut: boolean, most: number): string {
  return cut ? shortLabel(numberedLabel(label, at + 1), most) : label
}

/** A question exactly as a chat asks it. */
export function questionOutgoing(
  { form, title, anonymous }: { form: Form; title: string; anonymous: boolean },
  question: FormQuestion,
  language: Language,
): Outgoing {
  const at = questionsOf(form).findIndex(({ id }) => id === question.id)
  const survey = { id: 0, title, version: 0, anonymous, responseId: null, resumed: 0 }
  const reader = { communes: [], today: '2026-01-01' }
  const asked = askedIn({ survey, form, question, number: Math.max(0, at) + 1, reader })
  return promptOf({ name: '', question: { ...asked, optional: !question.required } }, language)
}
