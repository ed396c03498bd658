import { desc, eq } from 'drizzle-orm'
import { readPassages } from '#core/assistant/model/passages.ts'
import type { Db } from '#db/client.ts'
import { lookups } from '#db/schema/assistant.ts'

/** A passage that was shown or a draft rests on: its citation and its address on the portal. */
interface Source {
  label: string
  path: string
}

/** One automatic look-up that went before a ticket: what was asked, what was shown, what a model made of it. */
export interface LookupShown {
  id: number
  question: string
  at: Date
  shown: Source[]
  /** the draft that passed the checks, each sentence with what it rests on */
  draft: { sentences: { text: string; cites: string[] }[]; sources: Source[] } | undefined
}

const most = 3

/** What the person was shown before they sent the question, the newest first; in Vietnamese, as answers are. */
export async function lookupsShown(db: Db, ticketId: number): Promise<LookupShown[]> {
  const rows = await db
    .select({
      id: lookups.id,
      question: lookups.question,
      at: lookups.at,
      shown: lookups.shown,
      draft: lookups.draft,
      state: lookups.state,
    })
    .from(lookups)
    .where(eq(lookups.ticketId, ticketId))
    .orderBy(desc(lookups.id))
    .limit(most)
  const found = await Promise.all(
    rows.map(async ({ id, question, at, shown, draft, state }) => {
      const keys = shown.map(({ key }) => key)
      const sources = keys.length === 0 ? [] : await readPassages(db, keys, 'vi')
      const told = sources.map(({ label, path }) => ({ label, path }))
      const written = state === 'drafted' ? readDraft(draft) : undefined
      return { id, question, at, shown: told, draft: written }
    }),
  )
  return found.filter(({ shown, draft }) => shown.length > 0 || draft !== undefined)
}

function readDraft(draft: Record<string, unknown> | null): LookupShown['draft'] {
  const { sentences, passages } = (draft ?? {}) as {
    sentences?: { text: string; cites: string[] }[]
    passages?: ({ key: string } & Source)[]
  }
  if (!Array.isArray(sentences) || sentences.length === 0) return undefined
  const sources = Array.isArray(passages) ? passages : []
  const label = new Map(sources.map((one) => [one.key, one.label]))
  return {
    sentences: sentences.map(({ text, cites }) => ({
      text,
      cites: cites.map((key) => label.get(key) ?? '').filter(Boolean),
    })),
    sources,
  }
}
