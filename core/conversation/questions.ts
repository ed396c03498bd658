import type { Choice, Outgoing } from '#core/channel.ts'
import { fold } from '#core/fold.ts'
import { type Language, say } from '#core/language.ts'
import type { Question, Reading } from './talk.ts'

/** An option of a choice: its id within the question, and its words. */
export interface Option<T extends string> {
  id: T
  label(language: Language): string
}

/**
 * A choice by button or by typing its words (accents or not, any case); numbers become buttons before they come
 * here. `other` reads free text that is none of these. The buttons' ids carry the question's name, so that a
 * button of an old question is noticed.
 */
export function choice<T extends string>(
  name: string,
  ask: (language: Language) => string,
  options: Option<T>[],
  other?: (text: string) => Reading<T>,
): Question<T> {
  const buttons = (language: Language): Choice[] =>
    options.map((option) => ({ id: `${name}.${option.id}`, label: option.label(language) }))
  return {
    prompt: (language): Outgoing => ({ text: ask(language), choices: buttons(language) }),
    read(heard) {
      if (heard.kind === 'choice') {
        const picked = options.find((option) => heard.choice === `${name}.${option.id}`)
        return picked ? { value: picked.id } : { invalid: 'conversation:stale-choice' }
      }
      if (heard.kind !== 'text') return { invalid: 'conversation:pick-one' }
      const picked = pick(options, heard.text)
      if (picked) return { value: picked.id }
      return other?.(heard.text) ?? { invalid: 'conversation:pick-one' }
    },
  }
}

function pick<T extends string>(options: Option<T>[], text: string): Option<T> | undefined {
  const typed = plain(text)
  const labels = options.map((option) => [
    plainLabel(option.label('vi')),
    plainLabel(option.label('en')),
  ])
  const exact = labels.findIndex((words) => words.includes(typed))
  if (exact >= 0) return options[exact]
  if (typed.length < 3) return undefined
  const starts = labels.flatMap((words, at) =>
    words.some((word) => word.startsWith(typed)) ? [at] : [],
  )
  return starts.length === 1 ? options[starts[0] ?? -1] : undefined
}

/** Yes or no, by button or by any usual word for it. */
export function yesNo(
  name: string,
  ask: (language: Language) => string,
  words: { yes: string; no: string },
): Question<'yes' | 'no'> {
  return choice<'yes' | 'no'>(
    name,
    ask,
    [
      { id: 'yes', label: (language) => say(language, words.yes) },
      { id: 'no', label: (language) => say(language, words.no) },
    ],
    (text) => {
      const value = yesOrNo(text)
      return value ? { value } : { invalid: 'conversation:pick-one' }
    },
  )
}

const yesWords =
  /^(?:co|dong y|dung|dung roi|dung vay|vang|da|u|uh|um|ok|oke|okay|okie|yes|y|agree|duoc|dc|gui|gui di|xong|xong roi|chap nhan|nhat tri)$/
const noWords =
  /^(?:khong|ko|k|kg|hong|no|n|chua|chua gui|thoi|thoi khong|tu choi|(?:thoi )?(?:khong|ko|dung) (?:dong y|can|gui|gui nua))$/

/** Any usual word for yes or no, with the courtesies around it. */
function yesOrNo(text: string): 'yes' | 'no' | undefined {
  const typed = bare(text)
  if (yesWords.test(typed)) return 'yes'
  return noWords.test(typed) ? 'no' : undefined
}

/** "Không có", "chưa có", "none": the person has nothing to say to what may be skipped. */
export function saysNothing(text: string): boolean {
  return /^(?:(?:khong|ko|k|chua|hong) ?(?:co|biet|nho|ro)?|none|nothing|no|skip|bo qua)$/.test(
    bare(text),
  )
}

/** Plain, without the courtesies that stand before and after: `dạ có ạ` is `co`, `vâng ạ` is `vang`. */
export function bare(text: string): string {
  const typed = plain(text)
  const begun = typed.replace(/^(?:(?:da|thua|em|toi|minh|chau|xin|cho|so oi|anh oi|chi oi) )+/, '')
  return begun.replace(/(?: (?:a|ah|nhe|nha|nhi|em|anh|chi|so|ban|ad|roi|voi))+$/, '')
}

/** Free text, read by `read`; anything but text is asked again. */
export function words<T>(
  ask: (language: Language) => Outgoing,
  read: (text: string) => Reading<T> | Promise<Reading<T>>,
): Question<T> {
  return {
    prompt: ask,
    read: (heard) =>
      heard.kind === 'text'
        ? read(heard.text)
        : {
            invalid:
              heard.kind === 'choice' ? 'conversation:stale-choice' : 'conversation:in-words',
          },
  }
}

/** Folded and without punctuation: how typed words are compared. */
export function plain(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}\s/]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const labels = new Map<string, string>()
const mostLabels = 2_000

/** The same of words of our own, which are few and come again and again: labels, names of places. */
export function plainLabel(label: string): string {
  const known = labels.get(label)
  if (known !== undefined) return known
  const read = plain(label)
  if (labels.size < mostLabels) labels.set(label, read)
  return read
}
