import { and, eq, gte, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { surveyCounts, surveyResponses } from '#db/schema/surveys.ts'
import { completeOf, each, picked, type ResponseFilter } from './complete.ts'

/** Which questions are counted by value: one value each, or a list of them. Of the others only how many answered. */
export interface Countable {
  single: string[]
  several: string[]
}

/** How often each value was given, by question; the value '' is how many answered the question at all. */
export type Counts = Map<string, Map<string, number>>

/** Complete responses of one day, version and channel. */
export interface Block {
  day: string
  version: number
  channel: string
  n: number
  counts: Record<string, Record<string, number>>
}

type Place = Omit<Block, 'counts'>

/** In a block's counts, what stands beside the questions: how many responses belong to each field (its id; '' none). */
export const byField = '#field'

/**
 * The counts of a survey by day, version and channel. A block is counted from its responses once and kept; it is
 * counted again when there are more or fewer of them, so that what is shown is what is there. Responses arrive on the
 * newest day: older days are looked at once a minute.
 */
export async function countedBlocks(
  db: Db,
  { id, createdAt }: { id: number; createdAt: Date },
  countable: Countable,
): Promise<Block[]> {
  const ofDb = held.get(db) ?? new Map<string, Held>()
  held.set(db, ofDb)
  const key = `${id} ${createdAt.getTime()} ${JSON.stringify(countable)}`
  const known = ofDb.get(key)
  const newest = known && Date.now() - known.at < wholeLookMs ? known.newest : undefined
  const blocks = await blocksSince(db, id, countable, newest)
  const older = newest === undefined ? [] : (known?.blocks.filter(({ day }) => day < newest) ?? [])
  const all = [...older, ...blocks]
  if (ofDb.size >= mostHeld) ofDb.clear()
  const at = newest === undefined ? Date.now() : (known?.at ?? 0)
  ofDb.set(key, { at, blocks: all, newest: newestDay(all) })
  return all
}

interface Held {
  at: number
  blocks: Block[]
  newest: string | undefined
}

const held = new WeakMap<Db, Map<string, Held>>()
const mostHeld = 50
const wholeLookMs = 60_000

/** The day before the newest one too: a response may be written down as that day ends. */
function newestDay(blocks: Block[]): string | undefined {
  const last = blocks
    .map(({ day }) => day)
    .sort()
    .at(-1)
  if (last === undefined) return undefined
  return new Date(Date.parse(last) - 86_400_000).toISOString().slice(0, 10)
}

async function blocksSince(
  db: Db,
  surveyId: number,
  countable: Countable,
  since: string | undefined,
): Promise<Block[]> {
  const [there, kept] = await Promise.all([
    placesOf(db, surveyId, since),
    db
      .select()
      .from(surveyCounts)
      .where(
        and(
          eq(surveyCounts.surveyId, surveyId),
          since === undefined ? undefined : gte(surveyCounts.day, since),
        ),
      ),
  ])
  const known = new Map(kept.map((block) => [keyOf(block), block]))
  const sound = (place: Place) => known.get(keyOf(place))?.n === place.n
  const days = [...new Set(there.filter((place) => !sound(place)).map(({ day }) => day))]
  const fresh = days.length === 0 ? [] : await countDays(db, surveyId, countable, days)
  const anew = new Set(days)
  const unchanged = there.flatMap((place) => {
    const block = known.get(keyOf(place))
    return block && !anew.has(place.day) ? [block] : []
  })
  return [...unchanged, ...fresh]
}

/** Everything in the blocks that the filter lets through, added up, and how many responses that are. */
export function addUp(blocks: Block[], filter: ResponseFilter): { n: number; counts: Counts } {
  const counts: Counts = new Map()
  let n = 0
  for (const block of blocks) {
    if (!passes(block, filter)) continue
    n += block.n
    for (const [question, values] of Object.entries(block.counts)) {
      const sums = counts.get(question) ?? new Map<string, number>()
      counts.set(question, sums)
      for (const [value, count] of Object.entries(values)) {
        sums.set(value, (sums.get(value) ?? 0) + count)
      }
    }
  }
  return { n, counts }
}

function passes({ day, version, channel }: Place, filter: ResponseFilter): boolean {
  return (
    (filter.version === undefined || filter.version === version) &&
    (filter.channel === undefined || filter.channel === channel) &&
    (filter.from === undefined || filter.from <= day) &&
    (filter.to === undefined || filter.to >= day)
  )
}

async function placesOf(db: Db, surveyId: number, since?: string): Promise<Place[]> {
  const { completedOn, version, channel } = surveyResponses
  return await db
    .select({
      day: sql<string>`${completedOn}::text`,
      version,
      channel,
      n: sql<number>`count(*)::int`,
    })
    .from(surveyResponses)
    .where(
      and(
        completeOf(surveyId, since === undefined ? {} : { from: since }),
        sql`${completedOn} is not null`,
      ),
    )
    .groupBy(completedOn, version, channel)
}

/** Counts whole days from their responses, in one statement so that every figure is of the same moment; keeps them. */
async function countDays(
  db: Db,
  surveyId: number,
  { single, several }: Countable,
  days: string[],
): Promise<Block[]> {
  const rows = await db.execute<{
    day: string
    version: number
    channel: string
    question: string
    value: string
    n: number
  }>(sql`
    with done as materialized (
      select completed_on::text as day, version, channel, field_id, answers from ${surveyResponses}
      where survey_id = ${surveyId} and state = 'complete'
        and completed_on = any (${texts(days)}::date[])
    )
    select day, version, channel, '' as question, '' as value, count(*)::int as n
    from done group by day, version, channel
    union all
    select day, version, channel, ${byField}, coalesce(field_id::text, ''), count(*)::int
    from done group by day, version, channel, field_id
    union all
    select day, version, channel, key, '', count(*)::int
    from done, jsonb_object_keys(answers) key group by day, version, channel, key
    union all
    select day, version, channel, key, ${picked(sql`answers ->> key`)} as value, count(*)::int
    from done, unnest(${texts(single)}::text[]) key
    where answers ? key group by day, version, channel, key, value
    union all
    select day, version, channel, key, ${picked(sql`one`)} as value, count(*)::int
    from done, unnest(${texts(several)}::text[]) key, ${each(sql`answers -> key`)} one
    group by day, version, channel, key, value`)
  const blocks = new Map<string, Block>()
  for (const { day, version, channel, question, value, n } of rows) {
    const block = blocks.get(keyOf({ day, version, channel })) ?? {
      ...{ day, version, channel, n: 0, counts: {} },
    }
    blocks.set(keyOf(block), block)
    if (question === '') {
      block.n = n
      continue
    }
    const values = block.counts[question] ?? {}
    values[value] = n
    block.counts[question] = values
  }
  await keep(db, surveyId, [...blocks.values()])
  return [...blocks.values()]
}

/** The same blocks in the same order from everybody, so that two who count at once wait and do not lock each other out. */
async function keep(db: Db, surveyId: number, blocks: Block[]): Promise<void> {
  const sorted = blocks.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  for (let from = 0; from < sorted.length; from += 500) {
    const rows = sorted.slice(from, from + 500).map((block) => ({ surveyId, ...block }))
    await db
      .insert(surveyCounts)
      .values(rows)
      .onConflictDoUpdate({
        target: [
          surveyCounts.surveyId,
          surveyCounts.day,
          surveyCounts.version,
          surveyCounts.channel,
        ],
        set: { n: sql`excluded.n`, counts: sql`excluded.counts` },
      })
  }
}

function keyOf({ day, version, channel }: Omit<Place, 'n'>): string {
  return `${day} ${version} ${channel}`
}

function texts(list: string[]): SQL {
  return list.length === 0
    ? sql`array[]::text[]`
    : sql`array[${sql.join(
        list.map((one) => sql`${one}`),
        sql`, `,
      )}]`
}
