import { and, desc, eq, ne, type SQL, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Standing } from '#core/law/search/search.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import type { DocumentState } from './documents.ts'
import { type Day, type Validity, validityOf } from './standing.ts'

/** What the list of documents is narrowed to; it stands in the address. */
export type LawFilter = {
  q?: string
  state?: DocumentState | 'open'
  fieldId?: number
  kind?: string
  year?: number
  standing?: Standing
  /** facts nobody has checked, or relations read from a text and not confirmed */
  unchecked?: boolean
}

const states = ['draft', 'reviewed', 'published', 'open'] as const
const standings = { 'in-force': 'in force', 'not-yet': 'not yet', expired: 'expired' } as const

/** Reads a filter from an address; what makes no sense is left out. */
export function readLawFilter(params: URLSearchParams): LawFilter {
  const text = (name: string) => (params.get(name) ?? '').replaceAll('\0', '').trim()
  const whole = (name: string) => (/^\d{1,9}$/u.test(text(name)) ? Number(text(name)) : undefined)
  const state = states.find((one) => one === text('state'))
  const standing = Object.entries(standings).find(([name]) => name === text('standing'))?.[1]
  const [fieldId, year] = [whole('field'), whole('year')]
  return {
    ...(text('q') !== '' && { q: text('q').slice(0, 200) }),
    ...(state && { state }),
    ...(fieldId !== undefined && { fieldId }),
    ...(text('kind') !== '' && { kind: text('kind').slice(0, 60) }),
    ...(year !== undefined && year > 1900 && year < 2200 && { year }),
    ...(standing && { standing }),
    ...(text('unchecked') !== '' && { unchecked: true }),
  }
}

/** How an address writes a standing. */
export function standingWord(standing: Standing): string {
  return standing.replace(' ', '-')
}

const proposals = sql<number>`(select count(*) from law_relations
  where law_relations.document_id = law_documents.id and law_relations.proposed)`.mapWith(Number)
const year = sql`extract(year from coalesce(${lawDocuments.signedOn}, ${lawDocuments.publishedOn}, ${lawDocuments.inForceOn}))`

const columns = {
  id: lawDocuments.id,
  slug: lawDocuments.slug,
  number: lawDocuments.number,
  kind: lawDocuments.kind,
  title: lawDocuments.title,
  issuer: lawDocuments.issuer,
  signedOn: lawDocuments.signedOn,
  inForceOn: lawDocuments.inForceOn,
  fieldIds: lawDocuments.fieldIds,
  link: lawDocuments.link,
  state: lawDocuments.state,
  origin: lawDocuments.origin,
  factsChecked: lawDocuments.factsChecked,
  hasText: sql<boolean>`${lawDocuments.text} is not null`,
  updatedAt: lawDocuments.updatedAt,
  proposals,
}

/**
 * The documents of a filter with their validity on a day: those not yet published first, then the newest. The base
 * has thousands of documents, not millions: words and validity are looked at here, so that accents do not matter.
 */
export async function listDocuments(db: Db, filter: LawFilter, day: Day) {
  const rows = await db
    .select(columns)
    .from(lawDocuments)
    .where(and(...conditions(filter)))
    .orderBy(
      sql`${lawDocuments.state} = 'published'`,
      sql`coalesce(${lawDocuments.signedOn}, ${lawDocuments.inForceOn}) desc nulls last`,
      desc(lawDocuments.id),
    )
  const wanted = fold(filter.q ?? '')
    .split(' ')
    .filter(Boolean)
  const found = rows.filter((row) => {
    const text = fold(`${row.kind} ${row.number ?? ''} ${row.title}`)
    return wanted.every((word) => text.includes(word))
  })
  const validity = await validityOf(
    db,
    found.map(({ id }) => id),
    day,
  )
  return found.flatMap((row) => {
    const own = validity.get(row.id)
    const fits = own && (filter.standing === undefined || filter.standing === own.standing)
    return fits ? [{ ...row, validity: own satisfies Validity }] : []
  })
}

export type ListedLaw = Awaited<ReturnType<typeof listDocuments>>[number]

function conditions({ state, fieldId, kind, year: asked, unchecked }: LawFilter): SQL[] {
  const all = [
    state === 'open' && ne(lawDocuments.state, 'published'),
    state !== undefined && state !== 'open' && eq(lawDocuments.state, state),
    fieldId !== undefined && sql`${lawDocuments.fieldIds} @> ${JSON.stringify([fieldId])}::jsonb`,
    kind !== undefined && eq(lawDocuments.kind, kind),
    asked !== undefined && sql`${year} = ${asked}`,
    unchecked === true && sql`(not ${lawDocuments.factsChecked} or ${proposals} > 0)`,
  ]
  return all.filter((one) => one instanceof Object) as SQL[]
}

/** The kinds and years the base holds, for the filter. */
export async function lawChoices(db: Db): Promise<{ kinds: string[]; years: number[] }> {
  const kinds = await db
    .selectDistinct({ kind: lawDocuments.kind })
    .from(lawDocuments)
    .orderBy(lawDocuments.kind)
  const years = await db
    .selectDistinct({ year: sql<number | null>`${year}::int` })
    .from(lawDocuments)
  const known = years.flatMap((row) => row.year ?? [])
  return { kinds: kinds.map(({ kind }) => kind), years: known.toSorted((a, b) => b - a) }
}
