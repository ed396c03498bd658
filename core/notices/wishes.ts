import { choice, type Option, plain, plainLabel, words } from '#core/conversation/questions.ts'
import type { Question, Reading } from '#core/conversation/talk.ts'
import { type Language, say } from '#core/language.ts'
import { type Commune, readCommune } from '#core/people/commune.ts'

/** Something of a list that can be wanted: a field, a sector. */
export interface Item {
  id: string
  name: string
  nameEn: string
}

export const all = 'all'
export const enough = 'enough'

/**
 * Several of a list: one by its button, several by their numbers (`1, 3`) or names with commas between, or all. Numbers
 * are those of the list as shown. The value is ids, or `all` or `enough` alone.
 */
export function several(
  name: string,
  items: Item[],
  asked: { text: string; picked: string[]; all: string },
): Question<string[]> {
  const open = items.filter(({ id }) => !asked.picked.includes(id))
  const first: Option<string> =
    asked.picked.length === 0
      ? { id: all, label: (language) => say(language, asked.all) }
      : { id: enough, label: (language) => say(language, 'notices:ask.enough') }
  const options = [first, ...open.map((item) => ({ id: item.id, label: nameOf(item) }))]
  const names = (language: Language) =>
    items
      .filter(({ id }) => asked.picked.includes(id))
      .map((item) => nameOf(item)(language))
      .join('; ')
  const one = choice<string>(
    name,
    (language) => say(language, asked.text, { picked: names(language) }),
    options,
    () => ({ invalid: 'notices:ask.several-unknown' }),
  )
  return {
    prompt: one.prompt,
    async read(heard) {
      if (heard.kind === 'text') {
        const listed = readList(heard.text, options)
        if (listed) return { value: listed }
      }
      const reading = await one.read(heard)
      return 'value' in reading ? { value: [reading.value] } : reading
    },
  }
}

const nameOf =
  ({ name, nameEn }: Item) =>
  (language: Language) =>
    language === 'en' ? nameEn : name

/** `1, 3 và 4`, or names between commas; undefined when it is neither. */
function readList(text: string, options: Option<string>[]): string[] | undefined {
  const typed = plain(text.replace(/[,;+&]/g, ' , '))
  const numbers = text.match(/\d+/g)
  if (numbers && /^(?:\d+|va|and|so|,|\s)+$/.test(typed)) {
    const picked = numbers.map((number) => options[Number(number) - 1]?.id)
    if (picked.some((id) => id === undefined)) return undefined
    return tidied(picked as string[])
  }
  const parts = text
    .split(/[,;]/)
    .map(plain)
    .filter((part) => part !== '')
  if (parts.length < 2) return undefined
  const named = parts.map((part) => options.find((option) => isNamed(option, part))?.id)
  return named.some((id) => id === undefined) ? undefined : tidied(named as string[])
}

function isNamed(option: Option<string>, typed: string): boolean {
  return [option.label('vi'), option.label('en')].some((label) => plainLabel(label) === typed)
}

/** All and something is all. */
function tidied(ids: string[]): string[] {
  return ids.includes(all) ? [all] : [...new Set(ids.filter((id) => id !== enough))]
}

/** A commune of interest; the one that is known of the person has a button. */
export function communeWanted(communes: Commune[], own: string | null): Question<string> {
  const typed = words(
    (language) => ({ text: say(language, 'notices:ask.commune') }),
    (text): Reading<string> => readCommune(communes, text),
  )
  if (own === null) return typed
  const button = { id: 'commune.own', label: own }
  return {
    prompt: (language) => ({ ...typed.prompt(language), choices: [button] }),
    read: (heard) =>
      heard.kind === 'choice' && heard.choice === button.id ? { value: own } : typed.read(heard),
  }
}
