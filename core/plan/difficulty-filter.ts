import { and, eq, exists, gte, isNull, lte, type SQL, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { difficulties, recommendationSources } from '#db/schema/difficulties.ts'
import { type DifficultySource, difficultySources } from './difficulty.ts'

/** Which difficulties a list shows; what is absent bounds nothing. */
export interface DifficultyFilter {
  q?: string
  /** 0: of no field */
  field?: number
  commune?: string
  source?: DifficultySource
  /** YYYY-MM-DD, both counted */
  from?: string
  to?: string
  /** 0: in no group */
  group?: number
  recommended?: 'yes' | 'no'
  /** not those that this recommendation is drawn from; never of an address */
  apartFrom?: number
}

const day = /^\d{4}-\d\d-\d\d$/

/** Reads a filter from an address; what makes no sense there bounds nothing. */
export function parseDifficultyFilter(query: URLSearchParams): DifficultyFilter {
  const text = (name: string) => (query.get(name) ?? '').trim().slice(0, 200) || undefined
  const id = (name: string) => {
    const value = text(name)
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
  }
  const on = (name: string) => {
    const value = text(name)
    return value && day.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined
  }
  const recommended = query.get('recommended')
  const all = {
    ...{ q: text('q'), field: id('field'), commune: text('commune'), group: id('group') },
    source: difficultySources.find((one) => one === query.get('source')),
    ...{ from: on('from'), to: on('to') },
    recommended: recommended === 'yes' || recommended === 'no' ? recommended : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** The address of a filter. */
export function difficultyQuery(filter: DifficultyFilter): string {
  const pairs = Object.entries(filter).map(([name, value]) => [name, String(value)])
  return new URLSearchParams(Object.fromEntries(pairs)).toString()
}

/** The words of a text without accents, near enough to `fold`. */
const folded = sql`translate(lower(regexp_replace(normalize("difficulties"."content", NFKD), '[\u0300-\u036f]', '', 'g')), 'đð', 'dd')`

const mostWords = 8

/** The condition of a filter. */
export function difficultyWhere(filter: DifficultyFilter): SQL | undefined {
  const { q, field, commune, source, from, to, group, recommended, apartFrom } = filter
  const asked = fold(q ?? '')
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, mostWords)
  return and(
    ...asked.map((word) => sql`strpos(${folded}, ${word}) > 0`),
    placed(difficulties.fieldId, field),
    placed(difficulties.groupId, group),
    commune === undefined ? undefined : eq(difficulties.commune, commune),
    source === undefined ? undefined : eq(difficulties.source, source),
    from === undefined ? undefined : gte(difficulties.raisedOn, from),
    to === undefined ? undefined : lte(difficulties.raisedOn, to),
    recommended === undefined ? undefined : isRecommended(recommended === 'yes'),
    apartFrom === undefined
      ? undefined
      : sql`not exists (select 1 from ${recommendationSources} s
          where s.difficulty_id = ${difficulties.id} and s.recommendation_id = ${apartFrom})`,
  )
}

function placed(column: typeof difficulties.fieldId, id: number | undefined): SQL | undefined {
  if (id === undefined) return undefined
  return id === 0 ? isNull(column) : eq(column, id)
}

function isRecommended(yes: boolean): SQL {
  const rests = sql`(select 1 from ${recommendationSources} s where s.difficulty_id = ${difficulties.id})`
  return yes ? exists(rests) : sql`not exists ${rests}`
}
