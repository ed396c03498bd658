import { and, asc, desc, eq, gt, ne, notExists, sql } from 'drizzle-orm'
import { say } from '#core/language.ts'
import { nameOf, pathOf } from '#core/law/documents/citation.ts'
import { piecesOf } from '#core/outgoing.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { notices } from '#db/schema/notices.ts'
import { fields } from '#db/schema/profile.ts'
import type { Draft } from './drafting.ts'
import { longestTitle } from './notice.ts'

const dayMs = 86_400_000
const proposedForMs = 60 * dayMs

export interface Proposal {
  id: number
  name: string
  inForceOn: string | null
  shownAt: Date
}

/** Documents shown to the public in the last two months of which nobody has been told, newest first. */
export async function listProposals(db: Db, now: Date): Promise<Proposal[]> {
  const told = db
    .select({ one: sql`1` })
    .from(notices)
    .where(eq(notices.documentId, lawDocuments.id))
  const rows = await db
    .select()
    .from(lawDocuments)
    .where(
      and(
        eq(lawDocuments.state, 'published'),
        // The shipped catalogue is no news.
        ne(lawDocuments.origin, 'catalogue'),
        gt(lawDocuments.shownAt, new Date(now.getTime() - proposedForMs)),
        notExists(told),
      ),
    )
    .orderBy(desc(lawDocuments.shownAt))
    .limit(20)
  return rows.map((row) => ({
    ...{ id: row.id, name: nameOf(row, 'vi'), inForceOn: row.inForceOn },
    shownAt: row.shownAt as Date,
  }))
}

/**
 * A notice of a published document as it could be sent: what changes for a business, its number and its first day in
 * force, the address on the portal, for those who follow its fields. Undefined when there is no such document.
 */
export async function proposeNotice(
  db: Db,
  documentId: number,
  publicUrl: string,
): Promise<Draft | undefined> {
  const [document] = await db
    .select()
    .from(lawDocuments)
    .where(and(eq(lawDocuments.id, documentId), eq(lawDocuments.state, 'published')))
  if (!document) return undefined
  const open = await db.select({ id: fields.id }).from(fields).orderBy(asc(fields.id))
  const name = nameOf(document, 'vi')
  const whole = name.includes(document.title) ? name : `${name}: ${document.title}`
  const [title = ''] = piecesOf(whole, longestTitle)
  const told = document.number !== null && title.includes(document.number)
  const facts = factsOf({ ...document, number: told ? null : document.number })
  // What the title says already is not said again, unless there is nothing else to say.
  const summary = document.summary || (title === whole && facts !== '' ? '' : document.title)
  return {
    kind: 'law',
    title,
    body: [summary, facts].filter((part) => part !== '').join('\n'),
    ...{ titleEn: '', bodyEn: '', urgent: false, documentId },
    link: `${publicUrl}${pathOf(document.slug)}`,
    audience: {
      fieldIds: document.fieldIds.filter((id) => open.some((field) => field.id === id)),
      ...{ sectors: [], communes: [], sizes: [], channels: [], lateDays: 7, remind: true },
    },
    routes: { counted: true, template: false, broadcast: false },
  }
}

function factsOf({
  number,
  inForceOn,
}: {
  number: string | null
  inForceOn: string | null
}): string {
  const day = (inForceOn ?? '').split('-').reverse().join('/')
  if (number !== null && inForceOn !== null) {
    return say('vi', 'notices:proposal.both', { number, day })
  }
  if (number !== null) return say('vi', 'notices:proposal.number', { number })
  return inForceOn === null ? '' : say('vi', 'notices:proposal.in-force', { day })
}
