import { say } from '#core/language.ts'
import { bare } from './questions.ts'
import type { Heard, Question, Reading, Talk } from './talk.ts'

/** What somebody sends on top of their question while they are asked something else. */
export interface Addition {
  text: string
  fileIds: number[]
}

/**
 * Asks like `talk.ask`; a file, or a text that is plainly no answer but a sentence, is put with `additions` and the
 * question asked again. People write in several messages and send pictures one by one: none of it is lost.
 */
export async function askTakingMore<T>(
  talk: Talk,
  name: string,
  question: Question<T>,
  additions: Addition[],
): Promise<T> {
  for (let round = 0; ; round++) {
    const asked = orMore(round === 0 ? question : noting(question))
    const answer = await talk.ask(round === 0 ? name : `${name}+${round}`, asked)
    if ('answer' in answer) return answer.answer
    additions.push(answer)
  }
}

/** The same question again, after a word that what came in between is kept. */
function noting<T>(question: Question<T>): Question<T> {
  return {
    ...question,
    prompt(language) {
      const asked = question.prompt(language)
      return { ...asked, text: `${say(language, 'intake:more-kept')}\n\n${asked.text}` }
    },
  }
}

function orMore<T>(question: Question<T>): Question<{ answer: T } | Addition> {
  return {
    prompt: (language) => question.prompt(language),
    async read(heard): Promise<Reading<{ answer: T } | Addition>> {
      const reading = await question.read(heard)
      if ('value' in reading) return { value: { answer: reading.value } }
      const addition = additionOf(heard)
      return addition ? { value: addition } : reading
    },
  }
}

const wordsOfASentence = 4

function additionOf(heard: Heard): Addition | undefined {
  if (heard.kind === 'files') return { text: heard.text.trim(), fileIds: heard.fileIds }
  if (heard.kind !== 'text' || !/\p{L}{2}/u.test(heard.text)) return undefined
  const sentence = bare(heard.text).split(' ').length >= wordsOfASentence
  return sentence ? { text: heard.text.trim(), fileIds: [] } : undefined
}
