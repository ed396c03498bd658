import { and, desc, eq, isNull, ne, type SQL } from 'drizzle-orm'
import { words } from '#core/words.ts'
import type { Db } from '#db/client.ts'
import { difficulties, difficultyGroups } from '#db/schema/difficulties.ts'

/** A difficulty near another: how near, from 0 to 1. */
export interface Near {
  id: number
  content: string
  groupId: number | null
  group: string | null
  near: number
}

/** How many of a field are compared, the newest: the time does not grow with the years. */
const compared = 300
/** Below this two texts share little more than what every difficulty says. */
const nearEnough = 0.22
const shown = 6

interface Read {
  id: number
  content: string
  groupId: number | null
  group: string | null
}

/** Difficulties of the same field in much the same words, the nearest first: a suggestion, somebody decides. */
export async function similarDifficulties(
  db: Db,
  one: { id: number; content: string; fieldId: number | null; groupId: number | null },
): Promise<Near[]> {
  const others = await newestOf(db, one.fieldId, ne(difficulties.id, one.id))
  const apart = others.filter(({ groupId }) => groupId === null || groupId !== one.groupId)
  const [own, ...them] = weighed([one.content, ...apart.map(({ content }) => content)])
  if (!own) return []
  return apart
    .map((other, at) => ({ ...other, near: likeness(own, them[at] ?? new Map()) }))
    .filter(({ near }) => near >= nearEnough)
    .toSorted((a, b) => b.near - a.near)
    .slice(0, shown)
}

/** Heaps of a field's ungrouped difficulties that look like one, the largest first. */
export async function suggestGroups(db: Db, fieldId: number | null): Promise<Read[][]> {
  const open = await newestOf(db, fieldId, isNull(difficulties.groupId))
  const bags = weighed(open.map(({ content }) => content))
  const taken = new Set<number>()
  const heaps = open.map((first, at) => {
    if (taken.has(at)) return []
    const heap = open.flatMap((_, other) => {
      if (other <= at || taken.has(other)) return []
      return likeness(bags[at] ?? new Map(), bags[other] ?? new Map()) >= nearEnough ? [other] : []
    })
    if (heap.length === 0) return []
    for (const index of heap) taken.add(index)
    return [first, ...heap.flatMap((index) => open[index] ?? [])]
  })
  return heaps.filter((heap) => heap.length > 1).toSorted((a, b) => b.length - a.length)
}

function newestOf(db: Db, fieldId: number | null, which: SQL): Promise<Read[]> {
  const field = fieldId === null ? isNull(difficulties.fieldId) : eq(difficulties.fieldId, fieldId)
  return db
    .select({
      id: difficulties.id,
      content: difficulties.content,
      groupId: difficulties.groupId,
      group: difficultyGroups.title,
    })
    .from(difficulties)
    .leftJoin(difficultyGroups, eq(difficultyGroups.id, difficulties.groupId))
    .where(and(field, which))
    .orderBy(desc(difficulties.raisedOn), desc(difficulties.id))
    .limit(compared)
}

type Bag = Map<string, number>

const mostRead = 1_000

/** Syllables and pairs of them without accents; what stands in many of the texts weighs little, pairs more than one. */
function weighed(texts: string[]): Bag[] {
  const bags = texts.map((text) => {
    const plain = words(text.slice(0, mostRead)).map((word) => word.plain)
    return new Set(
      plain.flatMap((word, at) => (at === 0 ? [word] : [word, `${plain[at - 1]} ${word}`])),
    )
  })
  const stands = new Map<string, number>()
  for (const bag of bags) for (const term of bag) stands.set(term, (stands.get(term) ?? 0) + 1)
  const weight = (term: string) => {
    const rare = Math.log(1 + (texts.length + 2) / (1 + (stands.get(term) ?? 0)))
    return term.includes(' ') ? rare * 1.5 : rare
  }
  return bags.map((bag) => new Map([...bag].map((term) => [term, weight(term)])))
}

/** The weight of what two texts share, of the mean weight of the two. */
function likeness(one: Bag, other: Bag): number {
  let shared = 0
  for (const [term, weight] of one) if (other.has(term)) shared += weight
  const both = total(one) + total(other)
  return both === 0 ? 0 : (2 * shared) / both
}

function total(bag: Bag): number {
  let sum = 0
  for (const weight of bag.values()) sum += weight
  return sum
}
