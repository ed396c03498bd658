import { dayOf } from '#core/calendar/calendar.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { type CitationLine, citationLines } from './citation-lines.ts'
import { validityWords } from './found-message.ts'
import { type Result, resultOf } from './self-check.ts'
import { filled, fillingsOf } from './self-check-fillings.ts'
import type { Answers, SelfCheck } from './self-check-shape.ts'

/** A result ready to be shown: texts with the office's values in them, citations with their validity. */
export interface ShownResult {
  id: string
  title: string
  text: string
  advice: string[]
  citations: CitationLine[]
}

/** What answers come to, in a language; undefined while something is still to be asked. */
export async function shownResult(
  db: Db,
  check: SelfCheck,
  answers: Answers,
  language: Language,
  now: Date,
): Promise<ShownResult | undefined> {
  const result: Result | undefined = resultOf(check, answers)
  if (!result) return undefined
  const values = (await fillingsOf(db))[language]
  return {
    id: result.outcome.id,
    title: filled(result.outcome.title[language], values),
    text: filled(result.outcome.text[language], values),
    advice: result.advice.map(({ text }) => filled(text[language], values)),
    citations: await citationLines(db, result.citations, language, dayOf(now)),
  }
}

/** The result in one message, with what it rests on and that it was made automatically. */
export function resultMessage(result: ShownResult, language: Language): string {
  const advice = result.advice.map((text) => `• ${text}`)
  const citations = groupedSources(result.citations, language)
  return [
    say(language, 'self-check:result', { title: result.title }),
    result.text,
    advice.length > 0 && [say(language, 'self-check:advice'), ...advice].join('\n'),
    citations.length > 0 && [say(language, 'self-check:basis'), ...citations].join('\n'),
    say(language, 'self-check:reference-only'),
  ]
    .filter((part): part is string => typeof part === 'string')
    .join('\n\n')
}

/** One line a document, with its validity and the places cited in it. */
function groupedSources(citations: CitationLine[], language: Language): string[] {
  const groups = new Map<string, string[]>()
  for (const { document, place, validity } of citations) {
    const words = validity && validityWords(validity, language)
    const source = words
      ? say(language, 'assistant:source', { source: document, validity: words })
      : document
    groups.set(source, [...(groups.get(source) ?? []), ...(place === '' ? [] : [place])])
  }
  return [...groups].map(([source, places]) => {
    return places.length === 0 ? `• ${source}` : `• ${source}: ${places.join('; ')}`
  })
}

/** What was answered and what came of it, as the question that goes to the office. */
export function askedAbout(
  check: SelfCheck,
  answers: Answers,
  result: ShownResult,
  language: Language,
): string {
  const lines = check.questions.flatMap(({ id, ask, choices }) => {
    const picked = choices.find((choice) => choice.id === answers[id])
    return picked ? [`• ${ask[language]} ${picked.label[language]}`] : []
  })
  const head = say(language, 'self-check:question', {
    check: check.title[language],
    result: result.title,
  })
  return [head, lines.join('\n')].join('\n\n')
}
