import { and, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import type { Actor } from '#core/staff/roles.ts'
import { visibleTickets } from '#core/staff/visible.ts'
import { plainPhrase, words } from '#core/words.ts'
import { people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'

const longest = 20_000
const mostWords = 12
const codeShape = /^hl[-\s]?(\d{4})[-\s]?(\d{1,9})$/

interface Findable {
  question: string
  business?: string | null
  taxCode?: string | null
}

/** Everything a ticket is found by, as `tickets.search_text` keeps it: plain words, abbreviations written out. */
export function searchTextOf(parts: Findable & { code: string }): string {
  const [, year = '', number = ''] = codeShape.exec(fold(parts.code)) ?? []
  return `hl ${year} ${number} ${Number(number)} ${wordsOf(parts)}`.slice(0, longest)
}

/** The same where only the database knows the number yet: `last`, and as it is written in a code. */
export function searchTextToCome(
  year: Placeholder,
  { last, written, words }: { last: SQL; written: SQL; words: Placeholder },
): SQL {
  return sql`left('hl ' || ${year}::text || ' ' || ${written} || ' ' || ${last} || ' ' || ${words}::text, ${longest})`
}

/** The plain words of what a ticket is found by. */
export function wordsOf({ business, taxCode, question }: Findable): string {
  return plainPhrase([business, taxCode, question].filter(Boolean).join(' '))
}

/** SQL that adds what was written later to a ticket's searchable text, as far as it has room. */
export function withMoreText(text: string): SQL {
  return sql`left(${tickets.searchText} || ' ' || ${plainPhrase(text)}, ${longest})`
}

/** The code a text is, written in full, or undefined: `hl 2026 123` is HL-2026-000123. */
export function codeIn(text: string): string | undefined {
  const [, year, number] = codeShape.exec(fold(text)) ?? []
  if (year === undefined || number === undefined) return undefined
  return `HL-${year}-${number.replace(/^0+/, '').padStart(6, '0')}`
}

/**
 * What staff typed as a text-search query over `search`: every word must occur, the last one may be unfinished;
 * with or without accents, abbreviations as typed or written out. Undefined when there is no word in it.
 */
function searchQuery(text: string): string | undefined {
  const all = words(text)
  const typed = [...new Set(all.map((word) => word.at))].slice(0, mostWords)
  const terms = typed.map((at, index) => {
    const parts = all.filter((word) => word.at === at)
    const whole = parts.map((word) => quoted(word.plain)).join(' & ')
    if (index < typed.length - 1) return whole
    const unfinished = [
      fold(parts[0]?.typed ?? ''),
      parts.length === 1 ? parts[0]?.plain : undefined,
    ]
    const prefixes = unfinished.filter(Boolean).map((word) => `${quoted(word ?? '')}:*`)
    return `(${[...new Set(prefixes), ...(parts.length > 1 ? [`(${whole})`] : [])].join(' | ')})`
  })
  return terms.length === 0 ? undefined : terms.join(' & ')
}

/** The condition that keeps the tickets a text finds: by code, or by words. */
export function found(text: string): SQL {
  const code = codeIn(text)
  if (code !== undefined) return sql`${tickets.code} = ${code}`
  const query = searchQuery(text)
  return query === undefined ? sql`false` : sql`${tickets.search} @@ ${query}::tsquery`
}

/**
 * The condition that keeps the tickets of whom a phone number belongs to, where `actor` may read contact data;
 * undefined when no number was typed. The people are looked up first, so that the index finds their tickets.
 */
export function askedByPhone(actor: Actor, text: string): SQL | undefined {
  const digits = text.replace(/[\s.+()-]/g, '')
  if (!/^\d{9,12}$/.test(digits)) return undefined
  // A merged record keeps its number, and its tickets are those of who it was merged into.
  const whose = sql`array(
    select coalesce(m.kept_id, ${people.id}) from ${people}
    left join person_merges m on m.merged_id = ${people.id} and m.undone_at is null
    where ${people.phone} like ${`%${digits.slice(-9)}`})`
  return and(visibleTickets(actor, 'people.contact'), sql`${tickets.personId} = any(${whose})`)
}

/** Words hold letters and digits only, so quoting needs no escapes. */
function quoted(word: string): string {
  return `'${word}'`
}
