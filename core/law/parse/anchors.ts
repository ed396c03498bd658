import { inTelex, numberOf } from './numbering.ts'
import type { Kind } from './tree.ts'

const letters: Partial<Record<Kind, string>> = {
  part: 'p',
  chapter: 'c',
  section: 'm',
  subsection: 't',
  article: 'd',
  clause: 'k',
  point: 'd',
  quote: 'q',
}
const names: Partial<Record<Kind, string>> = {
  document: '',
  opening: 'mo-dau',
  basis: 'can-cu',
  closing: 'ket',
}

/**
 * Gives each provision an address that stays the same when the text is read again: `d12`, `d12.k3`,
 * `d12.k3.da`, `c2.m1`, `pl1.d4`. An article's does not name its chapter, as citations do not. Letters
 * are typed as in Telex, after the kind's own letter: điểm a → `da`, điểm d → `dd`, điểm đ → `ddd`,
 * khoản 2đ → `k2dd`; so no two labels meet. A second provision with the same label gets `-2`.
 */
export function anchorGiver(): (kind: Kind, label: string, above: string, scope: string) => string {
  const given = new Map<string, number>()
  return (kind, label, above, scope) => {
    const wanted = wantedAnchor(kind, label, kind === 'article' ? scope : above)
    const times = (given.get(wanted) ?? 0) + 1
    given.set(wanted, times)
    return times === 1 ? wanted : anchorAgain(given, wanted, times)
  }
}

function anchorAgain(given: Map<string, number>, wanted: string, times: number): string {
  const anchor = `${wanted}-${times}`
  given.set(anchor, 1)
  return anchor
}

function wantedAnchor(kind: Kind, label: string, above: string): string {
  const name = names[kind] ?? `${letters[kind] ?? 'pl'}${shortLabel(kind, label)}`
  return above === '' || name === '' ? name : `${above}.${name}`
}

function shortLabel(kind: Kind, label: string): string {
  if (kind === 'article' || kind === 'clause' || kind === 'point') return inTelex(label)
  const plain = /^(.*?)([A-Za-zđ]?)$/u.exec(label)
  const whole = numberOf(label)
  if (whole !== undefined) return String(whole)
  const part = numberOf(plain?.[1] ?? '')
  return part === undefined
    ? inTelex(label.replace(/\s+/gu, '-'))
    : `${part}${inTelex(plain?.[2] ?? '')}`
}
