import { otherField } from '#core/profile-shape.ts'
import { typedPhrase, type Word, words } from '#core/words.ts'
import { hints, type Learned, type Lore, prepareLearned } from './learned.ts'
import { findTerms, prepareTerms, type Terms } from './terms.ts'

export type Scope = 'general' | 'specific'

/** The rows a suggestion points at, where the model came from the database. */
type RouteIds = { fieldId: number; leadUnitId: number; cooperatingUnitIds: number[] }

/** A field as triage needs it: who leads and cooperates (unit codes), the words that speak for it. */
export type TriageField = {
  code: string
  lead: string
  cooperates: string[]
  terms: Record<string, number>
  ids?: RouteIds
}

/** What triage knows: plain data, from the profile's or the office's tables and from confirmed routings. */
export type Knowledge = {
  fields: TriageField[]
  /** the unit of everything no field is known for */
  focal: string
  scope: Record<Scope, Record<string, number>>
  learned?: Record<'field' | 'scope', Learned> | undefined
}

/** Knowledge prepared to be asked. */
export type Model = {
  fields: TriageField[]
  focal: string
  field: Prepared
  scope: Prepared
}

type Prepared = { labels: readonly string[]; terms: Terms; lore: Lore | undefined }

/** Words of the message that speak for a field, as typed, and how much (log-odds). */
type Reason = { words: string; weight: number; field: string }

export type Suggestion = Partial<RouteIds> & {
  field: string
  lead: string
  cooperates: string[]
  scope: Scope
  scopeSure: number
  /** how likely the field is, 0-1 */
  sure: number
  why: Reason[]
  alternatives: { field: string; sure: number }[]
}

/** What speaks for one label: its score, and the places in the message it comes from. */
type Evidence = { label: string; score: number; pieces: () => Piece[] }
type Piece = { from: number; to: number; weight: number }

/** More than this is not read: the matter stands at the beginning. */
export const longestRead = 2500
/** Each further term for the same field says a little less. */
const fading = 0.85
/** A message that says nothing belongs to nobody's field; most messages are general questions. */
const start: Record<string, number> = { [otherField]: 1, specific: -2 }
const reasonsShown = 6

/** Prepares triage; cheap enough for every change of a field, too dear for every message. */
export function makeModel({ fields, focal, scope, learned }: Knowledge): Model {
  const lists = Object.fromEntries(fields.map((field) => [field.code, field.terms]))
  return {
    fields,
    focal,
    field: prepare(lists, learned?.field),
    scope: prepare({ general: scope.general, specific: scope.specific }, learned?.scope),
  }
}

/**
 * Which field a message belongs to, who leads and cooperates, general or specific, how sure and why. Never fails:
 * what nothing speaks for goes to the focal unit as "other".
 */
export function suggest(model: Model, text: string): Suggestion {
  const message = words(text.slice(0, longestRead))
  const evidence = weigh(model.field, message)
  const [first = { label: otherField, sure: 0 }, ...others] = rank(evidence)
  const [scope] = rankLabels(model.scope, message)
  const speaking = evidence.find((each) => each.label === first.label)
  const field = model.fields.find((each) => each.code === first.label)
  return {
    ...field?.ids,
    field: first.label,
    lead: field?.lead ?? model.focal,
    cooperates: field?.cooperates ?? [],
    scope: scope?.label === 'specific' ? 'specific' : 'general',
    scopeSure: scope?.sure ?? 0,
    sure: first.sure,
    why: reasons(message, first.label, speaking?.pieces() ?? []),
    alternatives: others
      .filter((other) => other.sure >= 0.05)
      .slice(0, 3)
      .map(({ label, sure }) => ({ field: label, sure })),
  }
}

/** Which field a message most likely belongs to, and how sure (0-1): the same as `suggest` says, for half its cost. */
export function likelyField({ field }: Model, text: string): { field: string; sure: number } {
  const [first] = rankLabels(field, words(text.slice(0, longestRead)))
  return { field: first?.label ?? otherField, sure: first?.sure ?? 0 }
}

/** How likely each label is for a message, most likely first. */
export function rankLabels(prepared: Prepared, message: Word[]): { label: string; sure: number }[] {
  return rank(weigh(prepared, message))
}

function prepare(
  lists: Record<string, Record<string, number>>,
  learned: Learned | undefined,
): Prepared {
  const labels = Object.keys(lists)
  const lore = learned && learned.trust > 0 ? prepareLearned(learned, labels) : undefined
  return { labels, terms: prepareTerms(lists), lore }
}

function weigh({ labels, terms, lore }: Prepared, message: Word[]): Evidence[] {
  const found = Map.groupBy(findTerms(terms, message), (each) => each.label)
  const hinted = lore === undefined ? [] : hints(lore, message)
  return labels.map((label, index) => {
    const named = found.get(label) ?? []
    const heard = hinted.reduce((sum, hint) => sum + (hint.weights[index] ?? 0) * hint.share, 0)
    const learnt = () =>
      hinted.map(({ from, to, weights, share }) => {
        return { from, to, weight: (weights[index] ?? 0) * share }
      })
    return {
      label,
      score: (start[label] ?? 0) + faded(named.map((piece) => piece.weight)) + heard,
      pieces: () => [...named, ...learnt()],
    }
  })
}

function rank(evidence: Evidence[]): { label: string; sure: number }[] {
  const most = Math.max(...evidence.map((each) => each.score))
  const odds = evidence.map(({ label, score }) => ({ label, odds: Math.exp(score - most) }))
  const sum = odds.reduce((before, each) => before + each.odds, 0)
  return odds
    .map((each) => ({ label: each.label, sure: each.odds / sum }))
    .sort((a, b) => b.sure - a.sure)
}

function faded(weights: number[]): number {
  return weights
    .toSorted((a, b) => b - a)
    .reduce((sum, weight, index) => sum + weight * fading ** index, 0)
}

function reasons(message: Word[], field: string, pieces: Piece[]): Reason[] {
  const shown: Piece[] = []
  for (const each of pieces.toSorted((a, b) => b.weight - a.weight)) {
    if (each.weight < 0.1 || shown.length === reasonsShown) break
    if (!shown.some((other) => other.from < each.to && each.from < other.to)) shown.push(each)
  }
  return shown.map(({ from, to, weight }) => ({
    words: typedPhrase(message, from, to),
    weight: Math.round(weight * 100) / 100,
    field,
  }))
}
