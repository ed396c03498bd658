import { and, desc, eq, sql } from 'drizzle-orm'
import { diffLaws, type ProvisionChange } from '#core/law/parse/diff.ts'
import { readHead } from '#core/law/parse/head.ts'
import { parseLaw } from '#core/law/parse/parse.ts'
import { bodyOf, ownText } from '#core/law/parse/text.ts'
import type { Doubt, ParsedLaw, Provision } from '#core/law/parse/tree.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions, lawTexts } from '#db/schema/law.ts'
import { articleOf } from './citation.ts'
import { lockDocument, noteChange } from './documents.ts'
import { checkMayChange } from './facts.ts'
import { proposeRelations } from './proposals.ts'

const rowsAtOnce = 2000

/**
 * Gives a document its text: read into provisions, relations it names proposed, the earlier text kept. A text that is
 * the present one changes nothing. A reviewed draft is to be reviewed anew. `by` is the member of staff, or null.
 */
export async function setText(
  tx: Db,
  id: number,
  text: string,
  by: string | null,
  now: Date,
): Promise<{ version: number; doubts: Doubt[] }> {
  const document = await lockDocument(tx, id)
  if (document === undefined) throw new Refusal('law:refusal.gone')
  const clean = cleanText(text)
  if (clean.trim() === '') throw new Refusal('law:refusal.empty-text')
  const law = parseLaw(clean)
  const before = await textOfDocument(tx, id)
  if (before === clean) return { version: document.version, doubts: law.doubts }
  if (before !== undefined) {
    const kept = { documentId: id, version: document.textVersion, text: before }
    await tx.insert(lawTexts).values({ ...kept, replacedAt: now, replacedBy: by })
  }
  const [row] = await tx
    .update(lawDocuments)
    .set({
      text: clean,
      textVersion: sql`${lawDocuments.textVersion} + 1`,
      version: sql`${lawDocuments.version} + 1`,
      state: document.state === 'reviewed' ? 'draft' : document.state,
      updatedAt: now,
      updatedBy: by,
    })
    .where(eq(lawDocuments.id, id))
    .returning({ version: lawDocuments.version })
  await writeProvisions(tx, id, law)
  await proposeRelations(tx, id, readHead(law).relations)
  if (document.state === 'published') await noteChange(tx, 'document', id, now)
  return { version: row?.version ?? document.version + 1, doubts: law.doubts }
}

/** Puts a clerk's corrected text in place of the present one. Refused as `checkMayChange` says. */
export async function correctText(
  db: Db,
  actor: Actor,
  { id, version, text }: { id: number; version: number; text: string },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const document = await lockDocument(tx, id)
    if (document === undefined) throw new Refusal('law:refusal.gone')
    checkMayChange(actor, document, version)
    await setText(tx, id, text, actor.id, now)
    const from = { staffId: actor.id, ip: actor.ip, subject: 'law', subjectId: id }
    await audit(tx, { at: now, ...from, action: 'law.text-set' })
  })
}

/** What another text of the document would change, provision by provision; all is added when it has none yet. */
export async function compareText(
  db: Db,
  id: number,
  text: string,
): Promise<{ changes: ProvisionChange[]; doubts: Doubt[] }> {
  const after = parseLaw(cleanText(text))
  const before = parseLaw((await textOfDocument(db, id)) ?? '')
  return { changes: diffLaws(before, after), doubts: after.doubts }
}

/** When a document's text was replaced and by whom, the latest first. */
export function earlierTexts(db: Db, id: number) {
  return db
    .select({
      version: lawTexts.version,
      replacedAt: lawTexts.replacedAt,
      replacedBy: lawTexts.replacedBy,
    })
    .from(lawTexts)
    .where(eq(lawTexts.documentId, id))
    .orderBy(desc(lawTexts.version))
}

/** One earlier text; undefined when there is none of that version. */
export async function earlierText(
  db: Db,
  id: number,
  version: number,
): Promise<string | undefined> {
  const [row] = await db
    .select({ text: lawTexts.text })
    .from(lawTexts)
    .where(and(eq(lawTexts.documentId, id), eq(lawTexts.version, version)))
  return row?.text
}

/** Line ends of a web form are those of the text; what no database takes is no text. */
function cleanText(text: string): string {
  return text.replaceAll('\0', '').replace(/\r\n?/gu, '\n').toWellFormed().normalize('NFC')
}

async function textOfDocument(db: Db, id: number): Promise<string | undefined> {
  const [row] = await db
    .select({ text: lawDocuments.text })
    .from(lawDocuments)
    .where(eq(lawDocuments.id, id))
  return row?.text ?? undefined
}

type Row = typeof lawProvisions.$inferInsert

async function writeProvisions(tx: Db, documentId: number, law: ParsedLaw): Promise<void> {
  await tx.delete(lawProvisions).where(eq(lawProvisions.documentId, documentId))
  const rows = [...rowsOf(documentId, law)].map((row, position) => ({ ...row, position }))
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx.insert(lawProvisions).values(rows.slice(from, from + rowsAtOnce))
  }
}

function* rowsOf(documentId: number, law: ParsedLaw): Generator<Row> {
  const above: { provision: Provision; parent: string; depth: number }[] = [
    { provision: law.root, parent: '', depth: -1 },
  ]
  for (let next = above.pop(); next !== undefined; next = above.pop()) {
    const { provision, parent, depth } = next
    const { kind, anchor, number, title, children } = provision
    const own = ownText(law, provision)
    if (kind !== 'document' || own !== '') {
      const whole = kind === 'article' || kind === 'appendix'
      const body = whole ? bodyOf(law, provision) : ''
      const article = articleOf(anchor)
      const row = { documentId, kind, anchor, parent, article, number, title, own, body }
      yield { ...row, depth: Math.max(depth, 0), position: 0 }
    }
    for (const child of children.toReversed()) {
      above.push({ provision: child, parent: anchor, depth: depth + 1 })
    }
  }
}
