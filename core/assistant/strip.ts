import { sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { type Identities, identityCutter } from '#core/people/identities.ts'
import type { Db } from '#db/client.ts'

/** What stands where a personal fact was taken out. */
const strippedMark = '[…]'

/** Names that point at somebody: of people and of businesses. */
export type Names = Pick<Identities, 'names' | 'businesses'>

export const noNames: Names = { names: [], businesses: [] }

/** What stands before the @ is no longer (RFC 5321, 4.5.3.1.1); unbounded, a text without blanks takes long. */
const email = /[^\s@,;<>()]{1,64}@[^\s@,;<>()]+/gu
/** Whatever has the length of a phone number, a tax code, an identity card or an account, however it is grouped. */
const longNumber = /(?<![\p{L}\p{N}/])\+?\(?\d(?:[\s.\-–()]{0,2}\d){7,18}(?![\p{L}\p{N}/])/gu
const groupedAmount = /^\d{1,3}(?:\.\d{3})+$/
const date = /^\d{1,2}[.-]\d{1,2}[.-]\d{4}$/

/**
 * A text without phone numbers, tax codes, e-mail addresses and the names given. What is left is what the question is
 * about: numbers of documents, days and amounts of money stay.
 */
export function strip(text: string, names: Names): string {
  const cut = identityCutter({ ...names, numbers: [], addresses: [], texts: [] })
  return cut(withoutNumbers(text.normalize('NFC').replace(email, strippedMark)))
}

function withoutNumbers(text: string): string {
  return text.replace(longNumber, (found) =>
    groupedAmount.test(found) || date.test(found) ? found : strippedMark,
  )
}

/** Words that half of all businesses bear: alone they point at none. */
const common = new Set(
  `cong ty tnhh mtv cp co phan hop tac xa htx ho kinh doanh hkd dntn doanh nghiep tu nhan thuong mai dich vu san xuat
  xuat nhap khau dau tu xay dung phat trien va mot thanh vien trach nhiem huu han chi nhanh cua hang co so xuong nha
  may tong tap doan nong nghiep viet nam lao cai`.split(/\s+/),
)
/** As many as there can be in the part of a question that is kept. */
const mostTokens = 1_000
const mostFound = 200

/**
 * The names in a text that the desk knows: of people and of businesses, with or without accents. Two statements at
 * most, over the indexes of folded names.
 */
export async function namesIn(db: Db, text: string): Promise<Names> {
  const tokens = tokensOf(text)
  const [businesses, names] = await Promise.all([
    found(db, 'businesses', pairsOf(tokens)),
    found(db, 'people', personPairs(tokens)),
  ])
  return { businesses, names }
}

type Token = { plain: string; capital: boolean }

function tokensOf(text: string): Token[] {
  const typed = text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []
  return typed
    .slice(0, mostTokens)
    .map((word) => ({ plain: fold(word), capital: /^\p{Lu}/u.test(word) }))
    .filter(({ plain }) => /^[a-z0-9]+$/.test(plain))
}

type Pair = [first: string, second: string]

function pairsOf(tokens: Token[]): Pair[] {
  return tokens.flatMap(({ plain }, at): Pair[] => {
    const next = tokens[at + 1]?.plain
    if (next === undefined || (common.has(plain) && common.has(next))) return []
    return [[plain, next]]
  })
}

const called = new Set(['ong', 'ba', 'anh', 'chi', 'co', 'chu', 'bac', 'em', 'ten', 'la', 'toi'])

/** Names of people are everyday syllables: only capitals, or a word like ông or tên before, make a name of them. */
function personPairs(tokens: Token[]): Pair[] {
  return tokens.flatMap((token, at): Pair[] => {
    const next = tokens[at + 1]
    if (next === undefined) return []
    const named = (token.capital && next.capital) || called.has(tokens[at - 1]?.plain ?? '')
    return named ? [[token.plain, next.plain]] : []
  })
}

async function found(db: Db, table: 'people' | 'businesses', pairs: Pair[]): Promise<string[]> {
  if (pairs.length === 0) return []
  // Only letters and digits are left in the words, so that nothing of them is an operator here.
  const query = [...new Set(pairs.map(([first, second]) => `(${first}<->${second})`))].join('|')
  const rows = await db.execute<{ name: string }>(sql`
    select distinct name from ${sql.identifier(table)}
    where named @@ to_tsquery('simple', ${query}) and name is not null limit ${mostFound}`)
  return rows.map(({ name }) => name)
}
