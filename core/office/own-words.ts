import { and, eq } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { isLanguage, type Language, languages, shippedWords, useOwnWords } from '#core/language.ts'
import { forgetOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { ownWords } from '#db/schema/profile.ts'

/** The areas of words that people outside hear; the panel's own words are not the office's to change. */
export const spokenAreas = [
  'conversation',
  'intake',
  'assistant',
  'self-check',
  'tickets',
  'data',
  'files',
  'telegram',
  'webchat',
  'portal',
] as const

export interface Wording {
  /** `area:key` */
  key: string
  shipped: string
  own: string | undefined
}

/** The texts of an area in a language, shipped and own; `q` keeps those that say or are called so. */
export async function listWording(
  db: Db,
  language: Language,
  area: string,
  q = '',
): Promise<Wording[]> {
  const own = await ownOf(db, language)
  const wanted = fold(q)
  return Object.entries(shippedWords(language, area))
    .map(([name, shipped]) => ({
      key: `${area}:${name}`,
      shipped,
      own: own.get(`${area}:${name}`),
    }))
    .filter(({ key, shipped, own: mine }) =>
      fold(`${key} ${shipped} ${mine ?? ''}`).includes(wanted),
    )
}

export async function findWording(
  db: Db,
  language: Language,
  key: string,
): Promise<Wording | undefined> {
  const [area = '', name = ''] = key.split(':')
  const shipped = shippedWords(language, area)[name]
  if (shipped === undefined || !(spokenAreas as readonly string[]).includes(area)) return undefined
  return { key, shipped, own: (await ownOf(db, language)).get(key) }
}

/**
 * Puts a text in the office's own words; an empty one, or the shipped one, goes back to the shipped. Refuses a text
 * that names a {{value}} the shipped one does not have, or a text nobody ships.
 */
export async function saveWording(
  db: Db,
  language: Language,
  key: string,
  text: string,
  by: By,
): Promise<void> {
  const wording = await findWording(db, language, key)
  if (wording === undefined) throw new Refusal('office:refusal.no-text')
  const known = placeholders(wording.shipped)
  const strange = [...placeholders(text)].filter((name) => !known.has(name))
  if (strange.length > 0)
    throw new Refusal('office:refusal.placeholder', {
      names: strange.map((name) => `{{${name}}}`).join(', '),
    })
  const back = text.trim() === '' || text === wording.shipped
  await db.transaction(async (tx) => {
    const one = and(eq(ownWords.language, language), eq(ownWords.key, key))
    if (back) await tx.delete(ownWords).where(one)
    else await write(tx, { language, key, text, staffId: by.actor.id, updatedAt: by.now })
    const action = back ? 'texts.restored' : 'texts.changed'
    const subject = { subject: 'text', subjectId: `${language} ${key}` }
    await audit(tx, { at: by.now, staffId: by.actor.id, action, ...subject, ip: by.ip })
  })
  forgetOffice()
  await loadOwnWords(db)
}

async function write(tx: Db, row: typeof ownWords.$inferInsert): Promise<void> {
  const { text, staffId, updatedAt } = row
  await tx
    .insert(ownWords)
    .values(row)
    .onConflictDoUpdate({
      target: [ownWords.language, ownWords.key],
      set: { text, staffId, updatedAt },
    })
}

/** Reads the office's own wording, so that this process speaks it from now on. */
async function loadOwnWords(db: Db): Promise<void> {
  const rows = await db
    .select({ language: ownWords.language, key: ownWords.key, text: ownWords.text })
    .from(ownWords)
  useOwnWords(rows.filter(({ language }) => isLanguage(language)))
}

/** How many texts of each area are in own words. */
export async function countOwn(db: Db): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const language of languages)
    for (const key of (await ownOf(db, language)).keys()) {
      const area = key.split(':')[0] ?? ''
      counts.set(area, (counts.get(area) ?? 0) + 1)
    }
  return counts
}

async function ownOf(db: Db, language: Language): Promise<Map<string, string>> {
  const rows = await db
    .select({ key: ownWords.key, text: ownWords.text })
    .from(ownWords)
    .where(eq(ownWords.language, language))
  return new Map(rows.map(({ key, text }) => [key, text]))
}

/** The names of the `{{values}}` in a text. */
export function placeholders(text: string): Set<string> {
  return new Set([...text.matchAll(/\{\{-?\s*([^},\s]+)[^}]*\}\}/g)].map(([, name = '']) => name))
}
