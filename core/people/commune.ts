import { distance } from 'fastest-levenshtein'
import { plain, plainLabel } from '#core/conversation/questions.ts'
import type { Reading } from '#core/conversation/talk.ts'

/** A commune or ward of the profile: `kind` is xã, phường or đặc khu. */
export interface Commune {
  name: string
  kind: string
}

/**
 * Finds a commune by its name, with or without `xã`/`phường`, accents or not. Ambiguous or unknown names are asked
 * again with the nearest names. A profile without a list takes any text.
 */
export function readCommune(communes: Commune[], text: string): Reading<string> {
  const tidy = text.replace(/\s+/g, ' ').trim()
  if (communes.length === 0) {
    return /\p{L}{2}/u.test(tidy) && tidy.length <= 100
      ? { value: tidy }
      : { invalid: 'people:commune-text' }
  }
  const typed = plain(tidy)
  const bare = typed.replace(/^(?:xa|phuong|thi tran|tt|p|x)\s+/, '')
  const full = (commune: Commune) => `${commune.kind} ${commune.name}`
  const same = communes.filter((commune) => plainLabel(full(commune)) === typed)
  const named =
    same.length > 0 ? same : communes.filter((commune) => plainLabel(commune.name) === bare)
  if (named.length === 1 && named[0]) return { value: full(named[0]) }
  if (named.length > 1) {
    return { invalid: 'people:commune-which', values: { names: named.map(full).join(', ') } }
  }
  const says = (words: string) => ` ${typed} `.includes(` ${plainLabel(words)} `)
  const inFull = communes.filter((commune) => says(full(commune)))
  if (inFull.length === 1 && inFull[0]) return { value: full(inFull[0]) }
  const mentioned = communes
    .filter((commune) => says(commune.name))
    .sort((a, b) => b.name.length - a.name.length)
  if (
    mentioned[0] &&
    mentioned.every((commune) =>
      plainLabel(mentioned[0]?.name ?? '').includes(plainLabel(commune.name)),
    )
  ) {
    return { value: full(mentioned[0]) }
  }
  const near = communes
    .map((commune) => ({ commune, far: distance(plainLabel(commune.name), bare) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
  if (near[0] && near[0].far <= 1 && (near[1]?.far ?? 9) > 1 && bare.length >= 4) {
    return { value: full(near[0].commune) }
  }
  return {
    invalid: 'people:commune-unknown',
    values: { names: near.map(({ commune }) => full(commune)).join(', ') },
  }
}
