import { bare, choice, words } from '#core/conversation/questions.ts'
import type { Flow, Question, Reading } from '#core/conversation/talk.ts'
import { type Language, say } from '#core/language.ts'
import { isThanks } from '#core/tickets/thanks.ts'

/** What somebody says to the passages they were shown: that was it, send my question, look again, or more words. */
export type Decision =
  | { to: 'helped' | 'send' | 'again' }
  | { to: 'more'; text: string; fileIds: number[] }

export interface Shown {
  question: string
  lookups: number[]
  nothing: boolean
  decision: Decision
}

/** After a look-up: was it what they needed? What was typed is kept and never asked for again. */
export const found: Flow<Shown, Record<string, never>> = {
  name: 'found',
  version: 1,
  async run(talk) {
    const question = talk.given<string>('question')
    const lookups = talk.given<number[]>('lookups')
    const nothing = talk.given<boolean | undefined>('nothing') === true
    const decision = await talk.ask('decision', decisionQuestion(lookups, nothing))
    return { question, lookups, nothing, decision }
  },
}

type Pressed = 'helped' | 'send' | 'again'

/** Its buttons carry the look-up's number, so that those of an earlier one decide nothing. */
function decisionQuestion(lookups: number[], nothing: boolean): Question<Decision> {
  const offered: Pressed[] = nothing ? ['send', 'again'] : ['helped', 'send']
  const buttons = choice<Pressed>(
    `found-${lookups.at(-1) ?? 0}`,
    (language) => say(language, nothing ? 'assistant:nothing-then' : 'assistant:found-then'),
    offered.map((id) => ({ id, label: (language) => say(language, `assistant:${id}`) })),
  )
  return {
    prompt(language) {
      const asked = buttons.prompt(language)
      const human = { id: 'do:human', label: say(language, 'conversation:menu-human') }
      return { ...asked, choices: [...(asked.choices ?? []), human] }
    },
    async read(heard): Promise<Reading<Decision>> {
      if (heard.kind === 'files') {
        return { value: { to: 'more', text: heard.text.trim(), fileIds: heard.fileIds } }
      }
      const picked = await buttons.read(heard)
      if ('value' in picked) return { value: { to: picked.value } }
      if (heard.kind !== 'text') return picked
      const meant = nothing ? undefined : meantBy(heard.text)
      if (meant) return { value: { to: meant } }
      if (!/\p{L}{2}/u.test(heard.text)) return picked
      return { value: { to: 'more', text: heard.text.trim(), fileIds: [] } }
    },
  }
}

const helpedWords =
  /^(?:(?:da )?(?:dung|duoc|du|ro|hieu)(?: roi| vay| day| cai toi can)?|vang|co|ok|oke|okay|okie|yes|y)$/
const sendWords =
  /^(?:(?:khong|ko|chua|k)(?: dung| phai| ro| du| hieu)?(?: lam)?|gui|gui di|gui cho so|no|n)$/

const thanks = / ?\b(?:cam on|thanks?|thank you)\b.*$/

/** Any usual word for "that was it" or "it was not". */
function meantBy(text: string): 'helped' | 'send' | undefined {
  const typed = bare(bare(text).replace(thanks, ''))
  if (helpedWords.test(typed) || isThanks(text)) return 'helped'
  return sendWords.test(typed) ? 'send' : undefined
}

/** Asks for the words to look up. */
export const lookingUp: Flow<{ words: string }, Record<string, never>> = {
  name: 'look-up',
  version: 1,
  async run(talk) {
    return { words: await talk.ask('words', wantedWords()) }
  },
}

function wantedWords(): Question<string> {
  return words(
    (language: Language) => ({ text: say(language, 'assistant:look-up') }),
    (text) =>
      /[\p{L}\p{N}]{2}/u.test(text)
        ? { value: text.trim() }
        : { invalid: 'assistant:look-up-in-words' },
  )
}
