import { diffArrays } from 'diff'
import { ownText } from './text.ts'
import { type Kind, type ParsedLaw, type Provision, walk } from './tree.ts'

/** A run of words that both texts have, or only the earlier, or only the later one. */
export type WordChange = { what: 'same' | 'removed' | 'added'; text: string }

/** What became of one provision. `before` and `after` hold its own words, not those of what stands under it. */
export type ProvisionChange = {
  what: 'added' | 'removed' | 'changed' | 'moved'
  kind: Kind
  anchor: string
  was: string
  before: string
  after: string
  words: WordChange[]
}

type Told = { kind: Kind; anchor: string; text: string }

/** Longer differences are told as one replacement: nobody reads them word by word. */
const mostEdits = 2000

/**
 * What differs between two readings of a document, provision by provision, in the order of the later;
 * what is gone comes where it stood. Provisions are the same when their anchors are; one whose words
 * stand unchanged under another anchor has `moved` there from `was`. Line breaks are no difference.
 */
export function diffLaws(before: ParsedLaw, after: ParsedLaw): ProvisionChange[] {
  const [old, now] = [tellAll(before), tellAll(after)]
  const oldByAnchor = new Map(old.map((one) => [one.anchor, one]))
  const anchors = new Set(now.map(({ anchor }) => anchor))
  const gone = byText(old.filter(({ anchor }) => !anchors.has(anchor)))
  const changes = new Map<string, ProvisionChange>()
  for (const one of now) {
    const same = oldByAnchor.get(one.anchor)
    const moved = same ? undefined : gone.get(key(one))?.shift()
    const change = same ? changed(same, one) : moved ? movedTo(moved, one) : added(one)
    if (change) changes.set(one.anchor, change)
  }
  const left = new Set([...gone.values()].flat().map(({ anchor }) => anchor))
  return inOrder(old, now, left, changes)
}

function tellAll(law: ParsedLaw): Told[] {
  return [...walk(law.root)].flatMap((provision) => {
    const text = wordsOf(law, provision)
    return provision.kind === 'document' || (text === '' && provision.children.length > 0)
      ? []
      : [{ kind: provision.kind, anchor: provision.anchor, text }]
  })
}

/** The title and the own words; a point's or clause's number is in its anchor. */
function wordsOf(law: ParsedLaw, provision: Provision): string {
  return `${provision.title}\n${ownText(law, provision)}`.replace(/\s+/gu, ' ').trim()
}

function key({ kind, text }: Told): string {
  return `${kind} ${text}`
}

function byText(all: Told[]): Map<string, Told[]> {
  const found = new Map<string, Told[]>()
  for (const one of all) {
    const same = found.get(key(one))
    if (same) same.push(one)
    else found.set(key(one), [one])
  }
  return found
}

function changed(old: Told, now: Told): ProvisionChange | undefined {
  if (old.text === now.text && old.kind === now.kind) return undefined
  return { ...told('changed', old, now), words: diffWords(old.text, now.text) }
}

function movedTo(old: Told, now: Told): ProvisionChange {
  return { ...told('moved', old, now), words: [{ what: 'same', text: now.text }] }
}

function added(now: Told): ProvisionChange {
  const old = { ...now, anchor: '', text: '' }
  return { ...told('added', old, now), words: [{ what: 'added', text: now.text }] }
}

function removed(old: Told): ProvisionChange {
  const change = told('removed', old, { ...old, text: '' })
  return { ...change, words: [{ what: 'removed', text: old.text }] }
}

function told(what: ProvisionChange['what'], old: Told, now: Told): Omit<ProvisionChange, 'words'> {
  const { kind, anchor } = now
  return { what, kind, anchor, was: old.anchor, before: old.text, after: now.text }
}

function inOrder(
  old: Told[],
  now: Told[],
  left: Set<string>,
  changes: Map<string, ProvisionChange>,
): ProvisionChange[] {
  const found: ProvisionChange[] = []
  const places = new Map(old.map(({ anchor }, index) => [anchor, index]))
  let next = 0
  const flush = (until: number) => {
    for (; next < until; next += 1) {
      const one = old[next]
      if (one && left.has(one.anchor)) found.push(removed(one))
    }
  }
  for (const { anchor } of now) {
    flush(places.get(anchor) ?? next)
    const change = changes.get(anchor)
    if (change) found.push(change)
  }
  flush(old.length)
  return found
}

/** The words that were struck out and put in, in reading order; runs of the same kind are one. */
export function diffWords(before: string, after: string): WordChange[] {
  const split = (text: string) =>
    text.match(/\s*[\p{L}\p{M}\p{N}]+|\s*[^\s\p{L}\p{M}\p{N}]/gu) ?? []
  const found = diffArrays(split(before), split(after), { maxEditLength: mostEdits })
  const whole: WordChange[] = [
    { what: 'removed', text: before },
    { what: 'added', text: after },
  ]
  if (!found) return whole.filter(({ text }) => text !== '')
  return found.map(({ added: isNew, removed: isGone, value }) => {
    return { what: isNew ? 'added' : isGone ? 'removed' : 'same', text: value.join('') }
  })
}
